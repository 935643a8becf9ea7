"""Figures for Prometheus: what happened here, counted, and what the database says, asked when somebody looks.

Every label has few values, all from the code: names of handlers, jobs, message kinds and Slack's methods; never a
workspace, a person or a text. Counting a request costs about two microseconds (`python -m bench watching`).
"""

import asyncio
import platform
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, disable_created_metrics
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from sqlalchemy import case, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from bot.database import Sessions, connections
from models import Outbox, OutboxState, Rate, Workspace
from models.outbox import DEAD, UNSENT

log = structlog.get_logger()

REQUEST_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3)
"""Slack waits three seconds for an answer."""
JOB_SECONDS = (0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60)
SLACK_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30)
REQUEST_OUTCOMES = ("ok", "refused", "failed")

CLAIMED_FOR = timedelta(minutes=5)
"""No lease is longer: whatever is on its way has its next look within this."""
FRESH = 10.0
"""Seconds for which the outbox is not counted again, however many look."""
PATIENCE = 2.0


@dataclass(frozen=True)
class Depth:
    """How many messages wait in the outbox, over all workspaces."""

    planned: int
    """Not due yet."""
    due: int
    """To be sent now, or to be looked after because whoever was sending it never came back."""
    sending: int
    dead: int
    oldest_due: datetime | None
    """Since when the longest waiting message could have been sent; None when nothing is due, or all of it in workspaces
    that wait."""
    workspaces_served: int
    workspaces_waiting: int
    """Nothing is sent there for now: Slack said so, or it refuses the token."""


async def outbox_depth(db: Sessions, now: datetime) -> Depth:
    """Counted on the partial indexes alone: what was sent, however much it is, is not looked at."""
    # The states as literals: bound ones would not use the partial indexes on either database.
    unsent, dead = text("outbox." + UNSENT.text), text("outbox." + DEAD.text)
    waits = Rate.waits_until > now

    def of_workspace(figure: Any, *where: Any) -> Any:
        """A look into the index of what is unsent, which begins with the workspace."""
        return select(figure).where(Outbox.workspace_id == Workspace.id, unsent, *where).scalar_subquery()

    first = of_workspace(func.min(Outbox.next_at))
    soon = Outbox.next_at.between(now, now + CLAIMED_FOR)
    each = (
        select(
            case((waits, None), (first <= now, first)).label("oldest_due"),
            of_workspace(func.count(), Outbox.next_at <= now).label("due"),
            of_workspace(func.count(), soon, Outbox.state == OutboxState.SENDING).label("sending"),
            case((waits, 1), else_=0).label("waiting"),
            case((Workspace.removed_at.is_(None), 1), else_=0).label("installed"),
        )
        .select_from(Workspace)
        .outerjoin(Rate, Rate.workspace_id == Workspace.id)
        .subquery()
    )
    everywhere = select(
        func.min(each.c.oldest_due).label("oldest_due"),
        func.coalesce(func.sum(each.c.due), 0).label("due"),
        func.coalesce(func.sum(each.c.sending), 0).label("sending"),
        func.coalesce(func.sum(each.c.waiting), 0).label("waiting"),
        func.coalesce(func.sum(each.c.installed), 0).label("installed"),
        select(func.count()).select_from(Outbox).where(unsent).scalar_subquery().label("unsent"),
        select(func.count()).select_from(Outbox).where(dead).scalar_subquery().label("dead"),
    )
    async with db.begin() as session:
        found = (await session.execute(everywhere)).one()
    return Depth(
        planned=found.unsent - found.due - found.sending,
        due=found.due,
        sending=found.sending,
        dead=found.dead,
        oldest_due=found.oldest_due,
        workspaces_served=found.installed - found.waiting,
        workspaces_waiting=found.waiting,
    )


class Metrics:
    """The figures of one process, in a registry of their own."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # a time of creation beside every counter would double them all
        self.registry = registry = registry or CollectorRegistry()
        self._requests = Counter(
            "klik_requests",
            "What people did, by kind, handler and outcome: ok, refused (told why in words) or failed.",
            ["kind", "name", "outcome"],
            registry=registry,
        )
        self._request_seconds = Histogram(
            "klik_request_seconds",
            "How long a handler took, its answer included.",
            ["kind", "name"],
            buckets=REQUEST_SECONDS,
            registry=registry,
        )
        self._sends = Counter(
            "klik_sends", "What became of planned messages, attempt by attempt.", ["kind", "outcome"], registry=registry
        )
        self._slack_seconds = Histogram(
            "klik_slack_call_seconds",
            "Calls to Slack by method and HTTP status; status 0 is a call without an answer.",
            ["method", "status"],
            buckets=SLACK_SECONDS,
            registry=registry,
        )
        # The label is no "job": Prometheus keeps that word for what it scrapes.
        self._job_seconds = Histogram(
            "klik_job_seconds",
            "Runs of background jobs.",
            ["name", "outcome"],
            buckets=JOB_SECONDS,
            registry=registry,
        )
        self._job_success = Gauge(
            "klik_job_last_success_timestamp_seconds",
            "When a job last ended well; the start of the scheduler before its first run.",
            ["name"],
            registry=registry,
        )
        self._loop_delay = Gauge(
            "klik_loop_delay_seconds", "How late the event loop was at its last heartbeat.", registry=registry
        )
        Gauge(
            "klik_build_info", "Always 1; the labels say what runs.", ["version", "python"], registry=registry
        ).labels(version("klik"), platform.python_version()).set(1)
        ProcessCollector(registry=registry)
        self._timers: dict[tuple[str, str], Callable[[str, float], None]] = {}

    def request_timer(self, kind: str, name: str) -> Callable[[str, float], None]:
        """What takes (outcome, seconds) of each request to a handler; `name` is the registered one."""
        timer = self._timers.get((kind, name))
        if timer is None:  # children are looked up once: that is most of the cost
            counters = {outcome: self._requests.labels(kind, name, outcome) for outcome in REQUEST_OUTCOMES}
            observe = self._request_seconds.labels(kind, name).observe

            def timer(outcome: str, seconds: float) -> None:
                counters[outcome].inc()
                observe(seconds)

            self._timers[kind, name] = timer
        return timer

    def send_ended(self, kind: str, outcome: str) -> None:
        self._sends.labels(kind, outcome).inc()

    def slack_answered(self, method: str, status: int, seconds: float) -> None:
        self._slack_seconds.labels(method, str(status)).observe(seconds)

    def job_ended(self, job: str, outcome: str, seconds: float, at: datetime) -> None:
        self._job_seconds.labels(job, outcome).observe(seconds)
        if outcome == "ok":
            self._job_success.labels(job).set(at.timestamp())

    def jobs_expected(self, jobs: Iterable[str], since: datetime) -> None:
        """A job that never runs shows as old from the first scrape on, instead of not at all."""
        for job in jobs:
            self._job_success.labels(job).set(since.timestamp())

    def loop_was_late(self, seconds: float) -> None:
        self._loop_delay.set(seconds)


class Database(Collector):
    """What is asked of the database when somebody looks: the outbox (`refresh` first) and the connections."""

    def __init__(self, db: Sessions) -> None:
        self._db = db
        self.depth: Depth | None = None
        self._asked_at = float("-inf")
        self.counted_at: datetime | None = None
        self._looking = asyncio.Lock()

    async def refresh(self, now: datetime) -> None:
        """Ask anew, unless it was asked a moment ago. A database that is away shows as such, never as old figures."""
        async with self._looking:
            if time.monotonic() - self._asked_at < FRESH:
                return
            self.counted_at = now
            try:
                async with asyncio.timeout(PATIENCE):
                    self.depth = await outbox_depth(self._db, now)
            except (SQLAlchemyError, OSError, TimeoutError) as error:
                log.warning("metrics.database_away", error=type(error).__name__)
                self.depth = None
            self._asked_at = time.monotonic()

    def collect(self) -> Iterable[Metric]:
        up = GaugeMetricFamily("klik_database_up", "Whether the database answered.")
        up.add_metric([], float(self.depth is not None))
        yield up
        if (depth := self.depth) is not None and self.counted_at is not None:
            messages = GaugeMetricFamily(
                "klik_outbox_messages",
                "Messages in the outbox of all workspaces, the same on each replica.",
                labels=["state"],
            )
            for state in ("planned", "due", "sending", "dead"):
                messages.add_metric([state], getattr(depth, state))
            yield messages
            age = GaugeMetricFamily(
                "klik_outbox_oldest_due_seconds", "For how long the oldest due message could have been sent."
            )
            waited = self.counted_at - depth.oldest_due if depth.oldest_due is not None else timedelta(0)
            age.add_metric([], waited.total_seconds())
            yield age
            workspaces = GaugeMetricFamily(
                "klik_workspaces",
                "Workspaces; waiting is where nothing is sent for now, as Slack said so or refuses the token.",
                labels=["state"],
            )
            workspaces.add_metric(["served"], depth.workspaces_served)
            workspaces.add_metric(["waiting"], depth.workspaces_waiting)
            yield workspaces
        pool = connections(self._db)
        used = GaugeMetricFamily("klik_database_connections", "Connections by what they do.", labels=["state"])
        for state in ("in_use", "idle", "overflow"):
            used.add_metric([state], getattr(pool, state))
        yield used
        size = GaugeMetricFamily("klik_database_pool_size", "Connections that this process keeps; more is overflow.")
        size.add_metric([], pool.size)
        yield size


async def exposition(metrics: Metrics, database: Database, now: datetime, accept: str = "") -> tuple[bytes, str]:
    """(body, content type) of one scrape, in the text format that the client asks for."""
    await database.refresh(now)
    encode, content_type = choose_encoder(accept)
    return encode(metrics.registry), content_type
