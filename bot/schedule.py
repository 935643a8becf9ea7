"""The clock of this process: which job has something to do, and when. Rows say what is due; they are claimed, so every
replica may look."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import select

from bot.jobs import JOBS, Job
from bot.runtime import Background, Runtime

log = structlog.get_logger()

WAITED_FOR = tuple(job for job in JOBS if job.earliest is not None)
EARLIEST = select(*(job.earliest.scalar_subquery() for job in WAITED_FOR if job.earliest is not None))
"""One query for what all of them wait for."""


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """The jobs of one process."""

    runtime: Runtime
    background: Background

    async def run_due(self) -> None:
        """Run every job until nothing is due at this moment: what the scheduler does as time goes by."""
        for _ in range(100):
            await self.background.finished()
            now = self.runtime.now()
            due = [job for job, moment in (await self._moments()).items() if moment <= now]
            if not due:
                return
            await self._run(due)
        log.warning("run_due.unfinished")

    async def _run(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            await self._look(job)
        await self.background.finished()

    async def _look(self, job: Job) -> None:
        with self.runtime.watch.job(job.name, self.runtime.now):
            await job.run(self.runtime)

    async def _moments(self) -> dict[Job, datetime]:
        """When each job next has something to do, as far as is known now; in the past when it is late."""
        async with self.runtime.quick.reads.open() as rows:
            (found,) = await rows.rows(EARLIEST, {})
        return {job: moment + job.later for job, moment in zip(WAITED_FOR, found, strict=True) if moment is not None}

    async def live_until(self, until: datetime, travel_to: Callable[[datetime], None]) -> None:
        """Let time pass: whatever becomes due on the way is done at its own moment, as the scheduler would."""
        while moments := {job: moment for job, moment in (await self._moments()).items() if moment <= until}:
            if (next_moment := min(moments.values())) > self.runtime.now():
                travel_to(next_moment)
            await self._run([job for job, moment in moments.items() if moment <= self.runtime.now()])
        travel_to(until)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The clock of this process while the block runs: memory store, no leader; rows are claimed, so every replica
        may look. At the end what is under way is finished, nothing new begins."""
        under_way: set[asyncio.Task[Any]] = set()

        async def look(job: Job) -> None:
            task = asyncio.current_task()
            assert task is not None
            under_way.add(task)
            try:
                await self._look(job)
            finally:
                under_way.discard(task)

        scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        for job in JOBS:
            scheduler.add_job(look, args=[job], id=job.name, **job.trigger)
        watch = self.runtime.watch
        watch.metrics.jobs_expected([job.name for job in JOBS], self.runtime.now())
        scheduler.start()
        try:
            with watch.pump.beating():
                yield
        finally:
            scheduler.pause()
            self.runtime.stopping.set()
            while under_way:
                await asyncio.wait(under_way)
            scheduler.shutdown(wait=False)
            self.runtime.stopping.clear()
