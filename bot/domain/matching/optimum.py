"""The best matching of all, from a small part of the pairs: solve, price every other pair, add what helps, again.

When the prices find nothing more to add, they are optimal duals of the whole problem (column generation; Dantzig and
Wolfe, 1960), so leaving pairs out has lost nothing.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.domain.matching import flow
from bot.domain.matching.core import core, tight, violators
from bot.domain.matching.eligible import Eligible
from bot.domain.matching.errors import EngineFailed, PointsTooLarge
from bot.domain.matching.flow import EXACT, Engine, Network, Prices, Terms
from bot.domain.matching.reach import NOBODY, Whom
from bot.domain.matching.sides import Ints

HASH_BITS = 40
NEAR = 50
"""What lacks less than this part of the highest score may help in the next round."""
FRESH = 2
"""So often the solver goes on with those alone, and forgets the pairs that it began with: what the matching in hand
holds is among them. No oftener, or it might never end."""


@dataclass(frozen=True, slots=True)
class Optimum:
    whom: Whom
    prices: Prices
    core: int
    rounds: int


def terms(pairs: Eligible, places: Ints, taken: Ints, balance: int) -> Terms:
    """What makes one more matched row count more than all points together. Raises PointsTooLarge."""
    top = int(pairs.scores.max(initial=0))
    matched = min(pairs.height, int(places.sum()))
    dearest = balance * max(0, int((places + taken).max(initial=0)) - 1)
    if max(matched, 1) ** 2 * (top + dearest) >= EXACT:
        raise PointsTooLarge(top + dearest)
    return Terms(matched * (top + dearest) + 1, top, balance, places, taken)


def best(pairs: Eligible, how: Terms, engine: Engine) -> Optimum:
    """A best matching and its prices. Which of several hangs on the solver: see `settled`."""
    chosen = core(pairs)
    rounds = 0
    while True:
        part = pairs.only(chosen)
        whom, prices = flow.solve(part, how, engine)
        if prices is None:
            prices = least_prices(part, how, whom)
        # The first prices are far off: what they call near is not.
        spare = how.top // NEAR + 1 if rounds else 0
        more = violators(pairs, prices, how.big, 10 * (pairs.height + pairs.width), spare)
        if not more.size:
            return Optimum(whom, prices, part.columns.size, rounds)
        if 0 < rounds <= FRESH:
            chosen[:] = False
        chosen[more] = True
        rounds += 1


def least_prices(pairs: Eligible, how: Terms, whom: Whom) -> Prices:
    """The lowest prices that support a best matching: they rise from nothing until no row envies another.

    Raises EngineFailed where they never come to rest, as with a matching that is not the best.
    """
    rows = pairs.rows()
    scores = pairs.scores.astype(np.int64) + how.big
    matched = whom != NOBODY
    used = np.bincount(whom[matched], minlength=pairs.width)
    columns = np.where(used > 0, (how.taken + used - 1) * how.balance, 0).astype(np.int64)
    worth = np.zeros(pairs.height, np.int64)
    held = np.flatnonzero(pairs.columns == whom[rows])
    worth[rows[held]] = scores[held]
    for _ in range(pairs.height + pairs.width + 1):
        own = np.zeros(pairs.height, np.int64)
        own[matched] = worth[matched] - columns[whom[matched]]
        need = scores - own[rows]
        envied = np.flatnonzero(need > columns[pairs.columns])
        if not envied.size:
            if (own < 0).any():
                break
            return Prices(own, columns)
        np.maximum.at(columns, pairs.columns[envied], need[envied])
    raise EngineFailed("the matching is not the best: its prices rise for ever")


def settled(
    pairs: Eligible, how: Terms, optimum: Optimum, hashes: tuple[NDArray[np.uint64], NDArray[np.uint64]], engine: Engine
) -> Whom:
    """Of all best matchings the one whose pairs' hashes add up to the most: the same whoever solved it.

    Every best matching holds only pairs that the prices leave nothing over for, matches each row with a price above
    0 and fills each place worth more than it costs; and whatever does so is best (complementary slackness).
    """
    prices = optimum.prices
    part = pairs.only(tight(pairs, prices, how.big))
    if part.columns.size == np.count_nonzero(optimum.whom != NOBODY):
        return optimum.whom
    height, width = part.height, part.width
    rows, sink = part.rows(), height + width
    least, most = _filled(how, prices.columns)
    free = np.flatnonzero(prices.rows == 0)
    open_ = np.flatnonzero(most > least)
    tails = np.concatenate([rows, free, open_ + height]).astype(np.int32)
    heads = np.concatenate([part.columns + height, np.full(free.size + open_.size, sink)]).astype(np.int32)
    mixed = mix(hashes[0][rows] ^ mix(hashes[1][part.columns]))
    costs = (mixed >> np.uint64(64 - HASH_BITS)).astype(np.int64)
    costs = np.concatenate([costs, np.zeros(free.size + open_.size, np.int64)])
    room = np.concatenate([np.ones(rows.size + free.size, np.int64), (most - least)[open_]])
    supplies = np.concatenate([np.ones(height, np.int64), -least, [least.sum() - height]])
    order = np.lexsort((heads, tails))
    network = Network(supplies, tails[order], heads[order], room[order], costs[order])
    flows = flow.SOLVERS[engine](network)[0]
    whom = np.full(height, NOBODY, np.int32)
    used = order[np.flatnonzero(flows > 0)]
    used = used[used < rows.size]
    whom[rows[used]] = part.columns[used]
    return whom


def _filled(how: Terms, prices: Ints) -> tuple[Ints, Ints]:
    """How many rows each column has at least and at most in any best matching."""
    if not how.balance:
        return np.where(prices > 0, how.places, 0), how.places
    least = -(-prices // how.balance) - how.taken
    most = prices // how.balance + 1 - how.taken
    return np.clip(least, 0, how.places), np.clip(most, 0, how.places)


def mix(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The last steps of SplitMix64 (Steele, Lea and Flood, 2014)."""
    mixed = numbers + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
