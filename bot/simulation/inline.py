"""SQLite on the thread that asks, for SQLAlchemy's asyncio.

aiosqlite hands every statement to a thread four times, which keeps a server's loop free while a disk is waited for.
Here the disk is memory and there is nobody else to keep waiting: those hand-overs were a third of a simulated year.
"""

import sqlite3
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import URL, make_url
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.pool import AsyncAdaptedQueuePool, Pool

DRIVER = "sqlite+inline"


def inline(url: str) -> str:
    """The same database without threads; as it is when it is no SQLite."""
    made = make_url(url)
    if made.get_backend_name() != "sqlite":
        return url
    registry.register("sqlite.inline", __name__, InlineDialect.__name__)
    return made.set(drivername=DRIVER).render_as_string(hide_password=False)


class Cursor(sqlite3.Cursor):
    """Rows are taken at once, as SQLAlchemy's own adapters for asyncio do: a cursor that is still read keeps a
    transaction open."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self._rows: deque[Any] = deque()

    def execute(self, *statement: Any) -> "Cursor":
        super().execute(*statement)
        self._rows = deque(super().fetchall()) if self.description else deque()
        return self

    def fetchone(self) -> Any:
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int | None = None) -> list[Any]:
        return [self._rows.popleft() for _ in range(min(size or self.arraysize, len(self._rows)))]

    def fetchall(self) -> list[Any]:
        rows, self._rows = list(self._rows), deque()
        return rows

    def __iter__(self) -> Iterator[Any]:  # type: ignore[override]
        while self._rows:
            yield self._rows.popleft()

    async def _async_soft_close(self) -> None:
        """Nothing is open any more."""


class Connection(sqlite3.Connection):
    def cursor(self, factory: Any = Cursor) -> Any:
        return super().cursor(factory)


class InlineDialect(SQLiteDialect_pysqlite):
    driver = "inline"
    is_async = True
    supports_statement_cache = True

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:
        return AsyncAdaptedQueuePool

    def create_connect_args(self, url: URL) -> Any:
        given, options = super().create_connect_args(url)
        return given, {**options, "factory": Connection}


class InlineSession(AsyncSession):
    """A session on such a connection: once it has it, there is nothing that a statement could wait for, so it runs
    without the greenlet in which SQLAlchemy lets one wait."""

    has_connection = False

    async def execute(self, statement: Any, params: Any = None, **more: Any) -> Any:
        if self.has_connection:
            return self.sync_session.execute(statement, params, **more)
        self.has_connection = True
        return await super().execute(statement, params, **more)

    async def scalar(self, statement: Any, params: Any = None, **more: Any) -> Any:
        if self.has_connection:
            return self.sync_session.scalar(statement, params, **more)
        self.has_connection = True
        return await super().scalar(statement, params, **more)

    async def get(self, entity: Any, ident: Any, **more: Any) -> Any:
        if self.has_connection:
            return self.sync_session.get(entity, ident, **more)
        return await super().get(entity, ident, **more)

    async def flush(self, objects: Any = None) -> None:
        if self.has_connection:
            self.sync_session.flush(objects)
        else:
            await super().flush(objects)


class InlineSessions(async_sessionmaker[AsyncSession]):
    """Their transactions end at once as well: SQLAlchemy ends each in two tasks of its own, so that nobody who is
    cancelled leaves one open."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, class_=InlineSession, **more)

    @asynccontextmanager
    async def _begun(self) -> AsyncIterator[AsyncSession]:
        session = self()
        sync = session.sync_session
        try:
            with sync.begin():
                yield session
        finally:
            sync.close()

    def begin(self) -> Any:
        return self._begun()
