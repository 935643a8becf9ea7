"""Messages about requests."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import cards, members, requests, standing
from bot.domain.search import engine
from bot.domain.search.weeks import together
from bot.domain.standing import Standing
from bot.domain.topics import lexicon
from bot.i18n import Texts
from bot.messages.registry import reader_of, says
from bot.views import request_ends as ends
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
    hours, said = together(mentor, mentee, row.due_at), await standing.notes(session, request)
    return views.asked(t, request, mentee, await topic_name(session, request, t), hours, said)


@says("request.reminder")
async def reminder(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    request, _, mentee, _ = await _both(session, row)
    read_at = await cards.read_at(session, request)
    # After an outage the question itself may have come only now.
    if request.state is not RequestState.PENDING or read_at is None or read_at > row.due_at - timedelta(days=1):
        return None
    said = await standing.notes(session, request)
    return views.reminder(t, request, mentee, await topic_name(session, request, t), said)


@says("request.digest")
async def digest(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    """What still waits of the requests that were gathered."""
    found = await _gathered(session, row)
    waiting = [one for one in found if one.request.state is RequestState.PENDING]
    if not waiting:
        return None
    return await _together(session, t, row, waiting)


async def _together(session: AsyncSession, t: Texts, row: Outbox, found: Sequence[Standing]) -> Message:
    chosen = (await reader_of(session, row)).digest
    return views.digest(t, found[: cards.IN_DIGEST], len(found[cards.IN_DIGEST :]), chosen)


async def _gathered(session: AsyncSession, row: Outbox) -> list[Standing]:
    reader = await reader_of(session, row)
    found = await requests.to(session, reader, row.params["requests"])
    people = await members.names(session, row.workspace_id, [request.mentee_id for request in found])
    said = await standing.notes_of(session, [request.id for request in found])
    return [Standing(request=request, other=people[request.mentee_id], notes=said[request.id]) for request in found]


@says("request.redrawn")
async def redrawn(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    request, mentor, mentee, reader = await _both(session, row)
    if row.params.get("requests"):
        found = await _gathered(session, row)
        return await _together(session, t, row, found)
    for_mentor = reader.id == mentor.id
    if for_mentor and request.state is RequestState.PENDING:
        return await asked(session, t, row)
    if not for_mentor and request.state is RequestState.MORE_INFO:
        return await more_info(session, t, row)
    return views.redrawn(t, request, mentee if for_mentor else mentor, for_mentor=for_mentor)


@says("request.more_info")
async def more_info(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    request, mentor, _, _ = await _both(session, row)
    if request.state is not RequestState.MORE_INFO:
        return None
    return views.more_info(t, request, mentor, await standing.notes(session, request))


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
        return ends.mentor_gone(t, request, others)
    if row.kind == "request.declined":
        words = ends.not_this_time
    else:
        words = ends.not_told_more if await _waits_for_mentee(session, request) else ends.no_answer
    return words(t, request, mentor, others)


async def _waits_for_mentee(session: AsyncSession, request: Request) -> bool:
    """Whether the mentor spoke last: then it was the mentee's turn."""
    said = await standing.notes(session, request)
    return bool(said) and said[-1].author_id == request.mentor_id


@says("request.lapsed")
async def lapsed(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    request, _, mentee, _ = await _both(session, row)
    return ends.lapsed(t, mentee, told_to=await _waits_for_mentee(session, request))


@says("mentor.pause?")
async def pause_question(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    return ends.pause_question(t)
