"""Not for me this time: one click, no reason asked, no more reminders of this round, and taken back as easily.

Those who run the round see how many said so, from five people on, and never who.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import home_views
from bot.domain.insight import FEWEST
from bot.domain.rounds import joining
from bot.domain.rows import insert_new, once
from models import Member, Round, RoundAbstention, RoundSignUp


async def abstain(session: AsyncSession, by: Member, round_id: int, now: datetime) -> tuple[Round, bool]:
    """The flag is False for whoever has signed up: they are in, and withdraw if they like. Raises NotFound, NotJoined,
    RoundForMembers, RoundMoved."""
    row = await joining.open_one(session, by, round_id, now, lock=True)
    mine = await session.get(RoundSignUp, (row.id, by.id))
    if mine is not None and mine.withdrawn_at is None:
        return row, False
    await insert_new(
        session, RoundAbstention, workspace_id=by.workspace_id, round_id=row.id, member_id=by.id, said_at=now
    )
    await home_views.touch(session, by)
    return row, True


async def undo(session: AsyncSession, by: Member, round_id: int, now: datetime) -> Round:
    """It is an open question again; doing it twice is doing it once. Raises as abstain does."""
    row = await joining.open_one(session, by, round_id, now, lock=True)
    await session.execute(
        delete(RoundAbstention)
        .where(RoundAbstention.round_id == row.id, RoundAbstention.member_id == by.id)
        .execution_options(synchronize_session=False)
    )
    await home_views.touch(session, by)
    return row


async def said(session: AsyncSession, row: Round, member: Member) -> bool:
    return await session.get(RoundAbstention, (row.id, member.id)) is not None


async def rounds_of(session: AsyncSession, member: Member) -> Collection[int]:
    """Ids of the rounds that are nothing for them this time."""
    return frozenset(await session.scalars(*_abstained(member.id)))


@once
def _abstained(member_id: int) -> Select[int]:
    return select(RoundAbstention.round_id).where(RoundAbstention.member_id == member_id)


async def count(session: AsyncSession, row: Round) -> int | None:
    """How many said so; None when they are too few to be told."""
    how_many = (await session.scalars(select(func.count()).where(RoundAbstention.round_id == row.id))).one()
    return how_many if how_many >= FEWEST else None
