"""All pairs that the rules allow, with their scores, sparse: by mentee, compressed (CSR)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.domain.matching.errors import TooManyPairs
from bot.domain.matching.programme import Rule
from bot.domain.matching.scoring import Scorer, total
from bot.domain.matching.sides import Index

CELLS = 4_000_000
"""Pairs looked at in one go: 16 MB of single floats, which stay near the processor."""
MOST_PAIRS = 100_000_000
"""Eight bytes each, and half as much again while a plan is made."""


@dataclass(frozen=True, slots=True)
class Eligible:
    """Row i may be matched with columns[starts[i]:starts[i + 1]], rising, for the same places of scores."""

    starts: NDArray[np.int64]
    columns: NDArray[np.int32]
    scores: NDArray[np.int32]
    width: int
    """How many columns there are."""

    @property
    def height(self) -> int:
        return self.starts.size - 1

    def rows(self) -> NDArray[np.int32]:
        """The row of each pair."""
        return np.repeat(np.arange(self.height, dtype=np.int32), np.diff(self.starts))

    def of(self, rows: Index) -> tuple[Index, Index]:
        """Some rows' pairs: the row and the column of each."""
        lengths = np.diff(self.starts)[rows]
        ends = np.cumsum(lengths)
        at = np.arange(ends[-1] if ends.size else 0) + np.repeat(self.starts[rows] - ends + lengths, lengths)
        return np.repeat(rows, lengths), self.columns[at].astype(np.intp)

    def only(self, keep: NDArray[np.bool_]) -> "Eligible":
        """Some of the pairs."""
        at = np.flatnonzero(keep)
        starts = np.searchsorted(at, self.starts).astype(np.int64)
        return Eligible(starts, self.columns[at], self.scores[at], self.width)


def eligible(scorer: Scorer, *, scored: bool = True) -> tuple[Eligible, Mapping[Rule, int]]:
    """Every pair that the rules allow, and how many candidates each rule rules out.

    Unscored, all scores are 0. Raises TooManyPairs.
    """
    height, width = len(scorer.field.rows.people), len(scorer.field.columns.people)
    barred: Counter[Rule] = Counter()
    counts = [np.zeros(0, np.int64)]
    columns = [np.zeros(0, np.int32)]
    scores = [np.zeros(0, np.int32)]
    found, step = 0, max(1, CELLS // max(width, 1))
    need_hours = scored or scorer.programme.rules.least_hours > 0
    for first in range(0, height, step):
        last = min(first + step, height)
        pairs = scorer.candidates(first, last)
        hours = scorer.hours(pairs) if need_hours else None
        allowed = np.ones(pairs.rows.size, np.bool_)
        for rule, breaks in scorer.broken(pairs, hours).items():
            barred[rule] += int(np.count_nonzero(breaks))
            allowed &= ~breaks
        counts.append(np.bincount(pairs.rows[allowed] - first, minlength=last - first))
        columns.append(pairs.columns[allowed].astype(np.int32))
        if scored and hours is not None:
            scores.append(total(scorer.points(pairs, hours))[allowed].astype(np.int32))
        found += columns[-1].size
        if found > MOST_PAIRS:
            raise TooManyPairs(found, MOST_PAIRS)
    starts = np.concatenate([[0], np.cumsum(np.concatenate(counts))]).astype(np.int64)
    joined = np.concatenate(columns)
    del columns
    return Eligible(starts, joined, np.concatenate(scores) if scored else np.zeros(found, np.int32), width), barred
