"""Peer rounds: everybody teaches and learns, so that anybody may be matched with anybody."""

from collections.abc import Collection

import numpy as np

from bot.domain.matching import causes, explain, general, locks, marks, trios
from bot.domain.matching.eligible import Eligible
from bot.domain.matching.floor import highest_floor
from bot.domain.matching.flow import Engine
from bot.domain.matching.pairing import favoured, ordered
from bot.domain.matching.people import Duo
from bot.domain.matching.plan import Cause, Certificate, Plan, Unmatched
from bot.domain.matching.reach import NOBODY, Whom
from bot.domain.matching.task import Task


def solve(task: Task, locked: Collection[Duo], standing: Collection[Duo], keep: int, engine: Engine) -> Plan:
    """See solve.solve."""
    field = task.field
    held = locks.held(task, [people for people in locked if len(people) == 2])
    fixed = {place for pair in held for place in pair}
    threes = locks.threes(task, [people for people in locked if len(people) != 2], fixed)
    fixed |= {place for three in threes for place in three}
    everything = task.eligible()
    loose = ~np.isin(np.arange(field.height), [*fixed])
    scored = everything.only(loose[everything.rows()] & loose[everything.columns])
    hashes = explain.hashed(field.rows.people)
    allowed = favoured(scored, marks.listed(field, standing, either_way=True), keep)
    found = general.heaviest(allowed, hashes, engine)
    floor, cost = None, 0
    if task.programme.floor and found.whom.max(initial=NOBODY) != NOBODY:
        floor = _highest_floor(scored, found.whom)
        lifted = int(scored.scores[general.held(scored, found.whom)].min()) < floor
        allowed = allowed.only(scored.scores >= floor)
        if lifted:
            cost = found.total
            found = general.heaviest(allowed, hashes, engine)
            cost -= found.total
    rows = np.flatnonzero(found.whom > np.arange(field.height))
    pairs = [*zip(rows.tolist(), found.whom[rows].tolist(), strict=True)]
    over = [place for place in np.flatnonzero(found.whom == NOBODY).tolist() if place not in fixed]
    groups = trios.joined(everything, pairs, over, hashes, engine) if task.programme.trio else {}
    apart = [pair for place, pair in enumerate(pairs) if place not in groups.values()]
    matches = explain.matches(task, [*apart, *held], frozenset(held), {})
    matches += [trios.match(task, (*pairs[place], third)) for third, place in groups.items()]
    matches += [trios.match(task, three, locked=True) for three in threes]
    left = [place for place in over if place not in groups]
    near = np.bincount(everything.rows(), minlength=field.height) + np.bincount(
        everything.columns, minlength=field.height
    )
    return Plan(
        ordered(matches),
        tuple(
            Unmatched(field.rows.people[place].id, Cause.LEFT_OVER)
            if near[place]
            else causes.nobody(task, field.rows.people[place], place)
            for place in left
        ),
        (),
        Certificate(
            total=found.total,
            bound=found.bound,
            pairs=allowed.columns.size,
            core=found.core,
            rounds=found.rounds,
            floor=floor,
            floor_cost=cost,
            checked=True,
        ),
    )


def _highest_floor(pairs: Eligible, whom: Whom) -> int:
    """The highest score that every pair can have at least with no more left over.

    The relaxation says where it cannot lie; mostly its own floor can be reached.
    """
    alone = np.count_nonzero(whom == NOBODY)
    low = int(pairs.scores[general.held(pairs, whom)].min())
    high = highest_floor(general.symmetric(pairs), np.ones(pairs.width, np.int64), whom)
    middle = high
    while low < high:
        whom = general.largest(pairs.only(pairs.scores >= middle))
        if np.count_nonzero(whom == NOBODY) == alone:
            low = middle
        else:
            high = middle - 1
        middle = (low + high + 1) // 2
    return low


def most(pairs: Eligible) -> tuple[int, int]:
    """How many people the pairs can match at most, and how many have nobody within reach."""
    near = np.bincount(pairs.rows(), minlength=pairs.height) + np.bincount(pairs.columns, minlength=pairs.height)
    return int(np.count_nonzero(general.largest(pairs) != NOBODY)), int(np.count_nonzero(near == 0))
