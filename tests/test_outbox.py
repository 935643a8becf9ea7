"""What may go now is decided once, for all processes: a pace, a second between two messages, two nudges a day."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql import ClauseElement

from bot.delivery.claim import LEASE, SETTLE, Claimed, around_people, claim, due
from bot.delivery.pump import pump
from bot.domain import members, outbox, pacing
from bot.domain.cap import AWAITED, IN_ORDER, NOTED, NUDGES, UNHURRIED, URGENT
from bot.i18n import Texts
from bot.messages import KINDS
from bot.runtime import Runtime
from bot.schedule import EARLIEST
from bot.views.kit import Message
from models import Member, Outbox, OutboxState, Rate
from tests.hands import letters
from tests.world import TUESDAY, World

NUDGE = "mentor.pause?"
HURRIED = "session.outcome"
"""A nudge that takes the second place of a day also before the afternoon."""
TO_CHANNELS = {"network.announced", "network.kudos", "group.announced", "round.announced"}


@pytest.fixture
async def company(world: World) -> World:
    """Ada and Chen are known; nobody has been asked anything."""
    for mentor in (world.ada, world.chen):
        await world.joins(mentor, mentor="Kubernetes")
    return world


async def plan(world: World, name: str, *kinds: str, zone: str = "", first: int = 1) -> None:
    """Plan messages to somebody, due now (in their working hours), in this order."""
    runtime, person = world.klik.runtime, world.people[name]
    async with runtime.db.begin() as session:
        member = await members.get(session, world.playground.workspace.team_id, person.id)
        member.tz = zone or member.tz
        for number, kind in enumerate(kinds):
            await outbox.plan(session, kind, member, about=("request", first + number), due=runtime.now())


async def rows(world: World) -> Sequence[Outbox]:
    async with world.klik.runtime.db.begin() as session:
        return (await session.scalars(select(Outbox).order_by(Outbox.subject_id))).all()


def kinds(claimed: Sequence[Claimed] | None) -> list[str]:
    return sorted(one.row.kind for one in claimed or ())


async def claim_all(world: World, runtime: Runtime | None = None) -> list[str]:
    """What several seconds of claiming bring: nothing is sent meanwhile, but a conversation gets a message a second."""
    found: list[str] = []
    for _ in range(8):
        while (claimed := (await claim(runtime or world.klik.runtime, 8)).claimed) is not None:
            found += kinds(claimed)
            await as_sent(world)
        world.clock.advance(timedelta(seconds=1))
    return found


async def as_sent(world: World) -> None:
    async with world.klik.runtime.db.begin() as session:
        sending = update(Outbox).where(Outbox.state == OutboxState.SENDING)
        await session.execute(sending.values(state=OutboxState.SENT, sent_at=world.clock.now(), claim_token=None))


def test_every_kind_is_urgent_news_or_a_nudge() -> None:
    groups = URGENT, AWAITED, NOTED, NUDGES, outbox.EDITS, TO_CHANNELS
    assert set(KINDS) == set().union(*groups)
    assert len(KINDS) == sum(map(len, groups)), "none is two"
    assert set(IN_ORDER) == {*AWAITED, *NOTED, *NUDGES} >= UNHURRIED
    assert outbox.AT_ANY_HOUR <= URGENT


async def test_the_third_nudge_of_a_day_comes_the_next_morning(company: World) -> None:
    await plan(company, "ada", NUDGE, NUDGE, NUDGE)
    await company.passes(hours=4.9)
    assert len(letters(company.ada)) == 1, "until three in the afternoon there is room for news"
    await company.passes(hours=3)
    assert len(letters(company.ada)) == 2
    await company.passes(hours=15.2)  # nine in the morning
    assert len(letters(company.ada)) == 3
    await company.passes(days=3)
    assert len(letters(company.ada)) == 3


async def test_what_is_more_urgent_goes_first_and_what_is_of_no_use_tomorrow_expires(company: World) -> None:
    await plan(company, "ada", NUDGE, "need.met", "session.tomorrow", "session.outcome")
    async with company.klik.runtime.db.begin() as session:
        tonight = company.clock.now() + timedelta(hours=9)
        await session.execute(update(Outbox).where(Outbox.kind == "need.met").values(expires_at=tonight))
    assert sorted(await claim_all(company)) == ["session.outcome", "session.tomorrow"]
    by_kind = {row.kind: row for row in await rows(company)}
    assert by_kind["session.tomorrow"].state is by_kind["session.outcome"].state is OutboxState.SENT
    assert by_kind["need.met"].state is OutboxState.EXPIRED
    assert by_kind[NUDGE].state is OutboxState.PENDING
    assert by_kind[NUDGE].next_at == datetime(2026, 11, 25, 8, tzinfo=UTC)


async def test_a_nudge_leaves_room_for_what_is_more_urgent_later_that_day(company: World) -> None:
    await plan(company, "ada", "request.asked")
    await plan(company, "ada", NUDGE, first=2)
    async with company.klik.runtime.db.begin() as session:
        ada = await members.get(session, company.playground.workspace.team_id, company.ada.id)
        at_three = company.clock.now() + timedelta(hours=5)
        await outbox.plan(session, "session.tomorrow", ada, about=("session", 3), due=at_three)
    assert await claim_all(company) == ["request.asked"]
    company.clock.advance(timedelta(hours=5))
    assert await claim_all(company) == ["session.tomorrow"]


async def test_what_hangs_on_an_hour_waits_for_nobody_but_counts(company: World) -> None:
    urgent = ("session.cancelled", "session.late", "session.moved")
    await plan(company, "ada", *urgent)
    await plan(company, "ada", "request.asked", first=10)
    assert sorted(await claim_all(company)) == sorted(urgent)
    await plan(company, "ada", "session.no_show", first=20)
    assert await claim_all(company) == ["session.no_show"]


async def test_news_waits_unless_it_would_come_too_late(company: World) -> None:
    await plan(company, "ada", "request.asked", "request.declined", "agreement.signed", "session.booked")
    async with company.klik.runtime.db.begin() as session:
        ada = await members.get(session, company.playground.workspace.team_id, company.ada.id)
        for number, hours in ((30, 28), (31, 30)):  # tomorrow at two and at four: she reads from nine on
            starts = company.clock.now() + timedelta(hours=hours)
            about = ("session", number)
            await outbox.plan(session, "session.booked", ada, about=about, due=company.clock.now(), expires=starts)
    assert sorted(await claim_all(company)) == ["request.asked", "request.declined", "session.booked"]
    by_number = {row.subject_id: row for row in await rows(company)}
    assert by_number[30].state is OutboxState.SENT, "there would be five hours left"
    company.clock.travel_to(datetime(2026, 11, 25, 8, tzinfo=UTC))
    assert await claim_all(company) == ["session.booked", "session.booked"], "the most urgent first"
    company.clock.travel_to(datetime(2026, 11, 26, 8, tzinfo=UTC))
    await plan(company, "ada", "request.asked", "pair.started", first=40)
    assert await claim_all(company) == ["request.asked", "pair.started"]
    company.clock.travel_to(datetime(2026, 11, 27, 8, tzinfo=UTC))
    await plan(company, "ada", "request.asked", "introduction.opened", first=50)
    assert sorted(await claim_all(company)) == ["agreement.signed", "request.asked"], "who has waited is no longer last"


async def test_news_is_not_held_back_for_ever(company: World) -> None:
    await plan(company, "ada", "agreement.signed")
    company.clock.travel_to(datetime(2026, 12, 1, 7, 59, tzinfo=UTC))
    await plan(company, "ada", "session.late", "session.cancelled", first=50)
    company.clock.advance(timedelta(minutes=1))
    assert sorted(await claim_all(company)) == ["agreement.signed", "session.cancelled", "session.late"]


async def test_a_day_is_the_readers_own(company: World) -> None:
    """In Auckland it is Wednesday from Tuesday eleven in the morning, UTC, on."""
    company.clock.travel_to(datetime(2026, 11, 24, 20, tzinfo=UTC))  # Wednesday, nine
    await plan(company, "ada", HURRIED, HURRIED, zone="Pacific/Auckland")
    assert await claim_all(company) == [HURRIED, HURRIED]
    company.clock.travel_to(datetime(2026, 11, 25, 2, tzinfo=UTC))  # Wednesday, three in the afternoon
    await plan(company, "ada", NUDGE, first=3)
    assert await claim_all(company) == []
    company.clock.travel_to(datetime(2026, 11, 25, 20, tzinfo=UTC))
    assert await claim_all(company) == [NUDGE]


async def test_two_a_day_holds_when_many_claim_at_once(company: World) -> None:
    for number in range(6):
        await plan(company, "ada", HURRIED, first=10 * number)
        await plan(company, "chen", HURRIED, first=10 * number + 5, zone="UTC")
    for _ in range(8):
        await asyncio.gather(*(claim(company.klik.runtime, 1) for _ in range(5)))
        await as_sent(company)
        company.clock.advance(timedelta(seconds=1))
    async with company.klik.runtime.db.begin() as session:
        sent = select(Outbox.member_id, func.count()).where(Outbox.state == OutboxState.SENT)
        assert [count for _, count in await session.execute(sent.group_by(Outbox.member_id))] == [2, 2]


async def test_what_perhaps_arrived_counts(company: World) -> None:
    await plan(company, "ada", NUDGE, NUDGE, NUDGE)
    async with company.klik.runtime.db.begin() as session:
        first = update(Outbox).where(Outbox.subject_id.in_((1, 2)))
        later = company.clock.now() + timedelta(hours=1)
        await session.execute(first.values(uncertain_since=company.clock.now(), next_at=later, attempts=1))
    assert await claim_all(company) == []


async def test_all_processes_share_one_pace(company: World) -> None:
    settings = company.klik.runtime.settings.model_copy(update={"klik_messages_per_minute": 60})
    replicas = [replace(company.klik.runtime, settings=settings) for _ in range(3)]
    async with company.klik.runtime.db.begin() as session:
        team, now = company.playground.workspace.team_id, company.clock.now()
        await session.execute(
            insert(Member),
            [{"workspace_id": team, "slack_id": f"U{n}", "dm_channel": f"D{n}", "created_at": now} for n in range(40)],
        )
        for member in (await session.scalars(select(Member).where(Member.dm_channel.is_not(None)))).all():
            await outbox.plan(session, "request.asked", member, about=("request", member.id), due=now)
    at_once = await asyncio.gather(*(claim(replica, 8) for replica in replicas))
    assert sum(len(claimed or ()) for claimed, _ in at_once) == 12
    assert (await claim(replicas[0], 8)).claimed is None
    company.clock.advance(timedelta(seconds=2.5))  # 48 a minute, evenly
    again = await asyncio.gather(*(claim(replica, 8) for replica in replicas))
    assert sum(len(claimed or ()) for claimed, _ in again) == 2


async def test_a_clock_that_ran_ahead_silences_nobody(company: World) -> None:
    await plan(company, "ada", NUDGE)
    async with company.klik.runtime.db.begin() as session:
        rate = await pacing.locked(session, company.playground.workspace.team_id, company.clock.now())
        rate.sends_at = company.clock.now() + timedelta(hours=6)
    assert kinds((await claim(company.klik.runtime, 8)).claimed) == [NUDGE]


async def test_when_the_clock_jumps_whoever_is_sending_gets_time_to_finish(company: World) -> None:
    runtime = company.klik.runtime
    await plan(company, "ada", "request.asked")
    claimed, _ = await claim(runtime, 8)
    assert claimed
    company.clock.advance(timedelta(hours=4))
    assert (await claim(runtime, 8)).claimed == []
    (row,) = await rows(company)
    assert (row.state, row.uncertain_since) == (OutboxState.PENDING, TUESDAY)
    assert row.next_at == company.clock.now() + SETTLE
    assert (await claim(runtime, 8)).claimed is None
    assert timedelta(0) < SETTLE < LEASE


async def test_what_was_claimed_and_not_begun_is_due_at_once_when_the_process_is_stopped(company: World) -> None:
    runtime, reached = company.klik.runtime, asyncio.Event()
    await plan(company, "ada", NUDGE)

    async def never(session: object, texts: Texts, row: Outbox) -> Message | None:
        reached.set()
        await asyncio.Event().wait()
        return None

    pumping = asyncio.create_task(pump(runtime, never))
    await reached.wait()
    pumping.cancel()
    await asyncio.gather(pumping, return_exceptions=True)
    (row,) = await rows(company)
    assert (row.state, row.next_at, row.uncertain_since) == (OutboxState.PENDING, company.clock.now(), None)
    assert row.attempts == 0
    runtime.stopping.set()
    assert await pump(runtime, never) == 0
    runtime.stopping.clear()


async def test_a_message_without_words_is_a_mistake_of_ours_and_stops_no_other(company: World) -> None:
    await plan(company, "ada", NUDGE)
    await plan(company, "chen", NUDGE, first=2, zone="UTC")

    async def clumsy(session: object, texts: Texts, row: Outbox) -> Message | None:
        if row.subject_id == 1:
            raise ZeroDivisionError
        return None

    assert await pump(company.klik.runtime, clumsy) == 2
    first, second = await rows(company)
    assert (first.state, first.last_error, first.attempts) == (OutboxState.PENDING, "ZeroDivisionError", 1)
    assert first.uncertain_since is None
    assert second.state is OutboxState.CANCELLED


async def test_finding_what_is_due_scans_nothing(company: World) -> None:
    """The plans of every query that looks for due messages, with many planned and few due."""
    runtime, now = company.klik.runtime, company.clock.now()
    team = company.playground.workspace.team_id
    async with runtime.db.begin() as session:
        later = now + timedelta(days=30)
        many = [
            {
                "workspace_id": team, "key": f"k{n}", "kind": "request.asked", "channel_id": f"C{n}", "subject_id": n,
                "subject": f"request:{n}", "due_at": moment, "next_at": moment,
                "state": OutboxState.PENDING if n % 2 else OutboxState.SENT,
            }
            for n in range(4000)
            for moment in [now if n < 50 else later]
        ]  # fmt: skip
        await session.execute(insert(Outbox), many)
        await session.execute(text("ANALYZE"))
    await plan(company, "ada", NUDGE, first=9000)
    async with runtime.db.begin() as session:
        found = (await session.scalars(due(team, now))).all()
        is_postgres = session.get_bind().dialect.name == "postgresql"
        plans = {
            name: await explained(session, query, is_postgres)
            for name, query in {
                "due": due(team, now), "ready": pacing.ready(now, now), "earliest": pacing.EARLIEST,
                "waited for": EARLIEST, "around": around_people([1, 2], now, now),
            }.items()
        }  # fmt: skip
    assert len(found) >= 25
    for name in ("due", "ready", "earliest", "waited for"):
        assert "ix_outbox_next" in plans[name], (name, plans[name])
    for name, shown in plans.items():
        assert "Seq Scan on outbox" not in shown, (name, shown)
        assert "SCAN outbox" not in shown, (name, shown)


async def rows_of_ada(session: AsyncSession) -> Sequence[Outbox]:
    return (await session.scalars(select(Outbox).where(Outbox.subject_id >= 9000))).all()


async def explained(session: AsyncSession, query: ClauseElement, is_postgres: bool) -> str:
    dialect = session.get_bind().dialect
    sql = str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True})).replace(":", "\\:")
    lines = await session.execute(text(f"EXPLAIN {'' if is_postgres else 'QUERY PLAN '}{sql}"))
    return "\n".join(" ".join(map(str, line)) for line in lines)


async def test_the_rate_of_a_workspace_is_one_row(company: World) -> None:
    await plan(company, "ada", NUDGE)
    await company.settle()
    async with company.klik.runtime.db.begin() as session:
        assert (await session.scalars(select(func.count()).select_from(Rate))).one() == 1
