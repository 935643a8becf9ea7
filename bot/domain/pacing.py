"""How fast a workspace is sent to: one bucket for all processes, and a moment before which nothing goes.

The bucket is the generic cell rate algorithm: one moment a bucket, moved on by an interval with every message taken
and never further back than the burst allows. It is taken inside the transaction that claims the messages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.rows import insert_new, once
from models import Outbox, Rate, Workspace
from models.outbox import UNSENT

IN_A_CONVERSATION = timedelta(seconds=1)
"""Slack takes one message a second in each conversation."""
UNBELIEVABLE = timedelta(minutes=1)
"""A bucket never stands so far ahead by itself: a clock was wrong, and is not to silence a workspace for hours."""
UNSENT_ROWS = text("outbox." + UNSENT.text)
"""The states as literals: bound ones would not use the partial indexes on either database."""


@dataclass(frozen=True)
class Pace:
    """At most so many in any minute: four fifths of them evenly, the rest at once when it was quiet before."""

    per_minute: int

    @property
    def interval(self) -> timedelta:
        return timedelta(minutes=1) / max(1.0, self.per_minute * 0.8)

    @property
    def burst(self) -> int:
        return max(1, int(self.per_minute * 0.2))

    def room(self, bucket: datetime, now: datetime) -> int:
        """How many may be taken now."""
        start = self._start(bucket, now)
        return 0 if start > now else int((now - start) / self.interval) + 1

    def after(self, bucket: datetime, now: datetime, taken: int) -> datetime:
        """The bucket when so many were taken: the next may go then."""
        return self._start(bucket, now) + taken * self.interval if taken else bucket

    def _start(self, bucket: datetime, now: datetime) -> datetime:
        if bucket > now + UNBELIEVABLE:
            return now
        return max(bucket, now - (self.burst - 1) * self.interval)


LOOK_UPS = Pace(50)
"""Slack's own limit for conversations.history, and for conversations.open."""


def _later(one: Any, other: Any) -> Any:
    """The later of two moments in SQL; `other` may be null."""
    return case((other > one, other), else_=one)


_FIRST = select(func.min(Outbox.next_at)).where(Outbox.workspace_id == Workspace.id, UNSENT_ROWS).scalar_subquery()
_WAITING = (
    select(_FIRST.label("first"), Rate.sends_at, Rate.waits_until)
    .select_from(Workspace)
    .outerjoin(Rate, Rate.workspace_id == Workspace.id)
    .subquery()
)
EARLIEST: Select[datetime | None] = select(
    func.min(_later(_later(_WAITING.c.first, _WAITING.c.sends_at), _WAITING.c.waits_until))
)
"""When the next unsent message is due and may go. One look into an index a workspace, however much is planned."""


async def waiting(session: AsyncSession, now: datetime) -> Sequence[str]:
    """The two workspaces that have waited longest of those that may be sent to and have something due."""
    found: Sequence[str] = (await session.scalars(*_ready(now, now + UNBELIEVABLE))).all()
    return found


def ready(now: datetime, unbelievable: datetime) -> Select[str]:
    may_be_sent_to = or_(
        Rate.workspace_id.is_(None),
        and_(
            or_(Rate.sends_at <= now, Rate.sends_at > unbelievable),
            or_(Rate.waits_until.is_(None), Rate.waits_until <= now),
        ),
    )
    return (
        select(Workspace.id)
        .outerjoin(Rate, Rate.workspace_id == Workspace.id)
        .where(may_be_sent_to, now >= _FIRST)
        .order_by(_FIRST)
        .limit(2)
    )


_ready = once(ready)


async def locked(session: AsyncSession, workspace_id: str, now: datetime) -> Rate:
    """The workspace's rate, held until the transaction ends, so that claims of one workspace follow each other."""
    rate: Rate | None = await session.scalar(*_rate(workspace_id))
    if rate is None:
        long_ago = now - UNBELIEVABLE
        await insert_new(session, Rate, workspace_id=workspace_id, sends_at=long_ago, looks_at=long_ago)
        rate = (await session.scalars(*_rate(workspace_id))).one()
    return rate


@once
def _rate(workspace_id: str) -> Select[Rate]:
    return select(Rate).where(Rate.workspace_id == workspace_id).with_for_update()


async def wait_until(session: AsyncSession, workspace_id: str, until: datetime, why: str, now: datetime) -> None:
    """Nothing is sent to this workspace before `until`; what is due waits. Never shortens a wait.

    `why` is one word for who runs Klik, such as Slack's 'ratelimited' or 'token_revoked'.
    """
    await locked(session, workspace_id, now)
    longer = or_(Rate.waits_until.is_(None), Rate.waits_until < until)
    await session.execute(
        update(Rate).where(Rate.workspace_id == workspace_id, longer).values(waits_until=until, waits_for=why)
    )


async def look_later(session: AsyncSession, workspace_id: str, until: datetime, now: datetime) -> None:
    """Slack takes no more look-ups, or opens no more conversations, before `until`."""
    rate = await locked(session, workspace_id, now)
    rate.looks_at = max(rate.looks_at, until)


async def go_on(session: AsyncSession, workspace_id: str) -> None:
    """The reason to wait is gone, such as by a new token: what is due goes out."""
    await session.execute(update(Rate).where(Rate.workspace_id == workspace_id).values(waits_until=None, waits_for=""))
