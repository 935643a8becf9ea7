"""Peer rounds: everybody teaches and learns, so that anybody may be matched with anybody."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from bot.domain.matching import causes, explain, locks, marks
from bot.domain.matching.eligible import Eligible
from bot.domain.matching.flow import Engine
from bot.domain.matching.optimum import mix
from bot.domain.matching.pairing import favoured, ordered
from bot.domain.matching.people import Duo
from bot.domain.matching.plan import Cause, Certificate, Plan, Unmatched
from bot.domain.matching.reach import NOBODY, Whom
from bot.domain.matching.task import Task

HASH_BITS = 40


def solve(task: Task, locked: Collection[Duo], standing: Collection[Duo], keep: int, engine: Engine) -> Plan:
    """See solve.solve."""
    field = task.field
    held = locks.held(task, locked)
    fixed = {place for pair in held for place in pair}
    everything = task.eligible()
    scored = everything.only(~np.isin(everything.rows(), [*fixed]) & ~np.isin(everything.columns, [*fixed]))
    allowed = favoured(scored, marks.listed(field, standing, either_way=True), keep)
    hashes = explain.hashed(field.rows.people)
    whom = matching(allowed, hashes)
    rows = np.flatnonzero(whom > np.arange(whom.size))
    pairs = [*zip(rows.tolist(), whom[rows].tolist(), strict=True), *held]
    alone = [place for place in np.flatnonzero(whom == NOBODY).tolist() if place not in fixed]
    near = np.bincount(everything.rows(), minlength=whom.size) + np.bincount(everything.columns, minlength=whom.size)
    total = sum(int(allowed.scores[_at(allowed, row, int(whom[row]))]) for row in rows.tolist())
    return Plan(
        ordered(explain.matches(task, pairs, frozenset(held), {})),
        tuple(
            Unmatched(field.rows.people[place].id, Cause.LEFT_OVER)
            if near[place]
            else causes.nobody(task, field.rows.people[place], place)
            for place in alone
        ),
        (),
        Certificate(total, total, scored.columns.size, scored.columns.size, 0, None, 0, checked=True),
    )


def most(pairs: Eligible) -> tuple[int, int]:
    """How many people the pairs can match at most, and how many have nobody within reach."""
    near = np.bincount(pairs.rows(), minlength=pairs.height) + np.bincount(pairs.columns, minlength=pairs.height)
    whom = matching(pairs, np.zeros(pairs.height, np.uint64))
    return int(np.count_nonzero(whom != NOBODY)), int(np.count_nonzero(near == 0))


def matching(pairs: Eligible, hashes: NDArray[np.uint64]) -> Whom:
    """Among the largest matchings one with the highest total, of those the one with the highest sum of hashes."""
    import rustworkx

    rows = pairs.rows()
    mixed = mix(mix(hashes[rows]) ^ mix(hashes[pairs.columns]))
    weights = [
        (score << 2 * HASH_BITS) + tie
        for score, tie in zip(pairs.scores.tolist(), (mixed >> np.uint64(64 - HASH_BITS)).tolist(), strict=True)
    ]
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(pairs.height))
    graph.add_edges_from(list(zip(rows.tolist(), pairs.columns.tolist(), weights, strict=True)))
    whom = np.full(pairs.height, NOBODY, np.int32)
    for one, two in rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int):
        whom[one], whom[two] = two, one
    return whom


def _at(pairs: Eligible, row: int, column: int) -> int:
    """Where a pair stands."""
    start, end = pairs.starts[row], pairs.starts[row + 1]
    return int(start + np.searchsorted(pairs.columns[start:end], column))
