"""Who could be shown, in order: columns of the index become points, and the best of them candidates."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Row

from bot.domain.search.columns import FOREMOST, Column, Numbers, Points
from bot.domain.search.facts import Facts, day, folded, languages, packed
from bot.domain.search.query import Filters, Part, Way
from bot.domain.search.ranking import (
    IN_PROFILE,
    RELATED,
    UNKNOWN,
    Standing,
    Weights,
    freshness_shares,
    hours_share,
    level_share,
    rotation_shares,
    shares_of_turns,
    team_share,
)
from bot.domain.search.weeks import WORDS, monday, week, words
from models import Level

FEW = 200
"""Up to so many are put in order all of them: to find the best of them first would take longer."""
ROUNDING = 1e-6
"""Points by which sums may differ that were added up in another order."""
Rows = NDArray[np.intp]
"""Places in a column."""


@dataclass(frozen=True, slots=True)
class Seeker:
    """Who looks, as far as it plays a part."""

    id: int
    tz: str
    speaks: frozenset[str]
    availability: str
    """Packed as in facts."""
    team: str
    """Folded, as in facts."""
    level: int

    @classmethod
    def read(cls, row: Row[Any]) -> "Seeker":
        """From a row of statements.ABOUT_ME."""
        return cls(row.number, row.tz, _spoken(row.speaks), _times(row.availability), folded(row.team), row.level or 0)


@lru_cache(10_000)
def _spoken(written: str) -> frozenset[str]:
    return frozenset(json.loads(written))


@lru_cache(10_000)
def _times(written: str) -> str:
    return packed(json.loads(written))


class Candidate(NamedTuple):
    """Ordered as they are shown."""

    minus: float
    """Their points, less than nothing: the most comes first. HAS_PROFILE counts, so that empty profiles come last."""
    id: int
    group: "Group"
    row: int

    @property
    def facts(self) -> Facts:
        return self.group.column.facts(self.row)


def in_order(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The most points first; empty profiles after all others."""
    return sorted(candidates, key=itemgetter(0, 1))


@dataclass(frozen=True, eq=False)
class Group:
    """Mentors found in one way, each once, with their points, in the order of their ids."""

    way: Way
    column: Column
    shares: "Shares"
    rows: Rows
    """Where each stands in the column: the first row of several."""
    members: Numbers
    points: Points

    def __len__(self) -> int:
        return len(self.members)

    def private_among(self, most: int) -> list[int]:
        """Who of the first `most` shows themselves only to some."""
        places = self.first(most)
        return [int(number) for number in self.members[places][self.column.private[self.rows[places]]]]

    def only(self, these: NDArray[Any]) -> "Group":
        """A flag for each, or places in order."""
        return replace(self, rows=self.rows[these], members=self.members[these], points=self.points[these])

    def without(self, members: Collection[int]) -> "Group":
        """Looked up one by one: those to leave out are few."""
        if not len(self) or not members:
            return self
        wanted = np.fromiter(members, np.int64, len(members))
        places = self.members.searchsorted(wanted)
        places[places == len(self)] = 0
        hits = places[self.members[places] == wanted]
        if not len(hits):
            return self
        there = np.ones(len(self), np.bool_)
        there[hits] = False
        return self.only(there)

    def first(self, most: int) -> NDArray[np.intp]:
        """Places of the first `most`, in order."""
        if most >= len(self) or len(self) <= FEW:
            return (-self.points).argsort(kind="stable")[:most]  # among equals the order of their ids
        # Whoever has as many points as the last of them is in it: which of these goes is for their ids to say.
        least = np.partition(self.points, len(self) - most)[len(self) - most]
        (places,) = (self.points >= least).nonzero()
        first: NDArray[np.intp] = places[(-self.points[places]).argsort(kind="stable")[:most]]
        return first

    def candidates(self, most: int) -> list[Candidate]:
        """The first `most`, in order."""
        places = self.first(most)
        found = (self.points[places].tolist(), self.members[places].tolist(), self.rows[places].tolist())
        return [Candidate(-points, number, self, row) for points, number, row in zip(*found, strict=True)]


@dataclass(frozen=True, eq=False)
class Shares:
    """How well what mentors of a column offer fits what was asked for."""

    column: Column
    way: Way
    asked: int
    """How many topics."""
    worth: Mapping[int, float]
    """For members found by what they wrote: how well that fits (0-1)."""

    def of_topics(self, topics: Any) -> Any:
        """The share of what was asked for that somebody with so many of it offers; of several at once, too."""
        return topics / self.asked if self.way is Way.TOPIC else RELATED

    def of_depth(self, topics: Any, strong: Any) -> Any:
        """The share of it which others come to them for."""
        return strong * (RELATED if self.way is Way.RELATED else 1.0) / topics

    def of(self, member: int) -> tuple[float, float]:
        if self.way is Way.PROFILE:
            return self.worth[member] * IN_PROFILE, 0.0
        first, last = (int(self.column.members.searchsorted(member, side)) for side in ("left", "right"))
        topics, strong = last - first, float(self.column.strong[first:last].sum())
        return self.of_topics(topics), self.of_depth(topics, strong)


@lru_cache(1024)
def _by_level(mine: int, most: float) -> Points:
    """The points of each level, 0 for not said, for somebody of mine."""
    return np.array([most * level_share(mine, theirs) for theirs in range(max(Level) + 1)])


@lru_cache(64)
def _by_quarters(most: float) -> Points:
    """The points of so many quarters of an hour a week in which both work."""
    return np.array([most * hours_share(quarters // 4) for quarters in range(WORDS * 64 + 1)])


@lru_cache(10_000)
def _mine(tz: str, availability: str, start: datetime) -> NDArray[np.uint64]:
    """As Column.quarters() takes it."""
    return np.frombuffer(words(week(tz, availability, start)), np.uint64).reshape(WORDS, 1)


class Ranking:
    """Gives points, for one seeker and one day."""

    def __init__(self, seeker: Seeker, weights: Weights, now: datetime) -> None:
        self.seeker, self.weights, self.today = seeker, weights, day(now)
        self._monday = monday(now)
        self._quarters: dict[Column, NDArray[np.intp]] = {}

    def group(self, column: Column, asked: int, way: Way, worth: Mapping[int, float] | None = None) -> Group:
        """Everybody in `column` with their points. `worth`: for members found by what they wrote, how well that fits
        (0-1)."""
        shares, weights = Shares(column, way, asked, worth or {}), self.weights
        if column.is_unique and way is not Way.PROFILE:
            # The usual one: a single topic. What each of its mentors offers of it is the same, what is strong as well.
            points = self._besides(column, weights.depth * shares.of_depth(1, 1))
            points += weights.topics * shares.of_topics(1)
            return Group(way, column, shares, column.rows, column.members, points)
        members, rows, places = np.unique(column.members, return_index=True, return_inverse=True)
        points = self._besides(column, 0)[rows]
        if way is Way.PROFILE:
            points += weights.topics * np.array([shares.of(number)[0] for number in members.tolist()])
        else:
            topics, strong = np.bincount(places), np.bincount(places, weights=column.strong)
            points += weights.topics * shares.of_topics(topics) + weights.depth * shares.of_depth(topics, strong)
        return Group(way, column, shares, rows, members, points)

    def first_of(self, column: Column, asked: int, way: Way, most: int, out: Collection[int]) -> Group:
        """Of group() without `out`, at least the first `most`: of a large column only those who can be among them."""
        if column.is_unique and way is not Way.PROFILE and len(column) > 2 * FOREMOST:
            weights, shares = self.weights, Shares(column, way, asked, {})
            foremost = column.foremost(self.today, weights, weights.depth * shares.of_depth(1, 1))
            group = self.group(foremost.column, asked, way).without(out)
            if len(group) > most:
                least = np.partition(group.points, len(group) - most)[len(group) - most]
                if least > foremost.others + weights.topics * shares.of_topics(1) + self._mine_at_most() + ROUNDING:
                    return group.only(group.points >= least)
        return self.group(column, asked, way).without(out)

    def _mine_at_most(self) -> float:
        """The points that anybody can have for what hangs on who looks."""
        weights, mine = self.weights, self.seeker
        team = weights.team * (1.0 if mine.team else UNKNOWN)
        level = float(_by_level(mine.level, weights.level).max())
        return weights.rotation + weights.language + weights.hours + team + level

    def _besides(self, column: Column, strong: float) -> Points:
        """The points of each row for everything but topics, and `strong` for those that are."""
        weights, seeker = self.weights, self.seeker
        points = shares_of_turns(self.today, seeker.id, column.turns)
        points *= weights.rotation
        points += column.standing(self.today, weights, strong)
        points += (weights.language * column.speaking(seeker.speaks))[column.speaks.codes]
        points += _by_quarters(weights.hours)[self.quarters_of(column)][column.clocks.codes]
        points += weights.team * self._by_team(column)
        points += _by_level(seeker.level, weights.level)[column.level]
        return points

    def quarters_of(self, column: Column) -> NDArray[np.intp]:
        """Quarters of an hour a week in which both work, for each kind of clock."""
        quarters = self._quarters.get(column)
        if quarters is None:
            mine = _mine(self.seeker.tz, self.seeker.availability, self._monday)
            quarters = self._quarters[column] = column.quarters(self._monday, mine)
        return quarters

    def _by_team(self, column: Column) -> Points | float:
        mine = self.seeker.team
        if not mine:
            return UNKNOWN
        own = column.teams.kinds.get(mine)
        if own is None:
            return column.other_teams
        shares = column.other_teams.copy()
        shares[column.teams.codes == own] = team_share(mine, mine)
        return shares

    def passing(self, group: Group, filters: Filters, offering: Collection[int], booked: Mapping[int, int]) -> Group:
        """Whom the filters let through. `offering` hold office hours; `booked`: minutes that mentors have no more."""
        column, rows = group.column, group.rows
        passes = np.ones(len(group), np.bool_)
        if filters.language:
            speaks = np.array([filters.language in languages(kind) for kind in column.speaks.kinds], np.bool_)
            passes &= speaks[column.speaks.codes][rows]
        if team := folded(filters.team.strip()):
            passes &= column.teams.codes[rows] == column.teams.kinds.get(team, -1)
        if filters.level is not None:
            passes &= column.level[rows] >= filters.level
        if filters.trained:
            passes &= column.trained[rows] >= self.today
        if filters.office_hours or filters.soon:
            offers = np.isin(group.members, list(offering))
            if filters.office_hours:
                passes &= offers
            if filters.soon:
                minutes = self.quarters_of(column)[column.clocks.codes][rows] // 4 * 120
                taken = np.array([booked.get(number, 0) for number in group.members.tolist()])
                passes &= offers | (minutes > taken)
        return group.only(passes)

    def hours(self, one: Candidate) -> int:
        """Whole hours a week in which both work."""
        column = one.group.column
        return int(self.quarters_of(column)[column.clocks.codes[one.row]]) // 4

    def parts(self, one: Candidate, standing: Standing) -> dict[Part, float]:
        """The points of each part."""
        seeker, said = self.seeker, one.facts
        passes_on, load, answers = standing.shares()
        fit, depth = one.group.shares.of(one.id)
        shares = {
            Part.TOPICS: fit,
            Part.DEPTH: depth,
            Part.PASSES_ON: passes_on,
            Part.LANGUAGE: 0.0 if seeker.speaks.isdisjoint(said.speaks) else 1.0,
            Part.HOURS: hours_share(self.hours(one)),
            Part.TEAM: team_share(seeker.team, said.team),
            Part.LEVEL: level_share(seeker.level, said.level),
            Part.LOAD: load,
            Part.ANSWERS: answers,
            Part.FRESHNESS: float(freshness_shares(np.array([self.today - said.active]))[0]),
            Part.ROTATION: float(rotation_shares(self.today, seeker.id, np.array([one.id]))[0]),
        }
        return {part: share * self.weights.of(part) for part, share in shares.items()}
