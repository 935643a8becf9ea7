"""Planning messages. Sending them is bot/delivery's work; what they say is bot/messages'.

Everything is planned inside the transaction that decides, so a decision and its messages exist together or not at
all. Planning the same key twice is planning once.
"""

import secrets
import time
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Update, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.cap import MOST_A_DAY, NEWS, RANK, day_of
from bot.domain.rows import indexed, insert_new, once
from bot.domain.times import next_working_moment
from models import Member, Outbox, OutboxState, Why
from models.outbox import UNSENT

USEFUL_FOR = timedelta(days=3)
"""How long a message stays worth sending unless it says otherwise."""
NEWS_FOR = timedelta(days=7)
"""The same of news: after a full Friday the next working morning is three days away, and nothing may be lost."""
AT_ANY_HOUR = frozenset(
    (
        "session.soon", "session.late", "session.calendar", "office.soon", "office.calendar", "group.soon",
        "group.calendar", "workspace.welcome",
    )
)  # fmt: skip
"""Hangs on an hour that both sides chose, or is the answer to what the reader did just now; everything else waits for
its reader's working hours."""

EDITS = frozenset(("request.redrawn",))
"""Changes a message that stands there already (`params` say which: channel and ts). Nobody hears of it: it happens at
any hour and is not counted."""
FILES = frozenset(("session.file",))
"""Puts a file under a message that stands there already (`params` say which: channel and ts), for whoever clicked in
it."""
QUIET = EDITS | FILES
"""What is no message of its own: it happens at any hour and is not counted."""


def readable_at(to: Member, kind: str, moment: datetime) -> datetime | None:
    """When a message that is due at `moment` may reach `to`: in working hours, after a pause; None when they left."""
    if to.left_at or to.deactivated_at:
        return None
    wakes = None if kind in QUIET else to.paused_until
    return _in_hours(to, kind, moment if wakes is None else max(moment, wakes))


def _in_hours(to: Member, kind: str, moment: datetime) -> datetime:
    return moment if kind in AT_ANY_HOUR or kind in QUIET else next_working_moment(to, moment)


def useful_until(row: Outbox) -> datetime:
    return row.expires_at or row.due_at + (NEWS_FOR if row.kind in NEWS else USEFUL_FOR)


async def plan(
    session: AsyncSession,
    kind: str,
    to: Member,
    *,
    about: tuple[str, int],
    due: datetime,
    key: str = "",
    expires: datetime | None = None,
    **params: Any,
) -> datetime:
    """Plan one direct message about something, such as ("session", 42), and return when it will be read.

    `key` tells apart several messages of one kind about one thing. Who has paused hears news afterwards; what expires
    keeps its own hour, in case the pause ends early. Who left or is gone hears nothing.
    """
    reads_at = readable_at(to, kind, due)
    if reads_at is None:
        return due
    when = reads_at if expires is None else _in_hours(to, kind, due)
    await insert_new(
        session,
        Outbox,
        id=_new_id(),
        workspace_id=to.workspace_id,
        key=f"{_subject(about)}:{kind}:{key}:{to.id}",
        kind=kind,
        member_id=to.id,
        subject=_subject(about),
        subject_id=about[1],
        params=params,
        due_at=when,
        next_at=when,
        expires_at=expires,
    )
    return reads_at


async def plan_for_channel(
    session: AsyncSession, kind: str, workspace_id: str, channel_id: str, *, about: tuple[str, int], due: datetime
) -> None:
    """Plan one message to a channel, due at once."""
    await insert_new(
        session,
        Outbox,
        id=_new_id(),
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


def _new_id() -> UUID:
    """Opaque, and in the order of planning: what is due at the same moment is read in that order."""
    return UUID(int=time.time_ns() << 64 | secrets.randbits(64))


def _subject(about: tuple[str, int]) -> str:
    return f"{about[0]}:{about[1]}"


async def cancel(session: AsyncSession, workspace_id: str, subject: str, why: Why, kinds: Iterable[str] = ()) -> None:
    """The reason is gone: nothing unsent about `subject` ('session:42') goes out any more."""
    if wanted := list(kinds):
        await session.execute(*_cancel_kinds(workspace_id, why, subject, wanted))
    else:
        await session.execute(*_cancel_all(workspace_id, why, subject))


@once
def _cancel_all(workspace_id: str, why: Why, subject: str) -> Update:
    return _cancelling(workspace_id, why).where(Outbox.subject == subject)


@once
def _cancel_kinds(workspace_id: str, why: Why, subject: str, kinds: Sequence[str]) -> Update:
    return _cancelling(workspace_id, why).where(Outbox.subject == subject, Outbox.kind.in_(kinds))


async def cancel_for(session: AsyncSession, member: Member) -> None:
    """They left or are gone: nothing unsent reaches them."""
    why = Why.GONE if member.deactivated_at is not None else Why.LEFT
    await session.execute(_cancelling(member.workspace_id, why).where(Outbox.member_id == member.id))


async def hold(session: AsyncSession, member: Member) -> None:
    """They paused: news waits for the end of the pause. What expires waits, or goes, when its hour comes."""
    wake = _wake(member)
    news = Outbox.member_id == member.id, Outbox.expires_at.is_(None), Outbox.due_at < wake
    await session.execute(_waiting(member.workspace_id).where(*news).values(_due(wake)))


async def release(session: AsyncSession, member: Member, now: datetime) -> None:
    """The pause ends early: what waited for its end comes now."""
    waiting = Outbox.next_at == _wake(member), or_(Outbox.expires_at.is_(None), Outbox.due_at <= now)
    due = _due(next_working_moment(member, now))
    await session.execute(_waiting(member.workspace_id).where(Outbox.member_id == member.id, *waiting).values(due))


async def park(session: AsyncSession, workspace_id: str, until: datetime) -> None:
    """Klik was uninstalled: what is planned there waits, in nobody's way. What is being sent finds out from Slack."""
    waiting = Outbox.workspace_id == workspace_id, Outbox.state == OutboxState.PENDING
    await session.execute(_quietly(update(Outbox).where(*waiting).values(next_at=until)))


async def unpark(session: AsyncSession, workspace_id: str, until: datetime, now: datetime) -> None:
    """Klik is back: what is due comes now, unless it has expired, and the rest at its own time."""
    parked = Outbox.workspace_id == workspace_id, Outbox.state == OutboxState.PENDING, Outbox.next_at == until
    due = case((Outbox.due_at > now, Outbox.due_at), else_=now)
    await session.execute(_quietly(update(Outbox).where(*parked).values(next_at=due)))


def _quietly(statement: Any) -> Any:
    return statement.execution_options(synchronize_session=False)


def _wake(member: Member) -> datetime:
    assert member.paused_until is not None
    return next_working_moment(member, member.paused_until)


def _due(when: datetime) -> dict[str, Any]:
    return {"due_at": when, "next_at": when}


def _unsent(workspace_id: str) -> Update:
    return (
        update(Outbox)
        .where(Outbox.workspace_id == workspace_id, indexed(Outbox, UNSENT))
        .execution_options(synchronize_session=False)
    )


def _waiting(workspace_id: str) -> Update:
    """What is on its way in this moment stays so: it is claimed, and its holder's to finish."""
    return _unsent(workspace_id).where(Outbox.state == OutboxState.PENDING)


def _cancelling(workspace_id: str, why: Why) -> Update:
    return _unsent(workspace_id).values(state=OutboxState.CANCELLED, why=why, claim_token=None)


async def cancel_one(session: AsyncSession, member: Member, subject: str, kind: str, why: Why = Why.ANSWERED) -> None:
    """One person has answered; the other one's message stays planned."""
    await session.execute(*_cancel_one(member.workspace_id, why, member.id, subject, kind))


@once
def _cancel_one(workspace_id: str, why: Why, member_id: int, subject: str, kind: str) -> Update:
    mine = Outbox.member_id == member_id, Outbox.subject == subject, Outbox.kind == kind
    return _cancelling(workspace_id, why).where(*mine)


async def is_held_back(session: AsyncSession, member: Member, subject: str, kinds: Iterable[str]) -> bool:
    """Whether such a message still waits for its reader."""
    return await held_back(session, member, subject, kinds) is not None


async def held_back(session: AsyncSession, member: Member, subject: str, kinds: Iterable[str]) -> Outbox | None:
    """The first such message that still waits for its reader. It is locked, so that nobody sends it as things stood
    before this transaction."""
    found = await session.scalars(
        select(Outbox)
        .where(
            Outbox.workspace_id == member.workspace_id,
            Outbox.subject == subject,
            indexed(Outbox, UNSENT),
            Outbox.state == OutboxState.PENDING,
            Outbox.member_id == member.id,
            Outbox.kind.in_(list(kinds)),
        )
        .with_for_update()
    )
    return found.first()


async def last_sent(session: AsyncSession, workspace_id: str, subject: str, kind: str) -> datetime | None:
    """When somebody last read of it; None when nobody has."""
    return await session.scalar(
        select(func.max(Outbox.sent_at)).where(
            Outbox.workspace_id == workspace_id,
            Outbox.subject == subject,
            Outbox.kind == kind,
            Outbox.state == OutboxState.SENT,
        )
    )


async def goes_first(session: AsyncSession, to: Member, day: tuple[datetime, datetime], less: Iterable[str]) -> int:
    """How many messages of a day (half open) one more would come after: what was said, is on its way, or is planned for
    it and not of the kinds `less`."""
    begins, ends = day
    mine, counts = Outbox.member_id == to.id, Outbox.kind.not_in(QUIET)
    said = await session.scalar(
        select(func.count()).where(mine, counts, Outbox.sent_at >= begins, Outbox.sent_at < ends)
    )
    to_come = await session.scalar(
        select(func.count()).where(
            mine, counts, Outbox.kind.not_in(list(less)), indexed(Outbox, UNSENT), Outbox.next_at < ends
        )
    )
    return (said or 0) + (to_come or 0)


async def is_full(session: AsyncSession, to: Member, at: datetime) -> bool:
    """Whether they have had two messages on the day of `at`, with those that are to come then and do not wait."""
    return await goes_first(session, to, day_of(to, at), RANK) >= MOST_A_DAY
