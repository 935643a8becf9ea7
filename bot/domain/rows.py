"""What SQLAlchemy leaves to the caller: insert-unless-there on both databases, did-my-claim-win, saying a condition so
that its index is used, and making a statement once."""

import inspect
from collections.abc import Callable, Sequence
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import CursorResult, Executable, TextClause, bindparam, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from models.base import Base

P = ParamSpec("P")
S = TypeVar("S", bound=Executable)


def once(build: Callable[P, S]) -> Callable[P, tuple[S, dict[str, Any]]]:
    """A statement that is asked often: `build` makes it at its first use, with a place for each of its arguments, and
    what it is called with goes there. For `session.execute(*found(...))`.

    Making a statement anew costs as much as running it on SQLite (docs/adr/0022-a-year-in-minutes.md). `build` must
    not look at its arguments, only compare columns with them or give them to columns: no branches, no sums. Inside an
    expression, such as a CASE, it says with type_coerce() of which type they are.
    """
    places = {name: f"given_{name}" for name in inspect.signature(build).parameters}
    made: list[S] = []
    make: Callable[..., S] = build

    @wraps(build)
    def bound(*args: P.args, **more: P.kwargs) -> tuple[S, dict[str, Any]]:
        if not made:
            made.append(make(**{name: bindparam(place) for name, place in places.items()}))
        values = dict(zip(places.values(), args, strict=False))
        for name, value in more.items():
            values[places[name]] = value
        return made[0], values

    return bound


async def insert_new(session: AsyncSession, table: type[Base], **values: Any) -> bool:
    """Insert one row unless a unique key already has it. True when it was inserted. Column defaults apply."""
    return await claimed(session, _inserting(session.get_bind().dialect.name, table), values)


@lru_cache
def _inserting(dialect: str, table: type[Base]) -> Executable:
    """Of the table, not of the class: what the session knows of the class's rows is not asked."""
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(table.__table__).on_conflict_do_nothing()  # type: ignore[arg-type]  # no class here maps a join


async def insert_all_new(session: AsyncSession, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert many rows, at least one, without those that a unique key already has. Four times quicker than in one
    statement, whose length would differ every time."""
    await session.execute(_insert(session, table).on_conflict_do_nothing(), rows)


def _insert(session: AsyncSession, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if session.get_bind().dialect.name == "sqlite" else postgresql.insert(table)


async def claimed(session: AsyncSession, statement: Executable, values: dict[str, Any] | None = None) -> bool:
    """Run an UPDATE whose WHERE states what must still be true. True when this caller was the one to change it."""
    # psycopg counts what an INSERT changed as well, and SQLAlchemy keeps that only when it is told to.
    options = {"synchronize_session": False, "preserve_rowcount": True}
    result = await session.execute(statement, values, execution_options=options)
    assert isinstance(result, CursorResult)
    return result.rowcount == 1


def indexed(table: type[Base], condition: TextClause) -> TextClause:
    """The condition of a partial index of this table, in its own words. For the same states as bound values SQLite does
    not use the index: it goes through all the rows there ever were."""
    return text(f"{table.__tablename__}.{condition.text}")
