"""Busy times from a calendar that somebody published: only from when to when, and only as long as they want it.

The address is a secret of theirs: locked at rest when there are keys, never shown again, gone when they leave.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import outbox
from bot.domain.calendar import appointments
from bot.domain.rows import claimed
from bot.domain.workspaces import served
from bot.vault import Vault
from models import BusySpan, Calendar, Member, Why

EVERY = timedelta(hours=2)
AFTER_A_PROBLEM = timedelta(hours=6)
LEASE = timedelta(minutes=5)
"""Longer than reading one may take: whoever dies while reading leaves it to the next."""
STALE = timedelta(days=3)
"""What was read so long ago is not believed any more."""
AHEAD = timedelta(days=60)
"""How far ahead it is read. Times are proposed for five weeks at most."""
AT_ONCE = 10
MOST_SPANS = 2000

Spans = Sequence[tuple[datetime, datetime]]


@dataclass(frozen=True)
class Published:
    """A calendar to be read."""

    member: Member
    url: str
    """As it is kept: locked, perhaps."""


def _lock(vault: Vault | None, member_id: int, url: str) -> str:
    return url if vault is None else vault.lock(url, f"busy:{member_id}")


def opened(vault: Vault | None, one: Published) -> str:
    """Raises bot.vault.Unreadable when the keys it was locked with are gone."""
    if vault is None or one.url.startswith("http"):
        return one.url
    return vault.open(one.url, f"busy:{one.member.id}")


async def share(session: AsyncSession, member: Member, url: str, vault: Vault | None, now: datetime) -> None:
    """Read it from now on, first at once."""
    mine = await appointments.kept(session, member)
    await _forget_spans(session, member.id)
    mine.busy_url, mine.busy_next_at, mine.busy_read_at, mine.busy_problem = (
        _lock(vault, member.id, url), now, None, "",
    )  # fmt: skip
    await outbox.cancel(session, member.workspace_id, f"calendar:{member.id}", Why.SUPERSEDED)


async def stop(session: AsyncSession, member: Member) -> None:
    """The address and everything that was read from it goes at once."""
    mine = await appointments.of(session, member)
    await _forget_spans(session, member.id)
    if mine is not None:
        mine.busy_url = mine.busy_next_at = mine.busy_read_at = None
        mine.busy_problem = ""
    await outbox.cancel(session, member.workspace_id, f"calendar:{member.id}", Why.TAKEN_BACK)


async def _forget_spans(session: AsyncSession, member_id: int) -> None:
    mine = delete(BusySpan).where(BusySpan.member_id == member_id)
    await session.execute(mine.execution_options(synchronize_session=False))


async def to_read(session: AsyncSession, now: datetime) -> Sequence[Published]:
    """Calendars that are due, claimed for a while: nobody else reads them meanwhile."""
    rows = await session.execute(
        select(Calendar, Member)
        .join(Member, Member.id == Calendar.member_id)
        .where(Calendar.busy_next_at <= now, Calendar.busy_url.is_not(None), served(Calendar.workspace_id))
        .order_by(Calendar.busy_next_at)
        .limit(AT_ONCE)
        .with_for_update(of=Calendar, skip_locked=True)
    )
    found = []
    for calendar, member in rows:
        calendar.busy_next_at = now + LEASE
        assert calendar.busy_url is not None
        found.append(Published(member, calendar.busy_url))
    return found


async def keep(session: AsyncSession, one: Published, spans: Spans, now: datetime) -> None:
    """What was read takes the place of what was known; unless they stopped or gave another address meanwhile."""
    if not await _settle(session, one, busy_next_at=now + EVERY, busy_read_at=now, busy_problem=""):
        return
    await _forget_spans(session, one.member.id)
    session.add_all(
        BusySpan(workspace_id=one.member.workspace_id, member_id=one.member.id, starts_at=start, ends_at=end)
        for start, end in spans[:MOST_SPANS]
    )
    await outbox.cancel(session, one.member.workspace_id, f"calendar:{one.member.id}", Why.MOOT)


async def note(session: AsyncSession, one: Published, problem: str, now: datetime) -> None:
    """It could not be read: they are told once, until it works again; old times are forgotten after a while."""
    before = await appointments.of(session, one.member)
    was_well = before is not None and not before.busy_problem
    if not await _settle(session, one, busy_next_at=now + AFTER_A_PROBLEM, busy_problem=problem):
        return
    if before is not None and (before.busy_read_at is None or before.busy_read_at < now - STALE):
        await _forget_spans(session, one.member.id)
    if was_well:
        await outbox.plan(
            session, "calendar.unreadable", one.member, about=("calendar", one.member.id),
            key=now.date().isoformat(), due=now,
        )  # fmt: skip


async def _settle(session: AsyncSession, one: Published, **values: object) -> bool:
    return await claimed(
        session,
        update(Calendar).where(Calendar.member_id == one.member.id, Calendar.busy_url == one.url).values(**values),
    )
