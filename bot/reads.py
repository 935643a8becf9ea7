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
from functools import cache, lru_cache, partial
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import URL, BindParameter, Boolean, Dialect, literal_column, make_url
from sqlalchemy.sql.visitors import ExternallyTraversible, replacement_traverse

from bot.database import CONNECTING, PATIENCE
from bot.domain.search.quick import Reads
from bot.domain.search.rows import Answers, Question, Rows

MOST_CONNECTIONS = 8
"""Open to PostgreSQL for reading by one process."""
KEPT_KB = 16_000
"""Of an SQLite file, what its reading connection keeps in memory: the upper pages of the trees of a million members fit
in it. With SQLite's own 2 MB they were asked of the operating system again by each search, half of its time."""
Convert = Callable[[Any], Any]


class Prepared:
    """A statement in the words of one database, with what turns values into the driver's and back."""

    def __init__(self, statement: Question, dialect: Dialect) -> None:
        compiled = _with_constants(statement, dialect).compile(dialect=dialect)
        self.sql = compiled.string
        self.encoded = self.sql.encode()
        # SQLite's compiler adds an OFFSET of its own to each LIMIT.
        self._fixed = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        self._given: list[tuple[str, Convert | None]] = [
            (name, bind.type.dialect_impl(dialect).bind_processor(dialect))
            for name, bind in compiled.binds.items()
            if bind.required
        ]
        self._order: Sequence[str] = compiled.positiontup or ()
        columns = statement.selected_columns
        row: Any = namedtuple("Row", columns.keys(), rename=True)  # type: ignore[misc]  # its columns are only known here
        # What _make does, without a look at how many there are: the statement says.
        self._row: Convert = partial(tuple.__new__, row)
        converts = (
            # SQLite's 0 and 1 do for a Boolean.
            None if isinstance(kind, Boolean) else kind.dialect_impl(dialect).result_processor(dialect, None)
            for kind in (column.type for column in columns)
        )
        self._converts = [(place, convert) for place, convert in enumerate(converts) if convert is not None]

    def values(self, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        """As the driver takes them, by name."""
        values = self._fixed.copy()
        for name, convert in self._given:
            value = parameters[name]
            values[name] = value if convert is None else convert(value)
        return values

    def in_order(self, parameters: Mapping[str, Any]) -> Sequence[Any]:
        """The same by their places."""
        values = self.values(parameters)
        return [values[name] for name in self._order]

    def rows(self, found: Iterable[Sequence[Any]]) -> Answers:
        if not self._converts:
            return [self._row(row) for row in found]
        return [self._row(self._converted(row)) for row in found]

    def _converted(self, row: Sequence[Any]) -> Sequence[Any]:
        values = row
        for place, convert in self._converts:
            if row[place] is not None:
                values = list(values) if values is row else values
                values[place] = convert(row[place])  # type: ignore[index]  # a list by now
        return values


@lru_cache(512)
def prepare(statement: Question, dialect: Dialect) -> Prepared:
    return Prepared(statement, dialect)


@cache
def _dialect(drivername: str, placeholders: str) -> Dialect:
    """Of statements whose values go in by these marks; one in a process, with what was prepared for it."""
    dialect: Any = URL.create(drivername).get_dialect()
    found: Dialect = dialect(paramstyle=placeholders)
    return found


def _with_constants(statement: Question, dialect: Dialect) -> Question:
    """The same with each value that it always has in its words: the driver would pass it again each time."""

    def written(element: ExternallyTraversible, **_: Any) -> ExternallyTraversible | None:
        if not isinstance(element, BindParameter) or element.required:
            return None
        process = element.type.dialect_impl(dialect).literal_processor(dialect)
        assert process is not None, "numbers and words"
        return literal_column(process(element.value), element.type)

    found: Question = replacement_traverse(statement, {}, written)  # type: ignore[assignment]  # as it came
    return found


class Inline:
    """SQLite, on the thread that asks."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._dialect = _dialect("sqlite+pysqlite", "named")

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Rows]:
        yield self

    async def rows(self, statement: Question, parameters: Mapping[str, Any]) -> Answers:
        prepared = prepare(statement, self._dialect)
        return prepared.rows(self._connection.execute(prepared.sql, prepared.values(parameters)))


class Pooled:
    """PostgreSQL, on connections that are kept open."""

    def __init__(self, pool: "AsyncConnectionPool[psycopg.AsyncConnection[Any]]", dialect: Dialect) -> None:
        self.pool = pool
        self.dialect = dialect

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Rows]:
        borrowed = Borrowed(self, await self.pool.getconn())
        try:
            yield borrowed
        finally:
            await self.pool.putconn(borrowed.connection)


class Borrowed:
    """One connection of the pool, while a few questions are asked."""

    def __init__(self, pooled: Pooled, connection: "psycopg.AsyncConnection[Any]") -> None:
        self._pooled, self.connection = pooled, connection

    async def rows(self, statement: Question, parameters: Mapping[str, Any]) -> Answers:
        prepared = prepare(statement, self._pooled.dialect)
        sql, values = prepared.encoded, prepared.in_order(parameters)
        for _ in range(MOST_CONNECTIONS):
            try:
                cursor = await self.connection.execute(sql, values)
                return prepared.rows(await cursor.fetchall())
            except psycopg.OperationalError:
                if not self.connection.broken:
                    raise
            # The server was restarted. Asking each time whether the connection is still there would cost as much as
            # the question; what only reads can be asked again.
            await self._pooled.pool.putconn(self.connection)
            self.connection = await self._pooled.pool.getconn()
        cursor = await self.connection.execute(sql, values)
        return prepared.rows(await cursor.fetchall())


async def _with_plans(connection: "psycopg.AsyncConnection[Any]") -> None:
    """Each statement is planned once, for any values. By itself the server thinks that worth it for few of them: who
    searches is asked in so many parts that planning anew took it two milliseconds each time, and the answer an eighth
    of one."""
    await connection.execute("SET plan_cache_mode = force_generic_plan")


@asynccontextmanager
async def open_reads(database_url: str) -> AsyncIterator[Reads]:
    """Reading from `database_url`, one of Klik's own settings' form."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(url.database or "", isolation_level=None)) as connection:
            connection.execute("PRAGMA query_only=ON")
            connection.execute(f"PRAGMA cache_size=-{KEPT_KB}")
            yield Inline(connection)
        return
    async with AsyncConnectionPool(
        url.set(drivername="postgresql").render_as_string(hide_password=False),
        # Raw: psycopg looks for its own placeholders in each long statement, every time.
        kwargs={
            "autocommit": True,
            "connect_timeout": CONNECTING,
            "cursor_factory": psycopg.AsyncRawCursor,
            "prepare_threshold": 0,
        },
        configure=_with_plans,
        min_size=0,
        max_size=MOST_CONNECTIONS,
        timeout=PATIENCE,
        open=False,
    ) as pool:
        yield Pooled(pool, _dialect(url.drivername, "numeric_dollar"))
