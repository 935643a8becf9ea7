"""Two things SQLAlchemy leaves to the caller: insert-unless-there on both databases, and did-my-claim-win."""

from typing import Any

from sqlalchemy import CursorResult, Executable
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from models.base import Base


async def insert_new(session: AsyncSession, table: type[Base], **values: Any) -> bool:
    """Insert one row unless a unique key already has it. True when it was inserted. Column defaults apply."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    return await claimed(session, dialect.insert(table).values(**values).on_conflict_do_nothing())


async def claimed(session: AsyncSession, statement: Executable) -> bool:
    """Run an UPDATE whose WHERE states what must still be true. True when this caller was the one to change it."""
    result = await session.execute(statement, execution_options={"synchronize_session": False})
    assert isinstance(result, CursorResult)
    return result.rowcount == 1
