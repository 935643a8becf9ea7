"""Engines and sessions: SQLite for one process, PostgreSQL for any number, one code path."""

import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from bot.domain.search.index import KlikSession
from bot.domain.topics import Lexicons
from bot.domain.topics.known import LEXICONS

Sessions = async_sessionmaker[AsyncSession]

CONNECTIONS = 10
"""Kept open to PostgreSQL by one process, and half as many more when busy: six such processes fit its usual hundred."""
PATIENCE = 2.5
"""Seconds to wait for a free connection: Slack waits three for an answer."""
CONNECTING = 5
"""Seconds to wait for a new one. Who waits for it may be too late, but the next will find it there."""


def make_engine(url: str, size: int = CONNECTIONS) -> AsyncEngine:
    """An engine for `url`. SQLite gets one connection: writers queue in the pool instead of failing as locked."""
    if not url.startswith("sqlite"):
        return create_async_engine(
            url,
            pool_size=size,
            max_overflow=size // 2,
            pool_timeout=PATIENCE,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"connect_timeout": CONNECTING},
        )
    # Every session ends its own transaction, so the pool need not roll back once more.
    engine = create_async_engine(url, pool_size=1, max_overflow=0, pool_reset_on_return=None, hide_parameters=True)

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
        # On the driver: what SQLAlchemy does around a statement costs three times as much as this one.
        cursor = connection.connection.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        cursor.close()

    return engine


def utc_now() -> datetime:
    return datetime.now(UTC)


def make_sessions(
    engine: AsyncEngine, clock: Callable[[], datetime] = utc_now, sessions: type[Sessions] = Sessions
) -> Sessions:
    """Sessions on `engine`, which share what this process remembers of the topics for as long as `clock` says."""
    return sessions(engine, expire_on_commit=False, sync_session_class=KlikSession, info={LEXICONS: Lexicons(clock)})


def lexicons(db: Sessions) -> Lexicons:
    """What is remembered of the topics, for an answer that opens no session."""
    remembered: Lexicons = db.kw["info"][LEXICONS]
    return remembered


@asynccontextmanager
async def open_sessions(
    url: str,
    size: int = CONNECTIONS,
    clock: Callable[[], datetime] = utc_now,
    sessions: type[Sessions] = Sessions,
) -> AsyncIterator[Sessions]:
    """Sessions on `url`, the engine closed at the end."""
    engine = make_engine(url, size)
    try:
        yield make_sessions(engine, clock, sessions)
    finally:
        await engine.dispose()


class AlreadyRunning(Exception):
    """Another process runs Klik on this file; says which."""


@contextmanager
def sole_process(database: Path) -> Iterator[None]:
    """While the block runs, no other process can run Klik on this SQLite file. Raises AlreadyRunning.

    A lock of the operating system on a file beside it, which ends with the process however that ends. Short commands
    beside a running Klik (a backup, `klik outbox`) do not need it: SQLite's own locks keep them apart.
    """
    with database.with_name(f"{database.name}.lock").open("a+") as file:
        try:
            _lock(file.fileno())
        except OSError:
            file.seek(0)
            raise AlreadyRunning(file.read().strip() or "unknown") from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _lock(descriptor: int) -> None:
    """Raises OSError when somebody has it."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


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
