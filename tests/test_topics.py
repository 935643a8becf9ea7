"""The workspace's list of topics: remembered for a while, changed by coordinators, and nobody loses a choice."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from bot.database import Sessions, lexicons, open_sessions
from bot.domain import members, topics, workspaces
from bot.domain.members import Person
from models import Member
from playground.clock import Clock
from tests.world import TUESDAY

HERE = "T0HERE"


@pytest.fixture
def clock() -> Clock:
    return Clock(TUESDAY, running=False)


@pytest.fixture
async def db(database_url: str, clock: Clock) -> AsyncIterator[Sessions]:
    async with open_sessions(database_url, clock=clock.now) as db:
        async with db.begin() as session:
            await workspaces.appear(session, HERE, clock.now())
        yield db


async def understood(db: Sessions, words: str) -> list[str]:
    async with db.begin() as session:
        known = await topics.lexicon(session, HERE)
    return [known.name(topic, "en") for topic in known.understand(words)]


async def adds(db: Sessions, name: str, now: datetime) -> Member:
    async with db.begin() as session:
        ada = await members.arrive(session, HERE, Person(slack_id="U0ADA", name="Ada"), now)
        await topics.add(session, HERE, name, now=now, by=ada)
        known = await topics.lexicon(session, HERE)
        assert known.understand(name), "its own transaction sees it"
    return ada


async def test_a_list_is_remembered_here_for_half_a_minute_and_changed_at_once(
    db: Sessions, database_url: str, clock: Clock
) -> None:
    async with open_sessions(database_url, clock=clock.now) as elsewhere:
        assert lexicons(db).recall(HERE, clock.now()) is None
        assert await understood(db, "falconry") == await understood(elsewhere, "falconry") == []
        remembered = lexicons(db).recall(HERE, clock.now())
        assert remembered is not None
        await adds(elsewhere, "Falconry", clock.now())
        assert await understood(elsewhere, "falconry") == ["Falconry"]
        assert await understood(db, "falconry") == []
        clock.travel_to(clock.now() + timedelta(seconds=30))
        assert lexicons(db).recall(HERE, clock.now()) is None
        assert await understood(db, "falconry") == ["Falconry"]


async def test_what_was_rolled_back_is_not_remembered(db: Sessions, clock: Clock) -> None:
    async with db() as session:
        ada = await members.arrive(session, HERE, Person(slack_id="U0ADA", name="Ada"), clock.now())
        await topics.add(session, HERE, "Falconry", now=clock.now(), by=ada)
        assert (await topics.lexicon(session, HERE)).understand("falconry")
        await session.rollback()
    assert await understood(db, "falconry") == []


async def test_what_was_read_before_a_change_is_not_remembered_after_it(db: Sessions, clock: Clock) -> None:
    memory = lexicons(db)
    async with db.begin() as session:
        old = await topics.lexicon(session, HERE)
    changes = memory.changes(HERE)
    await adds(db, "Falconry", clock.now())
    assert memory.hold(HERE, old, clock.now(), changes) is old  # a slow reader, who began before
    assert await understood(db, "falconry") == ["Falconry"]


async def test_the_same_list_read_anew_keeps_what_was_worked_out(db: Sessions, clock: Clock) -> None:
    async with db.begin() as session:
        before = await topics.lexicon(session, HERE)
    clock.travel_to(clock.now() + timedelta(minutes=1))
    async with db.begin() as session:
        assert await topics.lexicon(session, HERE) is before


async def test_a_planted_list_has_its_wider_topics(db: Sessions) -> None:
    async with db.begin() as session:
        known = await topics.lexicon(session, HERE)
    (finance,) = known.understand("finance")
    assert "Balance sheets" in [known.name(topic, "en") for topic in known.related(known.understand("accounting")[0])]
    assert known.parents[known.understand("budgeting")[0]] == [finance]
