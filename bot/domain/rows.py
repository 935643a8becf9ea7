"""What SQLAlchemy leaves to the caller: insert-unless-there on both databases, did-my-claim-win, and saying a condition
so that its index is used."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CursorResult, Executable, TextClause, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from models.base import Base


async def insert_new(session: AsyncSession, table: type[Base], **values: Any) -> bool:
    """Insert one row unless a unique key already has it. True when it was inserted. Column defaults apply."""
    return await claimed(session, _insert(session, table).values(**values).on_conflict_do_nothing())


async def insert_all_new(session: AsyncSession, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert many rows, at least one, without those that a unique key already has. Four times quicker than in one
    statement, whose length would differ every time."""
    await session.execute(_insert(session, table).on_conflict_do_nothing(), rows)


def _insert(session: AsyncSession, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if session.get_bind().dialect.name == "sqlite" else postgresql.insert(table)


async def claimed(session: AsyncSession, statement: Executable) -> bool:
    """Run an UPDATE whose WHERE states what must still be true. True when this caller was the one to change it."""
    # psycopg counts what an INSERT changed as well, and SQLAlchemy keeps that only when it is told to.
    options = {"synchronize_session": False, "preserve_rowcount": True}
    result = await session.execute(statement, execution_options=options)
    assert isinstance(result, CursorResult)
    return result.rowcount == 1


def indexed(table: type[Base], condition: TextClause) -> TextClause:
    """The condition of a partial index of this table, in its own words. For the same states as bound values SQLite does
    not use the index: it goes through all the rows there ever were."""
    return text(f"{table.__tablename__}.{condition.text}")
