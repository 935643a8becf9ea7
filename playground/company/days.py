"""Working days and working hours: when people are at their desks."""

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from playground.records import User

OPENS, CLOSES = time(9), time(16, 45)


class Days:
    """The working days from ``start`` to ``today`` (both aware): 0 is the first, -1 the last one before today."""

    def __init__(self, start: datetime, today: datetime) -> None:
        self.start, self.today = start, today
        span = (today.date() - start.date()).days
        dates = [start.date() + timedelta(days=count) for count in range(span)]
        self._dates = [day for day in dates if day.weekday() < 5]

    @property
    def count(self) -> int:
        return len(self._dates)

    def date(self, number: int) -> date:
        return self._dates[number]

    def at(self, number: int, user: User, wall: str) -> datetime:
        """``wall`` ("14:30") on a working day, where ``user`` is."""
        return datetime.combine(self.date(number), time.fromisoformat(wall), ZoneInfo(user.tz))

    def tomorrow(self, user: User, wall: str) -> datetime:
        """``wall`` on the first working day after today, where ``user`` is."""
        day = self.today.date() + timedelta(days=1)
        while day.weekday() >= 5:
            day += timedelta(days=1)
        return datetime.combine(day, time.fromisoformat(wall), ZoneInfo(user.tz))


def some_time(random: Random, first: int, last: int) -> str:
    """A wall time with an hour from ``first`` to ``last``."""
    return f"{random.randint(first, last):02}:{random.randint(10, 59)}"


def at_desk(user: User, moment: datetime, random: Random) -> datetime:
    """``moment`` if ``user`` works then, else a little after nine on their next working day."""
    local = moment.astimezone(ZoneInfo(user.tz))
    if local.weekday() < 5 and OPENS <= local.time() < CLOSES:
        return local
    day = local.date() if local.time() < OPENS else local.date() + timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return datetime.combine(day, OPENS, local.tzinfo) + timedelta(minutes=random.randint(3, 50))
