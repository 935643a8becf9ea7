"""One of the two takes a break (`/mentor pause`): the other is told until when, nothing is asked of either meanwhile,
and the days of a break are no silence."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import care, members, outbox, sessions
from models import Member, Pair, PairCare, PairState, SessionState, Why

TOLD = "pair.away"


async def begins(session: AsyncSession, member: Member, now: datetime) -> None:
    """Or ends on another day than was said before: their pairs are looked at now, which tells the others. Who had been
    asked to book as often as anybody is, is asked anew afterwards: it is what the others are told."""
    for pair in await _active(session, member):
        meeting = await sessions.live(session, pair)
        if pair.prompt_at is None and (meeting is None or meeting.state is SessionState.PROPOSED):
            pair.prompt_at = member.paused_until
            if meeting is not None:
                meeting.asked = 0
        await outbox.cancel(session, pair.workspace_id, f"pair:{pair.id}", Why.SUPERSEDED, [TOLD])
        await care.look_by(session, pair.id, now)


async def ends_early(session: AsyncSession, member: Member, until: datetime, now: datetime) -> None:
    """`until`: when it would have ended, which is what they are asked to book after."""
    for pair in await _active(session, member):
        await outbox.cancel(session, pair.workspace_id, f"pair:{pair.id}", Why.MOOT, [TOLD])
        await session.execute(update(Pair).where(Pair.id == pair.id, Pair.prompt_at == until).values(prompt_at=now))
        await care.look_by(session, pair.id, now)


async def _active(session: AsyncSession, member: Member) -> Sequence[Pair]:
    mine = or_(Pair.mentor_id == member.id, Pair.mentee_id == member.id)
    return (await session.scalars(select(Pair).where(mine, Pair.state == PairState.ACTIVE).order_by(Pair.id))).all()


async def note(
    session: AsyncSession, pair: Pair, row: PairCare, people: Sequence[Member], now: datetime
) -> datetime | None:
    """At each look: tell whoever is not away, once for each day that is said. When to look again; None when both are
    here. The pair is locked."""
    ends = {one.id: one.paused_until for one in people if one.paused_until is not None and members.is_paused(one, now)}
    if not ends:
        row.alive_at = min(row.alive_at, now)  # back sooner than was said
        return None
    last = max(ends.values())
    row.alive_at = max(row.alive_at, last)
    row.pulse_at = max(row.pulse_at or last, last + care.AFTER_A_PAUSE)
    for one in people:
        if one.id not in ends:
            key = last.isoformat()
            await outbox.plan(session, TOLD, one, about=("pair", pair.id), key=key, due=now, expires=last)
    return min(ends.values())
