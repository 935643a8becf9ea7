"""Wall clocks: working hours, quiet hours, times that suit two people. Nothing here reads a clock."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.errors import InvalidInput
from models import Member

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORKING_DAYS = DAYS[:5]
PARTS = {"early": (7, 9), "am": (9, 13), "pm": (13, 17), "eve": (17, 20)}
"""Parts of a day, from and until which hour of one's own clock."""
HALF_DAYS = tuple(f"{day}-{part}" for day in DAYS[:5] for part in ("am", "pm"))
"""Availability of whoever has chosen nothing: early, late and at the weekend only who says so."""
WEEK = (*HALF_DAYS, *(f"{day}-{part}" for day in DAYS for part in PARTS if f"{day}-{part}" not in HALF_DAYS))
"""A weekly availability is a subset of these. Their order stands in the index of searches."""

WORK_STARTS, WORK_ENDS = time(9), time(17)
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
    """Half-open UTC intervals in which `member` can meet, from the local day of `start` on, in order.

    Those of their `availability`, parts that touch as one; empty means working days from nine to five. `starts` and
    `ends` stretch a morning and an afternoon, never what was chosen as early or evening.
    """
    zone = zone_of(member)
    first = start.astimezone(zone).date()
    chosen = set(member.availability) or set(HALF_DAYS)
    for offset in range(days):
        day = first + timedelta(days=offset)
        for opens, closes in _parts(DAYS[day.weekday()], chosen, starts, ends):
            yield instant(day, opens, zone), instant(day, closes, zone)


def _parts(day: str, chosen: Collection[str], starts: time, ends: time) -> list[tuple[time, time]]:
    """The hours of one day, in order and joined where they touch."""
    joined: list[tuple[time, time]] = []
    for part, (opens, closes) in PARTS.items():
        if f"{day}-{part}" not in chosen:
            continue
        begin, end = starts if part == "am" else time(opens), ends if part == "pm" else time(closes)
        if joined and begin <= joined[-1][1]:
            begin, end = min(joined[-1][0], begin), max(joined.pop()[1], end)
        joined.append((begin, end))
    return joined


def in_working_hours(member: Member, moment: datetime) -> bool:
    """Whether `moment` falls on a weekday between nine and five where `member` is."""
    return _next_moment(member, moment, WORK_STARTS, WORK_ENDS) == moment


def reading_hours(member: Member) -> tuple[time, time]:
    """From and until when messages may reach `member`, by their own clock: nine to five unless they say."""
    starts, ends = member.reads_from, member.reads_until
    return (time(starts) if starts is not None else WORK_STARTS, time(ends) if ends is not None else WORK_ENDS)


def reading_days(member: Member) -> Sequence[str]:
    """On which days messages may reach `member`, at least one: Monday to Friday unless they say."""
    return [day for day in DAYS if day in (member.reads_on or ())] or WORKING_DAYS


def reads_at(member: Member, moment: datetime) -> bool:
    """Whether a message may reach `member` at `moment`."""
    return next_working_moment(member, moment) == moment


def next_working_moment(member: Member, moment: datetime) -> datetime:
    """`moment` if it falls on a day and in the hours in which `member` reads, else the next beginning of these.

    Used for every planned message: nobody is messaged at night, nor at the weekend unless they say
    so. Availability plays no part, since reading a message is not a meeting.
    """
    return _next_moment(member, moment, *reading_hours(member), reading_days(member))


def _next_moment(
    member: Member, moment: datetime, starts: time, ends: time, days: Collection[str] = WORKING_DAYS
) -> datetime:
    zone = zone_of(member)
    local = moment.astimezone(zone)
    for offset in range(8):
        day = local.date() + timedelta(days=offset)
        opens, closes = instant(day, starts, zone), instant(day, ends, zone)
        if DAYS[day.weekday()] in days and moment < closes:
            return max(moment, opens)
    raise AssertionError("eight days always contain one of those chosen")


def previous_working_moment(member: Member, moment: datetime) -> datetime:
    """The latest moment in which `member` reads that is not after `moment`: a day-before reminder for Monday goes out
    on Friday."""
    zone = zone_of(member)
    local = moment.astimezone(zone)
    starts, ends = reading_hours(member)
    days = reading_days(member)
    for offset in range(8):
        day = local.date() - timedelta(days=offset)
        opens, closes = instant(day, starts, zone), instant(day, ends, zone)
        if DAYS[day.weekday()] in days and moment >= opens:
            return min(moment, closes - timedelta(minutes=1))
    raise AssertionError("eight days always contain one of those chosen")


def both_read(one: Member, two: Member, after: datetime) -> datetime:
    """The first moment from `after` on in which messages may reach both; when their hours never meet within two weeks,
    the first in which both have had the chance to read."""
    moment = after
    while moment < after + timedelta(days=14):
        later = max(next_working_moment(one, moment), next_working_moment(two, moment))
        if later == moment:
            return moment
        moment = later
    return max(next_working_moment(one, after), next_working_moment(two, after))


def working_days_later(member: Member, moment: datetime, days: int) -> datetime:
    """The same wall-clock time `days` working days later, where `member` is; Saturday and Sunday count as Friday."""
    local = moment.astimezone(zone_of(member))
    day = local.date() - timedelta(days=max(0, local.weekday() - 4))
    weeks, rest = divmod(day.weekday() + days, 5)
    return instant(day + timedelta(days=7 * weeks + rest - day.weekday()), local.time(), zone_of(member))


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

    On different days where possible, at whole and half hours of the first member's clock. When their hours never
    overlap (Amsterdam and Auckland, nine to five), mornings and afternoons are stretched by an hour at a time, to seven
    and nine in the evening at most. Empty when even that leaves nothing: then people choose a time of their own.
    """
    length = timedelta(minutes=minutes)
    for starts, ends in ((9, 17), (8, 18), (7, 19), (7, 21)):
        ours = list(working_windows(one, after, 15, time(starts), time(ends)))
        theirs = list(working_windows(two, after, 15, time(starts), time(ends)))
        slots = list(spread(_common(ours, theirs, length), after, length, count, zone_of(one), taken))
        if slots:
            return sorted(slots)
    return []


def spread(
    windows: Iterable[tuple[datetime, datetime]],
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
