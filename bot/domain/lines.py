"""Reporting lines: who stands above and below somebody, at any distance.

Everybody names their own manager, so nothing keeps two people from naming each other: a union that drops what it has
seen already ends a circle by itself.
"""

from sqlalchemy import ColumnElement, Select, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from models import Member, ReportingLine


def of(me: int | ColumnElement[int]) -> Select[int]:
    """Ids of everybody in one's own reporting line: managers' managers upward, reports' reports downward."""
    above = select(ReportingLine.manager_id.label("id")).where(ReportingLine.member_id == me)
    upward = above.cte("above", recursive=True, nesting=True)
    upward = upward.union(select(ReportingLine.manager_id).join(upward, ReportingLine.member_id == upward.c.id))
    below = select(ReportingLine.member_id.label("id")).where(ReportingLine.manager_id == me)
    downward = below.cte("below", recursive=True, nesting=True)
    downward = downward.union(select(ReportingLine.member_id).join(downward, ReportingLine.manager_id == downward.c.id))
    both = union(select(upward.c.id), select(downward.c.id)).subquery()
    return select(both.c.id)


async def is_own(session: AsyncSession, member: Member, other: Member) -> bool:
    """Whether one of the two reports to the other, at any distance."""
    line = of(member.id).subquery()
    return await session.scalar(select(line.c.id).where(line.c.id == other.id)) is not None
