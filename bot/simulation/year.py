"""The year itself: the workspace, Klik beside it, and a census at every midnight."""

import gc
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import aiohttp

from bot import migrating
from bot.app import create_app
from bot.config import load_settings
from bot.database import Sessions, lexicons, utc_now
from bot.demo import MEMORY
from bot.manifest import MANIFEST
from bot.simulation.census import Census, Messages, census, messages
from bot.simulation.forgotten import Forgotten, forgotten_pairs, told
from bot.simulation.inline import DRIVER, InlineSessions, inline
from bot.simulation.moves import Moves, endings, look
from bot.web import EVENTS
from playground.calls_asgi import Calls
from playground.clock import Clock
from playground.crowd import Crowd
from playground.dispatch_asgi import AsgiWire
from playground.records import Message
from playground.server import Playground

BEGINS = datetime(2026, 1, 5, 6, tzinfo=UTC)
"""A Monday, before anybody works."""

PATIENCE = 60.0
"""Seconds that people wait for an answer: how busy this machine is says nothing of Klik."""
SAYS_EVERY = 10.0
"""Seconds after which it says again where it is."""
FEW = 300
"""Members below whom nobody can expect that everything happens that may."""
SHORT = 300
"""Days, for the same."""


@dataclass(frozen=True)
class Effort:
    """What living through it took."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of this process."""
    deeds: int
    """How often somebody sat down and did something."""
    exchanges: int
    """Requests between Slack and Klik, both ways."""


@dataclass
class Year:
    """What became of it."""

    members: int
    days: list[Census] = field(default_factory=list)
    forgotten: dict[int, Forgotten] = field(default_factory=dict)
    """Pairs that were left alone at some midnight, as they were at the first."""
    violations: list[str] = field(default_factory=list)
    """What Slack would have refused."""
    messages: Messages = field(default_factory=Messages)
    moves: Moves = field(default_factory=Moves)
    effort: Effort = Effort(0, 0, 0, 0)

    @property
    def is_long(self) -> bool:
        """Whether everything that may happen should have happened."""
        return self.members >= FEW and len(self.days) >= SHORT


async def simulate(members: int, days: int, seed: int, database: str, say: Callable[[str], None]) -> Year:
    """`database`: a SQLAlchemy URL, empty for a SQLite that is thrown away. `say` hears now and then where it is."""
    year = Year(members)
    clock = Clock(BEGINS, running=False)
    wall, cpu = time.monotonic(), time.process_time()
    async with AsyncExitStack() as stack:
        stack.enter_context(_much_remembered())
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="klik-", dir=MEMORY))
        playground = await stack.enter_async_context(Playground(MANIFEST, clock=clock))
        settings = load_settings(
            _env_file=None,
            slack_bot_token=playground.bot_token,
            slack_signing_secret=playground.signing_secret,
            slack_api_url=playground.api_url,
            database_url=database or f"sqlite:///{Path(folder) / 'klik.db'}",
            log_level="ERROR",
        )
        settings = settings.model_copy(update={"database_url": inline(settings.database_url)})
        await migrating.migrate(settings.database_url)
        calls = cast("aiohttp.ClientSession", Calls(playground.app))  # as much of one as slack_sdk uses
        kind = InlineSessions if settings.database_url.startswith(DRIVER) else Sessions
        klik = await stack.enter_async_context(create_app(settings, clock.now, slack_http=calls, sessions=kind))
        playground.request_url = f"http://klik{EVENTS}"
        playground.http = AsgiWire(klik.web, playground.signing_secret)
        playground.http.patience = PATIENCE
        lexicons(klik.runtime.db).clock = utc_now  # 30 seconds are over at every look at a clock that flies

        async def live_until(moment: datetime) -> None:
            await klik.schedule.live_until(moment, clock.travel_to)
            await playground.settled()

        posted: Counter[str] = Counter()
        playground.workspace.on_post.append(lambda message: posted.update(_keys(message)))
        crowd = Crowd(playground, members, days, seed)
        said_at = wall
        for day in range(days):
            await crowd.live(day, BEGINS + timedelta(days=day + 1), live_until)
            async with klik.runtime.db.begin() as session:
                year.days.append(await census(session, day))
                for one in await told(
                    session, await forgotten_pairs(session, clock.now()) - {*year.forgotten}, clock.now()
                ):
                    year.forgotten[one.pair_id] = one
                    say(one.story)
                year.moves.note(await look(session))
            gc.freeze()
            if day + 1 == days or time.monotonic() - said_at > SAYS_EVERY:
                said_at = time.monotonic()
                say(_where(year, days, said_at - wall, clock.now()))
        async with klik.runtime.db.begin() as session:
            year.messages = await messages(session, clock.now(), posted)
            year.moves.endings = await endings(session)
        year.violations = [str(violation) for violation in playground.workspace.violations]
        exchanges = playground.workspace.exchanges[-1].number if playground.workspace.exchanges else 0
        year.effort = Effort(time.monotonic() - wall, time.process_time() - cpu, crowd.deeds, exchanges)
    return year


@contextmanager
def _much_remembered() -> Iterator[None]:
    """All that was ever written stays in this process's memory: looking through it again and again for what could be
    thrown away would find nothing. What is there at a midnight is looked at no more."""
    usual = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 1_000)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def _where(year: Year, days: int, so_far: float, now: datetime) -> str:
    done = len(year.days)
    left = so_far / done * (days - done)
    words = f"{now:%d %B} ({done} of {days} days): {year.days[-1].in_words()}"
    return f"{words}; {left / 60:.0f} minutes to go" if left > 60 else words


def _keys(message: Message) -> list[str]:
    """Of the planned message that was posted here, if it was one."""
    return [str(message.metadata["event_payload"]["key"])] if message.metadata is not None else []
