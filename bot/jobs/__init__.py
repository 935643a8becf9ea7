"""Background work, one file a job. APScheduler only says when to look; rows say what is due."""

import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.jobs import booking, introductions, janitor, pump, requests
from bot.runtime import Runtime


@dataclass(frozen=True)
class Job:
    name: str
    run: Callable[[Runtime], Awaitable[int]]
    """Does what is due now and returns how much it was. Safe to run twice, at once, on several machines."""
    next_at: Callable[[AsyncSession], Awaitable[datetime | None]]
    """When it next has something to do, as far as is known now."""
    every: str
    """For people: how often it looks."""
    trigger: dict[str, int | str]
    """For APScheduler; cron only in UTC."""

    @property
    def doc(self) -> str:
        """What it does, in the words of its file."""
        return (sys.modules[self.run.__module__].__doc__ or "").strip()


JOBS = (
    Job(
        "requests", requests.run, requests.next_at, "every minute", {"trigger": "interval", "minutes": 1, "jitter": 10}
    ),
    Job(
        "introductions",
        introductions.run,
        introductions.next_at,
        "every minute",
        {"trigger": "interval", "minutes": 1, "jitter": 10},
    ),
    Job("booking", booking.run, booking.next_at, "every minute", {"trigger": "interval", "minutes": 1, "jitter": 10}),
    Job("pump", pump.run, pump.next_at, "every second", {"trigger": "interval", "seconds": 1}),
    Job(
        "janitor",
        janitor.run,
        janitor.next_at,
        "every night",
        {"trigger": "cron", "hour": 3, "minute": 17, "jitter": 600},
    ),
)

__all__ = ["JOBS", "Job"]
