"""Who takes part in a round, as far as matching looks at it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Topic = int | str
"""Whatever names a topic: only whether two are the same is looked at."""

Duo = tuple[str, ...]
"""Two ids, as plans name pairs: mentor and mentee; peers in any order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One who takes part, as mentor, as mentee or as both.

    Mentors are those with places (`capacity`), mentees those who `learn`. In a peer round everybody is both, and
    neither is looked at.
    """

    id: str
    """Stable from run to run: which of two equally good plans is taken hangs on it, never on the order of people."""
    offers: Mapping[Topic, int] = field(default_factory=dict)
    """How much of each topic they can pass on, 1 to 5."""
    seeks: Mapping[Topic, int] = field(default_factory=dict)
    """How much each topic they would learn matters to them, 1 to 5."""
    has_goal: bool = False
    """They have written down what they want to reach. A reverse pair needs it of both."""
    languages: frozenset[str] = frozenset()
    """Those they speak. None means: not said."""
    week: int | None = None
    """The quarters of an hour, in UTC, in which they can meet: a bit each, as bot.domain.search.weeks.week makes them
    (672 a week). None means: not said."""
    level: int | None = None
    """How far their work reaches (models.Level). None means: not said."""
    team: str | None = None
    """None means: not said."""
    line: frozenset[str] = frozenset()
    """Those they report to, at whatever distance. Whoever stands in somebody's line is in one line with them."""
    learns: bool = True
    """They want a mentor."""
    capacity: int = 0
    """Free places as a mentor in this round."""
    earlier: frozenset[str] = frozenset()
    """Whom they have been matched with before. It holds for both, whoever of the two says it."""
    apart: frozenset[str] = frozenset()
    """Whom they must never be matched with (blocks, "rather not"). It holds for both, whoever of the two says it."""
    wishes: tuple[str, ...] = ()
    """Whom they would like to be matched with, best first. Wishes of both stand in for a shared topic."""
