"""Background work, one file a job. APScheduler only says when to look; rows say what is due."""

import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select

from bot.domain.outcomes import FORGOTTEN_AFTER
from bot.domain.search.places import OFFERED_FOR
from bot.jobs import (
    booking,
    busy,
    care,
    departures,
    homes,
    index,
    introductions,
    janitor,
    pauses,
    places,
    pump,
    renewals,
    requests,
    rounds,
    silence,
)
from bot.runtime import Runtime

EVERY_MINUTE = {"trigger": "interval", "minutes": 1, "jitter": 10}


@dataclass(frozen=True, kw_only=True, eq=False)
class Job:
    name: str
    run: Callable[[Runtime], Awaitable[int]]
    """Does what is due now and returns how much it was. Safe to run twice, at once, on several machines."""
    earliest: Select[datetime | None] | None = None
    """The earliest moment among its rows: `later` after it the job has something to do. None: nobody waits for it."""
    later: timedelta = timedelta(0)
    every: str = "every minute"
    """For people: how often it looks."""
    trigger: dict[str, Any]
    """For APScheduler; cron only in UTC."""

    @property
    def doc(self) -> str:
        """What it does, in the words of its file."""
        return (sys.modules[self.run.__module__].__doc__ or "").strip()


JOBS = (
    Job(name="requests", run=requests.run, earliest=requests.EARLIEST, trigger=EVERY_MINUTE),
    Job(name="introductions", run=introductions.run, earliest=introductions.EARLIEST, trigger=EVERY_MINUTE),
    Job(name="silence", run=silence.run, earliest=silence.EARLIEST, later=FORGOTTEN_AFTER, trigger=EVERY_MINUTE),
    Job(name="pauses", run=pauses.run, earliest=pauses.EARLIEST, trigger=EVERY_MINUTE),
    Job(name="places", run=places.run, earliest=places.EARLIEST, later=OFFERED_FOR, trigger=EVERY_MINUTE),
    Job(name="booking", run=booking.run, earliest=booking.EARLIEST, trigger=EVERY_MINUTE),
    Job(name="busy", run=busy.run, earliest=busy.EARLIEST, trigger=EVERY_MINUTE),
    Job(name="care", run=care.run, earliest=care.EARLIEST, trigger=EVERY_MINUTE),
    Job(name="rounds", run=rounds.run, earliest=rounds.EARLIEST, trigger=EVERY_MINUTE),
    Job(name="renewals", run=renewals.run, earliest=renewals.EARLIEST, trigger=EVERY_MINUTE),
    Job(name="departures", run=departures.run, earliest=departures.EARLIEST, trigger=EVERY_MINUTE),
    Job(
        name="pump",
        run=pump.run,
        earliest=pump.EARLIEST,
        every="every second",
        trigger={"trigger": "interval", "seconds": 1},
    ),
    Job(
        name="index",
        run=index.run,
        every="every night",
        trigger={"trigger": "cron", "hour": 2, "minute": 41, "jitter": 600},
    ),
    Job(
        name="homes",
        run=homes.run,
        earliest=homes.EARLIEST,
        every="every second",
        trigger={"trigger": "interval", "seconds": 1},
    ),
    Job(
        name="janitor",
        run=janitor.run,
        every="every night",
        trigger={"trigger": "cron", "hour": 3, "minute": 17, "jitter": 600},
    ),
)

__all__ = ["JOBS", "Job"]
