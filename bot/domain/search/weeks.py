"""When somebody works in a week, as a number: shared hours are then one AND and a count of bits."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import cast

from bot.domain.search.facts import packed, unpacked
from bot.domain.times import working_windows
from models import Member

QUARTER = timedelta(minutes=15)
"""The finest step in which zones differ."""
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class _Clock:
    """What working_windows asks of a member."""

    tz: str
    availability: tuple[str, ...]


def monday(now: datetime) -> datetime:
    """The beginning, in UTC, of the week that `now` is in."""
    return _monday_before(now.astimezone(UTC).date())


@lru_cache(64)
def _monday_before(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=day.weekday())


@lru_cache(50_000)
def week(tz: str, availability: str, start: datetime) -> int:
    """The quarters of an hour in which somebody works, a bit each, in the week that begins at `start`.

    `availability` is packed as in facts.
    """
    clock = cast("Member", _Clock(tz, unpacked(availability)))
    bits = 0
    for opens, closes in working_windows(clock, start - timedelta(days=1), 9):
        first, last = max(opens, start), min(closes, start + WEEK)
        if first < last:
            low, high = (first - start) // QUARTER, (last - start) // QUARTER
            bits |= ((1 << (high - low)) - 1) << low
    return bits


WORDS = 11
"""Numbers of 64 bits that hold a week."""


def words(bits: int) -> bytes:
    """A week as WORDS numbers, for arrays of many."""
    return bits.to_bytes(8 * WORDS, "little")


def together(one: Member, two: Member, now: datetime) -> int:
    """Whole hours in which both can meet, in the week of `now`: 40 at most, 91 when they chose early and late too."""
    start = monday(now)
    ours, theirs = (week(member.tz, packed(member.availability), start) for member in (one, two))
    return shared_hours(ours, theirs)


def shared_hours(one: int, two: int) -> int:
    """Whole hours that two weeks have in common."""
    return (one & two).bit_count() // 4
