"""Why somebody can not be asked, or that they can: what may be said of it, and no more.

What is private looks like every other reason nobody needs to know: whoever avoids somebody, or shares a profile with
other networks only, "is not available as a mentor at the moment", just like a colleague who is no mentor at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import lines, members
from bot.domain.search.allowed import is_free, shows_to
from bot.domain.topics import fold
from models import Member, MentorProfile, Pair, PairState, Request, RequestState

MOST_OF_A_NAME = 3
"""People of one name that are answered about."""


class Reason(StrEnum):
    NONE = "none"
    """They can be asked."""
    ONESELF = "oneself"
    ASKED = "asked"
    """The question waits for an answer."""
    ASKS_YOU = "asks_you"
    """The other way round."""
    TOGETHER = "together"
    PARTED = "parted"
    """They have talked, and did not go on."""
    DECLINED = "declined"
    PAUSED = "paused"
    FULL = "full"
    REPORTS = "reports"
    """One of the two reports to the other, at some distance: colleagues know that."""
    NOT_AVAILABLE = "not_available"
    """Everything else, which is one thing to everybody: no mentor, left, unknown, kept apart, shared elsewhere."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    slack_id: str
    reason: Reason
    mentor: Member | None = None
    """None for who is not known, or not available: then there is nothing to show."""
    until: datetime | None = None
    """The end of a pause."""
    free_places: int = 0
    wait_id: int = 0
    """What stands for waiting for them (MentorWait); 0 is not waiting."""
    place: int = 0
    """The place among those who wait for them, counted from 1."""


async def about(session: AsyncSession, mentee: Member, slack_id: str, now: datetime) -> Answer:
    """What to say of one colleague, by Slack id."""
    other = await members.find(session, mentee.workspace_id, slack_id)
    if other is None:
        return Answer(slack_id=slack_id, reason=Reason.NOT_AVAILABLE)
    return await _about(session, mentee, other, now)


async def _about(session: AsyncSession, mentee: Member, other: Member, now: datetime) -> Answer:
    profile = await session.get(MentorProfile, other.id)
    reason = await _reason(session, mentee, other, profile, now)
    if reason is Reason.NOT_AVAILABLE or profile is None:
        return Answer(slack_id=other.slack_id, reason=reason)
    return Answer(
        slack_id=other.slack_id,
        reason=reason,
        mentor=other,
        until=other.paused_until if reason is Reason.PAUSED else None,
        free_places=profile.capacity - profile.places_taken,
    )


async def reason(session: AsyncSession, mentee: Member, other: Member, now: datetime) -> Reason:
    """Why `mentee` can not ask `other` now."""
    return await _reason(session, mentee, other, await session.get(MentorProfile, other.id), now)


async def _reason(
    session: AsyncSession, mentee: Member, other: Member, profile: MentorProfile | None, now: datetime
) -> Reason:
    if other.id == mentee.id:
        return Reason.ONESELF
    if profile is not None and await is_free(session, mentee, other.id, now):
        return Reason.NONE
    if (known := await _history(session, mentee, other)) is not None:
        return known
    if profile is None or not profile.active or other.joined_at is None:
        return Reason.NOT_AVAILABLE
    if other.left_at is not None or other.deactivated_at is not None or not await _shown(session, mentee, other):
        return Reason.NOT_AVAILABLE  # also when full or paused: that they mentor is for their networks to know
    if await lines.is_own(session, mentee, other):
        return Reason.REPORTS
    if members.is_paused(other, now):
        return Reason.PAUSED
    if profile.places_taken >= profile.capacity:
        return Reason.FULL
    return Reason.NOT_AVAILABLE


async def _shown(session: AsyncSession, mentee: Member, other: Member) -> bool:
    """Whether the mentor consents to be seen by this mentee."""
    seen = select(Member.id).join(MentorProfile, MentorProfile.member_id == Member.id)
    return await session.scalar(seen.where(Member.id == other.id, shows_to(mentee.id))) is not None


async def _history(session: AsyncSession, mentee: Member, other: Member) -> Reason | None:
    """What has been between the two, which both know."""
    pairs = (
        await session.scalars(
            select(Pair).where(
                or_(
                    (Pair.mentor_id == other.id) & (Pair.mentee_id == mentee.id),
                    (Pair.mentor_id == mentee.id) & (Pair.mentee_id == other.id),
                )
            )
        )
    ).all()
    if any(pair.state is not PairState.ENDED for pair in pairs):
        return Reason.TOGETHER
    requests = (
        await session.scalars(
            select(Request).where(
                or_(
                    (Request.mentor_id == other.id) & (Request.mentee_id == mentee.id),
                    (Request.mentor_id == mentee.id) & (Request.mentee_id == other.id),
                ),
                Request.state.in_((RequestState.PENDING, RequestState.MORE_INFO, RequestState.DECLINED)),
            )
        )
    ).all()
    waiting = [request for request in requests if request.state is not RequestState.DECLINED]
    if waiting:
        return Reason.ASKED if any(request.mentee_id == mentee.id for request in waiting) else Reason.ASKS_YOU
    if requests:
        return Reason.DECLINED
    return Reason.PARTED if any(pair.active_since is None for pair in pairs) else None


async def called(session: AsyncSession, mentee: Member, words: str, now: datetime) -> Sequence[Answer]:
    """Answers about those whose whole name the words are, without regard to case and accents; nobody for one word."""
    key = fold(words)
    if " " not in key:
        return []
    people = await session.scalars(
        select(Member)
        .where(Member.workspace_id == mentee.workspace_id, Member.name_key == key)
        # Who has left the company is meant as well, and no need of anybody's: but after their namesakes.
        .order_by(Member.deactivated_at.is_not(None), Member.id)
        .limit(MOST_OF_A_NAME)
    )
    return [await _about(session, mentee, other, now) for other in people.all()]
