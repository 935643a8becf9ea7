"""Messages that could not be delivered, for who runs Klik: what there is, another try, or letting it be.

Nothing here says who a message is to or what it says.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Update, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.pacing import UNSENT_ROWS
from bot.domain.rows import claimed
from models import Outbox, OutboxState, Why
from models.outbox import DEAD

PERIOD = timedelta(days=90)
DEAD_ROWS = text("outbox." + DEAD.text)


async def depth(session: AsyncSession) -> Sequence[tuple[OutboxState, str, int]]:
    """(state, kind, how many) of what is planned, on its way or dead, over all workspaces."""
    rows = await session.execute(
        select(Outbox.state, Outbox.kind, func.count())
        .where(or_(UNSENT_ROWS, DEAD_ROWS))
        .group_by(Outbox.state, Outbox.kind)
        .order_by(Outbox.state, Outbox.kind)
    )
    return [(state, kind, count) for state, kind, count in rows]


async def cancelled(session: AsyncSession, now: datetime) -> Sequence[tuple[Why | None, str, int]]:
    """(why, kind, how many) of the messages of the last 90 days that were withdrawn, over all workspaces."""
    rows = await session.execute(
        select(Outbox.why, Outbox.kind, func.count())
        .where(Outbox.state == OutboxState.CANCELLED, Outbox.due_at > now - PERIOD)
        .group_by(Outbox.why, Outbox.kind)
        .order_by(Outbox.why, Outbox.kind)
    )
    return [(why, kind, count) for why, kind, count in rows]


async def oldest_due(session: AsyncSession, now: datetime) -> datetime | None:
    """Since when the longest waiting message could have been sent; None when nothing is due."""
    return await session.scalar(select(func.min(Outbox.next_at)).where(UNSENT_ROWS, Outbox.next_at <= now))


async def dead(session: AsyncSession, limit: int = 50) -> Sequence[Outbox]:
    """The newest first."""
    return (await session.scalars(select(Outbox).where(DEAD_ROWS).order_by(Outbox.due_at.desc()).limit(limit))).all()


async def find(session: AsyncSession, message_id: UUID) -> Outbox | None:
    return await session.get(Outbox, message_id)


async def retry(session: AsyncSession, message_id: UUID, now: datetime) -> bool:
    """Send a dead message after all, now. False when it is not dead, or of no use any more.

    What is known of earlier attempts stays: if one of them may have arrived, it is looked up first.
    """
    return await claimed(session, _again(now).where(Outbox.id == message_id))


async def retry_all(session: AsyncSession, now: datetime) -> int:
    """How many dead messages are sent again: those that are still of use."""
    useful = select(func.count()).where(DEAD_ROWS, _useful(now))
    count = (await session.scalars(useful)).one()
    await session.execute(_again(now), execution_options={"synchronize_session": False})
    return count


async def cancel(session: AsyncSession, message_id: UUID) -> bool:
    """Let a planned or dead message be. False when it is settled already."""
    open_states = (OutboxState.PENDING, OutboxState.SENDING, OutboxState.DEAD)
    values = {"state": OutboxState.CANCELLED, "why": Why.BY_HAND, "claim_token": None}
    return await claimed(
        session, update(Outbox).where(Outbox.id == message_id, Outbox.state.in_(open_states)).values(values)
    )


async def count(session: AsyncSession, workspace_id: str, now: datetime) -> int:
    """How many of a workspace's messages of the last 90 days could not be delivered."""
    mine = select(func.count()).where(DEAD_ROWS, Outbox.workspace_id == workspace_id, Outbox.due_at > now - PERIOD)
    return (await session.scalars(mine)).one()


def _useful(now: datetime) -> ColumnElement[bool]:
    return or_(Outbox.expires_at.is_(None), Outbox.expires_at > now)


def _again(now: datetime) -> Update:
    return (
        update(Outbox)
        .where(Outbox.state == OutboxState.DEAD, _useful(now))
        .values(state=OutboxState.PENDING, attempts=0, due_at=now, next_at=now)
    )
