"""People as columns of numbers, so that millions of pairs are compared at once."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
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
T = TypeVar("T", bound=Hashable)

UNKNOWN = 0
"""The class of whoever has not said it: languages, week, team; the level likewise."""


@dataclass(frozen=True, slots=True)
class Side:
    """Some of the people, by id; row i of each column is people[i]."""

    people: tuple[Person, ...]
    offers: Floats
    """(people, topics)."""
    seeks: Floats
    sought: Ints
    """What they seek in all, at full depth; 1 for whoever seeks nothing."""
    language: Index
    """A class of Classes.languages."""
    week: Index
    level: Index
    team: Index
    goal: Bools

    def places(self) -> dict[str, int]:
        """Where each id stands."""
        return {person.id: place for place, person in enumerate(self.people)}


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
    everybody = sorted(people, key=lambda person: person.id)
    for one, two in pairwise(everybody):
        if one.id == two.id:
            raise ValueError(f"{one.id!r} comes twice")
    for person in everybody:
        if person.capacity < 0 or not all(1 <= w <= 5 for w in (*person.offers.values(), *person.seeks.values())):
            raise ValueError(f"{person.id!r} has a number that is out of bounds")
    topics = _numbered(topic for person in everybody for topic in (*person.offers, *person.seeks))
    languages = _numbered((person.languages for person in everybody if person.languages), first=1)
    weeks = _numbered((person.week for person in everybody if person.week is not None), first=1)
    teams = _numbered((person.team for person in everybody if person.team is not None), first=1)

    levels = _numbered((person.level for person in everybody if person.level is not None), first=1)

    def side(some: Sequence[Person]) -> Side:
        seeks = _vectors([person.seeks for person in some], topics)
        return Side(
            tuple(some),
            _vectors([person.offers for person in some], topics),
            seeks,
            np.maximum(5 * seeks.sum(axis=1), 1).astype(np.int64),
            np.array([languages.get(person.languages, UNKNOWN) for person in some], np.intp),
            np.array([weeks[person.week] if person.week is not None else UNKNOWN for person in some], np.intp),
            np.array([levels[person.level] if person.level is not None else UNKNOWN for person in some], np.intp),
            np.array([teams[person.team] if person.team is not None else UNKNOWN for person in some], np.intp),
            np.array([person.has_goal for person in some], np.bool_),
        )

    spoken = [frozenset(), *languages]
    shared = np.array([[not one.isdisjoint(two) for two in spoken] for one in spoken], np.bool_)
    classes = Classes(tuple(topics), shared, *_weeks([0, *weeks]), np.array([0, *levels], np.int64))
    if kind is Kind.PEER:
        all_of_them = side(everybody)
        return Field(all_of_them, all_of_them, classes)
    return Field(
        side([person for person in everybody if person.learns]),
        side([person for person in everybody if person.capacity]),
        classes,
    )


def _numbered(values: Iterable[T], first: int = 0) -> dict[T, int]:
    """Each value once, with a number from `first` on."""
    return {value: number for number, value in enumerate(dict.fromkeys(values), first)}


def _vectors(weights: Sequence[Mapping[Topic, int]], topics: Mapping[Topic, int]) -> Floats:
    vectors = np.zeros((len(weights), len(topics)), np.float32)
    for row, of in enumerate(weights):
        for topic, weight in of.items():
            vectors[row, topics[topic]] = weight
    return vectors


def _weeks(weeks: Sequence[int]) -> tuple[Floats, Floats]:
    """The weeks as columns, one for all quarters of an hour in which the same people can meet."""
    size = -(-max(week.bit_length() for week in weeks) // 8) or 1
    raw = np.frombuffer(b"".join(week.to_bytes(size, "little") for week in weeks), np.uint8).reshape(len(weeks), size)
    bits = np.unpackbits(raw, axis=1)
    stretches = Counter(column.tobytes() for column in np.packbits(bits, axis=0).T)
    packed = np.frombuffer(b"".join(stretches), np.uint8).reshape(len(stretches), -1)
    can_meet = np.unpackbits(packed, axis=1, count=len(weeks)).T
    return np.ascontiguousarray(can_meet, np.float32), (np.array([*stretches.values()]) / QUARTERS_AN_HOUR).astype(
        np.float32
    )
