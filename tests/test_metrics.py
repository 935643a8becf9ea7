"""Figures: what people did is counted under the names that the code has, and the outbox as the database has it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from bot.database import make_engine, make_sessions
from bot.health import side_door
from bot.jobs import JOBS
from bot.metrics import Database, Metrics, exposition, outbox_depth
from bot.watch import method_of
from handlers.registry import registry
from models import Outbox, OutboxState, Rate, Why, Workspace
from playground.hosting import Host
from tests.hands import asks, forge_value
from tests.world import TUESDAY, World


@dataclass(frozen=True)
class Figures:
    """One scrape."""

    samples: dict[tuple[str, frozenset[tuple[str, str]]], float]

    def __call__(self, name: str, /, **labels: str) -> float:
        return self.samples[name, frozenset(labels.items())]

    def named(self, name: str) -> list[dict[str, str]]:
        return [dict(labels) for sample, labels in self.samples if sample == name]


def read(exposed: str) -> Figures:
    return Figures(
        {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in text_string_to_metric_families(exposed)
            for sample in family.samples
        }
    )


@asynccontextmanager
async def scraping(world: World) -> AsyncIterator[str]:
    async with Host(side_door(world.klik.health)) as door:
        yield f"{door.url}/metrics"


async def scrape(url: str) -> Figures:
    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        assert answer.status == 200
        assert answer.headers["content-type"].startswith("text/plain; version=")
        return read(await answer.text())


async def test_what_people_did_is_counted_by_outcome(world: World) -> None:
    ada, esra = world.ada, world.esra
    await world.joins(ada, mentor="Kubernetes")
    await world.joins(esra, mentee="Kubernetes")
    await esra.command("/mentor zoek kubernetes")
    await esra.command("/mentor tell nobody: my password is hunter2")
    assert await asks(esra, "Ada") == {}
    await world.settle()
    forge_value(ada.direct_messages[-1], "Accept", "999999")
    await ada.click("Accept")
    world.playground.workspace.faults.server_error = 1
    await esra.command("/mentor join")
    world.playground.workspace.violations.clear()
    async with scraping(world) as url:
        figures = await scrape(url)
    assert figures("klik_requests_total", kind="command", name="find", outcome="ok") == 2
    assert figures("klik_requests_total", kind="command", name="unknown", outcome="ok") == 1
    assert figures("klik_requests_total", kind="form", name="ask_form", outcome="ok") == 1
    assert figures("klik_requests_total", kind="action", name="request_accept", outcome="refused") == 1
    assert figures("klik_requests_total", kind="command", name="join", outcome="failed") == 1
    assert figures("klik_request_seconds_count", kind="command", name="find") == 2
    assert figures("klik_request_seconds_bucket", kind="command", name="find", le="3.0") == 2


async def test_labels_are_names_of_ours_and_never_what_came_from_outside(world: World) -> None:
    await world.joins(world.ada, mentor="Kubernetes")
    for words in ("find secrets", "one", "two", "three"):
        await world.ada.command(f"/mentor {words}")
    async with scraping(world) as url:
        figures = await scrape(url)
    known = {*registry.commands, *registry.actions, *registry.forms, *registry.options, *registry.events}
    known |= set(registry.shortcuts)
    seen = figures.named("klik_requests_total")
    assert len(seen) >= 4
    assert {labels["name"] for labels in seen} <= known
    assert not any(world.ada.id in str(labels) or "T0" in str(labels) for _, labels in figures.samples)


async def test_messages_and_calls_are_counted_by_what_became_of_them(world: World) -> None:
    await world.joins(world.ada, mentor="Kubernetes", capacity=3)
    for mentee in (world.dana, world.esra, world.finn):
        await world.joins(mentee, mentee="Kubernetes")
        await asks(mentee, "Ada")
    world.playground.workspace.faults.too_many = 1
    await world.klik.schedule.run_due()
    world.playground.workspace.faults.too_many = 0
    world.clock.advance(timedelta(seconds=3))
    await world.klik.schedule.run_due()
    async with scraping(world) as url:
        figures = await scrape(url)
        assert figures("klik_outbox_messages", state="due") + figures("klik_outbox_messages", state="planned") >= 2
    assert figures("klik_sends_total", kind="request.asked", outcome="sent") == 1
    assert figures("klik_sends_total", kind="request.asked", outcome="rate_limited") >= 1
    assert figures("klik_slack_call_seconds_count", method="chat.postMessage", status="200") == 1
    assert figures("klik_slack_call_seconds_count", method="conversations.open", status="429") >= 1
    assert figures("klik_job_seconds_count", name="pump", outcome="ok") >= 1
    assert figures("klik_job_last_success_timestamp_seconds", name="pump") == world.clock.now().timestamp()


async def test_a_failing_job_is_counted_and_still_heard(world: World) -> None:
    watch = world.klik.runtime.watch
    with pytest.raises(ZeroDivisionError), watch.job("booking", world.clock.now):
        _ = 1 / 0
    async with scraping(world) as url:
        figures = await scrape(url)
    assert figures("klik_job_seconds_count", name="booking", outcome="failed") == 1
    assert {"name": "booking"} not in figures.named("klik_job_last_success_timestamp_seconds")


async def test_jobs_that_never_ran_are_as_old_as_the_scheduler(world: World) -> None:
    async with world.klik.schedule.running(), scraping(world) as url:
        figures = await scrape(url)
    since = {labels["name"]: figures("klik_job_last_success_timestamp_seconds", **labels)
             for labels in figures.named("klik_job_last_success_timestamp_seconds")}  # fmt: skip
    assert since.keys() == {job.name for job in JOBS}
    assert since["janitor"] == TUESDAY.timestamp()


def letter(workspace: str, number: int, minutes: float, state: OutboxState = OutboxState.PENDING) -> Outbox:
    """A message whose next look is that many minutes from Tuesday morning."""
    at = TUESDAY + timedelta(minutes=minutes)
    return Outbox(
        workspace_id=workspace, key=f"k{number}", kind="request.asked", channel_id="C1", subject=f"request:{number}",
        subject_id=number, due_at=at, next_at=at, state=state,
        why=Why.MOOT if state is OutboxState.CANCELLED else None,
    )  # fmt: skip


async def test_the_outbox_is_counted_over_all_workspaces(world: World) -> None:
    runtime = world.klik.runtime
    async with runtime.db.begin() as session:
        session.add_all(Workspace(id=id_, name=id_, created_at=TUESDAY) for id_ in ("T1", "T2"))
        await session.flush()
        session.add_all(
            [
                letter("T1", 1, -30),
                letter("T2", 2, -45),
                letter("T2", 3, +3),
                letter("T1", 4, +600),
                letter("T1", 5, +0.5, OutboxState.SENDING),
                letter("T2", 6, -60, OutboxState.SENT),
                letter("T2", 7, -60, OutboxState.DEAD),
                letter("T1", 8, -90, OutboxState.CANCELLED),
            ]
        )
    async with scraping(world) as url:
        figures = await scrape(url)
        depth = {state: figures("klik_outbox_messages", state=state) for state in ("planned", "due", "sending", "dead")}
        assert depth == {"planned": 2, "due": 2, "sending": 1, "dead": 1}
        assert figures("klik_outbox_oldest_due_seconds") == 45 * 60
        async with runtime.db.begin() as session:
            session.add(letter("T1", 9, -10))
        assert (await scrape(url))("klik_outbox_messages", state="due") == 2, "asked a moment ago: not asked again"


async def test_a_workspace_that_waits_for_slack_or_a_token_is_not_late(world: World) -> None:
    runtime = world.klik.runtime
    async with runtime.db.begin() as session:
        session.add_all(Workspace(id=id_, name=id_, created_at=TUESDAY) for id_ in ("T1", "T2"))
        await session.flush()
        session.add(Rate(workspace_id="T2", sends_at=TUESDAY, looks_at=TUESDAY, waits_until=TUESDAY + timedelta(1)))
        session.add_all([letter("T1", 1, -30), letter("T2", 2, -45)])
    async with scraping(world) as url:
        figures = await scrape(url)
    assert figures("klik_outbox_messages", state="due") == 2
    assert figures("klik_outbox_oldest_due_seconds") == 30 * 60
    assert figures("klik_workspaces", state="waiting") == 1
    assert figures("klik_workspaces", state="served") == 2, "T1, and the one that the story is told in"


async def test_an_empty_outbox_has_no_age_and_connections_are_counted(world: World) -> None:
    async with scraping(world) as url:
        figures = await scrape(url)
        assert figures("klik_outbox_oldest_due_seconds") == 0
        assert figures("klik_database_up") == 1
        assert figures("klik_database_connections", state="in_use") == 0
        async with world.klik.runtime.db.begin() as session:
            await session.execute(text("SELECT 1"))
            busy = await scrape(url)
    assert busy("klik_database_connections", state="in_use") == 1
    assert busy("klik_database_pool_size") >= 1
    assert busy("klik_database_connections", state="overflow") == 0


async def test_a_database_that_is_away_shows_as_such_and_not_as_an_old_figure() -> None:
    metrics = Metrics()
    away = make_engine("postgresql+psycopg://klik@127.0.0.1:1/klik")  # nobody listens on port 1
    database = Database(make_sessions(away))
    metrics.registry.register(database)
    body, _ = await exposition(metrics, database, TUESDAY)
    figures = read(body.decode())
    assert figures("klik_database_up") == 0
    assert figures.named("klik_outbox_messages") == []
    assert figures("klik_build_info", **figures.named("klik_build_info")[0]) == 1
    await away.dispose()


async def test_counting_looks_at_no_message_that_is_settled(database_url: str) -> None:
    """Each count by an index that holds only what it counts: a table of sent messages costs nothing."""
    engine = make_engine(database_url)
    plans: list[str] = []
    async with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            await connection.execute(text("SET LOCAL enable_seqscan = off"))  # an empty table needs no index
        explain = "EXPLAIN" if engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
        for where in ("state IN ('pending', 'sending')", "state = 'dead'"):
            rows = await connection.execute(text(f"{explain} SELECT count(*) FROM outbox WHERE {where}"))
            plans.append(" ".join(str(row) for row in rows))
    assert any(name in plans[0] for name in ("ix_outbox_next", "ix_outbox_subject", "ix_outbox_waiting"))
    assert "ix_outbox_dead" in plans[1]
    depth = await outbox_depth(make_sessions(engine), TUESDAY)
    assert depth.oldest_due is None
    await engine.dispose()


def test_no_path_becomes_a_label_by_itself() -> None:
    assert method_of("/api/chat.postMessage") == "chat.postMessage"
    assert method_of("/respond/T0/123/secret") == "answer"
    assert method_of("/") == "answer"


async def test_figures_are_not_behind_the_door_that_slack_uses(world: World) -> None:
    async with aiohttp.ClientSession() as http:
        base = str(world.playground.request_url).removesuffix("/slack/events")
        async with http.get(f"{base}/metrics") as answer:
            assert answer.status == 404
