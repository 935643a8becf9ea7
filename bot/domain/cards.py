"""The messages in which a request stands on somebody's screen: the mentor's card, or a line of their daily digest.

A mentor who chose the digest gets what is new in one message when their working day begins; so does whoever is asked
more on one day than Klik says to anybody (bot/domain/cap.py). Whatever settles a request
redraws every card of it, so that no button is left that leads nowhere.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import members, outbox
from bot.domain.cap import MOST_A_DAY, day_of, next_morning, not_before
from bot.domain.rows import indexed
from bot.domain.times import next_working_moment
from models import Member, Outbox, OutboxState, Request
from models.outbox import UNSENT

ASKED, DIGEST, MORE, REDRAWN = "request.asked", "request.digest", "request.more_info", "request.redrawn"
WITH_BUTTONS = (ASKED, "request.reminder", MORE)
REMIND_AFTER = timedelta(days=2)
REDRAW_WITHIN = timedelta(days=1)
FRESH = timedelta(days=1)
"""A card that came longer ago has scrolled away: what is added then is a new message."""
IN_DIGEST = 10
"""Requests that one digest shows; the rest is counted."""


def subject(request: Request) -> str:
    return f"request:{request.id}"


async def _gathers(session: AsyncSession, mentor: Member, now: datetime) -> datetime | None:
    """The morning for which what they are asked now is gathered; None when it comes by itself.

    Of a day that has not begun the second message is where all further questions find their place."""
    reads_at = next_working_moment(mentor, now)
    if mentor.digest:
        return next_morning(mentor, now) if reads_at == now else reads_at
    if reads_at > now:
        return reads_at if await _before(session, mentor, ASKED, reads_at) else None
    return next_morning(mentor, now) if await _before(session, mentor, ASKED, now) >= MOST_A_DAY else None


async def _before(session: AsyncSession, reader: Member, kind: str, at: datetime) -> int:
    """How many messages of that day one of `kind` would come after."""
    return await outbox.goes_first(session, reader, day_of(reader, at), not_before(kind))


async def tell_mentor(
    session: AsyncSession, mentor: Member, request: Request, now: datetime, key: str = ""
) -> datetime:
    """Plan the question and its reminder, and return when the mentor will read it. `key` tells a repeat apart."""
    about, expires = ("request", request.id), request.expires_at
    morning = await _gathers(session, mentor, now)
    if morning is not None:
        reads_at = await _gather(session, mentor, request, morning, key)
        if key:
            await say_anew(session, request, mentor.id, now)  # who talks with somebody sees the answer at once
    else:
        reads_at = await outbox.plan(session, ASKED, mentor, about=about, key=key, due=now, expires=expires)
    await outbox.plan(
        session, "request.reminder", mentor, about=about, key=key, due=reads_at + REMIND_AFTER, expires=expires
    )
    return reads_at


async def _gather(session: AsyncSession, mentor: Member, request: Request, morning: datetime, key: str) -> datetime:
    """Into the digest that waits for the same morning; the first of that morning makes it. The caller holds the
    mentor's row, so two who ask at once make one."""
    waiting = await session.scalar(
        select(Outbox)
        .where(
            Outbox.workspace_id == mentor.workspace_id,
            Outbox.member_id == mentor.id,
            Outbox.kind == DIGEST,
            Outbox.state == OutboxState.PENDING,
            Outbox.next_at == morning,
        )
        .with_for_update()
    )
    if waiting is not None:
        waiting.params = {"requests": [*waiting.params["requests"], request.id]}
        return morning
    about, key = ("digest", mentor.id), f"{request.id}.{key}"
    return await outbox.plan(session, DIGEST, mentor, about=about, key=key, due=morning, requests=[request.id])


async def tell_more(session: AsyncSession, mentee: Member, request: Request, now: datetime) -> None:
    """The mentor would like to know more: it is told, and on a day that is full stands on the newest card at once."""
    if await _before(session, mentee, MORE, next_working_moment(mentee, now)) >= MOST_A_DAY:
        await say_anew(session, request, mentee.id, now)
    await outbox.plan(session, MORE, mentee, about=("request", request.id), key=str(int(now.timestamp())), due=now)


async def read_at(session: AsyncSession, request: Request) -> datetime | None:
    """When the mentor last got the question, by itself or in a digest; None when they have not read of it."""
    sent = Outbox.state == OutboxState.SENT, Outbox.sent_at >= request.asked_at
    return max(await _with_the_question(session, request, Outbox.sent_at, *sent), default=None)


async def reads_at(session: AsyncSession, request: Request, now: datetime) -> datetime:
    """When the mentor gets the question that they have not read yet."""
    return max([now, *await _with_the_question(session, request, Outbox.next_at, indexed(Outbox, UNSENT))])


async def _with_the_question(session: AsyncSession, request: Request, when: Any, *wanted: Any) -> Sequence[datetime]:
    """`when` of the mentor's messages with the question, by itself or in a digest."""
    rows = await session.execute(
        select(Outbox.kind, Outbox.params, when).where(
            Outbox.workspace_id == request.workspace_id,
            Outbox.member_id == request.mentor_id,
            or_(and_(Outbox.subject == subject(request), Outbox.kind == ASKED), Outbox.kind == DIGEST),
            *wanted,
        )
    )
    return [at for kind, params, at in rows if at is not None and (kind == ASKED or request.id in params["requests"])]


async def redraw(session: AsyncSession, request: Request, now: datetime) -> None:
    """The request is settled: every message that shows its buttons is drawn anew, at once and without a sound."""
    for row in await _shown(session, request):
        assert row.member_id is not None, "a request is told to people"
        reader = await members.by_id(session, request.workspace_id, row.member_id)
        await outbox.plan(
            session,
            REDRAWN,
            reader,
            about=("request", request.id),
            key=row.id.hex,
            due=now,
            expires=now + REDRAW_WITHIN,
            channel=row.slack_channel,
            ts=row.slack_ts,
            requests=row.params.get("requests"),
        )


async def is_fresh(session: AsyncSession, request: Request, reader_id: int, now: datetime) -> bool:
    """Whether the card of a request still waits to be sent to this reader, or came so lately that they need no other:
    then what is added to the thread stands on it without a sound."""
    kinds = (ASKED, DIGEST) if reader_id == request.mentor_id else (MORE,)
    lately = or_(
        Outbox.state.in_((OutboxState.PENDING, OutboxState.SENDING)),
        and_(Outbox.state == OutboxState.SENT, Outbox.sent_at > now - FRESH),
    )
    rows = await session.execute(
        select(Outbox.kind, Outbox.params).where(
            Outbox.workspace_id == request.workspace_id,
            Outbox.member_id == reader_id,
            or_(and_(Outbox.subject == subject(request), Outbox.kind.in_(kinds)), Outbox.kind.in_({DIGEST} & {*kinds})),
            lately,
        )
    )
    return any(kind != DIGEST or request.id in params["requests"] for kind, params in rows)


async def say_anew(session: AsyncSession, request: Request, reader_id: int, now: datetime) -> None:
    """Something was added to the thread: the reader's newest card shows it, without a sound."""
    cards = [row for row in await _shown(session, request) if row.member_id == reader_id and row.kind != DIGEST]
    if not cards:
        return  # it will stand there when it is sent
    newest, reader = cards[-1], await members.by_id(session, request.workspace_id, reader_id)
    await outbox.plan(
        session, REDRAWN, reader, about=("request", request.id), key=f"{newest.id.hex}.{now.timestamp()}", due=now,
        expires=now + REDRAW_WITHIN, channel=newest.slack_channel, ts=newest.slack_ts,
    )  # fmt: skip


async def _shown(session: AsyncSession, request: Request) -> Sequence[Outbox]:
    rows = await session.scalars(
        select(Outbox)
        .where(
            Outbox.workspace_id == request.workspace_id,
            Outbox.member_id.in_((request.mentor_id, request.mentee_id)),
            Outbox.state == OutboxState.SENT,
            Outbox.sent_at >= request.asked_at,
            or_(and_(Outbox.subject == subject(request), Outbox.kind.in_(WITH_BUTTONS)), Outbox.kind == DIGEST),
        )
        .order_by(Outbox.sent_at)
    )
    return [row for row in rows if row.kind != DIGEST or request.id in row.params["requests"]]
