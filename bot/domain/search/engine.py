"""The search itself: what the words mean, who offers it, in which order, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property, lru_cache, reduce
from itertools import chain
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import fulltext
from bot.domain.search import needs, portraits, statements
from bot.domain.search.allowed import may_be_asked
from bot.domain.search.candidates import Candidate, Group, Ranking, Seeker, in_order
from bot.domain.search.columns import Column
from bot.domain.search.portraits import Named, Portrait
from bot.domain.search.query import LONGEST_WORDS, PAGE, Found, Match, Part, Query, Way
from bot.domain.search.ranking import WEIGHTS, Weights
from bot.domain.search.remembered import Remembered
from bot.domain.search.rows import Answers, Question, Rows
from bot.domain.search.statements import MOST_CHECKED, MOST_TOPICS, About, numbered
from bot.domain.topics import Lexicon, lexicon
from models import Member, MentorProfile, MentorTopic

WRITTEN = 50
"""How many mentors are looked at for what they wrote."""
SOON = timedelta(days=14)
SPARE = 4
"""Whoever cannot be asked at this very moment makes room for the next: so many more are ranked than are shown."""


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
    now: datetime
    weights: Weights
    with_parts: bool = True
    """Whether to work out the points of each part, for "Why this order?"."""
    remembered: Remembered | None = None
    """Topics that need not be read. Never together with a transaction that may still be taken back."""

    def _common(self) -> dict[str, Any]:
        return {"workspace": self.workspace_id, "slack_id": self.slack_id, "now": self.now}

    def _words(self) -> str:
        return " ".join(self.query.words.split())[:LONGEST_WORDS]

    @property
    def _looked_at(self) -> int:
        """How many are put in order, from the first on."""
        return (self.query.page + 1) * PAGE + SPARE

    def _named(self) -> Sequence[int]:
        """Topics that the query names by itself."""
        topic = self.query.topic_id
        if topic is not None:
            return [topic] if topic in self.known.names else []
        return self.known.understand(self._words())[:MOST_TOPICS]

    async def about_me(self) -> Answers:
        """Who I am first, if I am known at all; and what has changed of what I look for."""
        topics = self._named()
        if self.remembered is None or not topics:
            return await self.rows.rows(statements.about_me(), self._common())
        return await self.rows.rows(statements.about_me(_places(topics)), self._common() | self._since(topics))

    def _since(self, topics: Sequence[int]) -> dict[str, int]:
        assert self.remembered is not None, "only who remembers asks what has changed"
        return numbered("topic", topics, _places(topics)) | {
            "since": self.remembered.since(self.workspace_id, topics),
            "painted": self.remembered.portraits.since(self.workspace_id),
        }

    async def run(self, about: Answers, language: str, written: Mapping[int, float] | None = None) -> Found:
        """`about`: the rows of about_me(); `language`: the reader's. `written`: members whose profiles say it, and how
        well (0-1), for when topics alone gave too few."""
        query, known, words, asked = self.query, self.known, self._words(), self._named()
        if query.topic_id is not None:
            words = known.name(asked[0], language) if asked else words
        elif not words:
            mine = (row.number for row in about if row.kind == About.WANTS_TOPIC)
            # The list may be half a minute old, one's own profile is not.
            asked = [topic for topic in mine if topic in known.names][:MOST_TOPICS]
        me = who(about)
        assert me is not None, "only who is known searches"
        ranking = Ranking(Seeker.read(me), self.weights, self.now)
        everyone = await self._everyone(ranking, asked, written or {}, about)
        passing = await self._passing(ranking, everyone)
        first = query.page * PAGE
        firsts = [group.candidates(self._looked_at) for group in passing]
        best = firsts[0] if len(firsts) == 1 else in_order(chain.from_iterable(firsts))
        matches, gone = await self._there(ranking, best[first:], Wanted(known, asked, language), about)
        return Found(
            query=query,
            words=words,
            topics=[known.name(topic, language) for topic in asked],
            topic_id=asked[0] if asked else None,
            matches=matches,
            more=len(best) > first + PAGE + gone,
            hidden=sum(map(len, everyone)) - sum(map(len, passing)),
        )

    async def _everyone(
        self, ranking: Ranking, asked: Sequence[int], written: Mapping[int, float], about: Answers
    ) -> list[Group]:
        """Whoever offers what was asked for; when that is less than a page, also what lies beside it, and then what
        they wrote."""
        groups: list[Group] = []
        out = {row.number for row in about if row.kind in (About.WHO, About.KEPT_APART)}

        async def add(column: Column, way: Way) -> None:
            for group in groups:
                out.update(group.members.tolist())
            if self.remembered is None or self.query.filters.any or written or column.has_private:
                group = ranking.group(column, len(asked), way, written).without(out)
            else:
                group = ranking.first_of(column, len(asked), way, self._looked_at, out)
            groups.append(await self._shown_to_me(group))

        if asked:
            await add(await self._offering(asked, about), Way.TOPIC)
            if len(groups[0]) <= PAGE:
                related = dict.fromkeys(near for topic in asked for near in self.known.related(topic))
                if beside := [topic for topic in related if topic not in asked][:MOST_TOPICS]:
                    await add(await self._offering(beside), Way.RELATED)
        found = out.union(*(group.members.tolist() for group in groups)) if written else out
        if ids := [number for number in written if number not in found]:
            statement = statements.of_members(len(ids))
            rows = await self.rows.rows(statement, self._common() | numbered("id", ids, len(ids)))
            await add(Column.of(rows, self.weights), Way.PROFILE)
        return groups

    async def _offering(self, topics: Sequence[int], changes: Answers = ()) -> Column:
        """Everybody who offers one of the topics, a row for each of them. `changes`: what is known of them already."""
        places = _places(topics)
        if self.remembered is None:
            parameters = self._common() | numbered("topic", topics, places)
            return Column.of(await self.rows.rows(statements.offering(places), parameters), self.weights)
        if not any(row.kind == About.HORIZON for row in changes):
            changes = await self.rows.rows(statements.changes(places), self._common() | self._since(topics))
        columns = await self.remembered.columns(self.rows, self.workspace_id, topics, changes)
        return reduce(Column.and_then, columns)

    async def _shown_to_me(self, group: Group) -> Group:
        """Without those who show themselves only to networks that I am not in. Of a large group only those who would
        come first are looked at."""
        if not group.column.has_private:
            return group
        whole = self.query.filters.any or len(group) - int(group.column.private[group.rows].sum()) <= PAGE
        most = len(group) if whole else (self.query.page + 1) * PAGE + SPARE
        shown: set[int] = set()
        while ask := [number for number in group.private_among(most) if number not in shown]:
            for start in range(0, len(ask), MOST_CHECKED):
                places = numbered("id", ask[start : start + MOST_CHECKED], MOST_CHECKED)
                rows = await self.rows.rows(statements.SHOWN_TO_ME, self._common() | places)
                shown.update(row.member_id for row in rows)
            group = group.without(set(ask) - shown)
        return group

    async def _passing(self, ranking: Ranking, groups: Sequence[Group]) -> Sequence[Group]:
        """Whom the filters let through."""
        filters = self.query.filters
        if not filters.any:
            return groups
        offering: set[int] = set()
        if filters.office_hours or filters.soon:
            rows = await self.rows.rows(statements.WITH_OFFICE_HOURS, self._common())
            offering = {row.mentor_id for row in rows}
        booked: dict[int, int] = {}
        if filters.soon:
            rows = await self.rows.rows(statements.BOOKED_MINUTES, self._common() | {"until": self.now + SOON})
            booked = {row.mentor_id: row.minutes for row in rows}
        return [ranking.passing(group, filters, offering, booked) for group in groups]

    async def _there(
        self, ranking: Ranking, best: Sequence[Candidate], wanted: "Wanted", about: Answers
    ) -> tuple[list[Match], int]:
        """The first page of them who can be asked at this very moment, and how many could not."""
        matches: list[Match] = []
        looked = 0
        networks = {row.number: row.words for row in about if row.kind == About.MY_NETWORK}
        remembered = self.remembered is not None and self.remembered.portraits.notice(self.workspace_id, about)
        while looked < len(best) and len(matches) < PAGE:
            page = best[looked : looked + PAGE]
            looked += len(page)
            people = await self._portraits([one.id for one in page], remembered)
            matches += [self._match(ranking, one, people[one.id], wanted, networks) for one in page if one.id in people]
        gone = looked - len(matches)
        return matches[:PAGE], gone

    async def _portraits(self, members: Sequence[int], remembered: bool) -> Mapping[int, Portrait]:
        if remembered:
            assert self.remembered is not None
            return await self.remembered.portraits.of(self.rows, self._common(), members)
        return await portraits.read(self.rows, self._common(), members)

    def _match(
        self, ranking: Ranking, one: Candidate, portrait: Portrait, wanted: "Wanted", networks: Mapping[int, str]
    ) -> Match:
        seeker, said, way = ranking.seeker, one.facts, one.group.way
        return Match(
            offer=portrait.offer(way, wanted.related if way is Way.RELATED else wanted.named, said, ranking.today),
            languages=_shared(seeker.speaks, said.speaks),
            hours=ranking.hours(one),
            team_apart=seeker.team != said.team if seeker.team and said.team else None,
            levels_apart=said.level - seeker.level if seeker.level and said.level else None,
            next_office_hour=portrait.next_office_hour(self.now) if portrait.office_hours else None,
            networks=sorted(networks[number] for number in portrait.networks & networks.keys()) if networks else (),
            parts=ranking.parts(one, portrait.standing) if self.with_parts else {},
            most={part: self.weights.of(part) for part in Part} if self.with_parts else {},
        )


class Wanted:
    """The topics of a search, with their names."""

    def __init__(self, known: Lexicon, asked: Sequence[int], language: str) -> None:
        self._known, self._asked, self._language = known, asked, language
        self.named = self._named(asked)

    @cached_property
    def related(self) -> Named:
        return self._named(sorted({near for topic in self._asked for near in self._known.related(topic)}))

    def _named(self, topics: Iterable[int]) -> Named:
        return tuple((topic, self._known.name(topic, self._language)) for topic in topics if topic in self._known.names)


@lru_cache(10_000)
def _shared(mine: frozenset[str], theirs: frozenset[str]) -> Sequence[str]:
    """Languages that both speak."""
    return tuple(sorted(mine & theirs))


def who(about: Answers) -> Row[Any] | None:
    """The row that says who I am, of those of about_me(); None when nobody knows me."""
    return next((row for row in about if row.kind == About.WHO), None)


def _places(topics: Sequence[int]) -> int:
    """Of a statement about these topics."""
    return 1 if len(topics) == 1 else MOST_TOPICS


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
        now=now,
        weights=session.info.get(WEIGHTS) or Weights(),
    )
    about = await search.about_me()
    found = await search.run(about, language)
    if len(found.matches) < PAGE and found.words and query.topic_id is None:
        written = await fulltext.search(session, mentee.workspace_id, found.words, WRITTEN)
        found = await search.run(about, language, dict(written)) if written else found
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
        now=now,
        weights=session.info.get(WEIGHTS) or Weights(),
    )
    return (await search.run(await search.about_me(), language)).matches


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
