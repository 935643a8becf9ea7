"""Who may be asked by whom: the one statement of who is never shown."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Member, MentorProfile, Pair, PairState, Request, RequestState


def may_be_asked(mentee: Member, now: datetime) -> Sequence[ColumnElement[bool]]:
    """What must hold of a mentor whom `mentee` may ask: the one statement of who is never shown."""
    open_or_refused = select(Request.id).where(
        or_(
            and_(Request.mentor_id == Member.id, Request.mentee_id == mentee.id),
            and_(Request.mentor_id == mentee.id, Request.mentee_id == Member.id),
        ),
        Request.state.in_((RequestState.PENDING, RequestState.MORE_INFO, RequestState.DECLINED)),
    )
    together = select(Pair.id).where(
        or_(
            and_(Pair.mentor_id == Member.id, Pair.mentee_id == mentee.id),
            and_(Pair.mentor_id == mentee.id, Pair.mentee_id == Member.id),
        ),
        # Also ended ones: a first talk that did not click is not offered again.
        or_(Pair.state != PairState.ENDED, Pair.active_since.is_(None)),
    )
    return (
        Member.workspace_id == mentee.workspace_id,
        Member.id != mentee.id,
        Member.joined_at.is_not(None),
        Member.left_at.is_(None),
        Member.deactivated_at.is_(None),
        or_(Member.paused_until.is_(None), Member.paused_until <= now),
        MentorProfile.active.is_(True),
        MentorProfile.places_taken < MentorProfile.capacity,
        ~open_or_refused.exists(),
        ~together.exists(),
    )


async def is_free(session: AsyncSession, mentee: Member, mentor_id: int, now: datetime) -> bool:
    """Whether `mentee` may ask this mentor now."""
    free = (
        select(Member.id)
        .join(MentorProfile, MentorProfile.member_id == Member.id)
        .where(Member.id == mentor_id, *may_be_asked(mentee, now))
    )
    return await session.scalar(free) is not None
