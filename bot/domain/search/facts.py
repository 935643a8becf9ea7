"""What the ranking must know of a mentor besides their merit, as one short text in the index: a search then reads one
index, and no row of anybody whom it does not show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from bot.domain.times import WEEK

EPOCH = date(2020, 1, 1)
"""Days are counted from here."""
LONGEST_TEAM = 75
SEPARATOR, PRIVATE = "|", "private"


def day(moment: datetime | date | None) -> int:
    """Whole days since EPOCH; 0 for never."""
    if moment is None:
        return 0
    return max(0, ((moment.date() if isinstance(moment, datetime) else moment) - EPOCH).days)


@dataclass(slots=True)
class Facts:
    speaks: frozenset[str]
    tz: str
    availability: str
    """Packed."""
    team: str
    """Folded."""
    level: int
    """0 when not said."""
    active: int
    """The day they were last active as a mentor."""
    trained: int
    """The last day of their training; 0 for none."""
    private: bool
    """Shown only to the networks they share their profile with."""

    def __str__(self) -> str:
        return SEPARATOR.join(
            (
                PRIVATE if self.private else "",
                ",".join(sorted(self.speaks)),
                # As Slack says it: what it should never say would be unreadable for everybody who searches.
                self.tz.replace(SEPARATOR, ""),
                self.availability,
                str(self.level),
                str(self.active),
                str(self.trained),
                # Last, since it is the one that people type.
                self.team,
            )
        )

    @classmethod
    def read(cls, text: str) -> "Facts":
        private, speaks, tz, availability, level, active, trained, team = text.split(SEPARATOR, 7)
        return cls(
            languages(speaks),
            tz,
            availability,
            team,
            int(level),
            int(active),
            int(trained),
            private == PRIVATE,
        )


def folded(team: str) -> str:
    """A team as teams are compared. Some letters fold into three, and what is too long fails the whole profile."""
    return team.casefold()[:LONGEST_TEAM]


def packed(availability: Sequence[str]) -> str:
    """The parts of the week as a hexadecimal number, a bit each; empty for any time."""
    bits = sum(1 << WEEK.index(part) for part in availability if part in WEEK)
    return f"{bits:x}" if bits else ""


@lru_cache(10_000)
def unpacked(text: str) -> tuple[str, ...]:
    bits = int(text or "0", 16)
    return tuple(part for place, part in enumerate(WEEK) if bits >> place & 1)


@lru_cache(10_000)
def languages(text: str) -> frozenset[str]:
    """Members share a few hundred lists of languages among them."""
    return frozenset(text.split(",")) if text else frozenset()
