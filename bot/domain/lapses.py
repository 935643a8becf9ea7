"""Requests that end without an answer: nobody answered in time, or one of the two went away."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import cards, members, outbox, requests
from bot.domain.errors import AlreadyAnswered
from bot.domain.rows import indexed
from bot.domain.workspaces import served
from models import Member, MentorProfile, Request, RequestState
from models.requests import OPEN_REQUEST

PAUSE_AFTER_EXPIRED = 3
"""A mentor who lets so many in a row expire is asked whether to pause."""


def _overdue(now: datetime) -> Select[Request]:
    open_ones = indexed(Request, OPEN_REQUEST)
    return select(Request).where(open_ones, Request.expires_at <= now, served(Request.workspace_id))


async def overdue(session: AsyncSession, now: datetime, limit: int = 200) -> Sequence[int]:
    """Ids of open requests nobody answered in time, for the job that expires them."""
    found = await session.scalars(_overdue(now).order_by(Request.expires_at, Request.id).limit(limit))
    return [request.id for request in found]


async def expire(session: AsyncSession, request_id: int, now: datetime) -> None:
    """Nobody answered: the mentee is offered the next best, and a mentor who had read of it hears that it is settled;
    who lets three lapse is asked about a pause instead."""
    request = await session.scalar(_overdue(now).where(Request.id == request_id).with_for_update(key_share=True))
    if request is None:
        return  # answered, or given more time, since the look
    was_with_mentor = request.state == RequestState.PENDING
    mentor_knows = await cards.read_at(session, request) is not None
    await requests.settle(session, request, RequestState.EXPIRED, now)
    await requests.tell_mentee(session, "request.expired", request, now)
    if not mentor_knows:
        return
    kind = "request.lapsed"
    if was_with_mentor:
        profile = await session.get(MentorProfile, request.mentor_id, with_for_update=True, populate_existing=True)
        if profile is not None:
            profile.expired_in_a_row += 1
            if profile.expired_in_a_row % PAUSE_AFTER_EXPIRED == 0:
                kind = "mentor.pause?"
    mentor = await members.by_id(session, request.workspace_id, request.mentor_id)
    await outbox.plan(session, kind, mentor, about=("request", request.id), due=now)


async def drop_all(session: AsyncSession, member: Member, now: datetime) -> None:
    """They leave or are gone: what they asked is withdrawn, those who asked them are told and offered others."""
    for request in await requests.open_of(session, member):
        await _drop(session, request, member, now)


async def _drop(session: AsyncSession, request: Request, leaver: Member, now: datetime) -> None:
    """A mentee who goes takes the question along; when a mentor goes the mentee is helped on."""
    try:
        if request.mentee_id == leaver.id:
            await requests.take_back(session, request, now)
        else:
            await requests.settle(session, request, RequestState.EXPIRED, now)
            await requests.tell_mentee(session, "request.mentor_gone", request, now)
    except AlreadyAnswered:
        return  # in this very moment: then there is nothing left to drop


async def drop_unread(session: AsyncSession, mentor: Member, now: datetime) -> None:
    """They pause: what they have not read they would not read in time. What they have read is theirs to answer."""
    for request in await requests.open_of(session, mentor):
        if request.mentor_id == mentor.id and await cards.read_at(session, request) is None:
            await _drop(session, request, mentor, now)


async def drop_between(session: AsyncSession, member: Member, other: Member, now: datetime) -> None:
    """They would rather not: what is open between the two ends, as if the asked one had no time."""
    for request in await requests.open_of(session, member):
        if {request.mentor_id, request.mentee_id} == {member.id, other.id}:
            await _drop(session, request, member, now)
