"""A way to read that opens no transaction, for answers that decide nothing: the first page of a search.

Each statement sees what is committed. SQLite is read on the event loop: such a statement takes a tenth of a
millisecond, and handing it to a thread and back more than that. PostgreSQL is read with autocommit, which saves the two
round trips of a transaction. docs/adr/0014-ranking.md has the measurements.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Connection, Executable, Row, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from bot.database import CONNECTING, PATIENCE
from bot.domain.search.engine import Rows

CONNECTIONS = 4
"""Kept open to PostgreSQL for reading by one process."""


class Inline:
    """SQLite, on the thread that asks."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def rows(self, statement: Executable, parameters: Mapping[str, Any]) -> Sequence[Row[Any]]:
        return self._connection.execute(statement, parameters).all()


class Pooled:
    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def rows(self, statement: Executable, parameters: Mapping[str, Any]) -> Sequence[Row[Any]]:
        try:
            return await self._ask(statement, parameters)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            # Unasked whether it still lives, a connection may have ended meanwhile; that ends the others too.
            return await self._ask(statement, parameters)

    async def _ask(self, statement: Executable, parameters: Mapping[str, Any]) -> Sequence[Row[Any]]:
        async with self._engine.connect() as connection:
            return (await connection.execute(statement, parameters)).all()


@asynccontextmanager
async def open_reads(database_url: str) -> AsyncIterator[Rows]:
    """Reading from `database_url`, one of Klik's own settings' form."""
    if make_url(database_url).get_backend_name() != "sqlite":
        engine = create_async_engine(
            database_url,
            isolation_level="AUTOCOMMIT",
            pool_size=CONNECTIONS,
            max_overflow=CONNECTIONS,
            pool_timeout=PATIENCE,
            pool_reset_on_return=None,
            hide_parameters=True,
            connect_args={"connect_timeout": CONNECTING},
        )
        try:
            yield Pooled(engine)
        finally:
            await engine.dispose()
        return
    sqlite = create_engine(
        make_url(database_url).set(drivername="sqlite+pysqlite"),
        isolation_level="AUTOCOMMIT",
        poolclass=StaticPool,
        hide_parameters=True,
    )

    @event.listens_for(sqlite, "connect")
    def _only_read(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    try:
        with sqlite.connect() as connection:
            yield Inline(connection)
    finally:
        sqlite.dispose()
