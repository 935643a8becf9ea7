"""Matching where anybody may go with anybody: a general graph, in which rows and columns are the same people.

An exact solver (Edmonds' blossoms, 1965) is slow on many pairs, so it gets few: those that the prices of a relaxation
cannot rule out. In the relaxation each person has a partner and is a partner, not of the same one necessarily; that is
the problem that mentors and mentees have. A pair whose prices leave over more than lies between the relaxation and
a plan found is in no best plan.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.domain.matching.core import core
from bot.domain.matching.eligible import Eligible
from bot.domain.matching.errors import EngineFailed
from bot.domain.matching.flow import Engine
from bot.domain.matching.optimum import HASH_BITS, best, mix, terms
from bot.domain.matching.reach import NOBODY, Whom, widest
from bot.domain.matching.sides import Ints
from bot.domain.matching.verify import verify

FEW = (6, 30)
"""How many of each one's best pairs are tried first where only the number counts."""
FIRST_GAP = 1000
"""What prices may leave over in both directions for a pair to be among the first that the exact solver gets."""


@dataclass(frozen=True, slots=True)
class Pairing:
    whom: Whom
    total: int
    bound: int
    """No matching of as many has a higher total."""
    core: int
    """Pairs that the exact solver chose from, all that could be in a best plan."""
    rounds: int


def symmetric(pairs: Eligible) -> Eligible:
    """Each pair in both directions. `pairs` has each in the row of the lower."""
    rows, columns = np.concatenate([pairs.rows(), pairs.columns]), np.concatenate([pairs.columns, pairs.rows()])
    order = np.argsort(rows.astype(np.int64) * pairs.width + columns)
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=pairs.height))]).astype(np.int64)
    return Eligible(starts, columns[order], np.tile(pairs.scores, 2)[order], pairs.width)


def largest(pairs: Eligible) -> Whom:
    """A matching of as many people as possible.

    The exact solver gets few pairs and then more, until nobody is left over but those who must be.
    """
    least = must_stay(pairs)
    for few in FEW:
        chosen = core(pairs, few, 2 * few)
        whom = blossom(pairs.only(chosen), None)
        if np.count_nonzero(whom == NOBODY) == least or chosen.all():
            return whom
    return blossom(pairs, None)


def must_stay(pairs: Eligible) -> int:
    """How many must be left over, at least (Tutte, 1947; Berge, 1958).

    Without some few people, the others fall into groups that cannot help each other; each group of an odd number leaves
    somebody over, whom only one of the few can take. The few are those whom the relaxation says everybody wants.
    """
    both = symmetric(pairs)
    reach = widest(both, np.ones(pairs.width, np.int64))
    few = reach.columns & ~reach.rows
    rows, columns = pairs.rows(), pairs.columns
    inside = ~few[rows] & ~few[columns]
    sizes = np.bincount(groups(pairs.height, rows[inside], columns[inside])[~few], minlength=pairs.height)
    return max(0, int(np.count_nonzero(sizes % 2)) - int(np.count_nonzero(few)))


def heaviest(pairs: Eligible, hashes: NDArray[np.uint64], engine: Engine) -> Pairing:
    """Of all matchings of as many as possible the one with the highest total, of several by the hashes."""
    hopeful = _heaviest(pairs, must_stay(pairs), hashes, engine)
    if hopeful is not None:
        return hopeful
    found = _heaviest(pairs, int(np.count_nonzero(largest(pairs) == NOBODY)), hashes, engine, sure=True)
    if found is None:
        raise EngineFailed("as many as before cannot be matched")
    return found


def _heaviest(
    pairs: Eligible, alone: int, hashes: NDArray[np.uint64], engine: Engine, *, sure: bool = False
) -> Pairing | None:
    """The same, where `alone` people are left over; that it takes no more must be `sure`, else None may come of it."""
    height = pairs.height
    both = symmetric(pairs)
    # Somebody left over is matched with nobody, a column with that many places.
    past = both.starts[1:] + np.arange(height)
    count = both.columns.size + height
    columns, scores = np.full(count, height, np.int32), np.zeros(count, np.int32)
    is_pair = np.ones(count, np.bool_)
    is_pair[past] = False
    columns[is_pair], scores[is_pair] = both.columns, both.scores
    relaxed = Eligible(both.starts + np.arange(height + 1), columns, scores, height + 1)
    places = np.append(np.ones(height, np.int64), alone)
    how = terms(relaxed, places, np.zeros(height + 1, np.int64), 0)
    optimum = best(relaxed, how, engine)
    verify(relaxed, how, optimum.whom, optimum.prices)
    given, got = optimum.prices.rows, optimum.prices.columns
    worth = int(given.sum()) + int((got * places).sum()) - height * how.big
    rows = pairs.rows()
    own = given + got[:height]
    slack = own[rows] + own[pairs.columns] - 2 * (how.big + pairs.scores.astype(np.int64))
    rounds, gap = 0, FIRST_GAP
    while True:
        chosen = slack <= gap
        whom = blossom(pairs.only(chosen), hashes)
        rounds += 1
        if np.count_nonzero(whom == NOBODY) > alone:
            if not sure or chosen.all():
                return None
            gap *= 8
            continue
        total = weight(pairs, whom)
        if gap >= worth - 2 * total:
            return Pairing(whom, total, worth // 2, int(np.count_nonzero(chosen)), rounds)
        gap = worth - 2 * total


def blossom(pairs: Eligible, hashes: NDArray[np.uint64] | None) -> Whom:
    """Among the largest matchings one with the highest total and then sum of hashes; without hashes any largest."""
    import rustworkx

    rows = pairs.rows()
    if hashes is None:
        weights = [1] * rows.size
    else:
        ties = mix(hashes[rows] ^ mix(hashes[pairs.columns])) >> np.uint64(64 - HASH_BITS)
        # Python's integers and the solver's 128 bits hold a score above all ties together.
        shift = HASH_BITS + pairs.height.bit_length()
        weights = [(score << shift) + tie for score, tie in zip(pairs.scores.tolist(), ties.tolist(), strict=True)]
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(pairs.height))
    graph.add_edges_from(list(zip(rows.tolist(), pairs.columns.tolist(), weights, strict=True)))
    whom = np.full(pairs.height, NOBODY, np.int32)
    for one, two in rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int):
        whom[one], whom[two] = two, one
    return whom


def weight(pairs: Eligible, whom: Whom) -> int:
    """The total of a matching."""
    return int(pairs.scores[held(pairs, whom)].astype(np.int64).sum())


def held(pairs: Eligible, whom: Whom) -> NDArray[np.intp]:
    """Where the pairs of a matching stand."""
    return np.flatnonzero(pairs.columns == np.repeat(whom, np.diff(pairs.starts)))


def groups(size: int, ones: NDArray[np.int32], others: NDArray[np.int32]) -> Ints:
    """Whom the links (`ones` with `others`) hold together: for each of `size` the lowest number of their group."""
    label = np.arange(size)
    while True:
        low = np.minimum(label[ones], label[others])
        before = label.copy()
        np.minimum.at(label, ones, low)
        np.minimum.at(label, others, low)
        label = label[label]
        if (label == before).all():
            return label
