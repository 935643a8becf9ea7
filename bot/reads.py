"""A way to read that opens no transaction, for answers that decide nothing: the first page of a search.

Each statement sees what is committed. SQLite is read on the event loop: such a statement takes a tenth of a
millisecond, and handing it to a thread and back more than that. PostgreSQL is read with autocommit, which saves the two
round trips of a transaction. Statements are SQLAlchemy's, compiled once, with its types for what goes in and comes out;
they run on the driver itself. docs/adr/0014-ranking.md has the measurements.
"""

import sqlite3
from collections import namedtuple
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from functools import lru_cache
from typing import Any, cast

import psycopg
from sqlalchemy import Boolean, Dialect, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.database import CONNECTING, PATIENCE
from bot.domain.search.engine import Answers, Question, Rows
from bot.domain.search.quick import Reads

CONNECTIONS = 4
"""Kept open to PostgreSQL for reading by one process."""
Convert = Callable[[Any], Any]


class Prepared:
    """A statement in the words of one database, with what turns values into the driver's and back."""

    def __init__(self, statement: Question, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self.sql = compiled.string
        given = {name: None for name, bind in compiled.binds.items() if bind.required}
        self._fixed = {name: value for name, value in compiled.construct_params(given).items() if name not in given}
        self._given: list[tuple[str, Convert | None]] = [
            (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in given
        ]
        self._order: Sequence[str] | None = compiled.positiontup
        columns = statement.selected_columns
        row: Any = namedtuple("Row", columns.keys(), rename=True)  # type: ignore[misc]  # its columns are only known here
        self._row: Convert = row._make
        converts = (
            # SQLite's 0 and 1 do for a Boolean.
            None if isinstance(kind, Boolean) else kind.dialect_impl(dialect).result_processor(dialect, None)
            for kind in (column.type for column in columns)
        )
        self._converts = [(place, convert) for place, convert in enumerate(converts) if convert is not None]

    def values(self, parameters: Mapping[str, Any]) -> Any:
        """As the driver takes them: by name, or in order."""
        values = dict(self._fixed)
        for name, convert in self._given:
            value = parameters[name]
            values[name] = value if convert is None else convert(value)
        return values if self._order is None else [values[name] for name in self._order]

    def rows(self, found: Iterable[Sequence[Any]]) -> Answers:
        if self._converts:
            found = [self._converted(row) for row in found]
        return [self._row(row) for row in found]

    def _converted(self, row: Sequence[Any]) -> Sequence[Any]:
        values = list(row)
        for place, convert in self._converts:
            values[place] = convert(values[place])
        return values


class Inline:
    """SQLite, on the thread that asks."""

    def __init__(self, connection: sqlite3.Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._prepared = lru_cache(256)(lambda statement: Prepared(statement, dialect))

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Rows]:
        yield self

    async def rows(self, statement: Question, parameters: Mapping[str, Any]) -> Answers:
        prepared = self._prepared(statement)
        return prepared.rows(self._connection.execute(prepared.sql, prepared.values(parameters)))


class Pooled:
    """PostgreSQL, on connections of SQLAlchemy's pool."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._prepared = lru_cache(256)(lambda statement: Prepared(statement, engine.dialect))

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Rows]:
        async with self._engine.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            yield OnDriver(cast("psycopg.AsyncConnection[Any]", driver), self._prepared)


class OnDriver:
    def __init__(self, connection: "psycopg.AsyncConnection[Any]", prepared: Callable[[Question], Prepared]) -> None:
        self._connection, self._prepared = connection, prepared

    async def rows(self, statement: Question, parameters: Mapping[str, Any]) -> Answers:
        prepared = self._prepared(statement)
        cursor = await self._connection.execute(prepared.sql.encode(), prepared.values(parameters))
        return prepared.rows(await cursor.fetchall())


@asynccontextmanager
async def open_reads(database_url: str) -> AsyncIterator[Reads]:
    """Reading from `database_url`, one of Klik's own settings' form."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(url.database or "", isolation_level=None)) as connection:
            connection.execute("PRAGMA query_only=ON")
            dialect: Any = url.set(drivername="sqlite+pysqlite").get_dialect()
            yield Inline(connection, dialect(paramstyle="qmark"))
        return
    engine = create_async_engine(
        database_url,
        isolation_level="AUTOCOMMIT",
        pool_size=CONNECTIONS,
        max_overflow=CONNECTIONS,
        pool_timeout=PATIENCE,
        pool_pre_ping=True,
        pool_reset_on_return=None,
        hide_parameters=True,
        connect_args={"connect_timeout": CONNECTING},
    )
    try:
        yield Pooled(engine)
    finally:
        await engine.dispose()
