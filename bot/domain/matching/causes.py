"""Why somebody has no match, and what would help."""

from collections.abc import Sequence

import numpy as np

from bot.domain.matching.eligible import Eligible
from bot.domain.matching.people import Person, Topic
from bot.domain.matching.plan import Cause, Unmatched
from bot.domain.matching.programme import Rule
from bot.domain.matching.reach import NOBODY, Whom, widest
from bot.domain.matching.scoring import Scorer
from bot.domain.matching.sides import Index, Ints

TOPICS = 5


def unmatched(scorer: Scorer, pairs: Eligible, places: Ints, whom: Whom) -> list[Unmatched]:
    """Everybody of the rows who has nobody, with the cause. `whom` must be a largest matching of these pairs."""
    alone = np.flatnonzero(whom == NOBODY)
    if not alone.size:
        return []
    crowd_of, sizes, rooms, wanted = _crowds(scorer, pairs, places, whom)
    found = []
    for row in alone.tolist():
        person = scorer.field.rows.people[row]
        if pairs.starts[row] == pairs.starts[row + 1]:
            found.append(nobody(scorer, person, row))
        else:
            crowd = crowd_of[row]
            found.append(
                Unmatched(person.id, Cause.FULL, topics=wanted[crowd], crowd=sizes[crowd], places=rooms[crowd])
            )
    return found


def nobody(scorer: Scorer, person: Person, row: int) -> Unmatched:
    """Of somebody for whom the rules allow nobody."""
    barred = barred_by(scorer, row)
    if barred is None:
        return Unmatched(person.id, Cause.NO_TOPIC, topics=_most(scorer, [row]))
    return Unmatched(person.id, Cause.RULES, rules=barred)


def barred_by(scorer: Scorer, row: int) -> tuple[tuple[Rule, int], ...] | None:
    """Each rule that stands in the way, and how many it alone keeps out. None: there is nobody to keep out."""
    pairs = scorer.around(row)
    if not pairs.rows.size:
        return None
    broken = scorer.broken(pairs, scorer.hours(pairs))
    how_many = np.sum([*broken.values()], axis=0)
    alone = {rule: int(np.count_nonzero(breaks & (how_many == 1))) for rule, breaks in broken.items() if breaks.any()}
    return tuple(sorted(alone.items(), key=lambda item: (-item[1], item[0])))


def _crowds(
    scorer: Scorer, pairs: Eligible, places: Ints, whom: Whom
) -> tuple[Index, list[int], list[int], list[tuple[Topic, ...]]]:
    """Who competes for the same places: of each row its crowd; of each crowd its people, places and topics.

    From those who have nobody, to everybody who could mentor them, to all whom those mentor, and on: whoever is reached
    has nobody else to go to, and every place is taken. Crowds that share nobody are told apart.
    """
    reach = widest(pairs, places, start=whom)
    if reach.matched != np.count_nonzero(whom != NOBODY):
        raise ValueError("more could be matched")
    of, columns = pairs.of(np.flatnonzero(reach.rows))
    label_row, label = np.arange(pairs.height), np.full(pairs.width, pairs.height)
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
        wanted[number] = _most(scorer, rows.tolist())
    numbers = {number: place for place, number in enumerate(sizes)}
    crowd_of = np.array([numbers.get(number, -1) for number in label_row.tolist()], np.intp)
    return crowd_of, list(sizes.values()), list(rooms.values()), list(wanted.values())


def _most(scorer: Scorer, rows: Sequence[int]) -> tuple[Topic, ...]:
    """What these people seek most."""
    weights = scorer.field.rows.seeks[rows].sum(axis=0)
    topics = scorer.field.classes.topics
    ranked = sorted((-int(weight), str(topic), topic) for weight, topic in zip(weights, topics, strict=True) if weight)
    return tuple(topic for _, _, topic in ranked[:TOPICS])
