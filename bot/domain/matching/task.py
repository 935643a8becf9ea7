"""A round as the engine sees it: whom it is about, what is allowed, what counts."""

from collections.abc import Iterable

import numpy as np

from bot.domain.matching.eligible import Eligible, eligible
from bot.domain.matching.people import Duo, Person
from bot.domain.matching.programme import Kind, Programme
from bot.domain.matching.ruling import Ruling
from bot.domain.matching.scoring import Points
from bot.domain.matching.sides import Ints, field_of


class Task:
    """Raises ValueError where an id comes twice or a number is out of bounds."""

    def __init__(self, people: Iterable[Person], programme: Programme, forbidden: Iterable[Duo] = ()) -> None:
        self.programme, self.peers = programme, programme.kind is Kind.PEER
        self.field = field_of(people, programme.kind)
        self.ruling = Ruling(self.field, programme, forbidden)
        self.points = Points(self.field, programme)

    def eligible(self) -> Eligible:
        """All pairs that the rules allow, scored. Raises TooManyPairs."""
        return eligible(self.ruling, self.points, symmetric=self.peers)[0]

    def places(self) -> Ints:
        """How many each column can take."""
        return np.array([person.capacity for person in self.field.columns.people], np.int64)
