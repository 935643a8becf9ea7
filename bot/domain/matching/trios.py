"""Peer rounds: whoever is left over joins a pair."""

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from bot.domain.matching.eligible import Eligible
from bot.domain.matching.explain import shared_topics
from bot.domain.matching.flow import Engine
from bot.domain.matching.optimum import best, mix, settled, terms
from bot.domain.matching.plan import Match
from bot.domain.matching.reach import NOBODY
from bot.domain.matching.task import Task


def joined(
    pairs: Eligible,
    matched: Sequence[tuple[int, int]],
    over: Sequence[int],
    hashes: NDArray[np.uint64],
    engine: Engine,
) -> Mapping[int, int]:
    """Which of the `matched` pairs (by place) each of those left over joins: as many as possible, the best total.

    Only a pair in which both may be matched with them, and one of them each.
    """
    scores = {
        (one, two): score
        for one, two, score in zip(pairs.rows().tolist(), pairs.columns.tolist(), pairs.scores.tolist(), strict=True)
        if one in over or two in over
    }

    def score(one: int, two: int) -> int | None:
        return scores.get((min(one, two), max(one, two)))

    found = []
    for row, person in enumerate(over):
        for place, (one, two) in enumerate(matched):
            with_one, with_two = score(person, one), score(person, two)
            if with_one is not None and with_two is not None:
                found.append((row, place, with_one + with_two))
    if not found:
        return {}
    rows, places, points = np.array(found).T
    starts = np.searchsorted(rows, np.arange(len(over) + 1)).astype(np.int64)
    options = Eligible(starts, places.astype(np.int32), points.astype(np.int32), len(matched))
    one_each, none = np.ones(len(matched), np.int64), np.zeros(len(matched), np.int64)
    how = terms(options, one_each, none, 0)
    ones, twos = np.array(matched, np.intp).T
    names = hashes[np.array(over, np.intp)], mix(hashes[ones] ^ mix(hashes[twos]))
    whom = settled(options, how, best(options, how, engine), names, engine)
    return {over[row]: int(whom[row]) for row in np.flatnonzero(whom != NOBODY).tolist()}


def match(task: Task, three: Sequence[int], *, locked: bool = False) -> Match:
    """A trio as a match: of each part the mean of its three pairs, rounded down."""
    people = [task.field.rows.people[place] for place in sorted(three)]
    parts = task.points.of(task.points.these(combinations(sorted(three), 2)))
    means = {part: int(points.sum()) // 3 for part, points in parts.items()}
    topics = [topic for one, two in combinations(people, 2) for topic in shared_topics(one, two, both=True)]
    breaks = {rule for one, two in combinations(sorted(three), 2) if locked for rule in task.ruling.of(one, two)}
    return Match(
        tuple(person.id for person in people), sum(means.values()), means, tuple(dict.fromkeys(topics)), None, locked,
        frozenset(breaks),
    )  # fmt: skip
