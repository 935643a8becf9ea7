""" "Rather not with this person": private to who said it, held both ways, taken back at any time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import lapses, members, office
from bot.domain.errors import IsSelf
from bot.domain.rows import insert_new
from models import Avoidance, Member


async def avoid(session: AsyncSession, member: Member, other_id: int, now: datetime) -> Member:
    """The two are not brought together from now on. Returns the other, who never hears of it. Raises NotFound, IsSelf.

    What is open between them ends as if there were no time for it; a pair that runs goes on until one of them ends it.
    """
    if other_id == member.id:
        raise IsSelf
    other = await members.by_id(session, member.workspace_id, other_id)
    await members.locked(session, member.id, other.id)
    await insert_new(
        session,
        Avoidance,
        workspace_id=member.workspace_id,
        member_id=member.id,
        other_id=other.id,
        created_at=now,
    )
    await lapses.drop_between(session, member, other, now)
    await office.drop_between(session, member, other, now)
    return other


async def undo(session: AsyncSession, member: Member, other_id: int) -> None:
    """Doing it twice is doing it once."""
    await session.execute(delete(Avoidance).where(Avoidance.member_id == member.id, Avoidance.other_id == other_id))


async def avoided(session: AsyncSession, member: Member) -> Sequence[Member]:
    """Whom the member named, by name."""
    mine = select(Avoidance.other_id).where(Avoidance.member_id == member.id)
    return (await session.scalars(select(Member).where(Member.id.in_(mine)).order_by(Member.name, Member.id))).all()
