"""What the engine refuses, as data. Words are for whoever runs a round: these are no DomainErrors."""

from dataclasses import dataclass

from bot.domain.matching.programme import Rule


class Refused(Exception):
    """A plan that cannot be made as asked."""


@dataclass
class CannotLock(Refused):
    """These two cannot be held together: one would rather not, a discreet round rules it out, or there is no place."""

    people: tuple[str, ...]
    rule: Rule | None
    """None: no place is left, one is locked elsewhere, or one does not take part in that role."""


@dataclass
class TooManyPairs(Refused):
    """More pairs than a plan can hold in memory: the rules are too wide for so many people."""

    pairs: int
    most: int


@dataclass
class PointsTooLarge(Refused):
    """The weights are so high that the sums would not be exact."""

    points: int


class EngineFailed(Exception):
    """A solver broke its promise, or died. A defect: the message says what happened."""
