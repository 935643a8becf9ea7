"""Everything about one person, as data: for the files of `/mentor privacy`.

Keys are English and stable; times are ISO 8601 in UTC. What is somebody else's alone is not in it: the partner's
private click, their feedback, the reason they gave for an end.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import members
from bot.domain.about import manager_of
from bot.domain.export_groups import groups_of
from bot.domain.export_rounds import rounds_of
from bot.domain.topics import Lexicon, lexicon
from models import (
    Agreement,
    AuditEntry,
    Avoidance,
    BusySpan,
    Calendar,
    Feedback,
    HomeView,
    Installation,
    Interview,
    Kudos,
    Level,
    Member,
    MenteeTopic,
    MentoringSession,
    MentorTopic,
    MentorWait,
    Network,
    NetworkAsker,
    NetworkMember,
    OfficeSlot,
    Outbox,
    Pair,
    Pulse,
    Request,
    RequestNote,
    SavedSearch,
    Topic,
    UnmetNeed,
    WorkbookItem,
)

VERSION = 1
Row = dict[str, Any]


async def everything(session: AsyncSession, member: Member, *, language: str, now: datetime) -> Row:
    known = await lexicon(session, member.workspace_id)
    requests = await _requests(session, member)
    pairs = await _pairs(session, member)
    others = {_other(one, member) for one in requests} | {_other(one, member) for one in pairs}
    names = {
        number: person.name for number, person in (await members.names(session, member.workspace_id, [*others])).items()
    }
    installed = await session.scalar(
        select(Installation.id).where(Installation.installed_by == member.slack_id).limit(1)
    )
    opened_at = await session.scalar(select(HomeView.opened_at).where(HomeView.member_id == member.id))
    return {
        "klik_export": VERSION,
        "made_at": now,
        "about": {
            **_about(member, await manager_of(session, member)),
            "installed_klik": installed is not None,
            "home_opened_at": opened_at,
        },
        "mentor": await _mentor(session, member),
        "mentee": await _mentee(session, member),
        "topics": await _topics(session, member, known, language),
        "networks": await _networks(session, member),
        "requests": [_request(row, member, names, known, language) for row in requests],
        "notes": await _notes(session, member, requests, names),
        "pairs": [_pair(row, member, names) for row in pairs],
        "agreements": await _agreements(session, member, pairs, names),
        "workbook": await _workbook(session, member, pairs, names),
        "sessions": await _sessions(session, member, pairs, names),
        "feedback": await _feedback(session, member),
        "pulses": await _pulses(session, member),
        "interviews": await _interviews(session, member),
        "thanks": await _thanks(session, member, pairs, names),
        "groups": await groups_of(session, member),
        "rounds": await rounds_of(session, member, known, language),
        "searches": await _searches(session, member),
        "saved_searches": await _saved(session, member, known, language),
        "waits": await _waits(session, member),
        "office_hours": await _office_hours(session, member),
        "calendar": await _calendar(session, member),
        "avoidances": await _avoidances(session, member),
        "messages": await _messages(session, member),
        "audit": await _audit(session, member),
    }


def _other(row: Request | Pair, member: Member) -> int:
    return row.mentee_id if row.mentor_id == member.id else row.mentor_id


def _side(row: Request | Pair, member: Member) -> str:
    return "mentor" if row.mentor_id == member.id else "mentee"


def _about(member: Member, manager: Member | None) -> Row:
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


async def _mentor(session: AsyncSession, member: Member) -> Row | None:
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


async def _mentee(session: AsyncSession, member: Member) -> Row | None:
    mine = await members.mentee_profile(session, member)
    return None if mine is None else {"active": mine.active, "question": mine.question, "motivation": mine.motivation}


async def _topics(session: AsyncSession, member: Member, known: Lexicon, language: str) -> Row:
    offers = (await session.scalars(select(MentorTopic).where(MentorTopic.member_id == member.id))).all()
    wants = await session.scalars(select(MenteeTopic.topic_id).where(MenteeTopic.member_id == member.id))
    proposed = await session.scalars(select(Topic.name).where(Topic.proposed_by == member.id).order_by(Topic.id))
    return {
        "offers": [known.name(mine.topic_id, language) for mine in offers],
        "strongest": [known.name(mine.topic_id, language) for mine in offers if mine.strong],
        "wants": [known.name(topic, language) for topic in wants],
        "proposed": list(proposed),
    }


async def _networks(session: AsyncSession, member: Member) -> Sequence[Row]:
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


async def _requests(session: AsyncSession, member: Member) -> Sequence[Request]:
    mine = or_(Request.mentor_id == member.id, Request.mentee_id == member.id)
    return (await session.scalars(select(Request).where(mine).order_by(Request.id))).all()


def _request(row: Request, member: Member, names: Mapping[int, str], known: Lexicon, language: str) -> Row:
    side, topic = _side(row, member), row.topic_id
    said: Row = {
        "my_side": side,
        "with": names.get(_other(row, member), ""),
        "topic": _topic(known, topic, language),
        "question": row.question,
        "state": row.state,
        "asked_at": row.asked_at,
        "expires_at": row.expires_at,
        "answered_at": row.answered_at,
    }
    if side == "mentor":
        said["decline_reason"] = row.decline_reason
    return said


async def _notes(
    session: AsyncSession, member: Member, requests: Sequence[Request], names: Mapping[int, str]
) -> Sequence[Row]:
    """What both said before a request was answered: each read the other's."""
    of = {request.id: names.get(_other(request, member), "") for request in requests}
    rows = select(RequestNote).where(RequestNote.request_id.in_(of)).order_by(RequestNote.id)
    return [
        {
            "with": of[note.request_id],
            "mine": note.author_id == member.id,
            "words": note.text,
            "written_at": note.written_at,
        }
        for note in await session.scalars(rows)
    ]


async def _pairs(session: AsyncSession, member: Member) -> Sequence[Pair]:
    mine = or_(Pair.mentor_id == member.id, Pair.mentee_id == member.id)
    return (await session.scalars(select(Pair).where(mine).order_by(Pair.id))).all()


def _pair(row: Pair, member: Member, names: Mapping[int, str]) -> Row:
    side = _side(row, member)
    return {
        "my_side": side,
        "with": names.get(_other(row, member), ""),
        "state": row.state,
        "rhythm_days": row.rhythm_days,
        "minutes": row.minutes,
        "place": row.place,
        "ends_on": row.ends_on.isoformat() if row.ends_on else None,
        "paused_until": row.paused_until,
        "i_said_it_clicked": row.mentor_clicked if side == "mentor" else row.mentee_clicked,
        "introduced_at": row.introduced_at,
        "answer_click_by": row.answer_click_by,
        "active_since": row.active_since,
        "ended_at": row.ended_at,
    }


async def _agreements(
    session: AsyncSession, member: Member, pairs: Sequence[Pair], names: Mapping[int, str]
) -> Sequence[Row]:
    """Every version: both have read each of them."""
    partner = {pair.id: names.get(_other(pair, member), "") for pair in pairs}
    versions = await session.scalars(
        select(Agreement).where(Agreement.pair_id.in_(partner)).order_by(Agreement.pair_id, Agreement.version)
    )
    return [
        {
            "with": partner[one.pair_id],
            "version": one.version,
            "state": one.state,
            "mine": one.proposed_by == member.id,
            "mentee_goals": one.mentee_goals,
            "mentor_goals": one.mentor_goals,
            "expectations": one.expectations,
            "confidentiality": one.confidentiality,
            "rhythm_days": one.rhythm_days,
            "minutes": one.minutes,
            "place": one.place,
            "ends_on": one.ends_on.isoformat() if one.ends_on else None,
            "proposed_at": one.proposed_at,
            "signed_at": one.signed_at,
        }
        for one in versions
    ]


async def _workbook(
    session: AsyncSession, member: Member, pairs: Sequence[Pair], names: Mapping[int, str]
) -> Sequence[Row]:
    partner = {pair.id: names.get(_other(pair, member), "") for pair in pairs}
    items = await session.scalars(
        select(WorkbookItem).where(WorkbookItem.pair_id.in_(partner)).order_by(WorkbookItem.pair_id, WorkbookItem.id)
    )
    return [
        {
            "with": partner[item.pair_id],
            "item": item.text,
            "state": item.state,
            "mine": item.proposed_by == member.id,
            "evidence": item.evidence,
            "proposed_at": item.created_at,
            "done_at": item.done_at,
        }
        for item in items
    ]


async def _sessions(
    session: AsyncSession, member: Member, pairs: Sequence[Pair], names: Mapping[int, str]
) -> Sequence[Row]:
    partner = {pair.id: names.get(_other(pair, member), "") for pair in pairs}
    met = await session.scalars(
        select(MentoringSession).where(MentoringSession.pair_id.in_(partner)).order_by(MentoringSession.id)
    )
    return [
        {
            "with": partner[meeting.pair_id],
            "state": meeting.state,
            "introduction": meeting.is_introduction,
            "starts_at": meeting.starts_at,
            "minutes": meeting.minutes,
            "place": meeting.place,
            "settled_at": meeting.settled_at,
        }
        for meeting in met
    ]


async def _feedback(session: AsyncSession, member: Member) -> Sequence[Row]:
    rows = await session.execute(
        select(Feedback, MentoringSession.starts_at)
        .join(MentoringSession, MentoringSession.id == Feedback.session_id)
        .where(Feedback.writer_id == member.id)
        .order_by(Feedback.id)
    )
    return [
        {
            "starts_at": starts_at,
            "useful": mine.useful,
            "gained": mine.gained,
            "plans": mine.plans,
            "learned": mine.learned,
            "next_step": mine.next_step,
            "practised": list(mine.practised),
            "written_at": mine.written_at,
        }
        for mine, starts_at in rows
    ]


async def _pulses(session: AsyncSession, member: Member) -> Sequence[Row]:
    mine = await session.scalars(select(Pulse).where(Pulse.writer_id == member.id).order_by(Pulse.id))
    return [
        {"asked_at": one.asked_at, "score": one.score, "words": one.words, "answered_at": one.answered_at}
        for one in mine
    ]


async def _interviews(session: AsyncSession, member: Member) -> Sequence[Row]:
    mine = await session.scalars(select(Interview).where(Interview.writer_id == member.id).order_by(Interview.id))
    return [
        {
            "moment": one.moment,
            "asked_at": one.asked_at,
            "score": one.score,
            "answers": [f"{question} {answer}" for question, answer in one.answers],
            "answered_at": one.answered_at,
        }
        for one in mine
    ]


async def _thanks(
    session: AsyncSession, member: Member, pairs: Sequence[Pair], names: Mapping[int, str]
) -> Sequence[Row]:
    """What I wrote and what was written to me."""
    partner = {pair.id: names.get(_other(pair, member), "") for pair in pairs}
    rows = await session.scalars(select(Kudos).where(Kudos.pair_id.in_(partner)).order_by(Kudos.id))
    return [
        {
            "with": partner[one.pair_id],
            "mine": one.writer_id == member.id,
            "words": one.words,
            "written_at": one.written_at,
        }
        for one in rows
    ]


async def _searches(session: AsyncSession, member: Member) -> Sequence[Row]:
    mine = await session.scalars(select(UnmetNeed).where(UnmetNeed.member_id == member.id).order_by(UnmetNeed.id))
    return [
        {
            "words": need.words,
            "waiting": need.waiting,
            "waiting_since": need.waiting_since,
            "created_at": need.created_at,
        }
        for need in mine
    ]


async def _saved(session: AsyncSession, member: Member, known: Lexicon, language: str) -> Sequence[Row]:
    mine = await session.scalars(select(SavedSearch).where(SavedSearch.member_id == member.id).order_by(SavedSearch.id))
    return [
        {
            "words": one.words,
            "topic": known.name(one.topic_id, language)
            if one.topic_id is not None and one.topic_id in known.names
            else None,
            "filters": [f"{name}: {value}" for name, value in one.filters.items()],
            "saved_at": one.created_at,
        }
        for one in mine
    ]


async def _waits(session: AsyncSession, member: Member) -> Sequence[Row]:
    """Mentors whom I wait or waited for. Who waits for me is theirs alone."""
    rows = await session.execute(
        select(MentorWait, Member.name)
        .join(Member, Member.id == MentorWait.mentor_id)
        .where(MentorWait.member_id == member.id)
        .order_by(MentorWait.id)
    )
    return [
        {
            "with": name,
            "waiting": wait.waiting,
            "waiting_since": wait.waiting_since,
            "told_at": wait.offered_at,
            "created_at": wait.created_at,
        }
        for wait, name in rows
    ]


def _topic(known: Lexicon, topic: int | None, language: str) -> str | None:
    return known.name(topic, language) if topic is not None and topic in known.names else None


async def _office_hours(session: AsyncSession, member: Member) -> Sequence[Row]:
    """What I offered and what I booked; of a talk, the other side's question is theirs and mine to read."""
    mine = or_(OfficeSlot.mentor_id == member.id, OfficeSlot.mentee_id == member.id)
    rows = (await session.scalars(select(OfficeSlot).where(mine).order_by(OfficeSlot.starts_at))).all()
    others = {row.id: row.mentee_id if row.mentor_id == member.id else row.mentor_id for row in rows}
    names = await members.names(session, member.workspace_id, [other for other in others.values() if other])
    return [
        {
            "my_side": "mentor" if row.mentor_id == member.id else "mentee",
            "with": names[other].name if (other := others[row.id]) in names else None,
            "starts_at": row.starts_at,
            "minutes": row.minutes,
            "question": row.question,
            "booked_at": row.booked_at,
            "withdrawn_at": row.withdrawn_at,
        }
        for row in rows
    ]


async def _calendar(session: AsyncSession, member: Member) -> Row | None:
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


async def _avoidances(session: AsyncSession, member: Member) -> Sequence[Row]:
    """Whom I named. Who named me is theirs alone."""
    rows = await session.execute(
        select(Member.name, Avoidance.created_at)
        .join(Avoidance, Avoidance.other_id == Member.id)
        .where(Avoidance.member_id == member.id)
        .order_by(Avoidance.created_at)
    )
    return [{"with": name, "at": at} for name, at in rows]


async def _messages(session: AsyncSession, member: Member) -> Sequence[Row]:
    mine = await session.scalars(select(Outbox).where(Outbox.member_id == member.id).order_by(Outbox.due_at, Outbox.id))
    return [{"kind": row.kind, "state": row.state, "due_at": row.due_at, "sent_at": row.sent_at} for row in mine]


async def _audit(session: AsyncSession, member: Member) -> Sequence[Row]:
    rows = await session.execute(
        select(AuditEntry, Network.name)
        .outerjoin(Network, Network.id == AuditEntry.network_id)
        .where(or_(AuditEntry.actor_id == member.id, AuditEntry.about_id == member.id))
        .order_by(AuditEntry.id)
    )
    return [
        {"what": entry.what, "role": entry.role or None, "network": network, "at": entry.at} for entry, network in rows
    ]
