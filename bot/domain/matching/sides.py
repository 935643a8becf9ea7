"""People as columns of numbers, so that millions of pairs are compared at once."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from operator import attrgetter
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.domain.matching.people import Person, Topic
from bot.domain.matching.programme import Kind

Ints = NDArray[np.int64]
Index = NDArray[np.intp]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float32]

QUARTERS_AN_HOUR = 4
WEIGHTS = frozenset(range(1, 6))
"""Of a topic, offered or sought."""
T = TypeVar("T", bound=Hashable)

UNKNOWN = 0
"""The class of whoever has not said it: languages, week, team; the level likewise."""


@dataclass(frozen=True, slots=True)
class Side:
    """Some of the people, by id; row i of each array is people[i]."""

    people: tuple[Person, ...]
    places: Mapping[str, int]
    """Where each id stands."""
    offers: Floats
    """(people, topics). Of mentees (people, 0): nobody looks at it."""
    seeks: Floats
    """(people, topics). Of mentors (people, 0)."""
    sought: Ints
    """What they seek in all, at full depth; 1 for whoever seeks nothing."""
    language: Index
    """A class of Classes.languages."""
    week: Index
    level: Index
    team: NDArray[np.int32]
    goal: Bools


@dataclass(frozen=True, slots=True)
class Classes:
    """What the classes of a Side mean. Class 0 is UNKNOWN in each."""

    topics: tuple[Topic, ...]
    languages: Bools
    """Whether two classes share a language; UNKNOWN shares none."""
    week: Floats
    """(classes, stretches of time): 1 where somebody of that class can meet."""
    hours: Floats
    """How long each of those stretches is."""
    levels: Ints

    def steps(self, kind: Kind) -> tuple[Ints, Bools]:
        """By classes of levels (row, column): how far the mentor stands above the mentee, and whether that is known.

        Reverse: how far below; peers: how far apart.
        """
        steps = self.levels - self.levels[:, None]
        if kind is Kind.PEER:
            steps = np.abs(steps)
        elif kind is Kind.REVERSE:
            steps = -steps
        known = np.ones(steps.shape, np.bool_)
        known[UNKNOWN], known[:, UNKNOWN] = False, False
        return steps, known


@dataclass(frozen=True, slots=True)
class Field:
    """Whom a round is about: rows want a match, columns can give it. In a peer round both are everybody."""

    rows: Side
    columns: Side
    classes: Classes

    @property
    def height(self) -> int:
        return len(self.rows.people)

    @property
    def width(self) -> int:
        return len(self.columns.people)


def field_of(people: Iterable[Person], kind: Kind) -> Field:
    """Raises ValueError where an id comes twice or a number is out of bounds."""
    everybody = sorted(people, key=attrgetter("id"))
    _check(everybody)
    peers = kind is Kind.PEER
    offered, sought = [person.offers for person in everybody], [person.seeks for person in everybody]
    topics = {topic: number for number, topic in enumerate(dict.fromkeys(chain(*offered, *sought)))}
    languages, language = _classed([person.languages or None for person in everybody])
    weeks, week = _classed([person.week for person in everybody])
    levels, level = _classed([person.level for person in everybody])
    _, team = _classed([person.team for person in everybody])
    goal = np.array([person.has_goal for person in everybody], np.bool_)

    def side(at: Sequence[int], *, offers: bool, seeks: bool) -> Side:
        some, which = [everybody[place] for place in at], np.array(at, np.intp)
        given = _vectors([offered[place] for place in at], topics if offers else {})
        wanted = _vectors([sought[place] for place in at], topics if seeks else {})
        return Side(
            tuple(some),
            {person.id: place for place, person in enumerate(some)},
            given,
            wanted,
            np.maximum(5 * wanted.sum(axis=1), 1).astype(np.int64),
            language[which],
            week[which],
            level[which],
            team[which].astype(np.int32),
            goal[which],
        )

    spoken = [frozenset[str](), *languages]
    shared = np.array([[not one.isdisjoint(two) for two in spoken] for one in spoken], np.bool_)
    classes = Classes(tuple(topics), shared, *_weeks([0, *weeks]), np.array([0, *levels], np.int64))
    if peers:
        all_of_them = side(range(len(everybody)), offers=True, seeks=True)
        return Field(all_of_them, all_of_them, classes)
    return Field(
        side([place for place, person in enumerate(everybody) if person.learns], offers=False, seeks=True),
        side([place for place, person in enumerate(everybody) if person.capacity], offers=True, seeks=False),
        classes,
    )


def _check(everybody: Sequence[Person]) -> None:
    """`everybody` by id. Raises ValueError."""
    for one, two in pairwise(everybody):
        if one.id == two.id:
            raise ValueError(f"{one.id!r} comes twice")
    weights = chain.from_iterable([of.values() for person in everybody for of in (person.offers, person.seeks)])
    if not WEIGHTS.issuperset(weights) or min([person.capacity for person in everybody], default=0) < 0:
        wrong = next(
            person
            for person in everybody
            if person.capacity < 0 or not WEIGHTS.issuperset((*person.offers.values(), *person.seeks.values()))
        )
        raise ValueError(f"{wrong.id!r} has a number that is out of bounds")


def _classed(values: Sequence[T | None]) -> tuple[list[T], Index]:
    """The values that occur, each once, and of each its place among them, from 1 on; UNKNOWN for None."""
    numbers: dict[T | None, int] = {None: UNKNOWN}
    classes = np.array([numbers.setdefault(value, len(numbers)) for value in values], np.intp)
    return [value for value in numbers if value is not None], classes


def _vectors(weights: Sequence[Mapping[Topic, int]], topics: Mapping[Topic, int]) -> Floats:
    """(people, topics)."""
    vectors = np.zeros((len(weights), len(topics)), np.float32)
    if topics:
        rows = np.repeat(np.arange(len(weights)), [*map(len, weights)])
        columns = [*map(topics.__getitem__, chain.from_iterable(weights))]
        vectors[rows, columns] = [*chain.from_iterable([of.values() for of in weights])]
    return vectors


def _weeks(weeks: Sequence[int]) -> tuple[Floats, Floats]:
    """The weeks as columns, one for all quarters of an hour in which the same people can meet: (weeks, stretches), and
    the hours of each stretch."""
    last = max(week.bit_length() for week in weeks)
    changes = 1
    for week in weeks:
        changes |= week ^ week << 1
    # Nothing changes between the first quarter of a run and the next run's.
    firsts = [quarter for quarter in range(last) if changes >> quarter & 1]
    size = -(-last // 8) or 1
    raw = np.frombuffer(b"".join(week.to_bytes(size, "little") for week in weeks), np.uint8).reshape(len(weeks), size)
    runs = np.unpackbits(raw, axis=1, bitorder="little").take(firsts, axis=1)
    stretches: dict[bytes, tuple[int, int]] = {}
    for run, (packed, (first, after)) in enumerate(
        zip(np.packbits(runs, axis=0).T, pairwise([*firsts, last]), strict=True)
    ):
        where, quarters = stretches.get(packed.tobytes(), (run, 0))
        stretches[packed.tobytes()] = where, quarters + after - first
    chosen, lengths = np.array([*stretches.values()], np.intp).reshape(-1, 2).T
    can_meet = np.ascontiguousarray(runs[:, chosen], np.float32)
    return can_meet, np.divide(lengths, QUARTERS_AN_HOUR, dtype=np.float32)
