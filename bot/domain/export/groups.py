"""The groups of one person, as data: for the files of `/mentor privacy`."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Group, GroupFeedback, GroupMember, GroupReply, GroupSession, Member


async def groups_of(session: AsyncSession, member: Member) -> Sequence[dict[str, Any]]:
    """Those they led or were in, with what they said of each meeting; who else was in it is not theirs."""
    rows = await session.execute(
        select(Group, GroupMember)
        .outerjoin(GroupMember, (GroupMember.group_id == Group.id) & (GroupMember.member_id == member.id))
        .where(or_(Group.mentor_id == member.id, GroupMember.member_id == member.id))
        .order_by(Group.id)
    )
    found = []
    for group, mine in rows.all():
        leads = group.mentor_id == member.id
        found.append(
            {
                "title": group.title,
                "my_side": "mentor" if leads else "mentee",
                "words": group.about if leads else "",
                "joined_at": group.opened_at if leads else mine.joined_at if mine else None,
                "left_at": group.ended_at if leads else mine.left_at if mine else None,
                "answers": await _answers(session, member, group),
            }
        )
    return found


async def _answers(session: AsyncSession, member: Member, group: Group) -> list[str]:
    rows = await session.execute(
        select(GroupSession.starts_at, GroupReply.comes, GroupFeedback.useful, GroupFeedback.learned)
        .outerjoin(GroupReply, (GroupReply.session_id == GroupSession.id) & (GroupReply.member_id == member.id))
        .outerjoin(
            GroupFeedback, (GroupFeedback.session_id == GroupSession.id) & (GroupFeedback.writer_id == member.id)
        )
        .where(GroupSession.group_id == group.id)
        .order_by(GroupSession.starts_at)
    )
    return [
        " · ".join([starts_at.isoformat(), *(str(said) for said in (comes, useful, learned) if said not in (None, ""))])
        for starts_at, comes, useful, learned in rows
    ]
