"""The search itself: what the words mean, who offers it, in which order, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import CompoundSelect, Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import fulltext
from bot.domain.search import facts, needs, statements
from bot.domain.search.allowed import may_be_asked
from bot.domain.search.candidates import Candidate, Offered, Ranking, Seeker, gathered, in_order
from bot.domain.search.query import LONGEST_WORDS, PAGE, Filters, Found, Match, Mentor, Part, Query, Way
from bot.domain.search.ranking import WEIGHTS, Weights
from bot.domain.search.statements import EVERYBODY, MOST_DETAILED, MOST_TOPICS, PER_BAND, About, Of, numbered
from bot.domain.topics import Lexicon, lexicon
from models import Level, Member, MentorProfile, MentorTopic

WRITTEN = 50
"""How many mentors are looked at for what they wrote."""
SOON = timedelta(days=14)


Question = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]
Answers = Sequence[Any]
"""Rows, with their columns by name."""


class Rows(Protocol):
    """Somewhere to ask: a transaction, or a connection that only reads."""

    async def rows(self, statement: Question, parameters: Mapping[str, Any]) -> Answers: ...


class InSession:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def rows(self, statement: Question, parameters: Mapping[str, Any]) -> Answers:
        return (await self._session.execute(statement, dict(parameters))).all()


@dataclass(frozen=True)
class Search:
    """One search under way."""

    rows: Rows
    workspace_id: str
    slack_id: str
    known: Lexicon
    query: Query
    language: str
    now: datetime
    weights: Weights
    with_parts: bool = True
    """Whether to work out the points of each part, for "Why this order?"."""
    everybody: bool = False
    """Rank everybody, also where the best of each band would do: to see whether anything is lost."""

    @property
    def _is_first_page(self) -> bool:
        return not (self.query.page or self.query.filters.any or self.everybody)

    def _common(self) -> dict[str, Any]:
        return {"workspace": self.workspace_id, "slack_id": self.slack_id, "now": self.now}

    async def about_me(self) -> Sequence[Row[Any]]:
        """Who I am first, if I am known at all."""
        return await self.rows.rows(statements.ABOUT_ME, self._common())

    async def run(self, about: Sequence[Row[Any]], written: Mapping[int, float] | None = None) -> Found:
        """`about`: the rows of statements.ABOUT_ME. `written`: members whose profiles say it, and how well (0-1), for
        when topics alone gave too few."""
        query, known = self.query, self.known
        words = " ".join(query.words.split())[:LONGEST_WORDS]
        seeker = Seeker.read(about[0])
        apart = {row.number for row in about if row.kind != About.WANTS_TOPIC}
        if query.topic_id is not None:
            asked = [query.topic_id] if query.topic_id in known.names else []
            words = known.name(query.topic_id, self.language) if asked else words
        elif words:
            asked = known.understand(words)[:MOST_TOPICS]
        else:
            asked = [row.number for row in about if row.kind == About.WANTS_TOPIC][:MOST_TOPICS]
        ranking = Ranking(seeker, self.weights, self.now)
        everyone = await self._ranked(ranking, asked, written or {}, apart)
        passing = await self._filtered(ranking, everyone, query.filters) if query.filters.any else everyone
        first = query.page * PAGE
        # A few more than are shown: whoever cannot be asked at this very moment makes room for the next.
        matches = await self._explained(ranking, passing[first : first + MOST_DETAILED], asked)
        return Found(
            query=query,
            words=words,
            topics=[known.name(topic, self.language) for topic in asked],
            topic_id=asked[0] if asked else None,
            matches=matches,
            more=len(passing) > first + PAGE,
            hidden=len(everyone) - len(passing),
        )

    async def _ranked(
        self, ranking: Ranking, asked: Sequence[int], written: Mapping[int, float], apart: set[int]
    ) -> list[Candidate]:
        """Whoever offers what was asked for, the best first; when that is less than a page, also what lies beside it,
        and then what they wrote."""
        most = MOST_DETAILED + 1 if self._is_first_page else EVERYBODY
        found = ranking.ranked(await self._offers(asked, apart), len(asked), Way.TOPIC, most)
        if not asked and not written:
            return found
        more: list[Candidate] = []
        known = {one.offer.id for one in found}
        if asked and len(found) <= PAGE:
            related = dict.fromkeys(near for topic in asked for near in self.known.related(topic))
            beside = await self._offers([topic for topic in related if topic not in asked][:MOST_TOPICS], apart | known)
            more = ranking.ranked(beside, len(asked), Way.RELATED, most)
            known |= {one.offer.id for one in more}
        ids = [number for number in written if number not in apart and number not in known]
        if ids:
            statement = statements.of_members(len(ids))
            rows = await self.rows.rows(statement, self._common() | numbered("id", ids, len(ids)))
            offers = await self._shown(gathered(rows, apart, self.weights))
            more += ranking.ranked(offers, len(asked), Way.PROFILE, most, written)
        return in_order([*found, *more]) if more else found

    async def _offers(self, topics: Sequence[int], apart: set[int]) -> list[Offered]:
        """Everybody (or the best of each band) who offers one of the topics and shows it to me."""
        if not topics:
            return []
        parameters = self._common()
        if len(topics) == 1 and self._is_first_page:
            rows = await self.rows.rows(
                statements.BEST_OF_BANDS, parameters | {"topic0": topics[0], "per_band": PER_BAND}
            )
        else:
            places = numbered("topic", list(topics), MOST_TOPICS)
            rows = await self.rows.rows(statements.OFFERING, parameters | places | {"most": EVERYBODY})
        return await self._shown(gathered(rows, apart, self.weights))

    async def _shown(self, offers: list[Offered]) -> list[Offered]:
        """Without those who show themselves only to networks that I am not in."""
        private = [offer[0] for offer in offers if offer[4].startswith(facts.PRIVATE)]
        if not private:
            return offers
        parameters = self._common() | numbered("id", private, len(private))
        seen = {row.member_id for row in await self.rows.rows(statements.shown_to_me(len(private)), parameters)}
        hidden = set(private) - seen
        return [offer for offer in offers if offer[0] not in hidden]

    async def _filtered(self, ranking: Ranking, candidates: Sequence[Candidate], filters: Filters) -> list[Candidate]:
        team, today = facts.folded(filters.team.strip()), facts.day(self.now)
        offering: set[int] = set()
        if filters.office_hours or filters.soon:
            rows = await self.rows.rows(statements.WITH_OFFICE_HOURS, self._common())
            offering = {row.mentor_id for row in rows}
        booked: dict[int, int] = {}
        if filters.soon:
            rows = await self.rows.rows(statements.BOOKED_MINUTES, self._common() | {"until": self.now + SOON})
            booked = {row.mentor_id: row.minutes for row in rows}

        def passes(one: Candidate) -> bool:
            said = one.facts
            return (
                (not filters.language or filters.language in said.speaks)
                and (not team or said.team == team)
                and (filters.level is None or said.level >= filters.level)
                and (not filters.trained or said.trained >= today)
                and (not filters.office_hours or one.offer.id in offering)
                and (
                    not filters.soon
                    or one.offer.id in offering
                    or ranking.hours(said.tz, said.availability) * 120 > booked.get(one.offer.id, 0)
                )
            )

        return [one for one in candidates if passes(one)]

    async def _explained(self, ranking: Ranking, page: Sequence[Candidate], asked: Sequence[int]) -> list[Match]:
        if not page:
            return []
        parameters = self._common() | numbered("id", [one.offer.id for one in page], MOST_DETAILED)
        people: dict[int, Row[Any]] = {}
        said: dict[int, list[Row[Any]]] = {one.offer.id: [] for one in page}
        for row in await self.rows.rows(statements.ABOUT_THEM, parameters):
            if row.kind == Of.PERSON:
                people[row.member_id] = row
            else:
                said[row.member_id].append(row)
        there = [one for one in page if one.offer.id in people][:PAGE]
        return [self._match(ranking, one, people[one.offer.id], said[one.offer.id], asked) for one in there]

    def _match(
        self, ranking: Ranking, one: Candidate, row: Row[Any], more: Sequence[Row[Any]], asked: Sequence[int]
    ) -> Match:
        seeker, said, names = ranking.seeker, one.facts, self.known.names
        offers = {also.number: bool(also.strong) for also in more if also.kind == Of.TOPIC}
        shown = [topic for topic in asked if topic in offers]
        if one.way is Way.RELATED:
            related = {near for topic in asked for near in self.known.related(topic)}
            shown = [topic for topic in offers if topic in related]
        return Match(
            mentor=Mentor(
                id=row.member_id,
                slack_id=row.slack_id,
                name=row.name,
                title=row.title,
                team=row.team,
                level=Level(said.level) if said.level else None,
            ),
            way=one.way,
            topics=[self.known.name(topic, self.language) for topic in shown if topic in names],
            strong=[self.known.name(topic, self.language) for topic in shown if offers[topic] and topic in names],
            other_topics=len(offers) - len(shown),
            languages=sorted(seeker.speaks & said.speaks),
            hours=ranking.hours(said.tz, said.availability),
            team_apart=seeker.team != said.team if seeker.team and said.team else None,
            levels_apart=said.level - seeker.level if seeker.level and said.level else None,
            free_places=row.capacity - row.places_taken,
            passes_on=row.passes_on,
            answers_within=row.answer_seconds / row.answered / 3600 if row.answered else None,
            active_days=ranking.today - said.active,
            trained=said.trained >= ranking.today,
            next_office_hour=next((also.at for also in more if also.kind == Of.OFFICE_HOUR), None),
            networks=sorted(also.words for also in more if also.kind == Of.NETWORK),
            parts=ranking.parts(one, row) if self.with_parts else {},
            most={part: self.weights.of(part) for part in Part} if self.with_parts else {},
        )


async def find(session: AsyncSession, mentee: Member, query: Query, *, language: str, now: datetime) -> Found:
    """The best mentors for `query`; without words, mentors for the topics in the mentee's own profile.

    Nobody found is counted as an unmet need, once per person and words.
    """
    known = await lexicon(session, mentee.workspace_id)
    search = Search(
        rows=InSession(session),
        workspace_id=mentee.workspace_id,
        slack_id=mentee.slack_id,
        known=known,
        query=query,
        language=language,
        now=now,
        weights=session.info.get(WEIGHTS) or Weights(),
    )
    about = await search.about_me()
    found = await search.run(about)
    if len(found.matches) < PAGE and found.words and query.topic_id is None:
        written = await fulltext.search(session, mentee.workspace_id, found.words, WRITTEN)
        found = await search.run(about, dict(written)) if written else found
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
        workspace_id=mentee.workspace_id,
        slack_id=mentee.slack_id,
        known=await lexicon(session, mentee.workspace_id),
        query=Query(topic_id=topic_id or 0),
        language=language,
        now=now,
        weights=session.info.get(WEIGHTS) or Weights(),
    )
    return (await search.run(await search.about_me())).matches


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
