"""What a listener or a job needs, handed in: database, clock, Slack, settings."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.config import Settings
from bot.database import Sessions, utc_now
from bot.domain.search.quick import Quick
from bot.redraws import Redraws
from bot.slack import Workspaces
from bot.watch import Watch

log = structlog.get_logger()

Now = Callable[[], datetime]

__all__ = ["Background", "Now", "Runtime", "utc_now"]


@dataclass(frozen=True, kw_only=True)
class Runtime:
    settings: Settings
    db: Sessions
    now: Now
    workspaces: Workspaces
    quick: Quick
    """Searches that need no transaction."""
    later: Callable[[Coroutine[None, None, None]], None]
    """Start work that takes longer than an answer may; it is finished before the process ends."""
    watch: Watch
    """To whom one says what happened, for figures, traces and readiness."""
    redraws: Redraws = field(default_factory=Redraws)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when this process is about to end: whoever works in a loop finishes what is begun, and begins nothing."""

    async def slack(self, workspace_id: str) -> AsyncWebClient:
        """The client that speaks in a workspace. Raises NotInstalled."""
        return await self.workspaces.client(workspace_id)


class Background:
    """Tracked tasks: none is forgotten by the garbage collector, none dies unheard, all end before we do."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.finished()

    def start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("background.failed", exc_info=error)

    async def finished(self) -> None:
        """Wait for everything that is under way."""
        while self._tasks:
            await asyncio.wait(self._tasks)
