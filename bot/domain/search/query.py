"""What somebody searches for, and what they get to see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from models import Level

LONGEST_WORDS = 200
PAGE = 8
"""Mentors shown at once."""


class Part(StrEnum):
    """A named part of the ranking; docs/ranking.md says what each is worth and why."""

    TOPICS = "topics"
    DEPTH = "depth"
    PASSES_ON = "passes_on"
    LANGUAGE = "language"
    HOURS = "hours"
    TEAM = "team"
    LEVEL = "level"
    LOAD = "load"
    ANSWERS = "answers"
    FRESHNESS = "freshness"
    ROTATION = "rotation"


class Way(StrEnum):
    """How a mentor was found."""

    TOPIC = "topic"
    """They offer a topic that was asked for."""
    RELATED = "related"
    """They offer a wider or narrower one."""
    PROFILE = "profile"
    """What they wrote in their profile says it."""


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What a mentor must have; everything that is not set lets everybody through."""

    language: str = ""
    """A language code that they speak."""
    team: str = ""
    """Their team, as they say it, without regard to case."""
    level: Level | None = None
    """At least this level."""
    office_hours: bool = False
    """Has a free office hour to come."""
    soon: bool = False
    """Has a time in the next two weeks in which both work and the mentor is free."""
    trained: bool = False

    @property
    def any(self) -> bool:
        return self is not NO_FILTERS and self != NO_FILTERS


NO_FILTERS = Filters()


@dataclass(frozen=True)
class Unknown:
    """Something that was typed like a filter, and is none."""

    name: str
    value: str
    about: str = ""
    """Which filter was meant ('language', 'team', 'level', 'within', 'must'); empty when not even that is known."""
    instead: Sequence[str] = ()
    """What there is of that kind, most of it first."""


@dataclass(frozen=True, kw_only=True)
class Query:
    words: str = ""
    """What was typed; empty searches for the topics of one's own profile."""
    topic_id: int | None = None
    """A topic that was chosen from a list instead: then words play no part."""
    filters: Filters = NO_FILTERS
    page: int = 0
    """Counted from 0, PAGE mentors each."""


@dataclass(frozen=True, kw_only=True)
class Mentor:
    """A mentor as others see them in results. Has what views.common asks of a person."""

    id: int
    slack_id: str
    name: str
    title: str = ""
    team: str = ""
    level: Level | None = None

    def __hash__(self) -> int:
        return self.id


@dataclass(frozen=True, kw_only=True, eq=False)
class Offer:
    """What is said of a mentor to everybody who looks for the same on the same day.

    Told apart by identity: while nothing of it changes a process has it once, and draws it once.
    """

    mentor: Mentor
    way: Way = Way.TOPIC
    topics: Sequence[str]
    """Names of the topics asked for (or related ones, see `way`) that they offer, in the reader's language."""
    strong: Sequence[str] = ()
    """Those of them that others come to this mentor for."""
    other_topics: int
    free_places: int
    passes_on: str
    answers_within: float | None
    """Hours they usually take to answer; None before the first answers."""
    active_days: int | None = None
    """Whole days since they last did something as a mentor."""
    trained: bool = False


@dataclass(kw_only=True, slots=True)
class Match:
    """A mentor, and why they fit whoever looks. Not frozen: a search makes a page of them, which took twice as long."""

    offer: Offer
    languages: Sequence[str]
    """Language codes both speak."""
    hours: int
    """Hours a week in which both work."""
    team_apart: bool | None = None
    """Whether they work in another team; None when one of the two has not said theirs."""
    levels_apart: int | None = None
    """The mentor's level less the mentee's; None when one of the two has not said theirs."""
    next_office_hour: datetime | None = None
    """The first free one, if they offer any."""
    networks: Sequence[str] = ()
    """Names of networks both are in."""
    parts: Mapping[Part, float] = field(default_factory=dict)
    """Points by part of the ranking; their sum is the order."""
    most: Mapping[Part, float] = field(default_factory=dict)
    """What each part is worth at most."""

    @property
    def mentor(self) -> Mentor:
        return self.offer.mentor

    @property
    def points(self) -> float:
        return sum(self.parts.values())


@dataclass(frozen=True, kw_only=True)
class Found:
    query: Query
    words: str
    """Tidied."""
    topics: Sequence[str]
    """How the words were understood: names in the reader's language."""
    topic_id: int | None
    """The first topic meant, which a request will be about."""
    matches: Sequence[Match]
    """Those of the page asked for, the best first."""
    more: bool = False
    """Whether there is a next page."""
    hidden: int = 0
    """How many the filters left out of what would have been shown first."""
    nearest: Sequence[tuple[int, str]] = ()
    """Topics that have free mentors, to try when nothing was found."""
    need_id: int | None = None
    """The unmet need that was counted when nobody was found."""

    @property
    def is_enough(self) -> bool:
        """A full page, found by topics alone: what profiles say would come after it."""
        return len(self.matches) >= PAGE and not self.only_close

    @property
    def only_close(self) -> bool:
        """Somebody was found, but nobody who offers what was asked for."""
        return bool(self.matches) and all(match.offer.way is not Way.TOPIC for match in self.matches)
