"""Pairs that the coordinator holds together."""

from collections import Counter
from collections.abc import Collection, Iterable
from itertools import combinations

from bot.domain.matching.errors import CannotLock
from bot.domain.matching.people import Duo
from bot.domain.matching.programme import Rule
from bot.domain.matching.task import Task


def held(task: Task, locked: Collection[Duo]) -> list[tuple[int, int]]:
    """Their rows and columns. Raises CannotLock: other rules may be broken, but nobody is forced on anybody."""
    rows, columns = task.field.rows.places, task.field.columns.places
    pairs: dict[tuple[int, int], Duo] = {}
    for duo in locked:
        mentor, mentee = sorted(duo, reverse=True) if task.peers else duo
        if mentor == mentee or mentor not in columns or mentee not in rows:
            raise CannotLock(duo, None)
        pairs[rows[mentee], columns[mentor]] = duo
    loads: Counter[int] = Counter()
    having: Counter[int] = Counter()
    for (row, column), duo in pairs.items():
        having[row] += 1
        if task.peers:
            having[column] += 1
        loads[column] += 1
        full = not task.peers and loads[column] > task.field.columns.people[column].capacity
        if full or having[row] > 1 or having[column if task.peers else row] > 1:
            raise CannotLock(duo, None)
    for pair, duo in pairs.items():
        _check(task, [pair], duo)
    return list(pairs)


def threes(task: Task, locked: Collection[Duo], taken: Collection[int]) -> list[tuple[int, ...]]:
    """Places of three peers each; `taken` are held in pairs. Raises CannotLock."""
    places, busy = task.field.rows.places, set(taken)
    found = []
    for three in locked:
        here = {places[person] for person in three if person in places}
        if len(here) != len(three) or len(three) != 3 or here & busy:
            raise CannotLock(three, None)
        busy |= here
        found.append(tuple(sorted(here)))
        _check(task, combinations(found[-1], 2), three)
    return found


def _check(task: Task, pairs: Iterable[tuple[int, int]], people: Duo) -> None:
    never = {Rule.APART, Rule.TEAM, Rule.LINE} if task.programme.rules.discreet else {Rule.APART}
    for row, column in pairs:
        broken = task.ruling.of(row, column) & never
        if broken:
            raise CannotLock(people, min(broken))
