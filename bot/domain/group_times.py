"""When a group could meet: within everybody's hours, and at no time that one of them has taken already."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import diary, group_sessions, times
from models import Group

NOTICE = timedelta(hours=20)
PROPOSED = 5
DAYS_LOOKED_AT = 21


async def suggested(session: AsyncSession, group: Group, now: datetime) -> Sequence[datetime]:
    """On the next such days, mornings and afternoons by turns; none when there are no such hours."""
    people = await group_sessions.everybody(session, group)
    length = timedelta(minutes=group.minutes)
    shared = list(times.working_windows(people[0], now + NOTICE, DAYS_LOOKED_AT))
    for member in people[1:]:
        theirs = list(times.working_windows(member, now + NOTICE, DAYS_LOOKED_AT))
        shared = [
            (max(low, other_low), min(high, other_high))
            for low, high in shared
            for other_low, other_high in theirs
            if min(high, other_high) - max(low, other_low) >= length
        ]
    ids = [member.id for member in people]
    taken = await diary.booked(session, ids, now, free_talks=True) + await diary.busy(session, ids, now)
    zone = times.zone_of(people[0])
    return sorted(times.spread(sorted(shared), now + NOTICE, length, PROPOSED, zone, diary.merged(taken)))


async def outside_hours(session: AsyncSession, group: Group, start: datetime) -> int:
    """For how many of them it lies outside the hours in which they work."""
    people = await group_sessions.everybody(session, group)
    return sum(not times.in_working_hours(member, start) for member in people)
