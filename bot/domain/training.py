"""Who has had the mentors' training, and until when it counts. Said by those who run networks, shown in results."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import audit, members
from bot.domain.errors import InvalidInput
from models import Member, MentorProfile

COUNTS_DAYS = 730
"""Two years, unless somebody says otherwise: then it is time for a refresher."""
LONGEST_DAYS = 3660
LONGEST = 40
"""Lines of the list."""


async def trained(session: AsyncSession, workspace_id: str, now: datetime) -> Sequence[tuple[Member, datetime]]:
    """Mentors whose training still counts, and until when; whose ends first comes first."""
    rows = await session.execute(
        select(Member, MentorProfile.trained_until)
        .join(MentorProfile, MentorProfile.member_id == Member.id)
        .where(Member.workspace_id == workspace_id, MentorProfile.trained_until > now, Member.left_at.is_(None))
        .order_by(MentorProfile.trained_until, Member.name)
        .limit(LONGEST)
    )
    return [(member, until) for member, until in rows if until is not None]


async def mark(
    session: AsyncSession, by: Member, slack_ids: Sequence[str], until: datetime, now: datetime
) -> Sequence[Member]:
    """These mentors are trained until then. All or nobody: raises InvalidInput when somebody of them is no mentor."""
    marked = []
    for slack_id in slack_ids:
        member = await members.find(session, by.workspace_id, slack_id)
        profile = await members.mentor_profile(session, member) if member else None
        if member is None or profile is None or not profile.active:
            raise InvalidInput("people", "mentors_alone")
        profile.trained_until = until
        audit.note(session, by.workspace_id, audit.TRAINING_MARKED, by=by, now=now, about=member)
        marked.append(member)
    return marked


async def take_back(session: AsyncSession, by: Member, member_id: int, now: datetime) -> Member:
    """Raises NotFound."""
    member = await members.by_id(session, by.workspace_id, member_id)
    profile = await members.mentor_profile(session, member)
    if profile is not None and profile.trained_until is not None:
        profile.trained_until = None
        audit.note(session, by.workspace_id, audit.TRAINING_TAKEN_BACK, by=by, now=now, about=member)
    return member
