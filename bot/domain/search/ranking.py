"""In which order mentors are shown: a sum of named parts. docs/ranking.md says the same to people.

A share says how well a mentor does in one part, from 0 to 1; its weight says how many points that is worth. Half of the
parts hang on the mentor alone (the index keeps them as merit), the others on who is looking.
"""

from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.domain.search.query import Part
from bot.domain.weights import read

RELATED, IN_PROFILE = 0.6, 0.5
"""What it is worth to offer a wider or narrower topic, or to have written the words, against offering the topic."""
ENOUGH_HOURS = 10
"""Shared working hours a week from which more make no difference."""
A_SENTENCE = 40
"""Letters from which "what I can pass on" says something."""
FRESH_DAYS = ((7, 1.0), (30, 0.75), (90, 0.5), (180, 0.25))
ANSWER_HOURS = ((24, 1.0), (72, 0.6), (120, 0.3))
UNKNOWN = 0.5
"""The share of what nobody has said."""
PER_POINT = 10
"""Merits are whole numbers: tenths of points."""
HAS_PROFILE = 10_000
"""Added to the merit of whoever has one: empty profiles come last, whatever else speaks for them."""


@dataclass(frozen=True, kw_only=True)
class Weights:
    """Points that each part is worth at most."""

    topics: float = 40
    depth: float = 8
    passes_on: float = 8
    language: float = 10
    hours: float = 10
    team: float = 4
    level: float = 4
    load: float = 6
    answers: float = 4
    freshness: float = 4
    rotation: float = 2

    @classmethod
    def parse(cls, text: str) -> "Weights":
        """From words like "topics=50 rotation=0"; what is not named keeps its weight. Raises ValueError, in words."""
        return cls(**read(cls, text, "ranking"))

    def of(self, part: Part) -> float:
        return float(getattr(self, part.value))


WEIGHTS = "klik.weights"
"""In a session's notes: the weights that the settings name."""


def passes_on_share(length: int) -> float:
    return 1.0 if length >= A_SENTENCE else 0.5 if length else 0.0


def hours_share(hours: int) -> float:
    return min(hours, ENOUGH_HOURS) / ENOUGH_HOURS


def load_share(taken: int, capacity: int) -> float:
    return max(0.0, 1 - taken / capacity) if capacity else 0.0


def answers_share(answered: int, seconds: int) -> float:
    """Somebody whom nobody has asked yet does as well as most."""
    if not answered:
        return 0.6
    hours = seconds / answered / 3600
    return next((share for limit, share in ANSWER_HOURS if hours <= limit), 0.0)


def _by_days() -> NDArray[np.float64]:
    last = FRESH_DAYS[-1][0]
    return np.array([*(next(share for limit, share in FRESH_DAYS if days <= limit) for days in range(last + 1)), 0.0])


_FRESHNESS = _by_days()


def freshness_shares(days: NDArray[np.intp]) -> NDArray[np.float64]:
    """Of so many whole days since each was last active as a mentor."""
    shares: NDArray[np.float64] = _FRESHNESS[days.clip(0, len(_FRESHNESS) - 1)]
    return shares


def team_share(mine: str, theirs: str) -> float:
    """Somebody of another team knows other ways, and is nobody's colleague of tomorrow's meeting. Case-folded."""
    if not (mine and theirs):
        return UNKNOWN
    return 0.0 if mine == theirs else 1.0


def level_share(mine: int, theirs: int) -> float:
    """One or two steps ahead is near enough to remember how it was."""
    if not (mine and theirs):
        return UNKNOWN
    ahead = theirs - mine
    return 1.0 if ahead in (1, 2) else 0.5 if ahead in (0, 3) else 0.25


def rotation_shares(day: int, reader_id: int, mentor_ids: NDArray[np.int64]) -> NDArray[np.float64]:
    """The same the whole day for one reader, another tomorrow: among equals it is not always the same who are first.

    A share for each mentor, from 0 up to 1: the last steps of SplitMix64 (Steele, Lea and Flood, 2014).
    """
    return shares_of_turns(day, reader_id, turns(mentor_ids))


def turns(mentor_ids: NDArray[np.int64]) -> NDArray[np.uint64]:
    """The first step of rotation_shares(), the same for every reader and day."""
    return mentor_ids.astype(np.uint64) * _GOLDEN


def shares_of_turns(day: int, reader_id: int, turns: NDArray[np.uint64]) -> NDArray[np.float64]:
    """The others."""
    seed = crc32(b"%d/%d" % (day, reader_id))
    mixed = turns + np.uint64(seed << 32)
    mixed ^= mixed >> _30
    mixed *= _FIRST
    mixed ^= mixed >> _27
    mixed *= _SECOND
    mixed ^= mixed >> _31
    mixed >>= _11
    return mixed.astype(np.float64) * 2.0**-53


_GOLDEN, _FIRST, _SECOND = (
    np.uint64(number) for number in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
)
_11, _27, _30, _31 = (np.uint64(number) for number in (11, 27, 30, 31))


def depth_merit(weights: Weights) -> int:
    """What a topic that others come to them for adds to the merit of its row."""
    return round(weights.depth * PER_POINT)


@dataclass(frozen=True, slots=True)
class Standing:
    """What speaks for a mentor whoever looks."""

    passes_on: int
    """Letters of what they can pass on."""
    title: int
    """Letters of their title."""
    taken: int
    capacity: int
    answered: int
    answer_seconds: int

    @property
    def is_empty(self) -> bool:
        """Neither says what they do nor what they can pass on: nobody can tell whether they fit."""
        return not (self.passes_on or self.title)

    def shares(self) -> tuple[float, float, float]:
        """Of PASSES_ON, LOAD and ANSWERS."""
        return (
            passes_on_share(self.passes_on),
            load_share(self.taken, self.capacity),
            answers_share(self.answered, self.answer_seconds),
        )

    def merit(self, weights: Weights) -> int:
        """The order of the index, in tenths of points; an empty profile is below all others.

        Freshness plays no part in it: it changes with every day, and the index with what people do.
        """
        passes_on, load, answers = self.shares()
        points = passes_on * weights.passes_on + load * weights.load + answers * weights.answers
        return round(points * PER_POINT) + (0 if self.is_empty else HAS_PROFILE)
