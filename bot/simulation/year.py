"""The year itself: the workspace, Klik beside it, and a census at every midnight."""

import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import migrating
from bot.app import create_app
from bot.config import load_settings
from bot.demo import MEMORY
from bot.manifest import MANIFEST
from bot.simulation.inline import inline
from bot.simulation.census import Census, Messages, census, forgotten_pairs, messages
from playground.clock import Clock
from playground.crowd import Crowd
from playground.hosting import Host
from playground.server import Playground

BEGINS = datetime(2026, 1, 5, 6, tzinfo=UTC)
"""A Monday, before anybody works."""

PATIENCE = 60.0
"""Seconds that people wait for an answer: how busy this machine is says nothing of Klik."""


@dataclass
class Year:
    """What became of it."""

    members: int
    days: list[Census] = field(default_factory=list)
    forgotten: set[int] = field(default_factory=set)
    """Pairs that were left alone at some midnight."""
    violations: list[str] = field(default_factory=list)
    """What Slack would have refused."""
    messages: Messages = field(default_factory=Messages)


async def simulate(members: int, days: int, seed: int, database: str, say: Callable[[str], None]) -> Year:
    """`database`: a SQLAlchemy URL, empty for a SQLite that is thrown away."""
    year = Year(members)
    clock = Clock(BEGINS, running=False)
    async with AsyncExitStack() as stack:
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
        klik = await stack.enter_async_context(create_app(settings, clock.now))
        web = await stack.enter_async_context(Host(klik.web))
        playground.request_url = f"{web.url}/slack/events"
        playground.http.patience = PATIENCE

        async def live_until(moment: datetime) -> None:
            await klik.schedule.live_until(moment, clock.travel_to)
            await playground.settled()

        crowd = Crowd(playground, members, days, seed)
        for day in range(days):
            await crowd.live(day, BEGINS + timedelta(days=day + 1), live_until)
            async with klik.runtime.db.begin() as session:
                year.days.append(await census(session, day))
                year.forgotten |= await forgotten_pairs(session, clock.now())
            if (day + 1) % 30 == 0 or day + 1 == days:
                say(f"{clock.now():%d %B}: {year.days[-1].in_words()}")
        async with klik.runtime.db.begin() as session:
            year.messages = await messages(session, clock.now())
        year.violations = [str(violation) for violation in playground.workspace.violations]
    return year
