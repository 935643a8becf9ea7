"""The search itself."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.search import needs
from bot.domain.search.allowed import may_be_asked
from bot.domain.search.query import LONGEST_WORDS, PAGE, Found, Match, Mentor, Query
from bot.domain.times import overlap_hours
from bot.domain.topics import Lexicon, lexicon
from models import Level, Member, MenteeTopic, MentorProfile, MentorTopic, Network, NetworkMember

CONSIDERED = 60
"""Best candidates by topics and load; reasons are worked out for these and re-order them."""


async def find(session: AsyncSession, mentee: Member, query: Query, *, language: str, now: datetime) -> Found:
    """The best mentors for `query`; without words, mentors for the topics in the mentee's own profile.

    Nobody found is counted as an unmet need, once per person and words.
    """
    words = " ".join(query.words.split())[:LONGEST_WORDS]
    known = await lexicon(session, mentee.workspace_id)
    if query.topic_id is not None:
        asked = [query.topic_id] if query.topic_id in known.names else []
        words = known.name(query.topic_id, language) if asked else words
    else:
        asked = known.understand(words) if words else await _own_topics(session, mentee)
    candidates = await _candidates(session, mentee, asked, now)
    matches = await _explain(session, mentee, candidates, known, asked, language, now)
    nearest: Sequence[tuple[int, str]] = ()
    need_id = None
    if not matches:
        nearest = await _offered(session, mentee, known, words, language, now)
        need_id = await needs.count(session, mentee, words, asked, now)
    first = query.page * PAGE
    return Found(
        query=query,
        words=words,
        topics=[known.name(topic, language) for topic in asked],
        topic_id=asked[0] if asked else None,
        matches=matches[first : first + PAGE],
        more=len(matches) > first + PAGE,
        nearest=nearest,
        need_id=need_id,
    )


async def next_best(
    session: AsyncSession, mentee: Member, topic_id: int | None, *, language: str, now: datetime
) -> Sequence[Match]:
    """Other mentors for a topic, after somebody declined or let a request expire."""
    known = await lexicon(session, mentee.workspace_id)
    asked = [topic_id] if topic_id in known.names else []
    candidates = await _candidates(session, mentee, [topic for topic in asked if topic is not None], now)
    return await _explain(session, mentee, candidates[:10], known, [t for t in asked if t is not None], language, now)


async def _own_topics(session: AsyncSession, mentee: Member) -> list[int]:
    return list(await session.scalars(select(MenteeTopic.topic_id).where(MenteeTopic.member_id == mentee.id)))


async def _candidates(
    session: AsyncSession, mentee: Member, asked: Sequence[int], now: datetime
) -> Sequence[tuple[Member, MentorProfile, int]]:
    """(member, profile, number of asked topics they offer), the most topics first. Empty when no topic was meant."""
    if not asked:
        return []
    offered = func.count(MentorTopic.topic_id)
    rows = await session.execute(
        select(Member, MentorProfile, offered)
        .join(MentorProfile, MentorProfile.member_id == Member.id)
        .join(MentorTopic, MentorTopic.member_id == Member.id)
        .where(*may_be_asked(mentee, now), MentorTopic.topic_id.in_(asked))
        .group_by(Member.id, MentorProfile.member_id)
        .order_by(offered.desc(), (MentorProfile.places_taken * 100 / MentorProfile.capacity), Member.id)
        .limit(CONSIDERED)
    )
    return [(member, profile, count) for member, profile, count in rows]


async def _explain(
    session: AsyncSession,
    mentee: Member,
    candidates: Sequence[tuple[Member, MentorProfile, int]],
    known: Lexicon,
    asked: Sequence[int],
    language: str,
    now: datetime,
) -> Sequence[Match]:
    """Reasons, and the order that follows from them: topics, then a filled profile, shared time, free places."""
    ids = [member.id for member, _, _ in candidates]
    topics: dict[int, list[int]] = {member_id: [] for member_id in ids}
    for member_id, topic_id in await session.execute(
        select(MentorTopic.member_id, MentorTopic.topic_id).where(MentorTopic.member_id.in_(ids))
    ):
        topics[member_id].append(topic_id)
    shared = await _shared_networks(session, mentee, ids)
    matches = []
    for member, profile, count in candidates:
        hours = overlap_hours(mentee, member, now)
        languages = [code for code in member.speaks if code in mentee.speaks]
        match = Match(
            mentor=Mentor(
                id=member.id,
                slack_id=member.slack_id,
                name=member.name,
                title=member.title,
                team=member.team,
                level=Level(member.level) if member.level else None,
            ),
            topics=[known.name(topic, language) for topic in asked if topic in topics[member.id]],
            other_topics=len(topics[member.id]) - count,
            languages=languages,
            hours=hours,
            free_places=profile.capacity - profile.places_taken,
            passes_on=profile.passes_on,
            answers_within=profile.answer_seconds / profile.answered / 3600 if profile.answered else None,
            networks=shared.get(member.id, []),
        )
        fit = (count, bool(profile.passes_on), bool(languages), min(hours, 10), bool(match.networks), match.free_places)
        matches.append((fit, match))
    matches.sort(key=lambda scored: scored[0], reverse=True)
    return [match for _, match in matches]


async def _shared_networks(session: AsyncSession, mentee: Member, ids: Sequence[int]) -> dict[int, list[str]]:
    theirs, mine = aliased(NetworkMember), aliased(NetworkMember)
    rows = await session.execute(
        select(theirs.member_id, Network.name)
        .join(mine, mine.network_id == theirs.network_id)
        .join(Network, Network.id == theirs.network_id)
        .where(mine.member_id == mentee.id, theirs.member_id.in_(ids))
        .order_by(Network.name)
    )
    shared: dict[int, list[str]] = {}
    for member_id, name in rows:
        shared.setdefault(member_id, []).append(name)
    return shared


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
