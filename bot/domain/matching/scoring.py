"""Which pairs the rules allow, and how many points each is worth: for any number of pairs at once.

The same few lines score the millions of pairs of a round and explain one of them, so an explanation cannot differ.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.domain.matching import marks
from bot.domain.matching.people import Duo
from bot.domain.matching.plan import Part
from bot.domain.matching.programme import Kind, Programme, Rule
from bot.domain.matching.sides import UNKNOWN, Bools, Field, Index, Ints

ENOUGH_HOURS = 10
"""Shared hours a week from which more make no difference."""
QUARTERS_AN_HOUR = 4


@dataclass(frozen=True, slots=True)
class Pairs:
    """Some pairs, row by row: place k is rows[k] with columns[k]."""

    rows: Index
    columns: Index
    keys: Ints
    given: Ints
    """How much of what the row seeks the column offers: the sum over topics of both weights."""
    taken: Ints | None
    """Peers: the other way round."""


class Scorer:
    def __init__(self, field: Field, programme: Programme, forbidden: Iterable[Duo] = ()) -> None:
        self.field, self.programme = field, programme
        self.peers = programme.kind is Kind.PEER
        rules = programme.rules
        self.marked: dict[Rule, Ints] = {
            Rule.APART: marks.named(field, lambda person: person.apart),
            Rule.FORBIDDEN: marks.listed(field, forbidden, either_way=self.peers),
        }
        if rules.outside_line or rules.discreet:
            self.marked[Rule.LINE] = marks.named(field, lambda person: person.line)
        if rules.no_repeats:
            self.marked[Rule.REPEAT] = marks.named(field, lambda person: person.earlier)
        self.wish = marks.by_rows(field, lambda person: person.wishes)
        self.wished = marks.by_columns(field, lambda person: person.wishes)
        self.wanted = np.union1d(self.wish[0], self.wished[0])

    # Which pairs

    def candidates(self, first: int, last: int) -> Pairs:
        """Of the rows from `first` up to `last`, all pairs with a shared topic or a wish, or simply all."""
        rows, columns = self.field.rows, self.field.columns
        given = rows.seeks[first:last] @ columns.offers.T
        taken = rows.offers[first:last] @ columns.seeks.T if self.peers else None
        if self.programme.rules.shared_topic:
            open_ = given > 0 if taken is None else (given > 0) & (taken > 0)
            low, high = np.searchsorted(self.wanted, (first * given.shape[1], last * given.shape[1]))
            open_.reshape(-1)[self.wanted[low:high] - first * given.shape[1]] = True
        else:
            open_ = np.ones(given.shape, np.bool_)
        ids = {person.id: place for place, person in enumerate(columns.people)} if not self.peers else {}
        for row in range(first, last):
            if self.peers:
                open_[row - first, : row + 1] = False
            elif (me := ids.get(rows.people[row].id)) is not None:
                open_[row - first, me] = False
        near, at = np.nonzero(open_)
        far = near + first
        return Pairs(
            far,
            at,
            marks.keys(self.field, far, at),
            given[near, at].astype(np.int64),
            None if taken is None else taken[near, at].astype(np.int64),
        )

    def around(self, row: int) -> Pairs:
        """Whoever shares a topic or a wish with one person, on either side of them."""
        if not self.peers:
            return self.candidates(row, row + 1)
        rows, columns = self.field.rows, self.field.columns
        open_ = np.ones(len(columns.people), np.bool_)
        if self.programme.rules.shared_topic:
            open_ = (columns.offers @ rows.seeks[row] > 0) & (columns.seeks @ rows.offers[row] > 0)
            keys = self.wanted
            mine = np.concatenate(
                [keys[keys // open_.size == row] % open_.size, keys[keys % open_.size == row] // open_.size]
            )
            open_[mine] = True
        open_[row] = False
        return self.these([(min(row, other), max(row, other)) for other in np.flatnonzero(open_).tolist()])

    def these(self, pairs: Iterable[tuple[int, int]]) -> Pairs:
        """Certain pairs (row, column), put in order."""
        at = np.array(sorted(pairs), np.intp).reshape(-1, 2)
        rows, columns = at[:, 0], at[:, 1]
        seekers, mentors = self.field.rows, self.field.columns
        return Pairs(
            rows,
            columns,
            marks.keys(self.field, rows, columns),
            (seekers.seeks[rows] * mentors.offers[columns]).sum(axis=1).astype(np.int64),
            (seekers.offers[rows] * mentors.seeks[columns]).sum(axis=1).astype(np.int64) if self.peers else None,
        )

    # What rules them out

    def broken(self, pairs: Pairs, hours: Ints | None) -> dict[Rule, Bools]:
        """Which pairs break which of the rules that hold here. Without a shared topic nothing is said of TOPIC."""
        rules, (rows, columns) = self.programme.rules, (self.field.rows, self.field.columns)
        reverse = self.programme.kind is Kind.REVERSE
        passes = rules.unknown_passes
        broken = {}
        for rule, marked in self.marked.items():
            broken[rule] = np.zeros(pairs.rows.size, np.bool_)
            broken[rule][marks.where(marked, pairs.keys)[0]] = True
        if rules.shared_language:
            mine, theirs = rows.language[pairs.rows], columns.language[pairs.columns]
            broken[Rule.LANGUAGE] = ~self.field.classes.languages[mine, theirs]
            if Rule.LANGUAGE in passes:
                broken[Rule.LANGUAGE] &= (mine != UNKNOWN) & (theirs != UNKNOWN)
        if hours is not None and rules.least_hours:
            unknown = self._week_unknown(pairs)
            broken[Rule.HOURS] = np.where(unknown, Rule.HOURS not in passes, hours < rules.least_hours)
        if rules.other_team or rules.discreet or reverse:
            mine, theirs = rows.team[pairs.rows], columns.team[pairs.columns]
            known = (mine != UNKNOWN) & (theirs != UNKNOWN)
            lenient = Rule.TEAM in passes and not rules.discreet and not reverse
            broken[Rule.TEAM] = (known & (mine == theirs)) | (~known & (not lenient))
        if reverse or rules.least_step is not None or rules.most_step is not None:
            step, known = self._step(pairs)
            least, most = rules.least_step, rules.most_step
            if reverse:
                least = max(1, least or 1)
            far = np.zeros(step.size, np.bool_) if least is None else step < least
            if most is not None:
                far |= step > most
            broken[Rule.LEVEL] = np.where(known, far, reverse or Rule.LEVEL not in passes)
        if reverse:
            broken[Rule.GOAL] = ~(rows.goal[pairs.rows] & columns.goal[pairs.columns])
        return broken

    def hours(self, pairs: Pairs) -> Ints:
        """Whole hours a week in which both can meet; 0 where it is not known."""
        classes = self.field.classes
        weeks = self.field.rows.week[pairs.rows]
        mine, at = np.unique(weeks, return_inverse=True)
        table = (classes.week[mine] * classes.quarters) @ classes.week.T
        whole: Ints = (table.astype(np.int64) // QUARTERS_AN_HOUR)[at, self.field.columns.week[pairs.columns]]
        return whole

    # What they are worth

    def points(self, pairs: Pairs, hours: Ints) -> dict[Part, Ints]:
        """The points of each part."""
        weights, (rows, columns) = self.programme.weights, (self.field.rows, self.field.columns)
        topics = weights.topics * pairs.given // rows.sought[pairs.rows]
        if pairs.taken is not None:
            topics = (topics + weights.topics * pairs.taken // columns.sought[pairs.columns]) // 2
        mine, theirs = rows.language[pairs.rows], columns.language[pairs.columns]
        language = np.where(self.field.classes.languages[mine, theirs], weights.language, 0)
        language[(mine == UNKNOWN) | (theirs == UNKNOWN)] = weights.language // 2
        clock = np.minimum(hours, ENOUGH_HOURS) * weights.hours // ENOUGH_HOURS
        clock[self._week_unknown(pairs)] = weights.hours // 2
        mine, theirs = rows.team[pairs.rows], columns.team[pairs.columns]
        team = np.where(mine == theirs, 0, weights.team)
        team[(mine == UNKNOWN) | (theirs == UNKNOWN)] = weights.team // 2
        wish, wished = weights.wish, weights.wished
        if self.peers:
            wish = wished = (wish + wished) // 2
        return {
            Part.TOPICS: topics,
            Part.HOURS: clock,
            Part.LANGUAGE: language,
            Part.LEVEL: self._level(pairs, weights.level),
            Part.TEAM: team,
            Part.WISH: _wishes(self.wish, wish, pairs),
            Part.WISHED: _wishes(self.wished, wished, pairs),
        }

    def _level(self, pairs: Pairs, weight: int) -> Ints:
        """One or two steps up is near enough to remember how it was; peers: the same, or one step."""
        step, known = self._step(pairs)
        best = (0, 1) if self.peers else (1, 2)
        fair = (2, 2) if self.peers else (0, 3)
        quarters = np.where(np.isin(step, best), 4, np.where(np.isin(step, fair), 2, 1))
        return np.where(known, quarters, 2) * weight // 4

    def _step(self, pairs: Pairs) -> tuple[Ints, Bools]:
        """How far the mentor stands above the mentee (reverse: below; peers: apart), and whether that is known."""
        mine, theirs = self.field.rows.level[pairs.rows], self.field.columns.level[pairs.columns]
        step = theirs - mine
        if self.peers:
            step = np.abs(step)
        elif self.programme.kind is Kind.REVERSE:
            step = -step
        return step, (mine != UNKNOWN) & (theirs != UNKNOWN)

    def _week_unknown(self, pairs: Pairs) -> Bools:
        known: Bools = (self.field.rows.week[pairs.rows] == UNKNOWN) | (
            self.field.columns.week[pairs.columns] == UNKNOWN
        )
        return known


def _wishes(ranks: tuple[Ints, Ints], weight: int, pairs: Pairs) -> Ints:
    points = np.zeros(pairs.rows.size, np.int64)
    at, which = marks.where(ranks[0], pairs.keys)
    points[at] = weight // (ranks[1][which] + 1)
    return points


def total(parts: Mapping[Part, NDArray[np.int64]]) -> Ints:
    """Scores: the sums of the parts."""
    summed: Ints = np.add.reduce([*parts.values()])
    return summed
