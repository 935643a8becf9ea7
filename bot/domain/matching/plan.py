"""What comes out: matches with their reasons, the unmatched with theirs, and the proof."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.matching.people import Topic
from bot.domain.matching.programme import Rule


class Part(StrEnum):
    """The parts of a score: the names of Weights."""

    TOPICS = "topics"
    HOURS = "hours"
    LANGUAGE = "language"
    LEVEL = "level"
    TEAM = "team"
    WISH = "wish"
    WISHED = "wished"


@dataclass(frozen=True, slots=True)
class SecondBest:
    """The best that could have become of a mentee without this match."""

    person: str | None
    """The next mentor. None: somebody else would have a mentor instead of them, or nobody would."""
    cost: int
    """Points that the whole plan would lose by it: at least that many, unless `exact`."""
    loses_match: bool
    """Somebody would be left without a match; `cost` then means nothing."""
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    people: tuple[str, ...]
    """Mentor and mentee; peers: two or three, by id."""
    score: int
    """The sum of the parts: 0 to Weights.most. A trio: the mean of its three pairs."""
    parts: Mapping[Part, int]
    """The points of each part, all of them."""
    topics: tuple[Topic, ...]
    """What the mentee seeks and the mentor offers, what weighs most first. Peers: in either direction."""
    second: SecondBest | None
    """None for locked pairs, peers and trios."""
    locked: bool = False
    breaks: frozenset[Rule] = frozenset()
    """Rules that a locked pair breaks: the coordinator's wish goes first."""

    @property
    def mentor(self) -> str:
        return self.people[0]

    @property
    def mentee(self) -> str:
        return self.people[1]


class Cause(StrEnum):
    """Why somebody has no match."""

    NO_TOPIC = "no_topic"
    """Nobody offers anything of what they seek (peers: and seeks something that they offer), and no
    wish is mutual."""
    RULES = "rules"
    """Whoever shares a topic with them is ruled out; Unmatched.rules says by what."""
    FULL = "full"
    """Those who could mentor them have no place left: Unmatched.crowd people share `places` places."""
    LEFT_OVER = "left_over"
    """Peers: everybody whom they could be matched with has somebody."""


@dataclass(frozen=True, slots=True)
class Unmatched:
    person: str
    cause: Cause
    rules: tuple[tuple[Rule, int], ...] = ()
    """RULES: each rule and how many people would come within reach if it alone did not hold, most first. Only
    noughts: it takes more than one."""
    topics: tuple[Topic, ...] = ()
    """What would help is somebody, or another place, for these, at most five: what they seek (NO_TOPIC), or what their
    crowd seeks most (FULL)."""
    crowd: int = 0
    """FULL: so many people, they among them, have nobody else to go to than mentors with `places` places in all."""
    places: int = 0


@dataclass(frozen=True, slots=True)
class Certificate:
    """The proof that no plan is better, which verify.py checked against every pair that the rules allow.

    Totals are points, locked pairs aside: the sum of scores and of the bonus of standing pairs, less what load balance
    costs. Peers: `bound` comes from a relaxation, whose prices verify.py checked, and may stay above the total; every
    pair that could have closed the gap was then among those that an exact solver chose from, and that it chose the
    best of them is its word.
    """

    total: int
    bound: int
    """No plan that matches as many people, and none worse than the floor, has a higher total."""
    pairs: int
    """Pairs that the rules allow, all of them priced."""
    core: int
    """Pairs that the solver was given in the end; the prices prove that no other can help."""
    rounds: int
    """How often pairs had to be added."""
    floor: int | None
    """The score that every match has at least (locked ones aside). None: no floor was asked for, or nobody matched."""
    floor_cost: int
    """Points of the total that the floor costs, 0 or more."""
    checked: bool

    @property
    def gap(self) -> int:
        return self.bound - self.total


@dataclass(frozen=True, slots=True)
class Plan:
    matches: tuple[Match, ...]
    """By score, the highest first, then by id."""
    unmatched: tuple[Unmatched, ...]
    """Everybody who learns and has nobody, by id."""
    idle: tuple[str, ...]
    """Mentors without anybody, by id. Peers: none."""
    certificate: Certificate

    @property
    def total(self) -> int:
        """The sum of the scores as shown, locked pairs among them."""
        return sum(match.score for match in self.matches)


@dataclass(frozen=True, slots=True)
class Preview:
    """What the rules allow, before anything is weighed: for a live preview."""

    people: int
    """Those who want a match."""
    matched: int
    """How many of them any plan can match at most. Peers: those in trios are not counted."""
    mentors: int
    places: int
    pairs: int
    """Pairs that the rules allow."""
    nobody: int
    """People with nobody within reach."""
    barred: Mapping[Rule, int]
    """Of the pairs with a shared topic or mutual wishes (without that rule: of all), how many each rule rules out."""
