"""Reading from PostgreSQL on few connections: whatever happens to one of them, the next question is answered right."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import Integer, String, bindparam, func, literal, select

from bot.domain.search.quick import Reads
from bot.pooled import MOST_CONNECTIONS
from bot.reads import open_reads

WHO = select(func.pg_backend_pid().label("pid"), bindparam("said", type_=String).label("said"))
SLOW = select(func.pg_sleep(bindparam("seconds", type_=Integer)), literal(1).label("one"))
SHARE = select((literal(6) // bindparam("among", type_=Integer)).label("share"))


@pytest.fixture
async def reads(postgres_url: str) -> AsyncIterator[Reads]:
    async with open_reads(postgres_url) as opened:
        yield opened


async def asked(reads: Reads, said: str) -> Any:
    async with reads.open() as rows:
        (one,) = await rows.rows(WHO, {"said": said})
        assert one.said == said
        return one.pid


async def test_many_at_once_share_few_connections_and_each_gets_its_own_answer(reads: Reads) -> None:
    used = await asyncio.gather(*(asked(reads, f"number {number} é") for number in range(5 * MOST_CONNECTIONS)))
    assert 1 <= len(set(used)) <= MOST_CONNECTIONS
    assert await asked(reads, "one more") in used


async def test_connections_that_the_server_ended_are_replaced(reads: Reads, postgres_url: str) -> None:
    used = set(await asyncio.gather(*(asked(reads, "before") for _ in range(MOST_CONNECTIONS))))
    async with await psycopg.AsyncConnection.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as other:
        await other.execute("SELECT pg_terminate_backend(pid, 5000) FROM unnest(%s::int[]) AS pid", [[*used]])
    after = set(await asyncio.gather(*(asked(reads, "after") for _ in range(MOST_CONNECTIONS))))
    assert after.isdisjoint(used)


async def test_who_goes_away_leaves_no_answer_behind(reads: Reads, postgres_url: str) -> None:
    async def slowly() -> None:
        async with reads.open() as rows:
            await rows.rows(SLOW, {"seconds": 30})

    used = await asked(reads, "before")
    waiting = asyncio.ensure_future(slowly())
    async with await psycopg.AsyncConnection.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as other:
        busy = "SELECT 1 FROM pg_stat_activity WHERE pid = %s AND wait_event = 'PgSleep'"
        while await (await other.execute(busy, [used])).fetchone() is None:
            assert not waiting.done()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await asked(reads, "after") != used


async def test_what_cannot_be_answered_is_an_error_and_the_connection_goes_on(reads: Reads) -> None:
    before = await asked(reads, "before")
    async with reads.open() as rows:
        with pytest.raises(psycopg.errors.DivisionByZero):
            await rows.rows(SHARE, {"among": 0})
        assert (await rows.rows(SHARE, {"among": 3}))[0].share == 2
        with pytest.raises(psycopg.DataError, match="NUL"):
            await rows.rows(WHO, {"said": "U1\x00"})
    assert await asked(reads, "after") == before
