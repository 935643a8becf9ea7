"""Times in every IANA zone, where they are hardest: around the days on which clocks change."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given
from hypothesis import strategies as st

from bot.domain import fixed, outbox, times
from models import FixedTime, Member

EVERYWHERE = sorted(available_timezones() - {"localtime", "Factory"})
FROM, UNTIL = date(2026, 1, 1), date(2028, 1, 1)
DAY = timedelta(days=1)


@cache
def changes(name: str) -> tuple[date, ...]:
    """The days on which the clocks of a zone change."""
    zone, found, day = ZoneInfo(name), [], FROM
    while day < UNTIL:
        if _offset(zone, day) != _offset(zone, day + DAY):
            found.append(day)
        day += DAY
    return tuple(found)


def _offset(zone: ZoneInfo, day: date) -> timedelta | None:
    return datetime.combine(day, time(0), zone).utcoffset()


def hard_days(name: str) -> Iterator[date]:
    """For each zone: the days around every change, or an ordinary one where the clocks never change."""
    for change in changes(name) or (date(2026, 11, 24),):
        yield from (change - DAY, change)


def local(moment: datetime, member: Member) -> datetime:
    return moment.astimezone(ZoneInfo(member.tz))


def lies_in(member: Member, start: datetime, end: datetime, starts: time, ends: time) -> bool:
    """Whether it lies in hours of their own clock in which they can meet; mornings and afternoons stretched."""
    begin, finish = local(start, member), local(end, member)
    parts = times._parts(times.DAYS[begin.weekday()], set(member.availability or times.HALF_DAYS), starts, ends)
    return any(
        begin.date() == finish.date() and opens <= begin.time() and finish.time() <= closes for opens, closes in parts
    )


def test_in_every_zone_around_every_change_proposed_times_suit_both() -> None:
    """In their own clocks, never when one of them is busy, on the grid; and messages wait for the hours and days in
    which they are read."""
    weeks: tuple[list[str], ...] = (
        [],
        ["sat-eve", "sun-early", "sun-am", "mon-early"],
        [f"{day}-pm" for day in times.DAYS],
    )
    changing = [name for name in EVERYWHERE if changes(name)]
    assert len(changing) > 200
    slots_seen = 0
    for number, name in enumerate(EVERYWHERE):
        # Somebody else of whose clock the difference changes too, elsewhere in the list.
        other = EVERYWHERE[(number * 7 + 13) % len(EVERYWHERE)]
        one = Member(tz=name, availability=weeks[number % 3], reads_from=number % 9 + 6, reads_until=number % 5 + 17)
        one.reads_on = list(times.DAYS[number % 7 :]) if number % 2 else None
        two = Member(tz=name if number % 4 == 0 else other, availability=weeks[number % 2 * 2])
        for day in hard_days(name):
            after = times.instant(day - DAY, time(number % 24), ZoneInfo(name))
            taken = [
                (after + timedelta(hours=hours), after + timedelta(hours=hours + 3)) for hours in range(2, 300, 11)
            ]
            for start in times.shared_slots(one, two, after, 45, taken=taken):
                slots_seen += 1
                end = start + timedelta(minutes=45)
                assert start >= after
                assert not times.overlaps(start, timedelta(minutes=45), taken), (name, start)
                for member in (one, two):
                    assert lies_in(member, start, end, time(7), time(21)), (member.tz, local(start, member))
            for hour in (0, 3, 12, 23):
                _is_read_in_hours(one, times.instant(day, time(hour, 30), ZoneInfo(name)))
    assert slots_seen > 1000


def _is_read_in_hours(member: Member, moment: datetime) -> None:
    reads = outbox.readable_at(member, "session.book", moment)
    assert reads is not None
    assert moment <= reads < moment + timedelta(days=8)
    here = local(reads, member)
    assert times.DAYS[here.weekday()] in times.reading_days(member)
    starts, ends = times.reading_hours(member)
    # At midnight of a change, noon may be the only hour that is sure to exist: the beginning is compared by instants.
    assert times.instant(here.date(), starts, ZoneInfo(member.tz)) <= reads
    assert here.time() < ends
    assert outbox.readable_at(member, "session.book", reads) == reads
    assert outbox.readable_at(member, "session.late", moment) == moment, "what hangs on an hour waits for none"


def test_in_every_zone_a_fixed_time_keeps_its_wall_clock() -> None:
    for number, name in enumerate(EVERYWHERE):
        zone = ZoneInfo(name)
        for day in hard_days(name):
            wall = time((number * 5) % 24, 30)
            first = times.instant(day - timedelta(days=28), wall, zone)
            shown = first.astimezone(zone).time()
            one = FixedTime(first_at=first, tz=name, every_days=14)
            moment = first
            for count in range(1, 5):
                found = fixed.after(one, moment)
                here = found.astimezone(zone)
                assert moment < found
                assert here.date() - first.astimezone(zone).date() == timedelta(days=14 * count), (name, found)
                is_skipped = times.instant(here.date(), shown, zone).astimezone(zone).time() != shown
                assert here.time() == shown or is_skipped, (name, here)
                moment = found


@given(
    st.sampled_from(EVERYWHERE), st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from((7, 14, 21, 28)), st.timedeltas(timedelta(days=-10), timedelta(days=900)),
)  # fmt: skip
def test_the_next_fixed_time_is_the_first_after_a_moment(
    name: str, first: datetime, every: int, later: timedelta
) -> None:
    first = first.replace(second=0, microsecond=0)
    one = FixedTime(first_at=first, tz=name, every_days=every)
    found = fixed.after(one, first + later)
    assert found > first + later
    assert found >= first
    days = (found.astimezone(ZoneInfo(name)).date() - first.astimezone(ZoneInfo(name)).date()).days
    assert days % every == 0 or days % every in (1, every - 1), "a skipped midnight moves into the next day"
    if days >= every:
        before = times.after_days(first, days // every * every - every, ZoneInfo(name))
        assert before <= first + later
