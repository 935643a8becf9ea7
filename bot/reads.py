"""A way to read that opens no transaction, for answers that decide nothing: the first page of a search.

Each statement sees what is committed. SQLite is read on the event loop: such a statement takes a tenth of a
millisecond, and handing it to a thread and back more than that. PostgreSQL is read with autocommit, which saves the two
round trips of a transaction. Statements are SQLAlchemy's, compiled once, with its types for what goes in and comes out;
they run on the driver itself. docs/adr/0014-ranking.md has the measurements.
"""

import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from functools import cache
from typing import Any

from sqlalchemy import URL, Dialect, make_url

from bot import pooled
from bot.domain.search.quick import Reads
from bot.domain.search.rows import Answers, Question, Rows
from bot.prepared import prepare

KEPT_KB = 16_000
"""Of an SQLite file, what its reading connection keeps in memory: the upper pages of the trees of a million members fit
in it. With SQLite's own 2 MB they were asked of the operating system again by each search, half of its time."""


@cache
def _dialect(drivername: str, placeholders: str) -> Dialect:
    """Of statements whose values go in by these marks; one in a process, with what was prepared for it."""
    dialect: Any = URL.create(drivername).get_dialect()
    found: Dialect = dialect(paramstyle=placeholders)
    return found


class Inline:
    """SQLite, on the thread that asks."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._dialect = _dialect("sqlite+pysqlite", "named")

    def open(self) -> "Inline":
        return self

    async def __aenter__(self) -> Rows:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    async def rows(self, statement: Question, parameters: Mapping[str, Any]) -> Answers:
        prepared = prepare(statement, self._dialect)
        return prepared.rows(self._connection.execute(prepared.sql, prepared.values(parameters)))


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
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    async with pooled.opened(address, _dialect(url.drivername, "numeric_dollar")) as reads:
        yield reads
