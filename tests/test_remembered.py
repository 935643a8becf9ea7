"""What a process remembers of a topic is what the index says, whoever wrote it and whenever that was committed."""

import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import pytest
from sqlalchemy import delete, select, update

from bench import crowd, find
from bench.slack import TEAM
from bot.database import Sessions, open_sessions
from bot.domain.search import statements
from bot.domain.search.columns import Column
from bot.domain.search.ranking import Weights
from bot.domain.search.remembered import MOST_CHANGED, Remembered, shorten_log
from bot.domain.search.rows import Rows
from bot.domain.search.statements import MOST_TOPICS, numbered
from bot.reads import open_reads
from models import IndexChange, Member, MentorProfile, MentorTopic, Workspace

MEMBERS = 1000
"""Two mentors a topic; the first few topics get more."""
TOPICS = (1, 2, 3)
Offer = tuple[int, float, float, object]


@dataclass(frozen=True)
class Place:
    db: Sessions
    rows: Rows
    remembered: Remembered

    async def recalled(self) -> list[list[Offer]]:
        """As a search has them, each topic by itself."""
        common = {"workspace": TEAM, **numbered("topic", TOPICS, MOST_TOPICS)}
        since = self.remembered.since(TEAM, TOPICS)
        changes = await self.rows.rows(statements.changes(MOST_TOPICS), common | {"since": since})
        return [said(column) for column in await self.remembered.columns(self.rows, TEAM, TOPICS, changes)]

    async def written(self) -> list[list[Offer]]:
        """As the index has them."""
        found = []
        for topic in TOPICS:
            rows = await self.rows.rows(statements.offering(1), {"workspace": TEAM, "topic0": topic})
            found.append(said(Column.of(rows, Weights())))
        return found


def said(column: Column) -> list[Offer]:
    return [
        (int(member), float(column.merit[row]), float(column.strong[row]), column.facts(row))
        for row, member in enumerate(column.members)
    ]


@asynccontextmanager
async def opened(database_url: str) -> AsyncIterator[Place]:
    await find.plant(database_url, MEMBERS)
    async with AsyncExitStack() as stack:
        db = await stack.enter_async_context(open_sessions(database_url))
        reads = await stack.enter_async_context(open_reads(database_url))
        rows = await stack.enter_async_context(reads.open())
        async with db.begin() as session:
            mentors = (await session.scalars(select(MentorProfile.member_id))).all()
            offered = {(one.member_id, one.topic_id) for one in await session.scalars(select(MentorTopic))}
            session.add_all(
                MentorTopic(workspace_id=TEAM, member_id=mentor, topic_id=topic)
                for mentor in mentors[:60]
                for topic in TOPICS
                if (mentor, topic) not in offered
            )
        yield Place(db, rows, Remembered(Weights()))


@pytest.fixture
async def place(database_url: str) -> AsyncIterator[Place]:
    async with opened(database_url) as found:
        yield found


class Undone(Exception):
    pass


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_people_change_is_seen_by_the_next_search(place: Place, seed: int) -> None:
    chance = random.Random(seed)
    mentors = [number * crowd.MENTORS for number in range(1, 61)]
    sizes = set()
    for _ in range(40):
        undone = chance.random() < 0.2
        try:
            async with place.db.begin() as session:
                for mentor in chance.sample(mentors, chance.choice((1, 1, 2, 20))):
                    topic = chance.choice(TOPICS)
                    offer = await session.get(MentorTopic, (mentor, topic))
                    match chance.randrange(6):
                        case 0 if offer is not None:
                            await session.delete(offer)
                        case 0:
                            session.add(MentorTopic(workspace_id=TEAM, member_id=mentor, topic_id=topic, strong=True))
                        case 1 if offer is not None:
                            offer.strong = not offer.strong
                        case 2:
                            profile = await session.get_one(MentorProfile, mentor)
                            profile.places_taken = chance.choice((0, profile.capacity))
                        case 3:
                            (await session.get_one(MentorProfile, mentor)).open_to_all = chance.random() < 0.5
                        case 4:
                            (await session.get_one(Member, mentor)).tz = chance.choice(crowd.ZONES)
                        case _:  # past the session's objects
                            taken = update(MentorProfile).where(MentorProfile.member_id == mentor)
                            await session.execute(taken.values(places_taken=0))
                if undone:
                    raise Undone
        except Undone:
            pass
        if chance.random() < 0.7:
            recalled = await place.recalled()
            assert recalled == await place.written()
            sizes.add(len(recalled[0]))
    assert len(sizes) > 2  # a topic nobody touched would be remembered by anything


async def test_who_writes_first_may_commit_last(postgres_url: str) -> None:
    async with opened(postgres_url) as place:
        before = await place.recalled()
        async with place.db() as slow, place.db() as quick:
            (await slow.get_one(MentorTopic, (crowd.MENTORS, 1))).strong = True
            await slow.flush()
            (await quick.get_one(MentorTopic, (2 * crowd.MENTORS, 1))).strong = True
            await quick.commit()
            between = await place.recalled()
            assert between == await place.written() != before
            await slow.commit()
        assert await place.recalled() == await place.written() != between


async def test_a_log_that_was_shortened_is_no_loss(place: Place) -> None:
    await place.recalled()
    async with place.db.begin() as session:
        for number in range(1, MOST_CHANGED):
            (await session.get_one(Member, number * crowd.MENTORS)).level = 6
    async with place.db.begin() as session:
        await shorten_log(session, keep=1)
        assert len((await session.scalars(select(IndexChange.id))).all()) == 1
    assert await place.recalled() == await place.written()


async def test_a_topic_and_a_workspace_can_be_erased(place: Place) -> None:
    await place.recalled()
    async with place.db.begin() as session:
        await session.execute(delete(Member).where(Member.id <= 10 * crowd.MENTORS))
    assert await place.recalled() == await place.written()
    async with place.db.begin() as session:
        await session.execute(delete(Workspace).where(Workspace.id == TEAM))
    assert await place.recalled() == [[], [], []]
