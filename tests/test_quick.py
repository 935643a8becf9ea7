"""A search that opens no transaction answers as the one that does, and what it leaves out is nobody who comes first."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bench import find
from bot.database import make_engine
from bot.domain.search import index
from models import MentorProfile

MEMBERS = 8_000
"""Twenty-three mentors a topic who have a place: more than two pages."""


@pytest.fixture
async def place(database_url: str) -> AsyncIterator[find.Place]:
    async with AsyncExitStack() as stack:
        await find.plant(database_url, MEMBERS)
        (found,) = await stack.enter_async_context(find.opened({MEMBERS: database_url}))
        yield found


async def test_the_short_cut_finds_whom_ranking_everybody_finds(place: find.Place) -> None:
    lost, of = await find.lost(place, compared=40)
    assert lost == 0
    assert of > 300  # of 40 pages of 8


async def test_the_crowd_of_the_bench_has_the_index_that_klik_would_keep(database_url: str) -> None:
    await find.plant(database_url, 500)
    engine = make_engine(database_url)

    def differences(session: Session) -> int:
        return index.refresh(session, session.scalars(select(MentorProfile.member_id)).all())

    async with engine.begin() as connection:
        assert await connection.run_sync(lambda sync: differences(Session(sync))) == 0
    await engine.dispose()
