"""Which pairs the rules allow: for some rows with all columns at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter

import numpy as np

from bot.domain.matching import marks
from bot.domain.matching.people import Duo
from bot.domain.matching.programme import Kind, Programme, Rule
from bot.domain.matching.sides import UNKNOWN, Bools, Field, Floats, Ints


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows with all columns: every array is (rows, columns)."""

    first: int
    last: int
    given: Floats
    """How much of what the row seeks the column offers."""
    taken: Floats | None
    """Peers: the other way round."""
    near: Bools
    """They share a topic, or each wishes for the other; without that rule all. Nobody is near themselves."""
    hours: Floats
    """Hours a week in which both can meet, to the quarter; 0 where it is not known."""


class Ruling:
    """The hard rules of a round."""

    def __init__(self, field: Field, programme: Programme, forbidden: Iterable[Duo]) -> None:
        self.field, self.programme = field, programme
        self.peers = programme.kind is Kind.PEER
        rules = programme.rules
        self.marked: dict[Rule, Ints] = {
            Rule.APART: marks.named(field, attrgetter("apart")),
            Rule.FORBIDDEN: marks.listed(field, forbidden, either_way=self.peers),
        }
        if rules.outside_line or rules.discreet:
            self.marked[Rule.LINE] = marks.named(field, attrgetter("line"))
        if rules.no_repeats:
            self.marked[Rule.REPEAT] = marks.named(field, attrgetter("earlier"))
        # Of both alone: who is brought together without a topic would know that the other wished for it.
        self.wanted = marks.mutual(field, attrgetter("wishes"))
        self.themselves = marks.themselves(field)
        self.free = field.classes.week[field.columns.week]
        self.language = ~field.classes.languages
        self.language[UNKNOWN], self.language[:, UNKNOWN] = (Rule.LANGUAGE not in rules.unknown_passes,) * 2
        self.level = self._levels()

    def _levels(self) -> Bools | None:
        """By classes, which levels are too near or too far. None: there is no such rule."""
        rules, reverse = self.programme.rules, self.programme.kind is Kind.REVERSE
        least, most = rules.least_step, rules.most_step
        if reverse:
            least = max(1, least or 1)
        if least is None and most is None:
            return None
        steps, known = self.field.classes.steps(self.programme.kind)
        far = np.zeros(steps.shape, np.bool_) if least is None else steps < least
        if most is not None:
            far |= steps > most
        far[~known] = reverse or Rule.LEVEL not in rules.unknown_passes
        return far

    def block(self, first: int, last: int) -> Block:
        rows, columns, classes = self.field.rows, self.field.columns, self.field.classes
        given = rows.seeks[first:last] @ columns.offers.T
        taken = rows.offers[first:last] @ columns.seeks.T if self.peers else None
        if self.programme.rules.shared_topic:
            near = given > 0 if taken is None else (given > 0) & (taken > 0)
            self._mark(near, first, self.wanted, True)
        else:
            near = np.ones(given.shape, np.bool_)
        self._mark(near, first, self.themselves, False)
        meet = np.multiply(classes.week[rows.week[first:last]], classes.hours, dtype=np.float32)
        return Block(first, last, given, taken, near, meet @ self.free.T)

    def broken(self, block: Block) -> Iterator[tuple[Rule, Bools]]:
        """Each rule that holds here, and which pairs break it. Of TOPIC nothing is said: Block.near."""
        rules, (rows, columns) = self.programme.rules, (self.field.rows, self.field.columns)
        some = slice(block.first, block.last)
        for rule, marked in self.marked.items():
            if marked.size:
                breaks = np.zeros(block.near.shape, np.bool_)
                self._mark(breaks, block.first, marked, True)
                yield rule, breaks
        if rules.shared_language:
            yield Rule.LANGUAGE, self.language[rows.language[some]].take(columns.language, axis=1)
        if rules.least_hours:
            breaks = block.hours < rules.least_hours
            unknown = Rule.HOURS not in rules.unknown_passes
            breaks[rows.week[some] == UNKNOWN] = unknown
            breaks[:, columns.week == UNKNOWN] = unknown
            yield Rule.HOURS, breaks
        reverse = self.programme.kind is Kind.REVERSE
        if rules.other_team or rules.discreet or reverse:
            mine, theirs = rows.team[some], columns.team
            breaks = mine[:, None] == theirs
            unknown = rules.discreet or reverse or Rule.TEAM not in rules.unknown_passes
            breaks[mine == UNKNOWN] = unknown
            breaks[:, theirs == UNKNOWN] = unknown
            yield Rule.TEAM, breaks
        if self.level is not None:
            yield Rule.LEVEL, self.level[rows.level[some]].take(columns.level, axis=1)
        if reverse:
            yield Rule.GOAL, ~(rows.goal[some][:, None] & columns.goal)

    def of(self, row: int, column: int) -> set[Rule]:
        """The rules that one pair breaks."""
        block = self.block(row, row + 1)
        found = {rule for rule, breaks in self.broken(block) if breaks[0, column]}
        return found if block.near[0, column] else found | {Rule.TOPIC}

    def _mark(self, cells: Bools, first: int, marked: Ints, value: bool) -> None:
        """Set the cells of a block, whose first row is `first`, that are marked."""
        begin = first * cells.shape[1]
        low, high = np.searchsorted(marked, (begin, begin + cells.size))
        cells.reshape(-1)[marked[low:high] - begin] = value
