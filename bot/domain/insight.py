"""Figures for coordinators. Nothing below five people is ever shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.domain import undelivered
from bot.domain.kept_figures import KeptFigures, kept_figures
from bot.domain.topics import lexicon
from models import (
    Feedback,
    Member,
    MenteeProfile,
    MenteeTopic,
    MentoringSession,
    MentorProfile,
    MentorTopic,
    Network,
    NetworkMember,
    Pair,
    PairState,
    Request,
    RequestState,
    SessionState,
    UnmetNeed,
)

FEWEST = 5
"""A figure about fewer people than this could point at somebody."""
PERIOD = timedelta(days=90)
TOPICS_SHOWN = 8


@dataclass(frozen=True, kw_only=True)
class TopicFigures:
    name: str
    mentors: int | None
    """None: fewer than five, but not nobody."""
    mentees: int | None


@dataclass(frozen=True, kw_only=True)
class Figures:
    """One network, or a whole workspace, over the last 90 days. None: too few people to show."""

    network: str | None
    members: int
    mentors: int | None
    mentees: int | None
    free_places: int | None
    waiting: int | None
    """Open requests."""
    answer_hours: float | None
    pairs: Mapping[PairState, int | None]
    sessions_held: int | None
    sessions_missed: int | None
    useful_mentees: float | None
    useful_mentors: float | None
    topics: Sequence[TopicFigures]
    unmet: Sequence[str]
    """Topics at least five people searched for in vain."""
    kept: KeptFigures = field(default_factory=KeptFigures)
    undelivered: int = 0
    """Messages in the whole workspace that could not be delivered."""

    @property
    def enough(self) -> bool:
        return self.members >= FEWEST


def shown(count: int, people: int | None = None) -> int | None:
    """`count`, or None when it speaks of one to four people. Nobody at all points at nobody: zero stays zero."""
    return None if 0 < (count if people is None else people) < FEWEST else count


async def figures(
    session: AsyncSession, workspace_id: str, network: Network | None, *, language: str, now: datetime
) -> Figures:
    """Figures of `network`, or of the whole workspace for None."""
    here = _belongs(workspace_id, network)
    since = now - PERIOD
    mentors = await _count(
        session,
        select(func.count()).select_from(Member).join(MentorProfile).where(here, MentorProfile.active.is_(True)),
    )
    mentees = await _count(
        session,
        select(func.count()).select_from(Member).join(MenteeProfile).where(here, MenteeProfile.active.is_(True)),
    )
    members = await _count(session, select(func.count()).select_from(Member).where(here))
    free = await _count(
        session,
        select(func.coalesce(func.sum(MentorProfile.capacity - MentorProfile.places_taken), 0))
        .select_from(Member)
        .join(MentorProfile)
        .where(here, MentorProfile.active.is_(True), MentorProfile.capacity > MentorProfile.places_taken),
    )
    lost = await undelivered.count(session, workspace_id, now)
    if members < FEWEST:
        return Figures(
            network=network.name if network else None, members=members, mentors=None, mentees=None, free_places=None,
            waiting=None, answer_hours=None, pairs={}, sessions_held=None, sessions_missed=None,
            useful_mentees=None, useful_mentors=None, topics=(), unmet=(),
            undelivered=lost,
        )  # fmt: skip
    held, missed = await _sessions(session, here, since)
    return Figures(
        network=network.name if network else None,
        members=members,
        mentors=shown(mentors),
        mentees=shown(mentees),
        free_places=shown(free, mentors),
        waiting=await _waiting(session, here),
        answer_hours=await _answer_hours(session, here, since),
        pairs=await _pairs(session, here),
        sessions_held=held,
        sessions_missed=missed,
        useful_mentees=await _useful(session, here, since, Pair.mentee_id),
        useful_mentors=await _useful(session, here, since, Pair.mentor_id),
        topics=await _topics(session, workspace_id, here, language),
        unmet=await _unmet(session, workspace_id, here, language, since),
        kept=await kept_figures(session, here, since, FEWEST),
        undelivered=lost,
    )


def _belongs(workspace_id: str, network: Network | None) -> ColumnElement[bool]:
    joined = and_(Member.workspace_id == workspace_id, Member.joined_at.is_not(None))
    if network is None:
        return joined
    inside = exists().where(NetworkMember.member_id == Member.id, NetworkMember.network_id == network.id)
    return and_(joined, inside)


async def _count(session: AsyncSession, statement: Select[int]) -> int:
    return int((await session.scalars(statement)).one())


async def _waiting(session: AsyncSession, here: ColumnElement[bool]) -> int | None:
    row = (
        await session.execute(
            select(func.count(), func.count(Request.mentee_id.distinct()))
            .join(Member, Member.id == Request.mentee_id)
            .where(here, Request.state.in_((RequestState.PENDING, RequestState.MORE_INFO)))
        )
    ).one()
    return shown(row[0], row[1])


async def _answer_hours(session: AsyncSession, here: ColumnElement[bool], since: datetime) -> float | None:
    """The median time between asking and the answer, in hours, from at least five mentors."""
    rows = (
        await session.execute(
            select(Request.asked_at, Request.answered_at, Request.mentor_id)
            .join(Member, Member.id == Request.mentor_id)
            .where(
                here,
                Request.asked_at >= since,
                Request.state.in_((RequestState.ACCEPTED, RequestState.DECLINED)),
            )
        )
    ).all()
    if len({mentor for _, _, mentor in rows}) < FEWEST:
        return None
    spans = sorted((answered - asked).total_seconds() for asked, answered, _ in rows if answered is not None)
    middle = len(spans) // 2
    median = spans[middle] if len(spans) % 2 else (spans[middle - 1] + spans[middle]) / 2
    return median / 3600


async def _pairs(session: AsyncSession, here: ColumnElement[bool]) -> Mapping[PairState, int | None]:
    rows = await session.execute(
        select(Pair.state, func.count()).join(Member, Member.id == Pair.mentee_id).where(here).group_by(Pair.state)
    )
    counts = {state: count for state, count in rows}  # noqa: C416 (rows are not pairs to mypy)
    return {state: shown(counts.get(state, 0)) for state in PairState}


async def _sessions(session: AsyncSession, here: ColumnElement[bool], since: datetime) -> tuple[int | None, int | None]:
    """(held, missed)."""
    rows = await session.execute(
        select(MentoringSession.state, func.count(), func.count(Pair.mentee_id.distinct()))
        .join(Pair, Pair.id == MentoringSession.pair_id)
        .join(Member, Member.id == Pair.mentee_id)
        .where(
            here,
            MentoringSession.starts_at >= since,
            MentoringSession.state.in_((SessionState.HELD, SessionState.MISSED)),
        )
        .group_by(MentoringSession.state)
    )
    counts = {state: shown(count, people) for state, count, people in rows}
    return counts.get(SessionState.HELD, 0), counts.get(SessionState.MISSED, 0)


async def _useful(
    session: AsyncSession, here: ColumnElement[bool], since: datetime, side: InstrumentedAttribute[int]
) -> float | None:
    """Mean usefulness, 1-5, as one side says; from at least five writers."""
    mean, writers = (
        await session.execute(
            select(func.avg(Feedback.useful), func.count(Feedback.writer_id.distinct()))
            .join(MentoringSession, MentoringSession.id == Feedback.session_id)
            .join(Pair, Pair.id == MentoringSession.pair_id)
            .join(Member, Member.id == Feedback.writer_id)
            .where(here, Feedback.written_at >= since, Feedback.writer_id == side)
        )
    ).one()
    return None if mean is None or writers < FEWEST else float(mean)


async def _topics(
    session: AsyncSession, workspace_id: str, here: ColumnElement[bool], language: str
) -> Sequence[TopicFigures]:
    """Supply and demand of the topics most asked for and offered, where at least one side is five or more."""
    known = await lexicon(session, workspace_id)
    sides: list[dict[int, int]] = []
    for table, profile in ((MentorTopic, MentorProfile), (MenteeTopic, MenteeProfile)):
        rows = await session.execute(
            select(table.topic_id, func.count())
            .join(Member, Member.id == table.member_id)
            .join(profile, profile.member_id == Member.id)
            .where(here, profile.active.is_(True))
            .group_by(table.topic_id)
        )
        sides.append({topic: count for topic, count in rows})  # noqa: C416
    supply, demand = sides
    both = {
        topic: (supply.get(topic, 0), demand.get(topic, 0))
        for topic in {*supply, *demand}
        if max(supply.get(topic, 0), demand.get(topic, 0)) >= FEWEST
    }
    ranked = sorted(both, key=lambda topic: (-sum(both[topic]), known.name(topic, language)))[:TOPICS_SHOWN]
    return [
        TopicFigures(name=known.name(topic, language), mentors=shown(both[topic][0]), mentees=shown(both[topic][1]))
        for topic in ranked
    ]


async def _unmet(
    session: AsyncSession, workspace_id: str, here: ColumnElement[bool], language: str, since: datetime
) -> Sequence[str]:
    known = await lexicon(session, workspace_id)
    rows = await session.execute(
        select(UnmetNeed.topic_id, func.count(UnmetNeed.member_id.distinct()))
        .join(Member, Member.id == UnmetNeed.member_id)
        .where(here, UnmetNeed.created_at >= since, UnmetNeed.topic_id.is_not(None))
        .group_by(UnmetNeed.topic_id)
        .having(func.count(UnmetNeed.member_id.distinct()) >= FEWEST)
        .order_by(func.count(UnmetNeed.member_id.distinct()).desc())
        .limit(TOPICS_SHOWN)
    )
    return [known.name(topic, language) for topic, _ in rows if topic is not None]
