"""Messages about requests."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import members, requests
from bot.domain.search import engine
from bot.domain.times import overlap_hours
from bot.domain.topics import lexicon
from bot.i18n import Texts
from bot.messages.registry import reader_of, says
from bot.views import requests as views
from bot.views.kit import Message
from models import Member, Outbox, Request, RequestState


async def _both(session: AsyncSession, row: Outbox) -> tuple[Request, Member, Member, Member]:
    """(request, mentor, mentee, reader)."""
    reader = await reader_of(session, row)
    request = await requests.get(session, reader, row.subject_id)
    people = await members.names(session, row.workspace_id, (request.mentor_id, request.mentee_id))
    return request, people[request.mentor_id], people[request.mentee_id], reader


async def topic_name(session: AsyncSession, request: Request, t: Texts) -> str:
    known = await lexicon(session, request.workspace_id)
    topic = request.topic_id
    return known.name(topic, t.language) if topic is not None and topic in known.names else ""


@says("request.asked")
async def asked(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    request, mentor, mentee, _ = await _both(session, row)
    if request.state is not RequestState.PENDING:
        return None
    hours = overlap_hours(mentor, mentee, row.due_at)
    return views.asked(t, request, mentee, await topic_name(session, request, t), hours)


@says("request.reminder")
async def reminder(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    request, _, mentee, _ = await _both(session, row)
    read_at = await requests.read_at(session, request)
    # After an outage the question itself may have come only now.
    if request.state is not RequestState.PENDING or read_at is None or read_at > row.due_at - timedelta(days=1):
        return None
    return views.reminder(t, request, mentee, await topic_name(session, request, t))


@says("request.more_info")
async def more_info(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    request, mentor, _, _ = await _both(session, row)
    return views.more_info(t, request, mentor) if request.state is RequestState.MORE_INFO else None


@says("request.withdrawn")
async def withdrawn(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    _, _, mentee, _ = await _both(session, row)
    return views.withdrawn_for_mentor(t, mentee)


@says("request.declined", "request.expired", "request.mentor_gone")
async def moving_on(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    """Bad news comes with other people who fit."""
    request, mentor, mentee, _ = await _both(session, row)
    others = [
        match
        for match in await engine.next_best(session, mentee, request.topic_id, language=t.language, now=row.due_at)
        if match.mentor.id != mentor.id
    ]
    if row.kind == "request.mentor_gone":
        return views.mentor_gone(t, others, request.topic_id)
    if row.kind == "request.declined":
        words = views.not_this_time
    else:
        words = views.not_told_more if request.mentor_asks and request.mentee_adds is None else views.no_answer
    return words(t, mentor, others, request.topic_id)


@says("mentor.pause?")
async def pause_question(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    return views.pause_question(t)
