"""Whether a plan is what it says: a feasible matching, and prices that no better one can beat.

Written apart from what made the plan, from the definition of the dual problem alone. By weak duality no feasible
matching is worth more than feasible prices add up to; where both are equal, both are the best.
"""

from dataclasses import dataclass
from operator import mul

import numpy as np

from bot.domain.matching.eligible import Eligible
from bot.domain.matching.errors import EngineFailed
from bot.domain.matching.flow import Prices, Terms
from bot.domain.matching.reach import Whom

AT_ONCE = 2_000_000


@dataclass(frozen=True, slots=True)
class Verdict:
    total: int
    """Points of the matching, without what counts the matched."""
    bound: int


def verify(pairs: Eligible, how: Terms, whom: Whom, prices: Prices) -> Verdict:
    """Raises EngineFailed unless the matching is one, the prices hold for every pair, and both add up to the same."""
    held = np.flatnonzero(pairs.columns == np.repeat(whom, np.diff(pairs.starts)))
    matched = int(np.count_nonzero(whom >= 0))
    if held.size != matched:
        raise EngineFailed(f"of {matched} matches the rules allow {held.size}")
    loads = np.bincount(whom[whom >= 0], minlength=pairs.width)
    if (loads > how.places).any():
        raise EngineFailed("a column has more than its places")
    if prices.rows.min(initial=0) < 0 or prices.columns.min(initial=0) < 0:
        raise EngineFailed("a price is below nothing")
    for first in range(0, pairs.columns.size, AT_ONCE):
        last = min(first + AT_ONCE, pairs.columns.size)
        rows = np.repeat(np.arange(pairs.height), np.diff(pairs.starts.clip(first, last)))
        covered = prices.rows[rows] + prices.columns[pairs.columns[first:last]]
        if (covered - pairs.scores[first:last] < how.big).any():
            raise EngineFailed("a pair is worth more than its prices")
    # Python's integers from here on: what a spoilt price adds up to may be anything.
    scores = sum(pairs.scores[held].tolist())
    strain, worth = 0, sum(map(mul, prices.columns.tolist(), how.places.tolist()))
    if how.balance:
        places = [*zip(how.taken.tolist(), loads.tolist(), how.places.tolist(), prices.columns.tolist(), strict=True)]
        strain = sum(how.balance * (taken + place) for taken, load, _, _ in places for place in range(load))
        worth = sum(
            max(0, price - how.balance * (taken + place)) for taken, _, room, price in places for place in range(room)
        )
    total = scores - strain
    bound = sum(prices.rows.tolist()) + worth - how.big * matched
    if bound != total:
        raise EngineFailed(f"the plan is worth {total}, its prices {bound}")
    return Verdict(total, bound)
