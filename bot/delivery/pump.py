"""Keeps messages going out, some at once, until nothing is due that may go."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from bot.delivery.claim import Claimed, claim
from bot.delivery.letters import Letter, Render, write
from bot.delivery.outcomes import Outcome, settle
from bot.delivery.sending import failed, let_go, send
from bot.runtime import Runtime

log = structlog.get_logger()

IN_FLIGHT = 8
PATIENCE = 1.0
"""Seconds until it looks again for what is due while something slow is on its way."""
LOOKED_JUST_NOW = timedelta(seconds=PATIENCE)
"""For so long after it found no more than it claimed, it does not ask the database once more: whatever has become due
meanwhile is found by the next run, which comes every second."""


async def pump(runtime: Runtime, render: Render) -> int:
    """Deliver what is due now, and return how many messages were tried. One that fails never stops the others.

    When the process stops, nothing new is claimed; when it is stopped hard (cancelled), what was claimed is given back.
    """
    pumping = _Pumping(runtime, render)
    try:
        await pumping.run()
    except asyncio.CancelledError:
        await pumping.let_go()
        raise
    except Exception:
        await pumping.finish()
        raise
    return pumping.tried


class _Pumping:
    def __init__(self, runtime: Runtime, render: Render) -> None:
        self._runtime = runtime
        self._render = render
        self._without_words: Sequence[Claimed] = ()
        self._on_their_way: dict[asyncio.Task[Outcome], Letter] = {}
        self._all_claimed_at: datetime | None = None
        self.tried = 0

    async def run(self) -> None:
        while True:
            something_due = await self._begin()
            if not self._on_their_way and not something_due:
                return
            await self._wait(PATIENCE)

    async def finish(self) -> None:
        """Nothing that was begun is forgotten."""
        while self._on_their_way:
            await self._wait(None)

    async def let_go(self) -> None:
        """Stop in the middle of it: what was claimed and not begun is due at once."""
        for task in self._on_their_way:
            task.cancel()
        await asyncio.gather(*self._on_their_way, return_exceptions=True)
        left = [Letter(claimed, None) for claimed in self._without_words]
        outcomes = [let_go(self._runtime, letter) for letter in left]
        for task, letter in self._on_their_way.items():
            outcomes.append(let_go(self._runtime, letter) if task.cancelled() else task.result())
        await settle(self._runtime, outcomes)

    async def _begin(self) -> bool:
        """Claim and begin. False when nothing is due that may go, or nothing is to be begun."""
        room = IN_FLIGHT - len(self._on_their_way)
        if self._runtime.stopping.is_set() or room < IN_FLIGHT // 2:  # some at a time: a claim costs the same for one
            return False
        now = self._runtime.now()
        if self._all_claimed_at is not None and abs(now - self._all_claimed_at) < LOOKED_JUST_NOW:
            return False
        claimed, was_all = await claim(self._runtime, room)
        self._all_claimed_at = now if was_all else None
        if claimed:
            self._without_words = claimed
            for letter in await write(self._runtime, self._render, claimed):
                self._on_their_way[asyncio.create_task(self._send(letter))] = letter
            self._without_words = ()
            self.tried += len(claimed)
        return claimed is not None

    async def _send(self, letter: Letter) -> Outcome:
        row = letter.row
        with self._runtime.watch.send(row.kind, row.workspace_id):
            try:
                outcome = await send(self._runtime, letter)
            except Exception as error:
                log.error("outbox.failed", kind=row.kind, outbox=str(row.id), exc_info=error)
                outcome = failed(self._runtime, letter, error)
            self._runtime.watch.send_answered(outcome.word)
        return outcome

    async def _wait(self, patience: float | None) -> None:
        """Until the first has its outcome, which is written down at once."""
        if not self._on_their_way:
            return
        done, _ = await asyncio.wait(self._on_their_way, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        if done:
            await settle(self._runtime, [task.result() for task in done])
        for task in done:
            del self._on_their_way[task]
