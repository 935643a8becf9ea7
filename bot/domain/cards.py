"""The messages in which a request stands on somebody's screen: the mentor's card, or a line of their daily digest.

A mentor who chose the digest gets what is new in one message when their working day begins. Whatever settles a request
redraws every card of it, so that no button is left that leads nowhere.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import members, outbox, times
from bot.domain.cap import next_morning
from models import Member, Outbox, OutboxState, Request

ASKED, DIGEST, REDRAWN = "request.asked", "request.digest", "request.redrawn"
WITH_BUTTONS = (ASKED, "request.reminder", "request.more_info")
REMIND_AFTER = timedelta(days=2)
REDRAW_WITHIN = timedelta(days=1)
FRESH = timedelta(days=1)
"""A card that came longer ago has scrolled away: what is added then is a new message."""
IN_DIGEST = 10
"""Requests that one digest shows; the rest is counted."""


def subject(request: Request) -> str:
    return f"request:{request.id}"


def reads_next(mentor: Member, now: datetime) -> datetime:
    """When a mentor would read of something asked now."""
    if mentor.digest and times.reads_at(mentor, now):
        return next_morning(mentor, now)
    return times.next_working_moment(mentor, now)


async def tell_mentor(
    session: AsyncSession, mentor: Member, request: Request, now: datetime, key: str = ""
) -> datetime:
    """Plan the question and its reminder, and return when the mentor will read it. `key` tells a repeat apart."""
    about, expires = ("request", request.id), request.expires_at
    if mentor.digest:
        reads_at = await _gather(session, mentor, request, now, key)
    else:
        reads_at = await outbox.plan(session, ASKED, mentor, about=about, key=key, due=now, expires=expires)
    await outbox.plan(
        session, "request.reminder", mentor, about=about, key=key, due=reads_at + REMIND_AFTER, expires=expires
    )
    return reads_at


async def _gather(session: AsyncSession, mentor: Member, request: Request, now: datetime, key: str) -> datetime:
    """Into the digest that waits for the same morning; the first of that morning makes it. The caller holds the
    mentor's row, so two who ask at once make one."""
    morning = reads_next(mentor, now)
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


async def read_at(session: AsyncSession, request: Request) -> datetime | None:
    """When the mentor last got the question, by itself or in a digest; None when they have not read of it."""
    rows = await session.execute(
        select(Outbox.kind, Outbox.params, Outbox.sent_at).where(
            Outbox.workspace_id == request.workspace_id,
            Outbox.member_id == request.mentor_id,
            Outbox.state == OutboxState.SENT,
            Outbox.sent_at >= request.asked_at,
            or_(and_(Outbox.subject == subject(request), Outbox.kind == ASKED), Outbox.kind == DIGEST),
        )
    )
    sent = [at for kind, params, at in rows if at is not None and (kind == ASKED or request.id in params["requests"])]
    return max(sent, default=None)


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
    kinds = (ASKED, DIGEST) if reader_id == request.mentor_id else ("request.more_info",)
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
