"""What a match consists of, and what would have been second best."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from bot.domain.matching.core import chunks
from bot.domain.matching.eligible import Eligible
from bot.domain.matching.flow import Prices, Terms
from bot.domain.matching.people import Person, Topic
from bot.domain.matching.plan import Match, SecondBest
from bot.domain.matching.reach import NOBODY, Whom
from bot.domain.matching.task import Task

NEVER = np.iinfo(np.int64).max


def seconds(task: Task, pairs: Eligible, how: Terms, whom: Whom, prices: Prices) -> Mapping[int, SecondBest]:
    """For each matched row, by row: what else could have become of it, at the least cost that the prices allow."""
    least = np.full(pairs.height, NEVER)
    where = np.full(pairs.height, NOBODY, np.int64)
    for at, rows in chunks(pairs):
        columns = pairs.columns[at]
        slack = prices.rows[rows] + prices.columns[columns] - how.big - pairs.scores[at]
        slack[columns == whom[rows]] = NEVER
        begins = np.flatnonzero(np.diff(rows, prepend=-1))
        lowest = np.minimum.reduceat(slack, begins)
        of = rows[begins]
        least[of] = lowest
        lengths = np.diff(np.append(begins, rows.size))
        hit = np.flatnonzero(slack == np.repeat(lowest, lengths))
        where[rows[hit[::-1]]] = columns[hit[::-1]]
    found = {}
    for row in np.flatnonzero(whom != NOBODY).tolist():
        # Left over, somebody else having the place, costs what the row is worth.
        cost, over = int(least[row]), int(prices.rows[row])
        other = task.field.columns.people[int(where[row])].id if cost <= over else None
        lost = min(cost, over) >= how.big
        found[row] = SecondBest(other, 0 if lost else min(cost, over), loses_match=lost)
    return found


def matches(
    task: Task,
    held: Sequence[tuple[int, int]],
    locked: frozenset[tuple[int, int]],
    second: Mapping[int, SecondBest],
) -> list[Match]:
    """Each pair (row, column) in words' reach."""
    pairs = task.points.these(held)
    parts = task.points.of(pairs)
    names = tuple(parts)
    mentors, mentees = task.field.columns.people, task.field.rows.people
    found = []
    for row, column, *points in zip(
        pairs.rows.tolist(), pairs.columns.tolist(), *(part.tolist() for part in parts.values()), strict=True
    ):
        one, two = mentors[column], mentees[row]
        is_locked = (row, column) in locked
        found.append(
            Match(
                tuple(sorted((one.id, two.id))) if task.peers else (one.id, two.id),
                sum(points),
                dict(zip(names, points, strict=True)),
                shared_topics(one, two, both=task.peers),
                None if is_locked else second.get(row),
                is_locked,
                frozenset(task.ruling.of(row, column)) if is_locked else frozenset(),
            )
        )
    return found


def shared_topics(mentor: Person, mentee: Person, *, both: bool) -> tuple[Topic, ...]:
    """What the mentee seeks and the mentor offers, what weighs most first; `both`: or the other way round."""
    offers = mentor.offers
    weights = {topic: offers[topic] * weight for topic, weight in mentee.seeks.items() if topic in offers}
    if both:
        for topic, weight in mentor.seeks.items():
            if topic in mentee.offers:
                weights[topic] = weights.get(topic, 0) + mentee.offers[topic] * weight
    if len(weights) < 2:
        return tuple(weights)
    return tuple(sorted(weights, key=lambda topic: (-weights[topic], str(topic))))


def hashed(people: Sequence[Person]) -> NDArray[np.uint64]:
    """A number for each id, the same on every machine."""
    digests = b"".join([blake2b(person.id.encode(), digest_size=8).digest() for person in people])
    return np.frombuffer(digests, "<u8").astype(np.uint64)
