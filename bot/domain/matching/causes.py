"""Why somebody has no match, and what would help."""

from collections.abc import Sequence

import numpy as np

from bot.domain.matching.eligible import Eligible
from bot.domain.matching.people import Person, Topic
from bot.domain.matching.plan import Cause, Unmatched
from bot.domain.matching.reach import NOBODY, Whom, widest
from bot.domain.matching.sides import Index, Ints
from bot.domain.matching.task import Task

TOPICS = 5


def unmatched(task: Task, pairs: Eligible, places: Ints, whom: Whom) -> list[Unmatched]:
    """Everybody of the rows who has nobody, with the cause. `whom` must be a largest matching of these pairs."""
    alone = np.flatnonzero(whom == NOBODY)
    if not alone.size:
        return []
    crowd_of, sizes, rooms, wanted = _crowds(task, pairs, places, whom)
    found = []
    for row in alone.tolist():
        person = task.field.rows.people[row]
        if pairs.starts[row] == pairs.starts[row + 1]:
            found.append(nobody(task, person, row))
        else:
            crowd = crowd_of[row]
            found.append(
                Unmatched(person.id, Cause.FULL, topics=wanted[crowd], crowd=sizes[crowd], places=rooms[crowd])
            )
    return found


def nobody(task: Task, person: Person, row: int) -> Unmatched:
    """Of somebody for whom the rules allow nobody."""
    block = task.ruling.block(row, row + 1)
    if not block.near.any():
        return Unmatched(person.id, Cause.NO_TOPIC, topics=_most(task, [row]))
    barred = {rule: breaks[0, block.near[0]] for rule, breaks in task.ruling.broken(block)}
    how_many = np.sum([*barred.values()], axis=0)
    alone = {rule: int(np.count_nonzero(breaks & (how_many == 1))) for rule, breaks in barred.items() if breaks.any()}
    return Unmatched(person.id, Cause.RULES, rules=tuple(sorted(alone.items(), key=lambda item: (-item[1], item[0]))))


def _crowds(
    task: Task, pairs: Eligible, places: Ints, whom: Whom
) -> tuple[Index, list[int], list[int], list[tuple[Topic, ...]]]:
    """Who competes for the same places: of each row its crowd; of each crowd its people, places and topics.

    From those who have nobody, to everybody who could mentor them, to all whom those mentor, and on: whoever is reached
    has nobody else to go to, and every place is taken. Crowds that share nobody are told apart.
    """
    reach = widest(pairs, places, start=whom)
    if reach.matched != np.count_nonzero(whom != NOBODY):
        raise ValueError("more could be matched")
    of, columns = pairs.of(reach.rows)
    label_row = np.arange(pairs.height, dtype=np.int32)
    label = np.full(pairs.width, pairs.height, np.int32)
    while True:
        before = label.copy()
        np.minimum.at(label, columns, label_row[of])
        np.minimum.at(label_row, of, label[columns])
        if (before == label).all():
            break
    sizes, rooms, wanted = {}, {}, {}
    reached = np.flatnonzero(reach.columns)
    for number in np.unique(label_row[of]).tolist():
        rows = np.flatnonzero(reach.rows & (label_row == number))
        sizes[number] = rows.size
        rooms[number] = int(places[reached[label[reached] == number]].sum())
        wanted[number] = _most(task, rows.tolist())
    numbers = {number: place for place, number in enumerate(sizes)}
    crowd_of = np.array([numbers.get(number, -1) for number in label_row.tolist()], np.intp)
    return crowd_of, list(sizes.values()), list(rooms.values()), list(wanted.values())


def _most(task: Task, rows: Sequence[int]) -> tuple[Topic, ...]:
    """What these people seek most."""
    weights = task.field.rows.seeks[rows].sum(axis=0)
    topics = task.field.classes.topics
    ranked = sorted((-int(weight), str(topic), topic) for weight, topic in zip(weights, topics, strict=True) if weight)
    return tuple(topic for _, _, topic in ranked[:TOPICS])
