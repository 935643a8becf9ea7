"""What a coordinator decides: the kind of round, its hard rules, its weights."""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    MENTOR = "mentor"
    """A mentee gets one mentor; a mentor has places."""
    REVERSE = "reverse"
    """The mentor is junior to the mentee and in another team, and both have goals."""
    PEER = "peer"
    """Two who teach each other."""


class Rule(StrEnum):
    """Why two people cannot be matched. In words: views."""

    TOPIC = "topic"
    """The mentor offers nothing of what the mentee seeks, and they do not wish for each other. Peers: in one
    direction."""
    LANGUAGE = "language"
    HOURS = "hours"
    TEAM = "team"
    LINE = "line"
    LEVEL = "level"
    REPEAT = "repeat"
    """They were matched in an earlier round."""
    GOAL = "goal"
    """One of the two has written no goal."""
    APART = "apart"
    """One of the two would rather not. It always holds."""
    FORBIDDEN = "forbidden"
    """The coordinator said no to this pair."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What every match must fulfil, whatever its score."""

    shared_topic: bool = True
    shared_language: bool = True
    least_hours: int = 0
    """Whole hours a week in which both can meet, at least. 0: no such rule."""
    other_team: bool = False
    outside_line: bool = True
    least_step: int | None = None
    """The mentor's level less the mentee's, at least. Reverse: the other way round, and 1 at least. Peers: the
    distance."""
    most_step: int | None = None
    no_repeats: bool = True
    discreet: bool = False
    """Never one team or one line, and an unknown team counts as the same: nothing said may reach a colleague."""
    unknown_passes: frozenset[Rule] = frozenset({Rule.LANGUAGE, Rule.HOURS, Rule.TEAM, Rule.LEVEL})
    """The rules that somebody who has not said it fulfils. Whatever stands here, reverse rounds need known levels and
    teams, discreet ones known teams."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Points that each part of a match's score is worth at most, whole numbers."""

    topics: int = 6000
    """The share of what the mentee seeks that the mentor offers, at full depth. Peers: the mean of both directions."""
    hours: int = 1500
    """Shared hours, up to ENOUGH_HOURS. Not said counts half, here and below."""
    language: int = 500
    level: int = 500
    """One or two steps apart is best."""
    team: int = 500
    """Another team."""
    wish: int = 1000
    """The mentee's first wish; the second is worth half, the third a third."""
    wished: int = 500
    """The mentor's wish for the mentee, likewise. Peers: both wishes count the mean of the two."""

    @property
    def most(self) -> int:
        """The highest score that a match can have."""
        return sum(self._all())

    @property
    def least(self) -> int:
        """The lowest of the weights."""
        return min(self._all())

    def _all(self) -> tuple[int, ...]:
        return self.topics, self.hours, self.language, self.level, self.team, self.wish, self.wished


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    kind: Kind = Kind.MENTOR
    rules: Rules = field(default_factory=Rules)
    weights: Weights = field(default_factory=Weights)
    floor: bool = True
    """Raise the worst match as high as it goes without losing anybody, before anything else about scores."""
    balance: int = 0
    """Points that a mentor's second mentee costs; the third costs twice as much, and so on. 0: mentors' load plays no
    part; 500 is much. Peers: not looked at."""
    trio: bool = True
    """Peers: whoever is left over joins a pair in which both may be matched with them."""
