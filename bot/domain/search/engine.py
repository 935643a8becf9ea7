"""The search itself: what the words mean, who offers it, in which order, and why."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy import Executable, Row, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.search import needs, statements
from bot.domain.search.allowed import may_be_asked
from bot.domain.search.query import LONGEST_WORDS, PAGE, Filters, Found, Match, Mentor, Part, Query, Way
from bot.domain.search.ranking import (
    ENOUGH_HOURS,
    IN_PROFILE,
    RELATED,
    WEIGHTS,
    Standing,
    Weights,
    freshness_share,
    level_share,
    rotation_share,
    team_share,
)
from bot.domain.search.statements import EVERYBODY, MOST_DETAILED, MOST_TOPICS, PER_BAND, About, Extra, numbered
from bot.domain.search.weeks import monday, shared_hours, week
from bot.domain.topics import Lexicon, lexicon
from models import Level, Member, MentorProfile, MentorTopic

SOON = timedelta(days=14)


class Rows(Protocol):
    """Somewhere to ask: a transaction, or a connection that only reads."""

    async def rows(self, statement: Executable, parameters: Mapping[str, Any]) -> Sequence[Row[Any]]: ...


class InSession:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def rows(self, statement: Executable, parameters: Mapping[str, Any]) -> Sequence[Row[Any]]:
        return (await self._session.execute(statement, dict(parameters))).all()


@dataclass(frozen=True, slots=True)
class Seeker:
    """Who looks, as far as it plays a part."""

    id: int
    workspace_id: str
    tz: str
    speaks: frozenset[str]
    availability: str
    team: str
    level: int | None

    @classmethod
    def of(cls, member: Member) -> "Seeker":
        return cls(
            member.id,
            member.workspace_id,
            member.tz,
            frozenset(member.speaks),
            json.dumps(member.availability),
            member.team,
            member.level,
        )


@lru_cache(10_000)
def _codes(speaks: str) -> frozenset[str]:
    """Members share a few hundred lists of languages among them."""
    return frozenset(json.loads(speaks))


@dataclass(frozen=True, slots=True)
class Candidate:
    row: Row[Any]
    way: Way
    shares: tuple[float, ...]
    """In the order of Part."""
    points: float
    is_empty: bool
    hours: int


class Ranking:
    """Candidates in order, for one seeker and one day."""

    def __init__(self, seeker: Seeker, weights: Weights, now: datetime) -> None:
        self.seeker, self.now = seeker, now
        self._weights = tuple(weights.of(part) for part in Part)
        self._day = now.date().isoformat()
        self._monday = monday(now)
        self._week = week(seeker.tz, seeker.availability, self._monday)

    def candidate(self, row: Row[Any], fit: float, depth: float, way: Way) -> Candidate:
        """`fit`: the share of what was asked for that they offer; `depth`: of that, what they are strong in."""
        seeker = self.seeker
        hours = shared_hours(self._week, week(row.tz, row.availability, self._monday))
        standing = Standing(row.passes_on, row.title, row.places_taken, row.capacity, row.answered, row.answer_seconds)
        passes_on, load, answers = standing.shares()
        shares = (
            fit,
            depth,
            passes_on,
            0.0 if seeker.speaks.isdisjoint(_codes(row.speaks)) else 1.0,
            min(hours, ENOUGH_HOURS) / ENOUGH_HOURS,
            team_share(seeker.team, row.team),
            level_share(seeker.level, row.level),
            load,
            answers,
            freshness_share((self.now - row.last_active_at).days),
            rotation_share(self._day, seeker.id, row.id),
        )
        points = sum(share * weight for share, weight in zip(shares, self._weights, strict=True))
        return Candidate(row, way, shares, points, standing.is_empty, hours)

    def parts(self, one: Candidate) -> dict[Part, float]:
        return {part: share * weight for part, share, weight in zip(Part, one.shares, self._weights, strict=True)}


def in_order(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The most points first; empty profiles after all others."""
    return sorted(candidates, key=lambda one: (one.is_empty, -one.points, one.row.id))


@dataclass(frozen=True)
class Search:
    """One search under way."""

    rows: Rows
    seeker: Seeker
    known: Lexicon
    query: Query
    language: str
    now: datetime
    weights: Weights
    everybody: bool = False
    """Rank everybody, also where the index would do: to see whether anything is lost."""

    def _common(self) -> dict[str, Any]:
        return {"me": self.seeker.id, "workspace": self.seeker.workspace_id, "now": self.now}

    async def run(self, written: Mapping[int, float] | None = None) -> Found:
        """`written`: what profiles say, by member id, when topics alone gave too few (0-1)."""
        query, known = self.query, self.known
        words = " ".join(query.words.split())[:LONGEST_WORDS]
        about = await self.rows.rows(statements.ABOUT_ME, self._common())
        apart = {row.number for row in about if row.kind == About.KEPT_APART}
        if query.topic_id is not None:
            asked = [query.topic_id] if query.topic_id in known.names else []
            words = known.name(query.topic_id, self.language) if asked else words
        elif words:
            asked = known.understand(words)[:MOST_TOPICS]
        else:
            asked = [row.number for row in about if row.kind == About.WANTS_TOPIC][:MOST_TOPICS]
        ranking = Ranking(self.seeker, self.weights, self.now)
        everyone = await self._candidates(ranking, asked, written or {}, apart)
        passing = everyone
        if query.filters.any:
            passing = await self._filtered(everyone, query.filters)
        first = query.page * PAGE
        page = passing[first : first + PAGE]
        related = {topic for one in asked for topic in known.related(one)}
        return Found(
            query=query,
            words=words,
            topics=[known.name(topic, self.language) for topic in asked],
            topic_id=asked[0] if asked else None,
            matches=await self._explained(ranking, page, asked, related),
            more=len(passing) > first + PAGE,
            hidden=len(everyone) - len(passing),
        )

    async def _candidates(
        self, ranking: Ranking, asked: Sequence[int], written: Mapping[int, float], apart: Collection[int]
    ) -> list[Candidate]:
        """Whoever offers what was asked for; when that is less than a page, also what lies beside it, and then what
        they wrote."""
        found: dict[int, Candidate] = {}
        for row in await self._offering(asked):
            fit = row.offered / len(asked)
            found[row.id] = ranking.candidate(row, fit, row.strong / row.offered, Way.TOPIC)
        if asked and sum(number not in apart for number in found) <= PAGE:
            related = list(dict.fromkeys(near for topic in asked for near in self.known.related(topic)))
            for row in await self._offering([topic for topic in related if topic not in asked][:MOST_TOPICS]):
                if row.id not in found:
                    depth = row.strong / row.offered * RELATED
                    found[row.id] = ranking.candidate(row, RELATED, depth, Way.RELATED)
        ids = [number for number in written if number not in found]
        if ids:
            statement = statements.of_members(len(ids))
            for row in await self.rows.rows(statement, self._common() | numbered("id", ids, len(ids))):
                found[row.id] = ranking.candidate(row, written[row.id] * IN_PROFILE, 0, Way.PROFILE)
        return in_order(one for number, one in found.items() if number not in apart)

    async def _offering(self, topics: Sequence[int]) -> Sequence[Row[Any]]:
        if not topics:
            return []
        parameters = self._common()
        first_page = not (self.query.page or self.query.filters.any or self.everybody)
        if len(topics) == 1 and first_page:
            return await self.rows.rows(
                statements.BEST_OF_BANDS, parameters | {"topic0": topics[0], "per_band": PER_BAND}
            )
        places = numbered("topic", list(topics), MOST_TOPICS)
        return await self.rows.rows(statements.OFFERING, parameters | places | {"most": EVERYBODY})

    async def _filtered(self, candidates: Sequence[Candidate], filters: Filters) -> list[Candidate]:
        team = filters.team.strip().casefold()
        offering: set[int] = set()
        if filters.office_hours or filters.soon:
            rows = await self.rows.rows(statements.WITH_OFFICE_HOURS, self._common())
            offering = {row.mentor_id for row in rows}
        booked: dict[int, int] = {}
        if filters.soon:
            rows = await self.rows.rows(statements.BOOKED_MINUTES, self._common() | {"until": self.now + SOON})
            booked = {row.mentor_id: row.minutes for row in rows}

        def passes(one: Candidate) -> bool:
            row = one.row
            is_trained = row.trained_until is not None and row.trained_until > self.now
            is_soon = one.hours * 2 * 60 > booked.get(row.id, 0) or row.id in offering
            return (
                (not filters.language or filters.language in _codes(row.speaks))
                and (not team or row.team.casefold() == team)
                and (filters.level is None or (row.level or 0) >= filters.level)
                and (not filters.trained or is_trained)
                and (not filters.office_hours or row.id in offering)
                and (not filters.soon or is_soon)
            )

        return [one for one in candidates if passes(one)]

    async def _explained(
        self, ranking: Ranking, page: Sequence[Candidate], asked: Sequence[int], related: Collection[int]
    ) -> list[Match]:
        if not page:
            return []
        assert len(page) <= MOST_DETAILED
        parameters = self._common() | numbered("id", [one.row.id for one in page], MOST_DETAILED)
        details = {row.id: row for row in await self.rows.rows(statements.DETAILS, parameters)}
        extras: dict[int, list[Row[Any]]] = {one.row.id: [] for one in page}
        for row in await self.rows.rows(statements.EXTRAS, parameters):
            extras[row.member_id].append(row)
        return [self._match(ranking, one, details[one.row.id], extras[one.row.id], asked, related) for one in page]

    def _match(
        self,
        ranking: Ranking,
        one: Candidate,
        details: Row[Any],
        extras: Sequence[Row[Any]],
        asked: Sequence[int],
        related: Collection[int],
    ) -> Match:
        row, seeker = one.row, self.seeker
        offers = {extra.number: bool(extra.strong) for extra in extras if extra.kind == Extra.TOPIC}
        shown = [topic for topic in asked if topic in offers]
        if one.way is Way.RELATED:
            shown = [topic for topic in offers if topic in related]
        name = self.known.name
        return Match(
            mentor=Mentor(
                id=row.id,
                slack_id=details.slack_id,
                name=details.name,
                title=details.title,
                team=row.team,
                level=Level(row.level) if row.level else None,
            ),
            way=one.way,
            topics=[name(topic, self.language) for topic in shown if topic in self.known.names],
            strong=[name(topic, self.language) for topic in shown if offers[topic] and topic in self.known.names],
            other_topics=len(offers) - len(shown),
            languages=sorted(seeker.speaks & _codes(row.speaks)),
            hours=one.hours,
            team_apart=seeker.team.casefold() != row.team.casefold() if seeker.team and row.team else None,
            levels_apart=row.level - seeker.level if seeker.level and row.level else None,
            free_places=row.capacity - row.places_taken,
            passes_on=details.passes_on,
            answers_within=row.answer_seconds / row.answered / 3600 if row.answered else None,
            active_days=(self.now - row.last_active_at).days,
            trained=row.trained_until is not None and row.trained_until > self.now,
            next_office_hour=next((extra.at for extra in extras if extra.kind == Extra.OFFICE_HOUR), None),
            networks=sorted(extra.words for extra in extras if extra.kind == Extra.NETWORK),
            parts=ranking.parts(one),
        )


async def find(session: AsyncSession, mentee: Member, query: Query, *, language: str, now: datetime) -> Found:
    """The best mentors for `query`; without words, mentors for the topics in the mentee's own profile.

    Nobody found is counted as an unmet need, once per person and words.
    """
    known = await lexicon(session, mentee.workspace_id)
    search = Search(
        rows=InSession(session),
        seeker=Seeker.of(mentee),
        known=known,
        query=query,
        language=language,
        now=now,
        weights=session.info.get(WEIGHTS) or Weights(),
    )
    found = await search.run()
    if found.matches or found.hidden or query.page:
        return found
    asked = [found.topic_id] if found.topic_id is not None else []
    return replace(
        found,
        nearest=await _offered(session, mentee, known, found.words, language, now),
        need_id=await needs.count(session, mentee, found.words, asked, now),
    )


async def next_best(
    session: AsyncSession, mentee: Member, topic_id: int | None, *, language: str, now: datetime
) -> Sequence[Match]:
    """Other mentors for a topic, after somebody declined or let a request expire."""
    search = Search(
        rows=InSession(session),
        seeker=Seeker.of(mentee),
        known=await lexicon(session, mentee.workspace_id),
        query=Query(topic_id=topic_id or 0),
        language=language,
        now=now,
        weights=session.info.get(WEIGHTS) or Weights(),
    )
    return (await search.run()).matches


async def _offered(
    session: AsyncSession, mentee: Member, known: Lexicon, words: str, language: str, now: datetime
) -> Sequence[tuple[int, str]]:
    """Up to three topics with somebody free: the nearest to the words first, else the most offered."""
    rows = await session.execute(
        select(MentorTopic.topic_id)
        .join(Member, Member.id == MentorTopic.member_id)
        .join(MentorProfile, MentorProfile.member_id == Member.id)
        .where(*may_be_asked(mentee, now))
        .group_by(MentorTopic.topic_id)
        .order_by(func.count().desc(), MentorTopic.topic_id)
    )
    free = [topic_id for (topic_id,) in rows]
    near = [topic for topic in known.nearest(words, 6) if topic in free] if words else []
    return [(topic, known.name(topic, language)) for topic in dict.fromkeys([*near, *free])][:3]
