"""Home tabs that are to be drawn anew: who claims them, and what was drawn. Drawing them is bot/homes.py's work.

Triggers write down what changed (migration 0012). A tab is drawn by one at a time, who holds it for a while; whatever
changes meanwhile stays written down and is drawn next (docs/adr/0013-home.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Delete,
    Select,
    Update,
    and_,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import pacing
from bot.domain.pacing import UNBELIEVABLE, Pace
from bot.domain.rows import claimed, insert_new, once
from bot.domain.workspaces import served
from models import HomeChange, HomeView, Member, Rate

LEASE = timedelta(seconds=30)
"""Longer than drawing and one call to Slack may take."""
KEPT_RIGHT = timedelta(days=7)
"""So long after it was opened; opening it draws it anew in any case."""
LOOK_AGAIN = timedelta(seconds=5)
"""After a first opening: what was being decided in that moment was not written down for it."""
HOMES = Pace(90)
"""Slack takes 100 a minute; some are left for those who click."""
AT_ONCE = 8


@dataclass(frozen=True)
class Held:
    """A home tab that this caller alone may draw."""

    member_id: int
    workspace_id: str
    until: datetime
    """The lease; also what tells this holder from the next."""
    changes: Sequence[int] = ()
    """What was written down before it was drawn: ids of HomeChange."""
    drawn: str = ""


def _later(one: Any, other: Any) -> Any:
    """The later of two moments in SQL; `other` may be null."""
    return case((other > one, other), else_=one)


CHANGED = select(HomeChange.id).where(HomeChange.member_id == HomeView.member_id).exists()
_DUE = (
    select(
        HomeView.workspace_id.label("workspace_id"),
        case((CHANGED, HomeView.opened_at), else_=HomeView.redraw_at).label("at"),
        HomeView.busy_until.label("busy_until"),
        HomeView.wait_until.label("wait_until"),
    )
    .where(
        or_(HomeView.member_id.in_(select(HomeChange.member_id)), HomeView.redraw_at.is_not(None)),
        served(HomeView.workspace_id),
    )
    .subquery()
)
EARLIEST: Select[datetime | None] = (
    select(func.min(_later(_later(_later(_DUE.c.at, _DUE.c.busy_until), _DUE.c.wait_until), Rate.homes_at)))
    .select_from(_DUE)
    .outerjoin(Rate, Rate.workspace_id == _DUE.c.workspace_id)
)
"""When the next home tab is to be drawn and may be."""


def _ready(now: datetime) -> ColumnElement[bool]:
    return and_(
        or_(HomeView.member_id.in_(select(HomeChange.member_id)), HomeView.redraw_at <= now),
        _free(now),
        or_(HomeView.wait_until.is_(None), HomeView.wait_until <= now),
        served(HomeView.workspace_id),
    )


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(HomeView.busy_until.is_(None), HomeView.busy_until <= now)


async def claim(session: AsyncSession, now: datetime) -> Sequence[Held]:
    """Home tabs to draw now, at the pace that Slack takes in each workspace, what somebody did before what only dates.

    Those who have not looked for days are let go of.
    """
    await session.execute(*_let_go_of(now - KEPT_RIGHT, now))
    held: list[Held] = []
    for workspace_id in (await session.scalars(*_waiting(now))).all():
        rate = await pacing.locked(session, workspace_id, now)
        bucket = rate.homes_at or now - UNBELIEVABLE
        if not (room := min(HOMES.room(bucket, now), AT_ONCE - len(held))):
            continue
        rows = (await session.scalars(*_next(workspace_id, now, room))).all()
        for row in rows:
            row.busy_until = now + LEASE
            held.append(Held(row.member_id, row.workspace_id, row.busy_until))
        rate.homes_at = HOMES.after(bucket, now, len(rows))
    return held


@once
def _let_go_of(before: datetime, now: datetime) -> Delete:
    gone = delete(HomeView).where(HomeView.opened_at < before, _ready(now))
    return gone.execution_options(synchronize_session=False)


@once
def _waiting(now: datetime) -> Select[str]:
    return select(HomeView.workspace_id).where(_ready(now)).distinct().order_by(HomeView.workspace_id).limit(20)


@once
def _next(workspace_id: str, now: datetime, room: int) -> Select[HomeView]:
    return (
        select(HomeView)
        .where(HomeView.workspace_id == workspace_id, _ready(now))
        .order_by(CHANGED.desc(), HomeView.redraw_at)
        .limit(room)
        .with_for_update(skip_locked=True, key_share=True)
    )


async def hold(session: AsyncSession, member: Member, now: datetime, *, opened: bool) -> Held | None:
    """For somebody who is looking at it in this moment: their home tab, unless it is being drawn; then it is drawn once
    more. None also for somebody who never opened it."""
    if opened:
        new = await insert_new(
            session, HomeView, member_id=member.id, workspace_id=member.workspace_id, opened_at=now,
            redraw_at=now + LOOK_AGAIN,
        )  # fmt: skip
        if not new:
            await session.execute(update(HomeView).where(HomeView.member_id == member.id).values(opened_at=now))
    until = now + LEASE
    if not await claimed(session, *_hold(member.id, now, until)):
        await touch(session, member)
        return None
    return await seen(session, Held(member.id, member.workspace_id, until))


@once
def _hold(member_id: int, now: datetime, until: datetime) -> Update:
    return update(HomeView).where(HomeView.member_id == member_id, _free(now)).values(busy_until=until)


async def seen(session: AsyncSession, held: Held) -> Held:
    """`held` with what was written down so far; what is read after this in the transaction has all of it."""
    changes = await session.scalars(*_changes(held.member_id))
    drawn = await session.scalar(*_drawn(held.member_id))
    return Held(held.member_id, held.workspace_id, held.until, list(changes), drawn or "")


@once
def _changes(member_id: int) -> Select[int]:
    return select(HomeChange.id).where(HomeChange.member_id == member_id)


@once
def _drawn(member_id: int) -> Select[str]:
    return select(HomeView.drawn).where(HomeView.member_id == member_id)


async def done(session: AsyncSession, held: Held, drawn: str, redraw_at: datetime | None, now: datetime) -> None:
    """It shows what was written down before it was drawn. What came later stays for the next one."""
    if held.changes:
        await session.execute(*_forget(held.member_id, held.changes))
    await session.execute(*_done(held.member_id, held.until, drawn, redraw_at, now, now + LOOK_AGAIN))


@once
def _forget(member_id: int, changes: Sequence[int]) -> Delete:
    gone = delete(HomeChange).where(HomeChange.member_id == member_id, HomeChange.id.in_(changes))
    return gone.execution_options(synchronize_session=False)


@once
def _done(
    member_id: int, until: datetime, drawn: str, redraw_at: datetime | None, now: datetime, again: datetime
) -> Update:
    soon = and_(HomeView.redraw_at > now, HomeView.redraw_at <= again)
    shown = update(HomeView).where(HomeView.member_id == member_id, HomeView.busy_until == until)
    next_at = case((soon, HomeView.redraw_at), else_=type_coerce(redraw_at, HomeView.redraw_at.type))
    return shown.values(busy_until=None, wait_until=None, drawn=drawn, redraw_at=next_at).execution_options(
        synchronize_session=False
    )


async def later(session: AsyncSession, held: Held, wait_until: datetime) -> None:
    """Slack did not take it: it is tried again then, or when its owner clicks."""
    await _let_go(session, held, wait_until=wait_until, redraw_at=wait_until)


async def slow_down(session: AsyncSession, held: Held, until: datetime, now: datetime) -> None:
    """Slack takes no more home tabs in this workspace before `until`."""
    rate = await pacing.locked(session, held.workspace_id, now)
    rate.homes_at = max(rate.homes_at or until, until)
    await _let_go(session, held, wait_until=until, redraw_at=until)


async def _let_go(session: AsyncSession, held: Held, **values: object) -> None:
    mine = HomeView.member_id == held.member_id, HomeView.busy_until == held.until
    await session.execute(
        update(HomeView).where(*mine).values(busy_until=None, **values).execution_options(synchronize_session=False)
    )


async def close(session: AsyncSession, held: Held) -> None:
    """Nobody looks at it any more: they are gone."""
    await session.execute(delete(HomeView).where(HomeView.member_id == held.member_id))


async def touch(session: AsyncSession, member: Member) -> None:
    """Something on it has changed that no trigger sees."""
    mine = select(HomeView.workspace_id).where(HomeView.member_id == member.id)
    if (workspace_id := await session.scalar(mine)) is not None:
        session.add(HomeChange(workspace_id=workspace_id, member_id=member.id))


async def touch_all(session: AsyncSession, workspace_id: str, *of_them: ColumnElement[bool]) -> None:
    """The same for many at once; `of_them` is a condition on HomeView."""
    theirs = select(HomeView.workspace_id, HomeView.member_id).where(HomeView.workspace_id == workspace_id, *of_them)
    # Only a tab that is let go of in this very moment is locked against this: left out, it is not waited for.
    there = theirs.with_for_update(read=True, key_share=True, skip_locked=True)
    await session.execute(insert(HomeChange).from_select(["workspace_id", "member_id"], there))
