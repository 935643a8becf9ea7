"""Engines and sessions: SQLite for one process, PostgreSQL for any number, one code path."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

Sessions = async_sessionmaker[AsyncSession]


def make_engine(url: str) -> AsyncEngine:
    """An engine for `url`. SQLite gets one connection: writers queue in the pool instead of failing as locked."""
    if not url.startswith("sqlite"):
        return create_async_engine(url, pool_size=10, max_overflow=5, pool_pre_ping=True)
    # Every session ends its own transaction, so the pool need not roll back once more.
    engine = create_async_engine(url, pool_size=1, max_overflow=0, pool_reset_on_return=None)

    @event.listens_for(engine.sync_engine, "connect")
    def _configure(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        # The driver must not begin transactions by itself: a deferred one that reads and then writes fails under
        # concurrency (measured: 16 of 20 tasks); BEGIN IMMEDIATE below never does.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "busy_timeout=5000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def make_sessions(engine: AsyncEngine) -> Sessions:
    return async_sessionmaker(engine, expire_on_commit=False)


@asynccontextmanager
async def open_sessions(url: str) -> AsyncIterator[Sessions]:
    """Sessions on `url`, the engine closed at the end."""
    engine = make_engine(url)
    try:
        yield make_sessions(engine)
    finally:
        await engine.dispose()


@dataclass(frozen=True)
class Connections:
    """How busy the pool behind some sessions is."""

    in_use: int
    idle: int
    overflow: int
    """Open beyond the size that is kept."""
    size: int
    """How many are kept; more than these is overflow."""


def connections(db: Sessions) -> Connections:
    engine: AsyncEngine = db.kw["bind"]
    pool = engine.pool
    assert isinstance(pool, QueuePool)
    overflow = max(0, pool.overflow())  # below nought it counts what was not opened yet
    return Connections(pool.checkedout(), pool.checkedin(), overflow, pool.size())
