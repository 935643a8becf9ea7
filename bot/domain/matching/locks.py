"""Pairs that the coordinator holds together."""

from collections import Counter
from collections.abc import Collection

from bot.domain.matching.errors import CannotLock
from bot.domain.matching.people import Duo
from bot.domain.matching.programme import Rule
from bot.domain.matching.scoring import Scorer


def held(scorer: Scorer, locked: Collection[Duo]) -> list[tuple[int, int]]:
    """Their rows and columns. Raises CannotLock: other rules may be broken, but nobody is forced on anybody."""
    rows, columns = scorer.field.rows.places(), scorer.field.columns.places()
    pairs: dict[tuple[int, int], Duo] = {}
    for duo in locked:
        mentor, mentee = sorted(duo, reverse=True) if scorer.peers else duo
        if mentor == mentee or mentor not in columns or mentee not in rows:
            raise CannotLock(duo, None)
        pairs[rows[mentee], columns[mentor]] = duo
    loads: Counter[int] = Counter()
    having: Counter[int] = Counter()
    for (row, column), duo in pairs.items():
        having[row] += 1
        if scorer.peers:
            having[column] += 1
        loads[column] += 1
        full = not scorer.peers and loads[column] > scorer.field.columns.people[column].capacity
        if full or having[row] > 1 or having[column if scorer.peers else row] > 1:
            raise CannotLock(duo, None)
    never = [Rule.APART, Rule.TEAM, Rule.LINE] if scorer.programme.rules.discreet else [Rule.APART]
    at = scorer.these(pairs)
    broken = scorer.broken(at, None)
    for rule in never:
        for row, column, breaks in zip(at.rows.tolist(), at.columns.tolist(), broken[rule].tolist(), strict=True):
            if breaks:
                raise CannotLock(pairs[row, column], rule)
    return list(pairs)
