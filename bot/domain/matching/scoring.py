"""How many points each pair is worth: for any number of pairs at once.

The same few lines score the millions of pairs of a round and explain one of them, so an explanation cannot differ.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from bot.domain.matching import marks
from bot.domain.matching.plan import Part
from bot.domain.matching.programme import Kind, Programme
from bot.domain.matching.sides import UNKNOWN, Bools, Field, Index, Ints

ENOUGH_HOURS = 10
"""Shared hours a week from which more make no difference."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Some pairs, row by row: place k is rows[k] with columns[k]."""

    rows: Index
    columns: Index
    given: Ints
    """How much of what the row seeks the column offers: the sum over topics of both weights."""
    taken: Ints | None
    """Peers: the other way round."""
    hours: NDArray[np.int32]
    """Whole hours a week in which both can meet; 0 where it is not known."""


class Points:
    """The points of a round's pairs."""

    def __init__(self, field: Field, programme: Programme) -> None:
        self.field, self.weights = field, programme.weights
        self.peers = programme.kind is Kind.PEER
        self.wish = marks.by_rows(field, attrgetter("wishes"))
        self.wished = marks.by_columns(field, attrgetter("wishes"))
        languages = field.classes.languages
        self.language = np.where(languages, self.weights.language, 0)
        self.language[UNKNOWN], self.language[:, UNKNOWN] = (self.weights.language // 2,) * 2
        self.level = self._levels(programme)
        self.hours = np.arange(ENOUGH_HOURS + 1) * self.weights.hours // ENOUGH_HOURS

    def _levels(self, programme: Programme) -> Ints:
        """By classes: one or two steps up is near enough to remember how it was; peers: the same, or one step."""
        steps, known = self.field.classes.steps(programme.kind)
        best, fair = ((0, 1), (2,)) if self.peers else ((1, 2), (0, 3))
        quarters = np.where(np.isin(steps, best), 4, np.where(np.isin(steps, fair), 2, 1))
        return np.where(known, quarters, 2) * self.weights.level // 4

    def of(self, pairs: Pairs) -> dict[Part, Ints]:
        """The points of each part."""
        weights, (rows, columns) = self.weights, (self.field.rows, self.field.columns)
        topics = weights.topics * pairs.given // rows.sought[pairs.rows]
        if pairs.taken is not None:
            topics = (topics + weights.topics * pairs.taken // columns.sought[pairs.columns]) // 2
        hours = self.hours.take(np.minimum(pairs.hours, ENOUGH_HOURS))
        hours[_either(rows.week == UNKNOWN, columns.week == UNKNOWN, pairs)] = weights.hours // 2
        team = np.where(rows.team[pairs.rows] == columns.team[pairs.columns], 0, weights.team)
        team[_either(rows.team == UNKNOWN, columns.team == UNKNOWN, pairs)] = weights.team // 2
        wish, wished = weights.wish, weights.wished
        if self.peers:
            wish = wished = (wish + wished) // 2
        keys = marks.keys(self.field, pairs.rows, pairs.columns)
        return {
            Part.TOPICS: topics,
            Part.HOURS: hours,
            Part.LANGUAGE: _looked_up(self.language, rows.language[pairs.rows], columns.language[pairs.columns]),
            Part.LEVEL: _looked_up(self.level, rows.level[pairs.rows], columns.level[pairs.columns]),
            Part.TEAM: team,
            Part.WISH: _wishes(self.wish, wish, keys),
            Part.WISHED: _wishes(self.wished, wished, keys),
        }

    def these(self, at: Iterable[tuple[int, int]]) -> Pairs:
        """Certain pairs (row, column), put in order."""
        both = np.array(sorted(at), np.intp).reshape(-1, 2)
        rows, columns = both[:, 0], both[:, 1]
        seekers, mentors, classes = self.field.rows, self.field.columns, self.field.classes
        shared = (classes.week[seekers.week[rows]] * classes.week[mentors.week[columns]]) @ classes.hours
        return Pairs(
            rows,
            columns,
            (seekers.seeks[rows] * mentors.offers[columns]).sum(axis=1).astype(np.int64),
            (seekers.offers[rows] * mentors.seeks[columns]).sum(axis=1).astype(np.int64) if self.peers else None,
            shared.astype(np.int32),
        )


def _either(mine: Bools, theirs: Bools, pairs: Pairs) -> Index:
    """At which places one of the two is meant. Mostly nobody is, so pairs are looked at only where somebody is."""
    if not mine.any() and not theirs.any():
        return np.zeros(0, np.intp)
    return np.flatnonzero(mine[pairs.rows] | theirs[pairs.columns])


def _looked_up(table: Ints, mine: Index, theirs: Index) -> Ints:
    flat: Ints = table.ravel().take(mine * table.shape[1] + theirs)
    return flat


def _wishes(ranks: tuple[Ints, Ints], weight: int, keys: Ints) -> Ints:
    points = np.zeros(keys.size, np.int64)
    at, which = marks.where(ranks[0], keys)
    points[at] = weight // (ranks[1][which] + 1)
    return points
