"""Pairs that the coordinator holds together."""

from collections import Counter
from collections.abc import Collection

from bot.domain.matching.errors import CannotLock
from bot.domain.matching.people import Duo
from bot.domain.matching.programme import Rule
from bot.domain.matching.task import Task


def held(task: Task, locked: Collection[Duo]) -> list[tuple[int, int]]:
    """Their rows and columns. Raises CannotLock: other rules may be broken, but nobody is forced on anybody."""
    rows, columns = task.field.rows.places(), task.field.columns.places()
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
    never = {Rule.APART, Rule.TEAM, Rule.LINE} if task.programme.rules.discreet else {Rule.APART}
    for (row, column), duo in pairs.items():
        broken = task.ruling.of(row, column) & never
        if broken:
            raise CannotLock(duo, min(broken))
    return list(pairs)
