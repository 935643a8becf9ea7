"""The highest score that every match can have at least, with as many matched as without it."""

import numpy as np
from numpy.typing import NDArray

from bot.domain.matching.core import core
from bot.domain.matching.eligible import Eligible
from bot.domain.matching.reach import NOBODY, Whom, widest
from bot.domain.matching.sides import Ints


def highest_floor(pairs: Eligible, places: Ints, start: Whom) -> int:
    """By bisection over the scores, from a largest matching, which matches somebody.

    Each try begins with the few pairs that a plan begins with; all of them are asked only where those do not reach.
    """
    few = pairs.only(core(pairs))
    held = _held(pairs, start)
    size, whom, low = held.size, start, int(pairs.scores[held].min())
    # So many must have somebody at or above the floor, so it cannot lie above that many people's best.
    some = pairs.starts[:-1][np.diff(pairs.starts) > 0]
    high = int(np.sort(np.maximum.reduceat(pairs.scores, some))[-size])
    while low < high:
        middle = (low + high + 1) // 2
        kept = np.full_like(whom, NOBODY)
        held = _held(pairs, whom)
        held = held[pairs.scores[held] >= middle]
        kept[np.searchsorted(pairs.starts, held, side="right") - 1] = pairs.columns[held]
        reach = widest(few, places, middle, kept)
        if reach.matched < size:
            reach = widest(pairs, places, middle, reach.whom)
        if reach.matched < size:
            high = middle - 1
        else:
            whom, low = reach.whom, middle
    return low


def worst(pairs: Eligible, whom: Whom) -> int:
    """The lowest score of a matching."""
    return int(pairs.scores[_held(pairs, whom)].min())


def _held(pairs: Eligible, whom: Whom) -> NDArray[np.intp]:
    """Where the pairs of a matching stand."""
    return np.flatnonzero(pairs.columns == np.repeat(whom, np.diff(pairs.starts)))
