"""`klik playground`: a local Slack workspace with Klik in it, one process, one URL.

The only place that knows both. They talk over HTTP or Socket Mode alone, as they would with the real Slack; what is
shared is the clock, so that a week can pass at the press of a button.
"""

import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import migrating
from bot.app import Klik, create_app
from bot.config import load_settings
from bot.manifest import MANIFEST
from playground import company
from playground.clock import Clock
from playground.dispatch import ACK_SECONDS
from playground.hosting import Host
from playground.server import Playground

HOME = ZoneInfo("Europe/Amsterdam")
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""Where the machine offers it, since nothing of a demo is kept."""


def office_morning(now: datetime) -> datetime:
    """Ten in the morning of the latest working day: a demo opened on a Sunday night should not be full of silence."""
    day = now.astimezone(HOME).date()
    while day.weekday() >= 5:
        day -= timedelta(days=1)
    return datetime.combine(day, time(10, 5), HOME)


@asynccontextmanager
async def demo(
    *,
    now: datetime,
    port: int,
    host: str = "127.0.0.1",
    socket_mode: bool,
    history: bool,
    say: Callable[[str], None],
    patience: float = ACK_SECONDS,
) -> AsyncIterator[tuple[Playground, Klik]]:
    """The workspace and Klik, running; with `history`, a company that has used it for months. `patience`: seconds that
    Klik has to answer, Slack's own unless only the machine can be slow."""
    today = office_morning(now)
    clock = Clock(today - company.HISTORY if history else today, running=False)
    with tempfile.TemporaryDirectory(prefix="klik-", dir=MEMORY) as folder:
        database = f"sqlite:///{folder}/klik.db"
        async with Playground(MANIFEST, clock=clock, host=host, port=port, patience=patience) as playground:
            settings = load_settings(
                _env_file=None,
                slack_bot_token=playground.bot_token,
                slack_signing_secret=playground.signing_secret,
                slack_app_token=playground.app_token if socket_mode else None,
                slack_api_url=playground.api_url,
                database_url=database,
                log_level="WARNING",
            )
            await migrating.migrate(settings.database_url)
            async with create_app(settings, clock.now) as klik, _reached(playground, klik, socket_mode=socket_mode):

                async def live_until(moment: datetime) -> None:
                    await klik.schedule.live_until(moment, clock.travel_to)
                    await playground.settled()

                async def skip(delta: timedelta) -> None:
                    await live_until(clock.now() + delta)

                company.move_in(playground)
                playground.guides = company.GUIDES if history else {}
                if history:
                    await company.live(playground, live_until, say)
                    await live_until(today)
                clock.running = True
                clock.travel_to(today)
                playground.on_skip = skip
                async with klik.schedule.running():
                    yield playground, klik


@asynccontextmanager
async def _reached(playground: Playground, klik: Klik, *, socket_mode: bool) -> AsyncIterator[None]:
    """The workspace knows where to find Klik."""
    if socket_mode:
        async with klik.socket():
            yield
    else:
        async with Host(klik.web) as web:
            playground.request_url = f"{web.url}/slack/events"
            yield
