"""Who they are: their profile, topics, networks and calendar."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import members
from bot.domain.export.shapes import Row
from bot.domain.topics import Lexicon
from models import (
    BusySpan,
    Calendar,
    Level,
    Member,
    MenteeTopic,
    MentorTopic,
    Network,
    NetworkAsker,
    NetworkMember,
    Topic,
)


def about(member: Member, manager: Member | None) -> Row:
    return {
        "slack_id": member.slack_id,
        "name": member.name,
        "title": member.title,
        "time_zone": member.tz,
        "slack_language": member.locale,
        "language": member.language,
        "workspace_admin": member.is_admin,
        "conversation": member.dm_channel,
        "team": member.team,
        "level": Level(member.level).name.lower() if member.level else None,
        "reports_to": manager.name if manager else None,
        "speaks": list(member.speaks),
        "availability": list(member.availability),
        "muted": list(member.muted),
        "reads_on": list(member.reads_on or ()),
        "reads_from": member.reads_from,
        "reads_until": member.reads_until,
        "digest": member.digest,
        "first_met_at": member.created_at,
        "joined_at": member.joined_at,
        "paused_until": member.paused_until,
        "left_at": member.left_at,
        "deactivated_at": member.deactivated_at,
    }


async def mentor(session: AsyncSession, member: Member) -> Row | None:
    mine = await members.mentor_profile(session, member)
    return (
        None
        if mine is None
        else {
            "active": mine.active,
            "passes_on": mine.passes_on,
            "hopes_to_learn": mine.hopes_to_learn,
            "motivation": mine.motivation,
            "capacity": mine.capacity,
            "places_taken": mine.places_taken,
            "rhythm_days": mine.rhythm_days,
            "open_to_all": mine.open_to_all,
            "trained_until": mine.trained_until,
            "answered": mine.answered,
            "answer_seconds": mine.answer_seconds,
            "expired_in_a_row": mine.expired_in_a_row,
            "last_active_at": mine.last_active_at,
        }
    )


async def mentee(session: AsyncSession, member: Member) -> Row | None:
    mine = await members.mentee_profile(session, member)
    return None if mine is None else {"active": mine.active, "question": mine.question, "motivation": mine.motivation}


async def topics(session: AsyncSession, member: Member, known: Lexicon, language: str) -> Row:
    offers = (await session.scalars(select(MentorTopic).where(MentorTopic.member_id == member.id))).all()
    wants = await session.scalars(select(MenteeTopic.topic_id).where(MenteeTopic.member_id == member.id))
    proposed = await session.scalars(select(Topic.name).where(Topic.proposed_by == member.id).order_by(Topic.id))
    return {
        "offers": [known.name(mine.topic_id, language) for mine in offers],
        "strongest": [known.name(mine.topic_id, language) for mine in offers if mine.strong],
        "wants": [known.name(topic, language) for topic in wants],
        "proposed": list(proposed),
    }


async def networks(session: AsyncSession, member: Member) -> Sequence[Row]:
    rows = await session.execute(
        select(Network, NetworkMember)
        .outerjoin(NetworkMember, (NetworkMember.network_id == Network.id) & (NetworkMember.member_id == member.id))
        .where(
            Network.workspace_id == member.workspace_id,
            or_(NetworkMember.member_id == member.id, Network.started_by == member.id),
        )
        .order_by(Network.id)
    )
    asked = await session.execute(
        select(Network.name, NetworkAsker.asked_at, NetworkAsker.not_now_at)
        .join(Network, Network.id == NetworkAsker.network_id)
        .where(NetworkAsker.member_id == member.id)
        .order_by(Network.id)
    )
    return [
        *({"name": name, "asked_at": at, "not_now_at": not_now} for name, at, not_now in asked),
        *(_network(network, mine, member) for network, mine in rows),
    ]


def _network(network: Network, mine: NetworkMember | None, member: Member) -> Row:
    return {
        "name": network.name,
        "role": mine.role if mine else None,
        "joined_at": mine.joined_at if mine else None,
        "shares": mine.shares if mine else None,
        "started_by_me": network.started_by == member.id,
    }


async def calendar(session: AsyncSession, member: Member) -> Row | None:
    """What they chose, and when they are busy. The address of their own calendar is a secret that they have."""
    mine = await session.scalar(select(Calendar).where(Calendar.member_id == member.id))
    if mine is None:
        return None
    busy = select(BusySpan).where(BusySpan.member_id == member.id).order_by(BusySpan.starts_at)
    return {
        "details": mine.details,
        "feed_made_at": mine.token_made_at,
        "busy_times": mine.busy_url is not None,
        "busy_read_at": mine.busy_read_at,
        "busy": [f"{one.starts_at.isoformat()}/{one.ends_at.isoformat()}" for one in await session.scalars(busy)],
    }
