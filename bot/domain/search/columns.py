"""Everybody who offers a topic, as arrays: a thousand mentors get their points in the time that ten take one by one."""

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.domain.search.facts import PRIVATE, SEPARATOR, Facts, languages
from bot.domain.search.ranking import PER_POINT, UNKNOWN, Weights, depth_merit, freshness_shares, turns
from bot.domain.search.weeks import WORDS, week, words

Numbers = NDArray[np.int64]
Points = NDArray[np.float64]
Flags = NDArray[np.bool_]
Kind = TypeVar("Kind", bound=Hashable)
MOST_SPEAKING = 64
"""Readers' lists of languages for which a column remembers who shares one."""


FOREMOST = 384
"""So many of a large column are looked at first. Nine of ten first pages of 1,800 mentors are among them."""


@dataclass(frozen=True, eq=False)
class Coded(Generic[Kind]):
    """Values of which many are the same: each kind once, and which of them each row has."""

    kinds: dict[Kind, int]
    codes: NDArray[np.intp]

    @classmethod
    def of(cls, values: Sequence[Kind]) -> "Coded[Kind]":
        kinds: dict[Kind, int] = {}
        codes = [kinds.setdefault(value, len(kinds)) for value in values]
        return cls(kinds, np.array(codes, np.intp))

    def and_then(self, other: "Coded[Kind]") -> "Coded[Kind]":
        kinds = dict(self.kinds)
        theirs = np.array([kinds.setdefault(kind, len(kinds)) for kind in other.kinds], np.intp)
        return Coded(kinds, np.concatenate((self.codes, theirs[other.codes])))

    def only(self, rows: NDArray[Any]) -> "Coded[Kind]":
        return Coded(self.kinds, self.codes[rows])

    def compact(self) -> "Coded[Kind]":
        """The same, without the kinds that no row has."""
        there, codes = np.unique(self.codes, return_inverse=True)
        return Coded({self._listed[code]: place for place, code in enumerate(there.tolist())}, codes)

    @cached_property
    def _listed(self) -> list[Kind]:
        return list(self.kinds)

    def __getitem__(self, row: int) -> Kind:
        return self._listed[int(self.codes[row])]


@dataclass(frozen=True, eq=False)
class Column:
    """Rows of the index, in the order of their members: a row for each topic that a mentor offers of those it is
    about."""

    members: Numbers
    merit: Points
    """Points that hang on nobody who looks, without what strong topics add."""
    strong: Points
    """1 for what others come to them for."""
    private: Flags
    """Shown only to the networks they share their profile with."""
    speaks: Coded[str]
    """Languages, as in facts."""
    clocks: Coded[tuple[str, str]]
    """Zone and packed availability."""
    teams: Coded[str]
    """Folded."""
    level: NDArray[np.intp]
    active: NDArray[np.intp]
    """The day they were last active as a mentor."""
    trained: NDArray[np.intp]
    """The last day of their training; 0 for none."""
    is_unique: bool = True
    """Whether each member is there once."""
    _weeks: dict[datetime, NDArray[np.uint64]] = field(default_factory=dict)
    _standing: dict[tuple[int, float], Points] = field(default_factory=dict)
    _foremost: dict[tuple[int, float], "Foremost"] = field(default_factory=dict)
    _speaking: dict[frozenset[str], Points] = field(default_factory=dict)
    _facts: dict[int, Facts] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.members)

    @classmethod
    def of(cls, rows: Iterable[Any], weights: Weights) -> "Column":
        """`rows` of statements.INDEXED."""
        found = sorted((number, merit, strong, said) for number, _, merit, strong, said in rows)
        facts = [said.split(SEPARATOR, 7) for _, _, _, said in found]
        private, speaks, tz, availability, level, active, trained, team = zip(*facts) if facts else ((),) * 8  # noqa: B905 (all of eight)
        members = np.array([number for number, *_ in found], np.int64)
        strong = np.array([strong for _, _, strong, _ in found], np.float64)
        merit = np.array([merit for _, merit, _, _ in found], np.float64)
        return cls(
            members,
            (merit - depth_merit(weights) * strong) / PER_POINT,
            strong,
            np.array([said == PRIVATE for said in private], np.bool_),
            Coded.of(speaks),
            Coded.of(list(zip(tz, availability, strict=True))),
            Coded.of(team),
            np.array(level, np.intp),
            np.array(active, np.intp),
            np.array(trained, np.intp),
            bool((members[1:] != members[:-1]).all()),
        )

    def and_then(self, other: "Column") -> "Column":
        """The rows of both."""
        members = np.concatenate((self.members, other.members))
        both = Column(
            members,
            np.concatenate((self.merit, other.merit)),
            np.concatenate((self.strong, other.strong)),
            np.concatenate((self.private, other.private)),
            self.speaks.and_then(other.speaks),
            self.clocks.and_then(other.clocks),
            self.teams.and_then(other.teams),
            np.concatenate((self.level, other.level)),
            np.concatenate((self.active, other.active)),
            np.concatenate((self.trained, other.trained)),
        )
        ordered = members.argsort(kind="stable")
        return both.only(ordered)

    def only(self, rows: NDArray[Any]) -> "Column":
        """These rows: their places in order, or a flag for each."""
        members = self.members[rows]
        return Column(
            members,
            self.merit[rows],
            self.strong[rows],
            self.private[rows],
            self.speaks.only(rows),
            self.clocks.only(rows),
            self.teams.only(rows),
            self.level[rows],
            self.active[rows],
            self.trained[rows],
            bool((members[1:] != members[:-1]).all()),
        )

    def without(self, members: Collection[int]) -> "Column":
        return self.only(~np.isin(self.members, list(members)))

    @cached_property
    def rows(self) -> NDArray[np.intp]:
        """Their places."""
        return np.arange(len(self))

    @cached_property
    def has_private(self) -> bool:
        return bool(self.private.any())

    @cached_property
    def turns(self) -> NDArray[np.uint64]:
        return turns(self.members)

    @cached_property
    def other_teams(self) -> Points:
        """The shares of their teams, for somebody of yet another one."""
        shares = np.array([UNKNOWN if team == "" else 1.0 for team in self.teams.kinds])
        return shares[self.teams.codes]

    def standing(self, today: int, weights: Weights, strong: float) -> Points:
        """The points of a day that hang on nobody who looks: merit, how fresh they are, and `strong` for what others
        come to them for. `weights` are those of of()."""
        known = self._standing.get((today, strong))
        if known is None:
            known = self.merit + weights.freshness * freshness_shares(today - self.active) + strong * self.strong
            if any(day != today for day, _ in self._standing):
                self._standing.clear()
            self._standing[today, strong] = known
        return known

    def foremost(self, today: int, weights: Weights, strong: float) -> "Foremost":
        """The best FOREMOST by standing(); there must be more rows than that."""
        known = self._foremost.get((today, strong))
        if known is None:
            standing = self.standing(today, weights, strong)
            places = (-standing).argpartition(FOREMOST)
            best = self.only(np.sort(places[:FOREMOST]))
            best = replace(best, speaks=best.speaks.compact(), clocks=best.clocks.compact(), teams=best.teams.compact())
            if any(day != today for day, _ in self._foremost):
                self._foremost.clear()
            known = self._foremost[today, strong] = Foremost(best, float(standing[places[FOREMOST]]))
        return known

    def weeks(self, monday: datetime) -> NDArray[np.uint64]:
        """For each kind of clock, when somebody works in the week that begins then: a column of WORDS numbers, a bit
        for each quarter of an hour."""
        known = self._weeks.get(monday)
        if known is None:
            bits = b"".join(words(week(tz, availability, monday)) for tz, availability in self.clocks.kinds)
            known = np.ascontiguousarray(np.frombuffer(bits, np.uint64).reshape(-1, WORDS).T)
            self._weeks.clear()
            self._weeks[monday] = known
        return known

    def quarters(self, monday: datetime, mine: NDArray[np.uint64]) -> NDArray[np.intp]:
        """For each kind of clock, in how many quarters of an hour of that week somebody works who also works in those
        of `mine`: WORDS numbers, one below the other."""
        both = np.bitwise_count(self.weeks(monday) & mine)
        quarters: NDArray[np.intp] = np.add.reduce(both, axis=0, dtype=np.intp)
        return quarters

    def speaking(self, mine: frozenset[str]) -> Points:
        """For each kind of languages, whether one of `mine` is among them: 1 or 0."""
        known = self._speaking.get(mine)
        if known is None:
            known = np.array([not mine.isdisjoint(languages(kind)) for kind in self.speaks.kinds], np.float64)
            if len(self._speaking) >= MOST_SPEAKING:
                self._speaking.clear()
            self._speaking[mine] = known
        return known

    def facts(self, row: int) -> Facts:
        """Of those that are shown, again and again the same."""
        known = self._facts.get(row)
        if known is None:
            tz, availability = self.clocks[row]
            known = self._facts[row] = Facts(
                languages(self.speaks[row]),
                tz,
                availability,
                self.teams[row],
                int(self.level[row]),
                int(self.active[row]),
                int(self.trained[row]),
                bool(self.private[row]),
            )
        return known


@dataclass(frozen=True, eq=False)
class Foremost:
    """Those of a column who come first by what hangs on nobody who looks."""

    column: Column
    others: float
    """No other row has more of those points."""
