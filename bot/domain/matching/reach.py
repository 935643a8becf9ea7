"""How many can be matched at all: a maximum matching, by augmenting paths from everybody at once.

Hopcroft and Karp's idea in numpy: one search, level by level, from all who have nobody. The trees it grows share
nobody, so that a path of each tree can be taken at the same time. When no tree finds a free place, the matching is as
large as any (Berge, 1957), and whom the trees reached proves it (Hall, 1935).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.domain.matching.eligible import Eligible
from bot.domain.matching.sides import Bools, Index

NOBODY = -1
GREEDY_ROUNDS = 8

Whom = NDArray[np.int32]
"""For each row its column, or NOBODY."""


@dataclass(slots=True)
class Reach:
    whom: Whom
    rows: Bools
    """Rows that were reached from those without anybody: they compete with them for the same places."""
    columns: Bools
    """Columns that were reached: all full."""

    @property
    def matched(self) -> int:
        return int(np.count_nonzero(self.whom != NOBODY))


def widest(pairs: Eligible, places: NDArray[np.int64], floor: int = 0, start: Whom | None = None) -> Reach:
    """A largest matching among the pairs that score at least `floor`; `places` says how many rows a column can take.

    `start` is any matching to go on from; what falls below the floor is let go of.
    """
    search = _Search(pairs, places, floor, start)
    search.greedy()
    while search.augment():
        pass
    return Reach(search.whom, search.seen_rows, search.seen)


class _Search:
    def __init__(self, pairs: Eligible, places: NDArray[np.int64], floor: int, start: Whom | None) -> None:
        self.pairs, self.floor = pairs, floor
        self.whom = np.full(pairs.height, NOBODY, np.int32) if start is None else start.copy()
        self.free = places - np.bincount(self.whom[self.whom != NOBODY], minlength=pairs.width)
        self.seen = np.zeros(pairs.width, np.bool_)
        self.seen_rows = np.zeros(pairs.height, np.bool_)

    def edges(self, rows: Index) -> tuple[Index, Index]:
        """The row (as a place in `rows`) and the column of each of their pairs above the floor."""
        starts, lengths = self.pairs.starts[rows], np.diff(self.pairs.starts)[rows]
        ends = np.cumsum(lengths)
        at = np.arange(ends[-1] if ends.size else 0) + np.repeat(starts - ends + lengths, lengths)
        of = np.repeat(np.arange(rows.size), lengths)
        if self.floor:
            high = self.pairs.scores[at] >= self.floor
            at, of = at[high], of[high]
        return of, self.pairs.columns[at].astype(np.intp)

    def greedy(self) -> None:
        """Most find a free place at once; conflicts are for the search."""
        for turn in range(GREEDY_ROUNDS):
            rows = np.flatnonzero(self.whom == NOBODY)
            of, columns = self.edges(rows)
            free = self.free[columns] > 0
            of, columns = of[free], columns[free]
            if not of.size:
                return
            first = np.flatnonzero(np.diff(of, prepend=-1))
            last = np.append(first[1:], of.size)
            pick = first + (of[first] + turn) % (last - first)
            order = np.argsort(columns[pick], kind="stable")
            chosen, asking = columns[pick][order], rows[of[pick]][order]
            begins = np.flatnonzero(np.diff(chosen, prepend=-1))
            rank = np.arange(chosen.size) - np.repeat(begins, np.diff(np.append(begins, chosen.size)))
            lucky = rank < self.free[chosen]
            self.whom[asking[lucky]] = chosen[lucky]
            self.free -= np.bincount(chosen[lucky], minlength=self.free.size)

    def augment(self) -> bool:
        """Grow the trees once and take what they found. Whether they found anything."""
        height = self.whom.size
        matched = np.flatnonzero(self.whom != NOBODY)
        held = matched[np.argsort(self.whom[matched], kind="stable")]
        begins = np.searchsorted(self.whom[held], np.arange(self.free.size + 1))
        root = np.full(height, NOBODY, np.intp)
        by = np.full(self.free.size, NOBODY, np.intp)
        self.seen[:] = False
        done = np.zeros(height, np.bool_)
        ends: list[Index] = []
        frontier = np.flatnonzero(self.whom == NOBODY)
        root[frontier] = frontier
        while frontier.size:
            of, columns = self.edges(frontier)
            fresh = ~self.seen[columns]
            of, columns = of[fresh], columns[fresh]
            by[columns] = frontier[of]
            reached = np.unique(columns)
            self.seen[reached] = True
            open_ = reached[self.free[reached] > 0]
            roots, which = np.unique(root[by[open_]], return_index=True)
            ends.append(open_[which])
            done[roots] = True
            full = reached[self.free[reached] <= 0]
            lengths = begins[full + 1] - begins[full]
            last = np.cumsum(lengths)
            at = np.arange(last[-1] if last.size else 0) + np.repeat(begins[full] - last + lengths, lengths)
            frontier = held[at]
            root[frontier] = np.repeat(root[by[full]], lengths)
            frontier = frontier[~done[root[frontier]]]
        self.seen_rows = root != NOBODY
        end = np.concatenate(ends) if ends else np.zeros(0, np.intp)
        # A tree that found a place two levels apart is listed once: it stops growing at the first.
        self.free -= np.bincount(end, minlength=self.free.size)
        while end.size:
            rows = by[end]
            before = self.whom[rows]
            self.whom[rows] = end
            end = before[before != NOBODY].astype(np.intp)
        return bool(done.any())
