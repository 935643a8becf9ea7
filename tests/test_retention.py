"""What is older than its time is forgotten, at its very moment and not before; what still runs is kept."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from bot.domain.retention import months_before
from bot.jobs import janitor
from models import (
    AuditEntry,
    Feedback,
    Member,
    OfficeSlot,
    Outbox,
    OutboxState,
    Pair,
    PairState,
    Request,
    UnmetNeed,
    WorkbookItem,
)
from tests.hands import asks, letters, modal, typed
from tests.pairing import together
from tests.test_privacy import MINE, everything_stored, history
from tests.world import World


@pytest.mark.parametrize(
    ("now", "months", "before"),
    [
        ("2026-11-24T09:00", 1, "2026-10-24T09:00"),
        ("2026-01-15T00:00", 1, "2025-12-15T00:00"),
        ("2026-03-31T12:00", 1, "2026-02-28T12:00"),
        ("2028-03-31T12:00", 1, "2028-02-29T12:00"),
        ("2026-11-24T09:00", 24, "2024-11-24T09:00"),
        ("2026-12-31T09:00", 6, "2026-06-30T09:00"),
    ],
)
def test_months_are_the_calendars(now: str, months: int, before: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert months_before(moment, months) == datetime.fromisoformat(before).replace(tzinfo=UTC)


async def at_night(world: World, moment: datetime) -> None:
    world.clock.travel_to(moment)
    await janitor.run(world.klik.runtime)


async def test_words_of_feedback_go_after_two_years_and_the_figure_stays(world: World) -> None:
    await history(world)
    runtime = world.klik.runtime
    async with runtime.db.begin() as session:
        written = (await session.scalars(select(Feedback.written_at).order_by(Feedback.id))).first()
    assert written is not None
    limit = written.replace(year=written.year + 2)
    await at_night(world, limit)
    assert f"{MINE} learned" in await everything_stored(world)
    await at_night(world, limit + timedelta(seconds=1))
    stored = await everything_stored(world)
    assert f"{MINE} learned" not in stored
    assert f"{MINE} next" not in stored
    async with runtime.db.begin() as session:
        assert (await session.scalars(select(Feedback.useful).order_by(Feedback.id))).first() == 4


async def test_what_was_typed_in_a_request_goes_two_years_after_its_end(world: World) -> None:
    ada, esra = world.ada, world.esra
    await world.joins(ada, mentor="Kubernetes")
    await world.joins(esra, mentee="Kubernetes")
    await asks(esra, "Ada", question="A canary question of mine")
    await esra.close()
    await world.settle()
    await ada.click("Decline")
    assert await ada.submit() == {}
    await ada.close()
    ended = world.clock.now()
    limit = ended.replace(year=ended.year + 2)
    await at_night(world, limit)
    assert "A canary question" in await everything_stored(world)
    await at_night(world, limit + timedelta(seconds=1))
    assert "A canary question" not in await everything_stored(world)
    async with world.klik.runtime.db.begin() as session:
        assert (await session.scalars(select(func.count()).select_from(Request))).one() == 1


async def test_a_request_that_is_open_or_of_a_running_pair_keeps_its_words(world: World) -> None:
    await history(world)
    async with world.klik.runtime.db.begin() as session:
        long_ago = world.clock.now() - timedelta(days=3000)
        await session.execute(update(Request).values(answered_at=long_ago))
    await janitor.run(world.klik.runtime)
    stored = await everything_stored(world)
    assert "theirscanary question to the mentor" in stored, "the pair still runs"
    assert "How do I begin with all of this?" not in stored, "this one has lapsed"


async def test_what_was_asked_for_an_office_hour_goes_two_years_after_it(world: World) -> None:
    ada, esra = world.ada, world.esra
    await world.joins(ada, mentor="Kubernetes")
    await world.joins(esra, mentee="Kubernetes")
    await ada.command("/mentor office")
    await ada.click("Offer times …")
    assert await ada.submit() == {}
    await esra.command("/mentor office @ada")
    await esra.type("question", "A canary question")
    assert await esra.submit() == {}
    await world.settle()
    after = world.clock.now() + timedelta(days=2)
    await at_night(world, after)
    assert "A canary question" in await everything_stored(world)
    await at_night(world, after.replace(year=after.year + 2))
    assert "A canary question" not in await everything_stored(world)
    async with world.klik.runtime.db.begin() as session:
        assert (await session.scalars(select(func.count()).select_from(OfficeSlot))).one() == 1, "the other was free"


async def test_searches_messages_and_the_log_have_their_months(world: World) -> None:
    await history(world)
    runtime, start = world.klik.runtime, world.clock.now()

    async def rows(table: type[UnmetNeed | Outbox | AuditEntry]) -> int:
        async with runtime.db.begin() as session:
            return (await session.scalars(select(func.count()).select_from(table))).one()

    async with runtime.db.begin() as session:
        await session.execute(update(UnmetNeed).values(created_at=start))
        await session.execute(update(AuditEntry).values(at=start))
        await session.execute(update(Outbox).values(due_at=start, state=OutboxState.SENT))
    for table, months in ((Outbox, 4), (UnmetNeed, 12), (AuditEntry, 24)):
        limit = start
        while months_before(limit, months) < start:
            limit += timedelta(days=1)
        await at_night(world, limit)
        assert await rows(table) > 0, table
        await at_night(world, limit + timedelta(seconds=1))
        assert await rows(table) == 0, table


async def test_a_message_that_is_dead_or_still_to_come_stays(world: World) -> None:
    await history(world)
    runtime = world.klik.runtime
    async with runtime.db.begin() as session:
        ids = (await session.scalars(select(Outbox.id))).all()
        await session.execute(update(Outbox).values(due_at=world.clock.now() - timedelta(days=3000)))
        await session.execute(update(Outbox).where(Outbox.id == ids[0]).values(state=OutboxState.DEAD))
        await session.execute(update(Outbox).where(Outbox.id == ids[1]).values(state=OutboxState.PENDING))
        await session.execute(update(Outbox).where(Outbox.id.not_in(ids[:2])).values(state=OutboxState.SENT))
    await janitor.run(runtime)
    async with runtime.db.begin() as session:
        assert (await session.scalars(select(func.count()).select_from(Outbox))).one() == 2


async def test_who_left_a_year_ago_is_forgotten_and_who_came_back_is_not(world: World) -> None:
    for person in (world.ada, world.dana):
        await world.joins(person, mentor="SQL", passes_on=f"{person.user.name}canary")
        await person.command("/mentor profile")
        await person.click("Leave …")
    left = world.clock.now()
    await world.passes(days=30)
    await world.joins(world.dana, mentor="SQL", passes_on="danacanary")
    limit = left.replace(year=left.year + 1)
    await at_night(world, limit)
    assert "adacanary" in await everything_stored(world)
    await at_night(world, limit + timedelta(seconds=1))
    stored = await everything_stored(world)
    assert "adacanary" not in stored
    assert world.ada.id not in stored
    assert "danacanary" in stored
    assert "You have not joined yet" in await typed(world.ada, "/mentor profile")


async def test_a_closed_account_is_forgotten_after_a_year_too(world: World) -> None:
    await history(world)
    await world.playground.change_user(world.ada.id, deleted=True)
    await world.passes(days=1)
    await at_night(world, world.clock.now() + timedelta(days=366))
    async with world.klik.runtime.db.begin() as session:
        found = (await session.scalars(select(Member.slack_id))).all()
    assert world.ada.id not in found
    assert "theirscanary learned" in await everything_stored(world)


async def test_what_a_pair_wrote_goes_two_years_after_its_end(world: World) -> None:
    ada, esra = world.ada, world.esra
    await world.joins(ada, mentor="Kubernetes")
    await world.joins(esra, mentee="Kubernetes")
    await together(world, ada, esra)
    await ada.click("Write our agreement …", within=letters(ada, "It clicked")[-1])
    await ada.type("mentor_goals", "goalscanary")
    await ada.type("place", "placecanary")
    assert await ada.submit() == {}
    await world.settle()
    await esra.click("Sign", within=letters(esra, "proposes what you could")[-1])
    await esra.command("/mentor privacy")
    assert "24 months after the end of the pair" in modal(esra)
    await esra.close()
    async with world.klik.runtime.db.begin() as session:
        pair = (await session.scalars(select(Pair))).one()
        session.add(
            WorkbookItem(
                workspace_id=pair.workspace_id, pair_id=pair.id, proposed_by=pair.mentee_id, text="itemcanary",
                created_at=world.clock.now(),
            )
        )  # fmt: skip
    await at_night(world, world.clock.now() + timedelta(days=3000))
    assert "itemcanary" in await everything_stored(world), "the pair still runs"
    async with world.klik.runtime.db.begin() as session:
        ended = world.clock.now()
        await session.execute(update(Pair).values(state=PairState.ENDED, ended_at=ended))
    limit = ended.replace(year=ended.year + 2)
    await at_night(world, limit)
    assert "itemcanary" in await everything_stored(world)
    await at_night(world, limit + timedelta(seconds=1))
    stored = await everything_stored(world)
    for words in ("goalscanary", "placecanary", "itemcanary"):
        assert words not in stored
    async with world.klik.runtime.db.begin() as session:
        assert (await session.scalars(select(func.count()).select_from(Pair))).one() == 1


async def test_the_janitor_may_come_twice(world: World) -> None:
    await history(world)
    await at_night(world, world.clock.now() + timedelta(days=3000))
    before = await everything_stored(world)
    await janitor.run(world.klik.runtime)
    assert await everything_stored(world) == before
