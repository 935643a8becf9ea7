"""PostgreSQL, read on connections that are kept open.

What a search asks goes to libpq as it is, by psycopg's own wrapper of it: a prepared statement, its values as text, and
the answer read by psycopg's own loaders. A cursor for each question, with what it finds out about the same values and
columns every time, took as much again as the question.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import psycopg
from psycopg import pq
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import Dialect

from bot.database import CONNECTING, PATIENCE
from bot.domain.search.rows import Answers, Question
from bot.prepared import Prepared, prepare

MOST_CONNECTIONS = 8
"""Open to PostgreSQL for reading by one process."""
AT_HAND = 30.0
"""Seconds for which a connection is lent on without the pool, which looks at how old it is when it gets it back."""
Connection = psycopg.AsyncConnection[Any]
Values = list[bytes | None]


class Asking:
    """One connection, and the statements that it has prepared."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.since = 0.0
        """When it was taken from the pool, as the loop counts."""
        self._names: dict[Prepared, bytes] = {}
        self._tried = 0
        self._loaders = Transformer(connection)

    @property
    def is_idle(self) -> bool:
        return self.connection.pgconn.transaction_status == pq.TransactionStatus.IDLE

    async def rows(self, prepared: Prepared, parameters: Mapping[str, Any]) -> Answers:
        """Raises psycopg's errors."""
        name = self._names.get(prepared) or await self._prepare(prepared)
        wire = self.connection.pgconn
        wire.send_query_prepared(name, [_written(value) for value in prepared.in_order(parameters)])
        while wire.flush():
            loop = asyncio.get_running_loop()
            await self._ready(loop.add_writer, loop.remove_writer)
        found = await self._answer()
        if found.status != pq.ExecStatus.TUPLES_OK:
            raise error_from_result(found)
        self._loaders.set_pgresult(found)
        return prepared.rows(self._loaders.load_rows(0, found.ntuples, tuple))

    async def _prepare(self, prepared: Prepared) -> bytes:
        self._tried += 1  # a name that was not heard of again may be taken all the same
        name = b"klik_read_%d" % self._tried
        await self.connection.execute(b"PREPARE " + name + b" AS " + prepared.encoded)
        self._names[prepared] = name
        return name

    async def _answer(self) -> Any:
        """The result of what was asked; the last of several."""
        wire, found = self.connection.pgconn, None
        loop = asyncio.get_running_loop()
        while True:
            while wire.is_busy():
                await self._ready(loop.add_reader, loop.remove_reader)
                wire.consume_input()
            one = wire.get_result()
            if one is None:
                return found
            found = one

    async def _ready(self, add: Any, remove: Any) -> None:
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        socket = self.connection.pgconn.socket
        add(socket, _wake, waiting)
        try:
            await waiting
        finally:
            remove(socket)


def _wake(waiting: "asyncio.Future[None]") -> None:
    if not waiting.done():
        waiting.set_result(None)


def _written(value: Any) -> bytes | None:
    """As PostgreSQL reads it. Raises DataError for what it cannot hold."""
    if isinstance(value, str):
        written = value.encode()
        if b"\0" in written:  # libpq would take what stands before it
            raise psycopg.DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
        return written
    if isinstance(value, bool):
        return b"true" if value else b"false"
    if isinstance(value, int):
        return b"%d" % value
    if isinstance(value, datetime):
        return value.isoformat().encode()
    assert value is None, f"no way to write {type(value)}"
    return None


class Pooled:
    def __init__(self, pool: "AsyncConnectionPool[Connection]", dialect: Dialect) -> None:
        self._pool = pool
        self.dialect = dialect
        self._at_hand: list[Asking] = []
        self._known: dict[Connection, Asking] = {}
        self._waiting = 0

    def open(self) -> "Borrowed":
        return Borrowed(self)

    async def lend(self) -> Asking:
        if self._at_hand:
            return self._at_hand.pop()
        self._waiting += 1
        try:
            connection = await self._pool.getconn()
        finally:
            self._waiting -= 1
        for gone in [known for known in self._known if known.closed]:
            del self._known[gone]
        asking = self._known.get(connection) or self._known.setdefault(connection, Asking(connection))
        asking.since = asyncio.get_running_loop().time()
        return asking

    async def take_back(self, asking: Asking) -> None:
        """At hand for the next one, unless somebody waits for the pool, or the pool should see it."""
        young = asyncio.get_running_loop().time() - asking.since < AT_HAND
        if young and not self._waiting and asking.is_idle:
            self._at_hand.append(asking)
        else:
            await self._pool.putconn(asking.connection)

    async def close(self) -> None:
        while self._at_hand:
            await self._pool.putconn(self._at_hand.pop().connection)


class Borrowed:
    """A connection, while a few questions are asked."""

    def __init__(self, pooled: Pooled) -> None:
        self._pooled = pooled
        self._asking: Asking | None = None

    async def __aenter__(self) -> "Borrowed":
        self._asking = await self._pooled.lend()
        return self

    async def __aexit__(self, *_: object) -> None:
        asking, self._asking = self._asking, None
        assert asking is not None, "entered once, left once"
        await self._pooled.take_back(asking)

    async def rows(self, statement: Question, parameters: Mapping[str, Any]) -> Answers:
        prepared = prepare(statement, self._pooled.dialect)
        for _ in range(2 * MOST_CONNECTIONS):
            asking = self._asking
            assert asking is not None, "asked while it is open"
            try:
                return await asking.rows(prepared, parameters)
            except psycopg.OperationalError:
                if not asking.connection.broken:
                    raise
            # The server was restarted. Asking each time whether the connection is still there would cost as much as
            # the question; what only reads can be asked again.
            await self._pooled.take_back(asking)
            self._asking = await self._pooled.lend()
        assert self._asking is not None
        return await self._asking.rows(prepared, parameters)


async def _with_plans(connection: Connection) -> None:
    """Each statement is planned once, for any values. By itself the server thinks that worth it for few of them: who
    searches is asked in so many parts that planning anew took it two milliseconds each time, and the answer an eighth
    of one."""
    await connection.execute("SET plan_cache_mode = force_generic_plan")


@asynccontextmanager
async def opened(address: str, dialect: Dialect) -> AsyncIterator[Pooled]:
    """Reading from the server at `address`."""
    async with AsyncConnectionPool(
        address,
        kwargs={"autocommit": True, "connect_timeout": CONNECTING},
        configure=_with_plans,
        min_size=0,
        max_size=MOST_CONNECTIONS,
        timeout=PATIENCE,
        open=False,
    ) as pool:
        pooled = Pooled(pool, dialect)
        try:
            yield pooled
        finally:
            await pooled.close()
