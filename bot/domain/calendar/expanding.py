"""When somebody is busy, from the text of their calendar: `python -m bot.domain.calendar.expanding`.

In a process of its own, with little memory and time: what strangers' calendars hold may be hostile (a rule that repeats
every second for ever), and parsing cannot be stopped within a process. Text in, pairs of times out; of titles, people
and places nothing comes out.
"""

import json
import resource
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from bot.domain.calendar import SECONDS

MEMORY = 768 * 1024 * 1024
MOST_EVENTS = 10_000
RARE = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
"""Rules that repeat more often than daily are nobody's diary."""
MANY = ("BYSECOND", "BYMINUTE", "BYHOUR", "BYSETPOS")


class NotACalendar(ValueError):
    pass


def busy(content: bytes, begins: datetime, ends: datetime, tz: str) -> list[tuple[datetime, datetime]]:
    """Half-open spans in UTC, in order and joined where they touch. `tz` is where the person is: whole days, and times
    without a zone, are by their clock. Raises NotACalendar."""
    zone = ZoneInfo(tz)
    try:
        calendars = icalendar.Calendar.from_ical(content, multiple=True)
    except ValueError as error:
        raise NotACalendar from error
    if not any(isinstance(calendar, icalendar.Calendar) for calendar in calendars):
        raise NotACalendar
    found: list[tuple[datetime, datetime]] = []
    for calendar in calendars:
        found += _free_busy(calendar, zone)
        _leave_out(calendar)
        for event in recurring_ical_events.of(calendar, skip_bad_series=True).between(begins, ends):
            start, end = _moment(event["DTSTART"].dt, zone), _end(event, zone)
            found.append((start, end))
    joined: list[tuple[datetime, datetime]] = []
    for start, end in sorted((max(start, begins), min(end, ends)) for start, end in found):
        if start >= end:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _leave_out(calendar: icalendar.Calendar) -> None:
    """What does not make busy, and rules that are no diary's."""
    events = [part for part in calendar.subcomponents if part.name == "VEVENT" and "DTSTART" in part]
    zones = [part for part in calendar.subcomponents if part.name == "VTIMEZONE"]
    calendar.subcomponents = [*zones, *[event for event in events if _counts(event)][:MOST_EVENTS]]


def _counts(event: Any) -> bool:
    words = {name: str(event.get(name, "")).upper() for name in ("TRANSP", "STATUS", "X-MICROSOFT-CDO-BUSYSTATUS")}
    free = words["TRANSP"] == "TRANSPARENT" or words["X-MICROSOFT-CDO-BUSYSTATUS"] == "FREE"
    # One occurrence of a series that is free or called off replaces its rule's: it stays, and is dropped afterwards.
    if (free or words["STATUS"] == "CANCELLED") and "RECURRENCE-ID" not in event:
        return False
    rules = event.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        if {str(word).upper() for word in rule.get("FREQ", [])} - RARE or any(rule.get(name) for name in MANY):
            return False
    return True


def _free_busy(calendar: Any, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    for part in calendar.walk("VFREEBUSY"):
        entries = part.get("FREEBUSY", [])
        for entry in entries if isinstance(entries, list) else [entries]:
            if str(entry.params.get("FBTYPE", "BUSY")).upper() == "FREE":
                continue
            periods = getattr(entry, "dts", None) or [entry]
            for period in periods:
                start, end = period.dt if isinstance(getattr(period, "dt", None), tuple) else (period.start, period.end)
                begins = _moment(start, zone)
                yield begins, begins + end if isinstance(end, timedelta) else _moment(end, zone)


def _moment(value: date, zone: ZoneInfo) -> datetime:
    if not isinstance(value, datetime):
        value = datetime.combine(value, time(0))
    return (value if value.tzinfo is not None else value.replace(tzinfo=zone)).astimezone(UTC)


def _end(event: Any, zone: ZoneInfo) -> datetime:
    start = _moment(event["DTSTART"].dt, zone)
    free = str(event.get("TRANSP", "")).upper() == "TRANSPARENT" or str(event.get("STATUS", "")).upper() == "CANCELLED"
    if free:
        return start
    if "DTEND" in event:
        return _moment(event["DTEND"].dt, zone)
    whole_day = not isinstance(event["DTSTART"].dt, datetime)
    return start + (event["DURATION"].dt if "DURATION" in event else timedelta(days=whole_day))


def main() -> int:
    """Arguments: from, until, zone. The calendar comes on standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    begins, ends = (datetime.fromisoformat(word) for word in sys.argv[1:3])
    try:
        spans = busy(sys.stdin.buffer.read(), begins, ends, sys.argv[3])
    except NotACalendar:
        return 3
    json.dump([[start.isoformat(), end.isoformat()] for start, end in spans], sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
