"""Who may be asked by whom: the one statement of who is never shown."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from models import Member, MentorProfile, Pair, PairState, Request, RequestState

IN_THE_WAY = (RequestState.PENDING, RequestState.MORE_INFO, RequestState.DECLINED)


def kept_apart(me: int | ColumnElement[int]) -> CompoundSelect[int]:
    """Ids of everybody with whom `me` is never brought together, whichever of the two looks for the other."""
    return union_all(
        *_both_ways(Request.mentor_id, Request.mentee_id, me, Request.state.in_(IN_THE_WAY)),
        # Also ended ones: a first talk that did not click is not offered again.
        *_both_ways(
            Pair.mentor_id, Pair.mentee_id, me, or_(Pair.state != PairState.ENDED, Pair.active_since.is_(None))
        ),
    )


def _both_ways(
    one: InstrumentedAttribute[int],
    other: InstrumentedAttribute[int],
    me: int | ColumnElement[int],
    where: ColumnElement[bool],
) -> tuple[Select[int], Select[int]]:
    return select(one).where(other == me, where), select(other).where(one == me, where)


def takes_mentees(now: datetime) -> ColumnElement[bool]:
    """A mentor whom somebody may ask at all."""
    return and_(
        Member.joined_at.is_not(None),
        Member.left_at.is_(None),
        Member.deactivated_at.is_(None),
        or_(Member.paused_until.is_(None), Member.paused_until <= now),
        MentorProfile.active.is_(True),
        MentorProfile.places_taken < MentorProfile.capacity,
    )


def may_be_asked(mentee: Member, now: datetime) -> Sequence[ColumnElement[bool]]:
    """What must hold of a mentor whom `mentee` may ask."""
    return (
        Member.workspace_id == mentee.workspace_id,
        Member.id != mentee.id,
        takes_mentees(now),
        Member.id.not_in(kept_apart(mentee.id)),
    )


async def is_free(session: AsyncSession, mentee: Member, mentor_id: int, now: datetime) -> bool:
    """Whether `mentee` may ask this mentor now."""
    free = (
        select(Member.id)
        .join(MentorProfile, MentorProfile.member_id == Member.id)
        .where(Member.id == mentor_id, *may_be_asked(mentee, now))
    )
    return await session.scalar(free) is not None
