"""The few pairs that a solver starts with, and those that the prices add."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.domain.matching.eligible import Eligible
from bot.domain.matching.flow import Prices
from bot.domain.matching.sides import Bools, Index, Ints

CHUNK = 4_000_000
"""Pairs handled at once, so that what comes and goes stays small beside the pairs themselves."""
BINS = 128
BEST = 20
"""Of each row and each column."""
FEW = 60
"""A solver gets all pairs where they are no more than so many a person: choosing takes as long as solving."""


def chunks(pairs: Eligible) -> Iterator[tuple[slice, Index]]:
    """All pairs, some whole rows at a time: where they stand, and the row of each."""
    first = 0
    while first < pairs.height:
        reach = int(np.searchsorted(pairs.starts, pairs.starts[first] + CHUNK, side="right")) - 1
        last = max(first + 1, min(reach, pairs.height))
        rows = np.repeat(np.arange(first, last), np.diff(pairs.starts[first : last + 1]))
        if rows.size:
            yield slice(int(pairs.starts[first]), int(pairs.starts[last])), rows
        first = last


def core(pairs: Eligible, few: int = BEST, enough: int = FEW) -> Bools:
    """Which pairs are worth starting with: about the best of each row and of each column.

    By counting, not sorting: the scores go into BINS, and of the bin in which the last of the best stand a share is
    taken, the same whatever the weather.
    """
    if pairs.columns.size <= enough * (pairs.height + pairs.width):
        return np.ones(pairs.columns.size, np.bool_)
    low, high = int(pairs.scores.min()), int(pairs.scores.max())
    width = (high - low) // BINS + 1
    by_column = np.zeros(pairs.width * BINS, np.int64)
    chosen = np.zeros(pairs.columns.size, np.bool_)
    for at, rows in chunks(pairs):
        bins = (pairs.scores[at] - low) // width
        first = int(rows[0])
        local = rows - first
        counts = np.bincount(local * BINS + bins, minlength=(int(local[-1]) + 1) * BINS)
        chosen[at] = _best(counts, few, local, bins, at.start)
        by_column += np.bincount(pairs.columns[at].astype(np.int64) * BINS + bins, minlength=by_column.size)
    for at, _ in chunks(pairs):
        bins = (pairs.scores[at] - low) // width
        chosen[at] |= _best(by_column, few, pairs.columns[at], bins, at.start)
    return chosen


def _best(counts: Ints, best: int, owners: NDArray[Any], bins: NDArray[Any], offset: int) -> Bools:
    """Which pairs are among their owner's best, by the owners' counts in each bin."""
    table = counts.reshape(-1, BINS)
    above = np.cumsum(table[:, ::-1], axis=1)[:, ::-1] - table
    edge = (above < best).argmax(axis=1)
    of = np.arange(table.shape[0])
    share = (best - above[of, edge]) / np.maximum(table[of, edge], 1)
    chosen: Bools = bins > edge[owners]
    on_edge = np.flatnonzero(bins == edge[owners])
    mixed = (on_edge + offset).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    chosen[on_edge] = (mixed >> np.uint64(11)) * 2.0**-53 < share[owners[on_edge]]
    return chosen


def violators(pairs: Eligible, prices: Prices, big: int, most: int, spare: int = 0) -> Index:
    """Where the pairs stand that the prices say would help; where that is more than `most`, those that help most.

    With them come those that would if they were worth `spare` more: they are likely to help next. None: no pair can
    better the matching that has these prices.
    """
    found, any_helps = [np.zeros(0, np.intp)], False
    for at, rows in chunks(pairs):
        slack = prices.rows[rows] + prices.columns[pairs.columns[at]] - big - pairs.scores[at]
        any_helps = any_helps or bool((slack < 0).any())
        near = np.flatnonzero(slack < spare)
        if near.size > most and not spare:
            least = np.zeros(pairs.height, np.int64)
            np.minimum.at(least, rows[near], slack[near])
            near = near[slack[near] <= least[rows[near]] // 2]
        found.append(near + at.start)
    return np.concatenate(found) if any_helps else found[0]


def tight(pairs: Eligible, prices: Prices, big: int) -> Bools:
    """The pairs that some best matching may hold: those whose prices leave nothing over."""
    exact = np.zeros(pairs.columns.size, np.bool_)
    for at, rows in chunks(pairs):
        exact[at] = prices.rows[rows] + prices.columns[pairs.columns[at]] == big + pairs.scores[at].astype(np.int64)
    return exact
