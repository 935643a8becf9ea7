"""When a group could meet: within everybody's hours, and at no time that one of them has taken already."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import diary, group_sessions, times
from models import Group

NOTICE = timedelta(hours=20)
PROPOSED = 5
DAYS_LOOKED_AT = 21
HALF_AN_HOUR = timedelta(minutes=30)


async def suggested(session: AsyncSession, group: Group, now: datetime) -> Sequence[datetime]:
    """The first such time of each of the next days; none when there are no such hours."""
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
    by_day: dict[object, datetime] = {}
    for low, high in sorted(shared):
        start = max(low, _next_half_hour(now + NOTICE))
        while start + length <= high and times.overlaps(start, length, taken):
            start += HALF_AN_HOUR
        if start + length <= high:
            by_day.setdefault(start.astimezone(zone).date(), start)
    return list(by_day.values())[:PROPOSED]


def _next_half_hour(moment: datetime) -> datetime:
    floor = moment.replace(minute=moment.minute // 30 * 30, second=0, microsecond=0)
    return floor if floor == moment else floor + HALF_AN_HOUR


async def outside_hours(session: AsyncSession, group: Group, start: datetime) -> int:
    """For how many of them it lies outside the hours in which they work."""
    people = await group_sessions.everybody(session, group)
    return sum(not times.in_working_hours(member, start) for member in people)
