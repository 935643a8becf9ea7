"""Who could be shown, in order: rows of the index become candidates with points."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import heappush, heapreplace
from typing import Any, NamedTuple

from sqlalchemy import Row

from bot.domain.search.facts import SEPARATOR, Facts, day, folded, languages, packed
from bot.domain.search.query import Part, Way
from bot.domain.search.ranking import (
    IN_PROFILE,
    PER_POINT,
    RELATED,
    Standing,
    Weights,
    depth_merit,
    freshness_share,
    hours_share,
    level_share,
    rotation_share,
    team_share,
)
from bot.domain.search.weeks import monday, shared_hours, week


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


class Offer(NamedTuple):
    """What a mentor offers of the topics of a search."""

    id: int
    merit: int
    """Without what strong topics add."""
    topics: int
    """How many of them."""
    strong: int
    """How many of those others come to them for."""
    facts: str


Offered = tuple[int, int, int, int, str]
"""The same as a plain tuple: there are hundreds in a search, and a name costs as much as everything else about one."""


def gathered(rows: Iterable[Any], apart: Collection[int], weights: Weights) -> list[Offered]:
    """Rows of the index by mentor, without those kept apart from who looks."""
    depth = depth_merit(weights)
    offers: dict[int, Offered] = {}
    for number, _, merit, strong, said in rows:
        if number in apart:
            continue
        if number not in offers:
            offers[number] = (number, merit - depth if strong else merit, 1, int(strong), said)
        else:
            _, without, topics, strong_ones, _ = offers[number]
            offers[number] = (number, without, topics + 1, strong_ones + strong, said)
    return list(offers.values())


@dataclass(frozen=True, slots=True)
class Candidate:
    offer: Offer
    way: Way
    fit: float
    """The share of what was asked for that they offer."""
    depth: float
    """The share of that which others come to them for."""
    points: float
    """In which HAS_PROFILE counts, so that empty profiles come last."""

    @property
    def facts(self) -> Facts:
        return Facts.read(self.offer.facts)


def in_order(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The most points first; empty profiles after all others."""
    return sorted(candidates, key=lambda one: (-one.points, one.offer.id))


class Ranking:
    """Gives points, for one seeker and one day. What many mentors have in common is worked out once."""

    def __init__(self, seeker: Seeker, weights: Weights, now: datetime) -> None:
        self.seeker, self.weights, self.today = seeker, weights, day(now)
        self._monday = monday(now)
        self._week = week(seeker.tz, seeker.availability, self._monday)
        self._hours: dict[tuple[str, str], float] = {}
        self._language: dict[str, float] = {}
        self._stage: dict[str, float] = {}

    def ranked(
        self, offers: Iterable[Offered], asked: int, way: Way, most: int, worth: Mapping[int, float] | None = None
    ) -> list[Candidate]:
        """The first `most`, in order. `worth`: for members found by what they wrote, how well that fits (0-1)."""
        weights, seeker, today = self.weights, self.seeker, self.today
        factor = RELATED if way is Way.RELATED else 1.0
        most_of_the_rest = (
            weights.language + weights.hours + weights.team + weights.level + weights.freshness + weights.rotation
        )

        known = []
        for offer in offers:
            number, merit, topics, strong, _ = offer
            if way is Way.PROFILE:
                fit, depth = (worth or {})[number] * IN_PROFILE, 0.0
            else:
                fit = topics / asked if way is Way.TOPIC else RELATED
                depth = strong / topics * factor if strong else 0.0
            points = merit / PER_POINT + weights.topics * fit + weights.depth * depth
            known.append((points, fit, depth, offer))
        known.sort(reverse=True)

        found = []
        best: list[float] = []
        for points, fit, depth, offer in known:
            if len(best) == most and points + most_of_the_rest < best[0]:
                break  # nor could anybody after them still be among the first
            _, speaks, tz, availability, level, active, _, team = offer[4].split(SEPARATOR, 7)
            hours = self._hours.get((tz, availability))
            if hours is None:
                hours = weights.hours * hours_share(self.hours(tz, availability))
                self._hours[tz, availability] = hours
            language = self._language.get(speaks)
            if language is None:
                language = weights.language * (not seeker.speaks.isdisjoint(languages(speaks)))
                self._language[speaks] = language
            stage = self._stage.get(level)
            if stage is None:
                stage = self._stage[level] = weights.level * level_share(seeker.level, int(level))
            total = (
                points
                + hours
                + language
                + stage
                + weights.team * team_share(seeker.team, team)
                + weights.freshness * freshness_share(today - int(active))
                + weights.rotation * rotation_share(today, seeker.id, offer[0])
            )
            found.append((-total, offer[0], offer, fit, depth))
            if len(best) < most:
                heappush(best, total)
            elif total > best[0]:
                heapreplace(best, total)
        found.sort()
        return [Candidate(Offer(*offer), way, fit, depth, -minus) for minus, _, offer, fit, depth in found[:most]]

    def hours(self, tz: str, availability: str) -> int:
        """Whole hours a week in which both work."""
        return shared_hours(self._week, week(tz, availability, self._monday))

    def parts(self, one: Candidate, row: Row[Any]) -> dict[Part, float]:
        """The points of each part. `row` has the mentor's passes_on, places and answers, as statements.ABOUT_THEM reads
        them."""
        seeker, said = self.seeker, one.facts
        standing = Standing(
            len(row.passes_on), len(row.title), row.places_taken, row.capacity, row.answered, row.answer_seconds
        )
        passes_on, load, answers = standing.shares()
        shares = {
            Part.TOPICS: one.fit,
            Part.DEPTH: one.depth,
            Part.PASSES_ON: passes_on,
            Part.LANGUAGE: 0.0 if seeker.speaks.isdisjoint(said.speaks) else 1.0,
            Part.HOURS: hours_share(self.hours(said.tz, said.availability)),
            Part.TEAM: team_share(seeker.team, said.team),
            Part.LEVEL: level_share(seeker.level, said.level),
            Part.LOAD: load,
            Part.ANSWERS: answers,
            Part.FRESHNESS: freshness_share(self.today - said.active),
            Part.ROTATION: rotation_share(self.today, seeker.id, one.offer.id),
        }
        return {part: share * self.weights.of(part) for part, share in shares.items()}
