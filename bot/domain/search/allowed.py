"""Who may be asked by whom: the one statement of who is never shown."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, literal_column, or_, select, true, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from bot.domain import lines
from models import (
    Avoidance,
    Member,
    MentorProfile,
    Network,
    NetworkMember,
    Openness,
    Pair,
    PairState,
    Request,
    RequestState,
)

IN_THE_WAY = (RequestState.PENDING, RequestState.MORE_INFO, RequestState.DECLINED)


def kept_apart(me: int | ColumnElement[int]) -> CompoundSelect[int]:
    """Ids of everybody with whom `me` is never brought together, whichever of the two looks for the other."""
    return union_all(
        *_both_ways(Request.mentor_id, Request.mentee_id, me, or_(*(Request.state == state for state in IN_THE_WAY))),
        # Also ended ones: a first talk that did not click is not offered again.
        *_both_ways(
            Pair.mentor_id, Pair.mentee_id, me, or_(Pair.state != PairState.ENDED, Pair.active_since.is_(None))
        ),
        *_both_ways(Avoidance.member_id, Avoidance.other_id, me),
        lines.of(me),
        own_team(me),
    )


def own_team(me: int | ColumnElement[int]) -> Select[int]:
    """Ids of `me`'s own team, when `me` is in a discreet network: what is said there shall not be at the next desk.

    All of them, whether they are in that network or not: who is missing from a list tells nothing.
    """
    # The workspace is null for whoever is in no discreet one, so that nothing is looked up for them.
    reader = aliased(Member)
    workspace = (
        select(NetworkMember.workspace_id)
        .join(Network, Network.id == NetworkMember.network_id)
        .where(NetworkMember.member_id == me, Network.openness == Openness.DISCREET)
        .limit(1)
    )
    return select(Member.id).where(
        Member.workspace_id == workspace.scalar_subquery(),
        Member.team == select(reader.team).where(reader.id == me).scalar_subquery(),
        # Not as a parameter: to see whether its index goes with it, SQLite would plan the statement anew each time.
        Member.team > literal_column("''"),
        Member.id != me,
    )


def not_in_a_group(me: int | ColumnElement[int]) -> CompoundSelect[int]:
    """Ids of mentors whose groups are not for `me`: nobody is told which of the reasons it is."""
    return union_all(*_both_ways(Avoidance.member_id, Avoidance.other_id, me), lines.of(me), own_team(me))


def rather_not(me: int | ColumnElement[int]) -> CompoundSelect[int]:
    """Ids of those who would rather not meet `me`, or the other way round: nobody is told which."""
    return union_all(*_both_ways(Avoidance.member_id, Avoidance.other_id, me))


def _both_ways(
    one: InstrumentedAttribute[int],
    other: InstrumentedAttribute[int],
    me: int | ColumnElement[int],
    where: ColumnElement[bool] | None = None,
) -> tuple[Select[int], Select[int]]:
    holds = true() if where is None else where
    return select(one).where(other == me, holds), select(other).where(one == me, holds)


def takes_mentees(now: datetime | ColumnElement[Any]) -> ColumnElement[bool]:
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
        shows_to(mentee.id),
    )


def shows_to(me: int | ColumnElement[int]) -> ColumnElement[bool]:
    """The mentor's consent: they are open to everybody, or share their profile with a network `me` is in."""
    theirs, mine = aliased(NetworkMember), aliased(NetworkMember)
    shared = (
        select(theirs.network_id)
        .join(mine, mine.network_id == theirs.network_id)
        .where(theirs.member_id == Member.id, theirs.shares.is_(True), mine.member_id == me)
    )
    return or_(MentorProfile.open_to_all.is_(True), shared.exists())


async def is_free(session: AsyncSession, mentee: Member, mentor_id: int, now: datetime) -> bool:
    """Whether `mentee` may ask this mentor now."""
    free = (
        select(Member.id)
        .join(MentorProfile, MentorProfile.member_id == Member.id)
        .where(Member.id == mentor_id, *may_be_asked(mentee, now))
    )
    return await session.scalar(free) is not None
