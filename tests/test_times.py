"""Properties of wall clocks: working hours, quiet hours, times that suit two people."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given
from hypothesis import strategies as st

from bot.domain import times
from bot.domain.search import weeks
from models import Member

ZONES = st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"}))
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
HALF_DAYS = st.lists(st.sampled_from(times.HALF_DAYS), unique=True)


@st.composite
def members(draw: st.DrawFn) -> Member:
    return Member(tz=draw(ZONES), availability=draw(HALF_DAYS))


def local(moment: datetime, member: Member) -> datetime:
    return moment.astimezone(ZoneInfo(member.tz))


@given(members(), MOMENTS)
def test_messages_wait_for_working_hours_and_no_longer(member: Member, moment: datetime) -> None:
    found = times.next_working_moment(member, moment)
    assert found >= moment
    assert local(found, member).weekday() < 5
    assert time(9) <= local(found, member).time() < time(17)
    assert times.next_working_moment(member, found) == found
    assert found - moment < timedelta(days=3, hours=1), "no wait is longer than a weekend"


@given(members(), MOMENTS)
def test_a_day_before_reminder_never_comes_late(member: Member, moment: datetime) -> None:
    found = times.previous_working_moment(member, moment)
    assert found <= moment
    assert local(found, member).weekday() < 5
    assert time(9) <= local(found, member).time() < time(17)


@given(members(), members(), MOMENTS, st.sampled_from([30, 45, 60]))
def test_proposed_times_suit_both(one: Member, two: Member, after: datetime, minutes: int) -> None:
    slots = times.shared_slots(one, two, after, minutes)
    assert slots == sorted(slots)
    assert len({local(slot, one).date() for slot in slots}) == len(slots) <= 3
    for slot in slots:
        assert slot >= after
        for member in (one, two):
            start, end = local(slot, member), local(slot + timedelta(minutes=minutes), member)
            assert start.weekday() < 5
            assert time(7) <= start.time()
            assert end.time() <= time(21)
            assert start.date() == end.date()
            if member.availability:
                assert any(_within(start, end, half_day) for half_day in _chosen(member, start))


def _chosen(member: Member, start: datetime) -> list[str]:
    return [half_day for half_day in member.availability if half_day[:3] == start.strftime("%a").lower()]


def _within(start: datetime, end: datetime, half_day: str) -> bool:
    """Inside the half day, or across noon of a day of which both halves were chosen (checked by its first half)."""
    return start.time() < time(13) if half_day.endswith("am") else end.time() > time(13)


@given(members(), MOMENTS)
def test_people_in_one_zone_always_find_a_time_in_office_hours(member: Member, after: datetime) -> None:
    other = Member(tz=member.tz, availability=[])
    for slot in times.shared_slots(Member(tz=member.tz, availability=[]), other, after, 45):
        assert time(9) <= local(slot, member).time() <= time(16, 15)
    assert len(times.shared_slots(other, other, after, 45)) == 3


@given(members(), members(), MOMENTS)
def test_overlap_is_the_same_from_both_sides_and_at_most_a_working_week(
    one: Member, two: Member, moment: datetime
) -> None:
    assert 0 <= weeks.together(one, two, moment) == weeks.together(two, one, moment) <= 40
    assert weeks.together(one, one, moment) <= 40


@given(ZONES, MOMENTS, st.integers(1, 60))
def test_the_same_wall_clock_days_later(zone_name: str, moment: datetime, days: int) -> None:
    zone = ZoneInfo(zone_name)
    before, after = moment.astimezone(zone), times.after_days(moment, days, zone).astimezone(zone)
    moved = timedelta(hours=after.hour - before.hour, minutes=after.minute - before.minute)
    assert abs(moved) <= timedelta(hours=2) or after.date() != before.date() + timedelta(days=days)
    if zone.utcoffset(before.replace(tzinfo=None)) == zone.utcoffset(after.replace(tzinfo=None)):
        assert (after.hour, after.minute) == (before.hour, before.minute)


def test_ten_o_clock_stays_ten_o_clock_when_the_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 10, 20, 10, tzinfo=berlin)
    assert times.after_days(before, 7, berlin).astimezone(berlin) == datetime(2026, 10, 27, 10, tzinfo=berlin)


def test_a_wall_time_that_does_not_exist_moves_forward() -> None:
    amsterdam = ZoneInfo("Europe/Amsterdam")
    found = times.instant(date(2027, 3, 28), time(2, 30), amsterdam)
    assert found.astimezone(amsterdam).time() == time(3, 30)


def test_amsterdam_and_auckland_meet_at_the_edges_of_the_day() -> None:
    here, there = Member(tz="Europe/Amsterdam", availability=[]), Member(tz="Pacific/Auckland", availability=[])
    slots = times.shared_slots(here, there, datetime(2026, 11, 24, 9, tzinfo=UTC), 45)
    assert slots
    assert all(local(slot, here).hour in {7, 8, 20, 19} for slot in slots)


@given(members(), members(), MOMENTS, st.lists(st.integers(0, 14 * 48), max_size=30))
def test_nobody_is_proposed_a_time_at_which_they_are_busy(
    one: Member, two: Member, after: datetime, half_hours: list[int]
) -> None:
    begins = [after + timedelta(minutes=30 * number) for number in half_hours]
    taken = [(start, start + timedelta(minutes=45)) for start in begins]
    for slot in times.shared_slots(one, two, after, 45, taken=taken):
        assert all(slot >= end or slot + timedelta(minutes=45) <= start for start, end in taken)


@given(one=members(), two=members(), moment=MOMENTS)
def test_both_hear_at_a_moment_in_which_both_read(one: Member, two: Member, moment: datetime) -> None:
    heard = times.both_read(one, two, moment)
    assert heard == times.both_read(two, one, moment)
    assert heard >= moment
    if not (times.reads_at(one, heard) and times.reads_at(two, heard)):  # their hours never meet
        for hours in range(24 * 14):
            at = moment + timedelta(hours=hours)
            assert not (times.reads_at(one, at) and times.reads_at(two, at))


@given(member=members(), moment=MOMENTS, days=st.integers(1, 10))
def test_working_days_are_counted_without_weekends(member: Member, moment: datetime, days: int) -> None:
    later = local(times.working_days_later(member, moment, days), member)
    between = [local(moment, member).date() + timedelta(days=ahead + 1) for ahead in range(days * 3)]
    working = [day for day in between if day.weekday() < 5]
    assert later.date() == working[days - 1]
