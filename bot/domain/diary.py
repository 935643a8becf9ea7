"""When people have no time: what is booked for them here, and when they are busy elsewhere."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.rows import once
from models import BusySpan, Group, GroupMember, GroupSession, MentoringSession, OfficeSlot, Pair, SessionState

Spans = list[tuple[datetime, datetime]]
DAY = timedelta(days=1)


async def booked(
    session: AsyncSession, people: Collection[int], since: datetime, *, but: int = 0, free_talks: bool = False
) -> Spans:
    """When any of the people (by id) is taken by a session other than `but`, their own or a group's, or by a talk in an
    office hour, from about `since` on: (start, end) in UTC. `free_talks`: also by talks that they offer and nobody has
    booked yet."""
    ids, lately = [*people], since - DAY
    sessions = await session.execute(*_sessions(ids, lately, but))
    talks = await session.execute(*_talks(ids, lately))
    groups = await session.execute(*_groups(ids, lately))
    rows = [
        *sessions,
        *((start, minutes) for start, minutes, mentee in talks if free_talks or mentee is not None),
        *groups,
    ]
    return [(start, start + timedelta(minutes=minutes)) for start, minutes in rows if start is not None]


@once
def _sessions(people: Collection[int], since: datetime, but: int) -> Select[datetime | None, int]:
    return (
        select(MentoringSession.starts_at, MentoringSession.minutes)
        .join(Pair, Pair.id == MentoringSession.pair_id)
        .where(
            or_(Pair.mentor_id.in_(people), Pair.mentee_id.in_(people)),
            MentoringSession.state == SessionState.BOOKED,
            MentoringSession.id != but,
            MentoringSession.starts_at > since,
        )
    )


@once
def _talks(people: Collection[int], since: datetime) -> Select[datetime, int, int | None]:
    return select(OfficeSlot.starts_at, OfficeSlot.minutes, OfficeSlot.mentee_id).where(
        or_(OfficeSlot.mentor_id.in_(people), OfficeSlot.mentee_id.in_(people)),
        OfficeSlot.withdrawn_at.is_(None),
        OfficeSlot.starts_at > since,
    )


@once
def _groups(people: Collection[int], since: datetime) -> Select[datetime | None, int]:
    return (
        select(GroupSession.starts_at, GroupSession.minutes)
        .join(Group, Group.id == GroupSession.group_id)
        .where(groups_of(people), GroupSession.state == SessionState.BOOKED, GroupSession.starts_at > since)
    )


def groups_of(people: Collection[int]) -> ColumnElement[bool]:
    """Groups that any of the people mentors or is in, as a condition on Group."""
    joined = select(GroupMember.group_id).where(GroupMember.member_id.in_(people), GroupMember.left_at.is_(None))
    return or_(Group.mentor_id.in_(people), Group.id.in_(joined))


async def busy(session: AsyncSession, people: Collection[int], since: datetime) -> Spans:
    """What their own published calendars say, and no more than that they are busy."""
    return [(start, end) for start, end in await session.execute(*_busy([*people], since))]


@once
def _busy(people: Collection[int], since: datetime) -> Select[datetime, datetime]:
    return select(BusySpan.starts_at, BusySpan.ends_at).where(BusySpan.member_id.in_(people), BusySpan.ends_at > since)


def merged(spans: Sequence[tuple[datetime, datetime]]) -> Spans:
    """The same times, in order, joined where they touch."""
    joined: Spans = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif start < end:
            joined.append((start, end))
    return joined
