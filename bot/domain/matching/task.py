"""A round as the engine sees it: whom it is about, what is allowed, what counts."""

from collections.abc import Iterable

import numpy as np

from bot.domain.matching.eligible import Eligible, eligible
from bot.domain.matching.errors import PointsTooLarge
from bot.domain.matching.people import Duo, Person
from bot.domain.matching.programme import Kind, Programme
from bot.domain.matching.ruling import Ruling
from bot.domain.matching.scoring import Points
from bot.domain.matching.sides import Ints, field_of

MOST_POINTS = 2**30
"""Of a single pair, and of the bonus of one that stands: together 32 bits hold them."""


class Task:
    """Raises ValueError where an id comes twice or a number is out of bounds, and PointsTooLarge."""

    def __init__(self, people: Iterable[Person], programme: Programme, forbidden: Iterable[Duo] = ()) -> None:
        weights = programme.weights
        if min(weights.least, programme.balance) < 0:
            raise ValueError("points below nothing")
        if max(weights.most, programme.balance) >= MOST_POINTS:
            raise PointsTooLarge(max(weights.most, programme.balance))
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
