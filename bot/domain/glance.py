"""What there is of somebody at all, in one statement: most people have little of most things, and what nobody has need
not be asked for one by one. For their home tab, which is drawn whenever something changes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, ScalarSelect, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.rows import once
from models import (
    Member,
    MenteeTopic,
    MentorTopic,
    MentorWait,
    NetworkMember,
    OfficeSlot,
    Round,
    RoundSignUp,
    RoundState,
    SavedSearch,
    UnmetNeed,
)


@dataclass(frozen=True, kw_only=True)
class Glance:
    networks: bool
    """Whether they are in any."""
    rounds: bool
    """Whether a call is open here, or they have signed up for one at some time."""
    talks: bool
    """Whether they offer or have booked office hours to come."""
    waits: int
    """On how many waiting lists they are, of mentors and of topics."""
    saved: int
    """How many searches they have saved."""
    offers: int
    """Topics that they pass on."""
    strong: int
    """Of those, what they are particularly good at."""
    wishes: bool
    """Whether they want to learn anything."""


async def glance(session: AsyncSession, member: Member, now: datetime) -> Glance:
    row = (await session.execute(*_glance(member.workspace_id, member.id, now))).one()
    return Glance(
        networks=bool(row.networks),
        rounds=bool(row.calls or row.signed_up),
        talks=bool(row.talks),
        waits=row.for_topics + row.for_mentors,
        saved=row.saved,
        offers=row.offers,
        strong=row.strong,
        wishes=bool(row.wishes),
    )


@once
def _glance(workspace_id: str, member_id: int, now: datetime) -> Executable:
    call = Round.workspace_id == workspace_id, Round.state == RoundState.OPEN, Round.closes_at > now
    mine = or_(OfficeSlot.mentor_id == member_id, OfficeSlot.mentee_id == member_id)
    ahead = OfficeSlot.starts_at > now, OfficeSlot.withdrawn_at.is_(None)
    passed_on = MentorTopic.member_id == member_id
    return select(
        exists().where(NetworkMember.member_id == member_id).label("networks"),
        exists().where(*call).label("calls"),
        exists().where(RoundSignUp.member_id == member_id, RoundSignUp.withdrawn_at.is_(None)).label("signed_up"),
        exists().where(mine, *ahead).label("talks"),
        _count(UnmetNeed.member_id == member_id, UnmetNeed.waiting.is_(True)).label("for_topics"),
        _count(MentorWait.member_id == member_id, MentorWait.waiting.is_(True)).label("for_mentors"),
        _count(SavedSearch.member_id == member_id).label("saved"),
        _count(passed_on).label("offers"),
        _count(passed_on, MentorTopic.strong).label("strong"),
        exists().where(MenteeTopic.member_id == member_id).label("wishes"),
    )


def _count(*conditions: Any) -> ScalarSelect[int]:
    return select(func.count()).where(*conditions).scalar_subquery()
