"""Finding a mentor who really fits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain import access, members, outbox
from bot.domain.errors import NotJoined
from bot.domain.times import overlap_hours
from bot.domain.topics import Lexicon, lexicon
from models import (
    Member,
    MenteeTopic,
    MentorProfile,
    MentorTopic,
    Network,
    NetworkMember,
    Pair,
    PairState,
    Request,
    RequestState,
    Topic,
    UnmetNeed,
)

LONGEST_WORDS = 200
SHOWN = 8
CONSIDERED = 60
"""Best candidates by topics and load; reasons are worked out for these and re-order them."""


@dataclass(frozen=True, kw_only=True)
class Match:
    """A mentor, and why they fit."""

    mentor: Member
    topics: Sequence[str]
    """Names of the topics asked for that they offer, in the reader's language."""
    other_topics: int
    languages: Sequence[str]
    """Language codes both speak."""
    hours: int
    """Hours a week in which both work."""
    free_places: int
    passes_on: str
    answers_within: float | None
    """Hours they usually take to answer; None before the first answers."""
    networks: Sequence[str]
    """Names of networks both are in."""


@dataclass(frozen=True, kw_only=True)
class Found:
    words: str
    topics: Sequence[str]
    """How the words were understood."""
    topic_id: int | None
    """The first topic meant, which a request will be about."""
    matches: Sequence[Match]
    nearest: Sequence[tuple[int, str]] = ()
    """Topics that have free mentors, to try when nothing was found."""
    need_id: int | None = None
    """The unmet need that was counted when nobody was found."""


def may_be_asked(mentee: Member, now: datetime) -> Sequence[ColumnElement[bool]]:
    """What must hold of a mentor whom `mentee` may ask: the one statement of who is never shown."""
    open_or_refused = select(Request.id).where(
        or_(
            and_(Request.mentor_id == Member.id, Request.mentee_id == mentee.id),
            and_(Request.mentor_id == mentee.id, Request.mentee_id == Member.id),
        ),
        Request.state.in_((RequestState.PENDING, RequestState.MORE_INFO, RequestState.DECLINED)),
    )
    together = select(Pair.id).where(
        or_(
            and_(Pair.mentor_id == Member.id, Pair.mentee_id == mentee.id),
            and_(Pair.mentor_id == mentee.id, Pair.mentee_id == Member.id),
        ),
        # Also ended ones: a first talk that did not click is not offered again.
        or_(Pair.state != PairState.ENDED, Pair.active_since.is_(None)),
    )
    return (
        Member.workspace_id == mentee.workspace_id,
        Member.id != mentee.id,
        Member.joined_at.is_not(None),
        Member.left_at.is_(None),
        Member.deactivated_at.is_(None),
        or_(Member.paused_until.is_(None), Member.paused_until <= now),
        MentorProfile.active.is_(True),
        MentorProfile.places_taken < MentorProfile.capacity,
        ~open_or_refused.exists(),
        ~together.exists(),
    )


async def is_free(session: AsyncSession, mentee: Member, mentor_id: int, now: datetime) -> bool:
    """Whether `mentee` may ask this mentor now."""
    free = (
        select(Member.id)
        .join(MentorProfile, MentorProfile.member_id == Member.id)
        .where(Member.id == mentor_id, *may_be_asked(mentee, now))
    )
    return await session.scalar(free) is not None


async def find(session: AsyncSession, mentee: Member, words: str, *, language: str, now: datetime) -> Found:
    """The best mentors for `words`; without words, mentors for the topics in the mentee's own profile.

    Nobody found is counted as an unmet need, once per person and words.
    """
    words = " ".join(words.split())[:LONGEST_WORDS]
    known = await lexicon(session, mentee.workspace_id)
    asked = known.understand(words) if words else await _own_topics(session, mentee)
    candidates = await _candidates(session, mentee, asked, now)
    matches = await _explain(session, mentee, candidates, known, asked, language, now)
    nearest: Sequence[tuple[int, str]] = ()
    need_id = None
    if not matches:
        nearest = await _offered(session, mentee, known, words, language, now)
        need_id = await _count_need(session, mentee, words, asked, now)
    return Found(
        words=words,
        topics=[known.name(topic, language) for topic in asked],
        topic_id=asked[0] if asked else None,
        matches=matches,
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
            mentor=member,
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
    return [match for _, match in matches[:SHOWN]]


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


async def _count_need(
    session: AsyncSession, mentee: Member, words: str, asked: Sequence[int], now: datetime
) -> int | None:
    if not words:
        return None
    before = await session.scalar(
        select(UnmetNeed.id).where(UnmetNeed.member_id == mentee.id, UnmetNeed.words == words)
    )
    if before is not None:
        return before
    need = UnmetNeed(
        workspace_id=mentee.workspace_id,
        member_id=mentee.id,
        topic_id=asked[0] if asked else None,
        words=words,
        created_at=now,
    )
    session.add(need)
    await session.flush()
    return need.id


async def wait(session: AsyncSession, by: Member, need_id: int) -> None:
    """Be told when a mentor joins for what `by` searched in vain. Raises NotJoined, NotFound."""
    if by.left_at is not None:
        raise NotJoined  # who has left is sent nothing, so nothing is promised
    need = access.check(session, access.WAIT, by, await session.get(UnmetNeed, need_id), "need")
    need.waiting = True


async def tell_waiting(session: AsyncSession, mentor: Member, now: datetime) -> None:
    """A mentor joined or offers more: whoever asked to be told about one of their topics is, once."""
    needs = await session.scalars(
        select(UnmetNeed)
        .join(MentorTopic, MentorTopic.topic_id == UnmetNeed.topic_id)
        .where(
            UnmetNeed.workspace_id == mentor.workspace_id,
            UnmetNeed.waiting.is_(True),
            UnmetNeed.member_id != mentor.id,
            MentorTopic.member_id == mentor.id,
        )
    )
    for need in needs:
        person = await members.by_id(session, mentor.workspace_id, need.member_id)
        if not await is_free(session, person, mentor.id, now):
            continue
        need.waiting = False
        key = str(int(now.timestamp()))  # who waits once more is told once more
        await outbox.plan(session, "need.met", person, about=("need", need.id), key=key, due=now)


async def topics_offered(session: AsyncSession, member: Member, language: str) -> list[str]:
    """Names of the topics a mentor offers, in the reader's language."""
    rows = await session.execute(
        select(Topic.name, Topic.name_nl)
        .join(MentorTopic, MentorTopic.topic_id == Topic.id)
        .where(MentorTopic.member_id == member.id)
        .order_by(Topic.name)
    )
    return [(dutch or english) if language == "nl" else english for english, dutch in rows]
