"""All pairs that the rules allow, with their scores, sparse: by mentee, compressed (CSR)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.domain.matching.errors import TooManyPairs
from bot.domain.matching.programme import Rule
from bot.domain.matching.ruling import Ruling
from bot.domain.matching.scoring import Pairs, Points

CELLS = 150_000
"""Pairs looked at in one go: what comes and goes stays near the processor, and is not asked of the system anew."""
ROWS = 64
"""At least so many: a product of matrices of fewer rows is slow."""
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

    def of(self, rows: NDArray[np.bool_]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The pairs of rows with a flag: the row and the column of each. By flags, since places of so many pairs take
        four times their memory."""
        theirs = np.repeat(rows, np.diff(self.starts))
        return self.rows()[theirs], self.columns[theirs]

    def only(self, keep: NDArray[np.bool_]) -> "Eligible":
        """Some of the pairs."""
        at = np.flatnonzero(keep)
        starts = np.searchsorted(at, self.starts).astype(np.int64)
        return Eligible(starts, self.columns[at], self.scores[at], self.width)


def eligible(
    ruling: Ruling, points: Points | None = None, *, symmetric: bool = False
) -> tuple[Eligible, Mapping[Rule, int]]:
    """Every pair that the rules allow.

    Without `points` all scores are 0, and it is counted how many of those who are near each rule rules out.
    `symmetric`: rows and columns are the same people, each pair stands in the lower one's row. Raises TooManyPairs.
    """
    field, barred = ruling.field, Counter[Rule]()
    counts, columns, scores = [np.zeros(0, np.int64)], [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
    found, step = 0, max(ROWS, CELLS // max(field.width, 1))
    for first in range(0, field.height, step):
        block = ruling.block(first, min(first + step, field.height))
        if symmetric:
            for row in range(block.first, block.last):
                block.near[row - first, : row + 1] = False
        allowed = block.near.copy()
        for rule, breaks in ruling.broken(block):
            if points is None:
                barred[rule] += int(np.count_nonzero(breaks & block.near))
            np.greater(allowed, breaks, out=allowed)
        cells = np.flatnonzero(allowed)
        counts.append(np.diff(np.searchsorted(cells, np.arange(block.last - first + 1) * field.width)))
        near = np.repeat(np.arange(block.last - first), counts[-1])
        at = cells - near * field.width
        columns.append(at.astype(np.int32))
        if points is None:
            scores.append(np.zeros(at.size, np.int32))
        else:
            given = block.given.take(cells).astype(np.int64)
            taken = None if block.taken is None else block.taken.take(cells).astype(np.int64)
            parts = points.of(Pairs(near + first, at, given, taken, block.hours.take(cells).astype(np.int32)))
            total = np.zeros(at.size, np.int32)
            for part in parts.values():
                # Task sees to it that they fit.
                np.add(total, part, out=total, casting="same_kind")
            scores.append(total)
        found += at.size
        if found > MOST_PAIRS:
            raise TooManyPairs(found, MOST_PAIRS)
    starts = np.concatenate([[0], np.cumsum(np.concatenate(counts))]).astype(np.int64)
    joined = np.concatenate(columns)
    del columns
    return Eligible(starts, joined, np.concatenate(scores), field.width), barred
