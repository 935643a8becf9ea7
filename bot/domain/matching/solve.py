"""The best plan for a round, and a preview of how many it can match."""

from collections.abc import Collection, Iterable

import numpy as np

from bot.domain.matching import pairing, peers
from bot.domain.matching.eligible import eligible
from bot.domain.matching.flow import Engine
from bot.domain.matching.people import Duo, Person
from bot.domain.matching.plan import Match, Plan, Preview, SecondBest
from bot.domain.matching.programme import Kind, Programme
from bot.domain.matching.reach import widest
from bot.domain.matching.task import Task


def solve(
    people: Iterable[Person],
    programme: Programme,
    *,
    locked: Collection[Duo] = (),
    forbidden: Collection[Duo] = (),
    standing: Collection[Duo] = (),
    keep: int = 0,
    engine: Engine = "pylmcf",
) -> Plan:
    """The best plan: as many matched as possible, none below the floor, the highest total.

    Pairs are (mentor, mentee), of peers two ids in any order, of which three may be locked too. Those `locked` stay
    together, even against a rule; those `forbidden` do not occur; those `standing`, from the plan before, count `keep`
    points more (200 lets few change, 2,000 hardly any). The same people give the same matches in whatever order they
    come, and with either engine.

    Takes 0.05 s for a thousand mentees and seconds for ten thousand: see `apart`. Raises CannotLock, TooManyPairs,
    PointsTooLarge; ValueError where an id comes twice or a number is out of bounds; EngineFailed should a solver be
    wrong.
    """
    task = Task(people, programme, forbidden)
    if programme.kind is Kind.PEER:
        return peers.solve(task, locked, standing, keep, engine)
    return pairing.solve(task, locked, standing, keep, engine)


def count(people: Iterable[Person], programme: Programme, *, forbidden: Collection[Duo] = ()) -> Preview:
    """How many could be matched, in a fraction of the time. Raises as solve does."""
    task = Task(people, programme, forbidden)
    pairs, barred = eligible(task.ruling, symmetric=task.peers)
    places = task.places()
    if task.peers:
        matched, nobody = peers.most(pairs)
    else:
        matched, nobody = widest(pairs, places).matched, int(np.count_nonzero(np.diff(pairs.starts) == 0))
    return Preview(
        people=task.field.height,
        matched=matched,
        mentors=task.field.width,
        places=int(places.sum()),
        pairs=pairs.columns.size,
        nobody=nobody,
        barred={rule: number for rule, number in barred.items() if number},
    )


def second_best(
    people: Iterable[Person],
    programme: Programme,
    plan: Plan,
    match: Match,
    *,
    locked: Collection[Duo] = (),
    forbidden: Collection[Duo] = (),
    engine: Engine = "pylmcf",
) -> SecondBest:
    """What exactly the plan would lose without one of its matches, by solving again as it was solved, with no less a
    floor.

    Not for peers, locked pairs and plans with standing pairs.
    """
    task = Task(people, programme, [*forbidden, match.people])
    other = pairing.solve(task, locked, (), 0, engine, plan.certificate.floor or 0)
    mentor = next((one.mentor for one in other.matches if one.mentee == match.mentee), None)
    lost = len(other.matches) < len(plan.matches)
    cost = plan.certificate.total - other.certificate.total
    return SecondBest(mentor, 0 if lost else cost, loses_match=lost, exact=True)
