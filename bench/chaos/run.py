"""One run: workers are killed and started again, the database goes and comes, the clock jumps. Then it is counted."""

import asyncio
import os
import random
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from bench.chaos.outage import Relay, lock_file
from bench.chaos.plan import Plan
from bench.chaos.slack import LATE, TOKEN, Slack
from bench.chaos.worker import WorkersClock
from bot import migrating
from bot.database import Sessions, open_sessions
from models import Outbox, OutboxState
from playground.hosting import Host

JUMP = 6 * 3600.0
AWAY = 10.0
LONGEST = 1500.0
UNSETTLED = (OutboxState.PENDING, OutboxState.SENDING)


@dataclass(kw_only=True)
class Result:
    plan: Plan
    database: str
    arrived: int
    lost: list[str]
    doubled: list[str]
    over_the_cap: int
    """Readers who got a third nudge."""
    unrecorded: int
    """Messages that arrived and are not 'sent' in the database."""
    refusals: dict[str, int]
    kills: int
    seconds: float
    calls: dict[str, int] = field(default_factory=dict)

    files: int = 0
    """Files that stand under their messages."""
    files_lost: list[str] = field(default_factory=list)
    files_doubled: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        wrong = self.lost, self.doubled, self.over_the_cap, self.unrecorded, self.files_lost, self.files_doubled
        return not any(wrong)


class Run:
    """`logs` is where the workers' logs stay; by default they go with the run."""

    def __init__(self, plan: Plan, url: str, *, per_minute: int, away: float = AWAY, logs: Path | None = None) -> None:
        self._logs = logs
        self.plan = plan
        self._url = url
        self._per_minute = per_minute
        self._away = away
        self.slack = Slack(plan, per_minute=int(per_minute * 1.1), accepted=self._accepted, with_file=self._with_file)
        self._workers: list[asyncio.subprocess.Process | None] = [None] * plan.workers
        self._keepers: list[asyncio.Task[None]] = []
        self._happening: list[asyncio.Task[None]] = []
        self._env: dict[str, str] = {}
        self._ending = False
        self._kills = 0

    async def run(self) -> Result:
        async with AsyncExitStack() as stack:
            folder = self._logs or stack.enter_context(TemporaryDirectory(prefix="klik-chaos-"))
            self._folder = Path(folder)
            host = await stack.enter_async_context(Host(self.slack.web))
            db = await stack.enter_async_context(open_sessions(self._url))
            await migrating.migrate(self._url)
            async with db.begin() as session:
                await self.plan.plant(session)
            reached = await stack.enter_async_context(self._way_to_the_database())
            self._began = time.time()
            self._clocks = [WorkersClock(self._folder / f"clock{number}") for number in range(self.plan.workers)]
            for clock in self._clocks:
                clock.set(self._began, self.plan.speed, 0)
            self._env = {
                **os.environ, "SLACK_API_URL": f"{host.url}/api/", "SLACK_BOT_TOKEN": TOKEN,
                "SLACK_SIGNING_SECRET": "chaos", "DATABASE_URL": reached, "LOG_LEVEL": "WARNING",
                "KLIK_LOG_FORMAT": "json", "KLIK_MESSAGES_PER_MINUTE": str(self._per_minute),
            }  # fmt: skip
            started = time.monotonic()
            self._keepers = [asyncio.create_task(self._keep(number)) for number in range(self.plan.workers)]
            try:
                await self._until_settled(db)
                seconds = time.monotonic() - started
                await asyncio.sleep(1 + LATE / self.plan.speed)
                await asyncio.gather(*self._happening)
            finally:
                await self._end()
            return await self._count(db, seconds)

    @asynccontextmanager
    async def _way_to_the_database(self) -> AsyncIterator[str]:
        url = make_url(self._url)
        self._relay: Relay | None = None
        if url.get_backend_name() == "sqlite":
            yield self._url
            return
        folder = str(url.query["host"])
        async with Relay(Path(folder) / ".s.PGSQL.5432") as relay:
            self._relay = relay
            reached = url.set(query={}).set(host="127.0.0.1", port=relay.port)
            yield reached.render_as_string(hide_password=False)

    async def _keep(self, number: int) -> None:
        """A supervisor: whenever the worker has ended, it is started again."""
        with (self._folder / f"worker{number}.log").open("ab") as log:
            while not self._ending:
                env = self._env | {"KLIK_CHAOS_CLOCK": str(self._folder / f"clock{number}")}
                self._workers[number] = worker = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "bench.chaos", "worker", env=env, stdout=log, stderr=log
                )
                await worker.wait()
                await asyncio.sleep(0.2)

    def _accepted(self, count: int) -> None:
        """Called in the middle of a call: a worker that is killed now never hears that its message was accepted."""
        if count in self.plan.killed_at:
            worker = self._workers[self.plan.killed_at[count]]
            if worker is not None and worker.returncode is None:
                worker.kill()
                self._kills += 1
        if count == self.plan.clock_jumps_at:
            self._happening.append(asyncio.create_task(self._jump()))
        if count == self.plan.database_goes_at:
            self._happening.append(asyncio.create_task(self._database_away()))

    def _with_file(self, step: str, count: int) -> None:
        """As if the machine had stopped between two steps of a file."""
        if (step, count) not in self.plan.all_killed_at:
            return
        for worker in self._workers:
            if worker is not None and worker.returncode is None:
                worker.kill()
                self._kills += 1

    async def _jump(self) -> None:
        """Six hours, one worker after the other."""
        apart = random.Random(f"{self.plan.seed} jump")
        for clock in self._clocks:
            clock.set(self._began, self.plan.speed, JUMP)
            await asyncio.sleep(apart.uniform(0, 1) / self.plan.speed)

    async def _database_away(self) -> None:
        if self._relay is not None:
            await self._relay.away(self._away)
        else:
            await lock_file(Path(str(make_url(self._url).database)), self._away)

    async def _until_settled(self, db: Sessions) -> None:
        """Until nothing waits that is due today."""
        deadline = time.monotonic() + LONGEST
        midnight = self.plan.letters[0]["due_at"].replace(hour=23)
        waiting = select(func.count()).where(Outbox.state.in_(UNSETTLED), Outbox.next_at < midnight)
        while time.monotonic() < deadline:
            await asyncio.sleep(0.5)
            if any(not task.done() for task in self._happening):
                continue
            try:
                async with db.begin() as session:
                    if await session.scalar(waiting) == 0:
                        return
            except OperationalError:
                continue  # it has just gone

    async def _end(self) -> None:
        self._ending = True
        for worker in self._workers:
            if worker is not None and worker.returncode is None:
                worker.kill()
        await asyncio.gather(*self._keepers)

    async def _count(self, db: Sessions, seconds: float) -> Result:
        plan, arrived = self.plan, self.slack.arrived
        async with db.begin() as session:
            sent = {
                str(id_) for id_ in await session.scalars(select(Outbox.id).where(Outbox.state == OutboxState.SENT))
            }
        lost = sorted(plan.expected - arrived.keys())
        over = 0
        for keys in plan.one_too_many.values():
            came = sum(len(arrived.get(key, [])) for key in keys)
            over += came > 2
            lost += keys[: max(0, 2 - came)]
        files = {key: self.slack.files.under.get(self.slack.places.get(key, ("", "")), []) for key in plan.with_file}
        return Result(
            files=sum(len(names) for names in files.values()),
            files_lost=sorted(key for key, names in files.items() if not names),
            files_doubled=sorted(key for key, names in files.items() if len(names) > 1),
            plan=plan,
            database=make_url(self._url).get_backend_name(),
            arrived=self.slack.count,
            lost=lost,
            doubled=sorted(key for key, places in arrived.items() if len(places) > 1),
            over_the_cap=over,
            unrecorded=len(arrived.keys() - sent),
            refusals=dict(self.slack.refusals),
            kills=self._kills,
            seconds=seconds,
            calls=dict(self.slack.calls),
        )
