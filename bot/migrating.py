"""Alembic, from code: where the schema is, where it should be, and getting there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from bot.config import SettingsError
from bot.database import Sessions, make_engine, open_sessions

LOCK = int.from_bytes(b"klik-mig", "big", signed=True)
"""PostgreSQL's locks are numbers, shared by all that use the database."""
SCRIPTS = Path(__file__).parents[1] / "migrations"


class UnknownRevision(Exception):
    """This code has no such revision; carries its name."""


def config(connection: Connection | None = None) -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(SCRIPTS))
    settings.attributes["connection"] = connection
    return settings


@cache
def head() -> str | None:
    """The revision that this code needs. Read once: it takes a tenth of a second, and whether Klik is ready is asked
    all day."""
    return ScriptDirectory.from_config(config()).get_current_head()


@cache
def revisions() -> frozenset[str]:
    """All revisions that this code knows."""
    return frozenset(script.revision for script in ScriptDirectory.from_config(config()).walk_revisions())


def state(connection: Connection) -> str | None:
    """The revision that the database is at; None when it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def complaint(connection: Connection) -> str:
    """What to do about the schema, in a sentence; empty when it is this code's."""
    found = state(connection)
    if found == head():
        return ""
    if found is None or found in revisions():
        return "The database's schema is older than this Klik: run `klik migrate` first."
    return (
        f"The database was migrated by a newer Klik (to {found}): run that version, "
        f"or first with it `klik migrate --back-to {head()}`."
    )


def upgrade(connection: Connection) -> None:
    """Several processes may start at once: the first migrates, the others wait for it and find nothing to do."""
    _lock(connection)
    command.upgrade(config(connection), "head")


def go_back(connection: Connection, revision: str) -> None:
    """To the schema of an earlier version; what only the newer one knows is lost. Raises UnknownRevision."""
    if revision not in revisions():
        raise UnknownRevision(revision)
    _lock(connection)
    command.downgrade(config(connection), revision)


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":  # on SQLite the transaction is a lock already
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})


async def migrate(url: str, *, back_to: str | None = None) -> None:
    """Bring the database at `url` (async SQLAlchemy form) to this code's schema, or back to an earlier revision, in one
    transaction."""
    engine = make_engine(url)
    try:
        async with engine.begin() as connection:
            await (connection.run_sync(upgrade) if back_to is None else connection.run_sync(go_back, back_to))
    finally:
        await engine.dispose()


@asynccontextmanager
async def open_database(url: str) -> AsyncIterator[Sessions]:
    """Sessions on a database that can be reached and has this code's tables. Raises SettingsError."""
    async with open_sessions(url) as db:
        await check(db)
        yield db


async def check(db: Sessions) -> None:
    """Raises SettingsError, in a sentence, when the database cannot be reached or has other tables than this code's."""
    try:
        async with db.begin() as session:
            wrong = await (await session.connection()).run_sync(complaint)
    except (SQLAlchemyError, OSError) as error:
        raise SettingsError(f"The database cannot be reached ({type(error).__name__}): check DATABASE_URL.") from None
    if wrong:
        raise SettingsError(wrong)
