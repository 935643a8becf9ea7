"""Who could be shown, in order: columns of the index become points, and the best of them candidates."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Row

from bot.domain.search.columns import Column, Flags, Numbers, Points
from bot.domain.search.facts import Facts, day, folded, languages, packed
from bot.domain.search.query import Filters, Part, Way
from bot.domain.search.ranking import (
    ENOUGH_HOURS,
    IN_PROFILE,
    RELATED,
    Standing,
    Weights,
    freshness_shares,
    hours_share,
    level_share,
    rotation_shares,
    team_share,
)
from bot.domain.search.weeks import monday, week, words
from models import Level

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
        return cls(
            row.number,
            row.tz,
            frozenset(json.loads(row.speaks)),
            packed(json.loads(row.availability)),
            folded(row.team),
            row.level or 0,
        )


class Candidate(NamedTuple):
    """Ordered as they are shown."""

    minus: float
    """Their points, less than nothing: the most comes first. HAS_PROFILE counts, so that empty profiles come last."""
    id: int
    way: Way
    fit: float
    """The share of what was asked for that they offer."""
    depth: float
    """The share of that which others come to them for."""
    column: Column
    row: int

    @property
    def facts(self) -> Facts:
        return self.column.facts(self.row)


def in_order(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The most points first; empty profiles after all others."""
    return sorted(candidates, key=itemgetter(0, 1))


@dataclass(frozen=True, eq=False)
class Group:
    """Mentors found in one way, each once, with their points, in the order of their ids."""

    way: Way
    column: Column
    rows: Rows
    """Where each stands in the column: the first row of several."""
    members: Numbers
    fit: Points
    depth: Points
    points: Points

    def __len__(self) -> int:
        return len(self.members)

    @property
    def private(self) -> Flags:
        return self.column.private[self.rows]

    def private_among(self, most: int) -> list[int]:
        """Who of the first `most` shows themselves only to some."""
        if not self.private.any():
            return []
        places = self.first(most)
        return [int(number) for number in self.members[places][self.private[places]]]

    def only(self, these: NDArray[Any]) -> "Group":
        """A flag for each, or places in order."""
        return replace(
            self,
            rows=self.rows[these],
            members=self.members[these],
            fit=self.fit[these],
            depth=self.depth[these],
            points=self.points[these],
        )

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
        if most < len(self):
            # Whoever has as many points as the last of them is in it: which of these goes is for their ids to say.
            least = np.partition(self.points, len(self) - most)[len(self) - most]
            places = np.flatnonzero(self.points >= least)
        else:
            places = np.arange(len(self))
        order = np.lexsort((self.members[places], -self.points[places]))
        return places[order[:most]]

    def candidates(self, most: int) -> Iterator[Candidate]:
        """The first `most`, in order."""
        places = self.first(most)
        arrays = (-self.points, self.members, self.fit, self.depth, self.rows)
        for minus, number, fit, depth, row in zip(*(array[places].tolist() for array in arrays), strict=True):
            yield Candidate(minus, number, self.way, fit, depth, self.column, row)


@lru_cache(1024)
def _by_level(mine: int) -> Points:
    """The share of each level, 0 for not said, for somebody of mine."""
    return np.array([level_share(mine, theirs) for theirs in range(max(Level) + 1)])


class Ranking:
    """Gives points, for one seeker and one day."""

    def __init__(self, seeker: Seeker, weights: Weights, now: datetime) -> None:
        self.seeker, self.weights, self.today = seeker, weights, day(now)
        self._monday = monday(now)
        self._week = week(seeker.tz, seeker.availability, self._monday)
        self._hours: dict[Column, Points] = {}

    def group(self, column: Column, asked: int, way: Way, worth: Mapping[int, float] | None = None) -> Group:
        """Everybody in `column` with their points. `worth`: for members found by what they wrote, how well that fits
        (0-1)."""
        weights = self.weights
        if column.is_unique:
            members, rows = column.members, column.rows
            topics, strong = column.ones, column.strong
        else:
            members, rows, places = np.unique(column.members, return_index=True, return_inverse=True)
            topics = np.bincount(places).astype(np.float64)
            strong = np.bincount(places, weights=column.strong).astype(np.float64)
        if way is Way.PROFILE:
            fit = np.array([(worth or {})[number] for number in members.tolist()]) * IN_PROFILE
            depth = np.zeros(len(members))
        else:
            fit = topics / asked if way is Way.TOPIC else np.full(len(members), RELATED)
            depth = strong * (RELATED if way is Way.RELATED else 1.0) / topics
        besides = self._besides(column)
        points = (besides if column.is_unique else besides[rows]) + weights.topics * fit + weights.depth * depth
        return Group(way, column, rows, members, fit, depth, points)

    def _besides(self, column: Column) -> Points:
        """The points of each row for everything but topics."""
        weights, seeker = self.weights, self.seeker
        speaks = [not seeker.speaks.isdisjoint(languages(kind)) for kind in column.speaks.kinds]
        hours = self.hours_of(column).clip(max=ENOUGH_HOURS) * (weights.hours / ENOUGH_HOURS)
        points: Points = (
            column.standing(self.today, weights)
            + (np.array(speaks, np.float64) * weights.language)[column.speaks.codes]
            + hours[column.clocks.codes]
            + (weights.team * self._by_team(column))[column.teams.codes]
            + (weights.level * _by_level(seeker.level))[column.level]
            + weights.rotation * rotation_shares(self.today, seeker.id, column.members)
        )
        return points

    def hours_of(self, column: Column) -> Points:
        """Whole hours a week in which both work, for each kind of clock."""
        hours = self._hours.get(column)
        if hours is None:
            mine = np.frombuffer(words(self._week), np.uint64)
            hours = np.bitwise_count(column.weeks(self._monday) & mine).sum(axis=1, dtype=np.float64) // 4
            self._hours[column] = hours
        return hours

    def _by_team(self, column: Column) -> Points:
        kinds, mine = column.teams.kinds, self.seeker.team
        shares = np.full(len(kinds), team_share(mine, "another" + mine))
        for team in ("", mine):
            if team in kinds:
                shares[kinds[team]] = team_share(mine, team)
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
                minutes = self.hours_of(column)[column.clocks.codes][rows] * 120
                taken = np.array([booked.get(number, 0) for number in group.members.tolist()])
                passes &= offers | (minutes > taken)
        return group.only(passes)

    def hours(self, one: Candidate) -> int:
        """Whole hours a week in which both work."""
        return int(self.hours_of(one.column)[one.column.clocks.codes[one.row]])

    def parts(self, one: Candidate, standing: Standing) -> dict[Part, float]:
        """The points of each part."""
        seeker, said = self.seeker, one.facts
        passes_on, load, answers = standing.shares()
        shares = {
            Part.TOPICS: one.fit,
            Part.DEPTH: one.depth,
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
