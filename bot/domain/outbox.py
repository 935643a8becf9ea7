"""Planning messages. Sending them is bot/delivery.py's work; what they say is bot/messages'.

Everything is planned inside the transaction that decides, so a decision and its messages exist together or not at
all. Planning the same key twice is planning once.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.rows import insert_new
from bot.domain.times import next_working_moment
from models import Member, Outbox, OutboxState

USEFUL_FOR = timedelta(days=3)
"""How long a message stays worth sending unless it says otherwise."""


async def plan(
    session: AsyncSession,
    kind: str,
    to: Member,
    *,
    about: tuple[str, int],
    due: datetime,
    key: str = "",
    expires: datetime | None = None,
    quiet: bool = True,
    **params: Any,
) -> datetime:
    """Plan one direct message about something, such as ("session", 42), and return when it will go out.

    `quiet` moves it into the reader's working hours; only reminders tied to an hour both sides chose go without.
    `key` tells apart several messages of one kind about one thing. Someone who paused, left or is gone gets nothing.
    """
    when = next_working_moment(to, due) if quiet else due
    if to.left_at or to.deactivated_at or (to.paused_until and to.paused_until > when):
        return when
    await insert_new(
        session,
        Outbox,
        id=uuid4(),
        workspace_id=to.workspace_id,
        key=f"{_subject(about)}:{kind}:{key}:{to.id}",
        kind=kind,
        member_id=to.id,
        subject=_subject(about),
        subject_id=about[1],
        params=params,
        due_at=when,
        next_at=when,
        expires_at=expires or when + USEFUL_FOR,
    )
    return when


async def plan_for_channel(
    session: AsyncSession, kind: str, workspace_id: str, channel_id: str, *, about: tuple[str, int], due: datetime
) -> None:
    """Plan one message to a channel, due at once."""
    await insert_new(
        session,
        Outbox,
        id=uuid4(),
        workspace_id=workspace_id,
        key=f"{_subject(about)}:{kind}:{channel_id}",
        kind=kind,
        channel_id=channel_id,
        subject=_subject(about),
        subject_id=about[1],
        params={},
        due_at=due,
        next_at=due,
        expires_at=due + timedelta(days=7),
    )


def _subject(about: tuple[str, int]) -> str:
    return f"{about[0]}:{about[1]}"


async def cancel(session: AsyncSession, workspace_id: str, subject: str, kinds: Iterable[str] = ()) -> None:
    """The reason is gone: nothing unsent about `subject` ('session:42') goes out any more."""
    statement = _cancelling(workspace_id).where(Outbox.subject == subject)
    if wanted := list(kinds):
        statement = statement.where(Outbox.kind.in_(wanted))
    await session.execute(statement)


async def cancel_for(session: AsyncSession, member: Member) -> None:
    """They paused, left or are gone: nothing unsent reaches them."""
    await session.execute(_cancelling(member.workspace_id).where(Outbox.member_id == member.id))


def _cancelling(workspace_id: str) -> Any:
    return (
        update(Outbox)
        .where(Outbox.workspace_id == workspace_id, Outbox.state.in_((OutboxState.PENDING, OutboxState.SENDING)))
        .values(state=OutboxState.CANCELLED, claim_token=None)
        .execution_options(synchronize_session=False)
    )


async def cancel_one(session: AsyncSession, member: Member, subject: str, kind: str) -> None:
    """One person has answered; the other one's message stays planned."""
    await session.execute(
        _cancelling(member.workspace_id).where(
            Outbox.member_id == member.id, Outbox.subject == subject, Outbox.kind == kind
        )
    )


async def was_sent(session: AsyncSession, workspace_id: str, subject: str, kind: str) -> bool:
    """Whether somebody has read of it already."""
    sent = select(Outbox.id).where(
        Outbox.workspace_id == workspace_id,
        Outbox.subject == subject,
        Outbox.kind == kind,
        Outbox.state == OutboxState.SENT,
    )
    return await session.scalar(sent.limit(1)) is not None
