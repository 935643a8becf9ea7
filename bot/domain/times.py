"""Wall clocks: working hours, quiet hours, times that suit two people. Nothing here reads a clock."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.errors import InvalidInput
from models import Member

HALF_DAYS = tuple(f"{day}-{part}" for day in ("mon", "tue", "wed", "thu", "fri") for part in ("am", "pm"))
"""A rough weekly availability is a subset of these."""

WORK_STARTS, MIDDAY, WORK_ENDS = time(9), time(13), time(17)
STEP = timedelta(minutes=30)


def zone_of(member: Member) -> ZoneInfo:
    try:
        return ZoneInfo(member.tz)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def instant(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The UTC instant at which clocks in `zone` show `wall` on `day`.

    A wall time skipped by daylight saving moves forward; one that exists twice is its first occurrence.
    """
    return datetime.combine(day, wall, zone).astimezone(UTC)


def day_ahead(day: str, zone: ZoneInfo, now: datetime, most_days: int = 366) -> datetime:
    """The instant at which `day` (YYYY-MM-DD) begins. Raises InvalidInput unless it lies ahead, within `most_days`."""
    try:
        begins = instant(date.fromisoformat(day), time(0), zone)
    except ValueError:
        raise InvalidInput("until", "date_passed") from None
    if not now < begins <= now + timedelta(days=most_days):
        raise InvalidInput("until", "date_passed")
    return begins


def after_days(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same wall-clock time `days` later: 10:00 stays 10:00 when the clocks change."""
    local = moment.astimezone(zone)
    return instant(local.date() + timedelta(days=days), local.time(), zone)


def working_windows(
    member: Member, start: datetime, days: int, starts: time = WORK_STARTS, ends: time = WORK_ENDS
) -> Iterator[tuple[datetime, datetime]]:
    """Half-open UTC intervals in which `member` works, from the local day of `start` on, in order.

    `member.availability` narrows them to half days; empty means any working half day.
    """
    zone = zone_of(member)
    first = start.astimezone(zone).date()
    chosen = set(member.availability) or set(HALF_DAYS)
    for offset in range(days):
        day = first + timedelta(days=offset)
        if day.weekday() >= 5:
            continue
        name = HALF_DAYS[day.weekday() * 2][:3]
        edges = pairwise((starts, MIDDAY, ends))
        parts = [edge for part, edge in zip(("am", "pm"), edges, strict=True) if f"{name}-{part}" in chosen]
        if len(parts) == 2:
            parts = [(starts, ends)]
        for opens, closes in parts:
            yield instant(day, opens, zone), instant(day, closes, zone)


def in_working_hours(member: Member, moment: datetime) -> bool:
    """Whether `moment` falls on a weekday between nine and five where `member` is."""
    return next_working_moment(member, moment) == moment


def next_working_moment(member: Member, moment: datetime) -> datetime:
    """`moment` if it falls on a weekday between nine and five where `member` is, else the next nine o'clock there.

    Used for every planned message: nobody is messaged at night or at the weekend. Availability plays no part, since
    reading a message is not a meeting.
    """
    zone = zone_of(member)
    local = moment.astimezone(zone)
    for offset in range(4):
        day = local.date() + timedelta(days=offset)
        opens, closes = instant(day, WORK_STARTS, zone), instant(day, WORK_ENDS, zone)
        if day.weekday() < 5 and moment < closes:
            return max(moment, opens)
    raise AssertionError("four days always contain a working one")


def previous_working_moment(member: Member, moment: datetime) -> datetime:
    """The latest working moment not after `moment`: a day-before reminder for Monday goes out on Friday."""
    zone = zone_of(member)
    local = moment.astimezone(zone)
    for offset in range(4):
        day = local.date() - timedelta(days=offset)
        opens, closes = instant(day, WORK_STARTS, zone), instant(day, WORK_ENDS, zone)
        if day.weekday() < 5 and moment >= opens:
            return min(moment, closes - timedelta(minutes=1))
    raise AssertionError("four days always contain a working one")


def _common(
    one: list[tuple[datetime, datetime]], two: list[tuple[datetime, datetime]], length: timedelta
) -> Iterator[tuple[datetime, datetime]]:
    for start, end in one:
        for other_start, other_end in two:
            low, high = max(start, other_start), min(end, other_end)
            if high - low >= length:
                yield low, high


Spans = Sequence[tuple[datetime, datetime]]
"""(start, end), half open, in UTC."""


def overlaps(start: datetime, length: timedelta, taken: Spans) -> bool:
    return any(start < ends and begins < start + length for begins, ends in taken)


def shared_slots(
    one: Member, two: Member, after: datetime, minutes: int, count: int = 3, taken: Spans = ()
) -> list[datetime]:
    """Up to `count` starting times inside both members' working hours, after `after`, in UTC and in order.

    None overlaps a span of `taken`, when one of them is busy.

    On different days where possible, at whole and half hours of the first member's clock. When nine to five never
    overlaps (Amsterdam and Auckland), both days are stretched by an hour at a time, to seven and nine in the evening
    at most. Empty when even that leaves nothing: then people choose a time of their own.
    """
    length = timedelta(minutes=minutes)
    for starts, ends in ((9, 17), (8, 18), (7, 19), (7, 21)):
        ours = list(working_windows(one, after, 15, time(starts), time(ends)))
        theirs = list(working_windows(two, after, 15, time(starts), time(ends)))
        slots = list(_spread(_common(ours, theirs, length), after, length, count, zone_of(one), taken))
        if slots:
            return sorted(slots)
    return []


def _spread(
    windows: Iterator[tuple[datetime, datetime]],
    after: datetime,
    length: timedelta,
    count: int,
    zone: ZoneInfo,
    taken: Spans,
) -> Iterator[datetime]:
    """One time a day first, mornings and afternoons by turns, so that three buttons are a real choice."""
    by_day: dict[date, list[datetime]] = {}
    for low, high in windows:
        start = _round_up(max(low, after))
        while start + length <= high:
            if not overlaps(start, length, taken):
                by_day.setdefault(start.astimezone(zone).date(), []).append(start)
            start += STEP
    days = sorted(by_day)
    for turn, day in enumerate(days[:count]):
        times = by_day[day]
        yield times[(len(times) - 1) * (turn % 2 + 1) // 3]


def _round_up(moment: datetime) -> datetime:
    floor = moment.replace(minute=moment.minute // 30 * 30, second=0, microsecond=0)
    return floor if floor == moment else floor + STEP


def overlap_hours(one: Member, two: Member, on: datetime) -> int:
    """Whole hours a week in which both work, in the week of `on`: 0-40."""
    ours, theirs = list(working_windows(one, on, 7)), list(working_windows(two, on, 7))
    total = sum((high - low for low, high in _common(ours, theirs, timedelta(0))), timedelta(0))
    return int(total.total_seconds() // 3600)
