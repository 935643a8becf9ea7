"""Rounds in which one side mentors the other: everything from pairs to plan."""

from collections.abc import Collection, Iterable

import numpy as np

from bot.domain.matching import causes, explain, locks, marks
from bot.domain.matching.eligible import Eligible
from bot.domain.matching.errors import PointsTooLarge
from bot.domain.matching.floor import highest_floor, worst
from bot.domain.matching.flow import Engine
from bot.domain.matching.optimum import best, settled, terms
from bot.domain.matching.people import Duo
from bot.domain.matching.plan import Certificate, Match, Plan
from bot.domain.matching.reach import NOBODY
from bot.domain.matching.sides import Ints
from bot.domain.matching.task import MOST_POINTS, Task
from bot.domain.matching.verify import verify


def solve(
    task: Task,
    locked: Collection[Duo],
    standing: Collection[Duo],
    keep: int,
    engine: Engine,
    floor: int | None = None,
) -> Plan:
    """See solve.solve. No pair below a given `floor` is allowed; without one, the highest that loses nobody."""
    field = task.field
    held = locks.held(task, locked)
    taken = np.bincount([column for _, column in held], minlength=len(field.columns.people)).astype(np.int64)
    room = task.places() - taken
    scored = without(task.eligible(), [row for row, _ in held])
    if floor is not None:
        scored = scored.only(scored.scores >= floor)
    allowed = favoured(scored, marks.listed(field, standing, either_way=False), keep)
    how = terms(allowed, room, taken, task.programme.balance)
    optimum = best(allowed, how, engine)
    rounds, cost = optimum.rounds, 0
    if task.programme.floor and floor is None and (optimum.whom != NOBODY).any():
        floor = highest_floor(scored, room, optimum.whom)
        lifted = worst(scored, optimum.whom) < floor
        if lifted:
            cost = verify(allowed, how, optimum.whom, optimum.prices).total
        allowed = allowed.only(scored.scores >= floor)
        if lifted:
            optimum = best(allowed, how, engine)
            cost -= verify(allowed, how, optimum.whom, optimum.prices).total
    hashes = explain.hashed(field.rows.people), explain.hashed(field.columns.people)
    whom = settled(allowed, how, optimum, hashes, engine)
    verdict = verify(allowed, how, whom, optimum.prices)
    second = explain.seconds(task, allowed, how, whom, optimum.prices)
    rows = np.flatnonzero(whom != NOBODY)
    pairs = [*zip(rows.tolist(), whom[rows].tolist(), strict=True), *held]
    fixed = {field.rows.people[row].id for row, _ in held}
    busy = {column for _, column in pairs}
    return Plan(
        ordered(explain.matches(task, pairs, frozenset(held), second)),
        tuple(one for one in causes.unmatched(task, scored, room, whom) if one.person not in fixed),
        tuple(person.id for place, person in enumerate(field.columns.people) if place not in busy),
        Certificate(
            total=verdict.total,
            bound=verdict.bound,
            pairs=allowed.columns.size,
            core=optimum.core,
            rounds=max(rounds, optimum.rounds),
            floor=floor,
            floor_cost=cost,
            checked=True,
        ),
    )


def without(pairs: Eligible, rows: Collection[int]) -> Eligible:
    """The pairs of all other rows."""
    if not rows:
        return pairs
    keep = np.ones(pairs.columns.size, np.bool_)
    for row in rows:
        keep[pairs.starts[row] : pairs.starts[row + 1]] = False
    return pairs.only(keep)


def favoured(pairs: Eligible, standing: Ints, keep: int) -> Eligible:
    """With `keep` points more for pairs that stand. Raises PointsTooLarge, also for fewer than none."""
    if not 0 <= keep < MOST_POINTS:
        raise PointsTooLarge(keep)
    if not keep or not standing.size:
        return pairs
    scores = pairs.scores.copy()
    rows, columns = np.divmod(standing, pairs.width)
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        start, end = pairs.starts[row], pairs.starts[row + 1]
        place = start + int(np.searchsorted(pairs.columns[start:end], column))
        if place < end and pairs.columns[place] == column:
            scores[place] += keep
    return Eligible(pairs.starts, pairs.columns, scores, pairs.width)


def ordered(matches: Iterable[Match]) -> tuple[Match, ...]:
    return tuple(sorted(matches, key=lambda match: (-match.score, match.people)))
