"""A pair that pauses until a day: by either, without a reason. Nothing is asked of either meanwhile."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import care, outbox, pairs, sessions
from bot.domain.errors import NotYetAPair, PairEnded
from bot.domain.rows import claimed
from models import Member, MentoringSession, Pair, PairState, Why

LONGEST_DAYS = 183


async def pause(session: AsyncSession, by: Member, pair_id: int, until: datetime, now: datetime) -> Pair:
    """Pause from now, or to another day than before; what was booked is called off, and the other one is told.

    `until` lies ahead. Saying the same day twice changes nothing. Raises NotFound, PairEnded, NotYetAPair.
    """
    pair = await pairs.get(session, by, pair_id, lock=True)
    if pair.state is PairState.ENDED:
        raise PairEnded
    if pair.state is PairState.INTRODUCTION:
        raise NotYetAPair
    if pair.state is PairState.PAUSED and pair.paused_until == until:
        return pair
    pair.state, pair.paused_until, pair.prompt_at = PairState.PAUSED, until, None
    await session.flush()
    off = await sessions.cancel_planned(session, pair, Why.PAUSED, now, by)
    await outbox.cancel(session, pair.workspace_id, pairs.subject(pair), Why.PAUSED)
    await care.rest(session, pair, until, now)
    other = await pairs.partner(session, pair, by)
    key = until.date().isoformat()
    await outbox.plan(session, "pair.paused", other, about=("pair", pair.id), key=key, due=now, expires=until, **off)
    return pair


async def resume(
    session: AsyncSession, by: Member, pair_id: int, now: datetime
) -> tuple[Pair, MentoringSession | None]:
    """Go on before the day: new times for both. Of a pair that goes on already, nothing changes.

    Raises NotFound, PairEnded.
    """
    pair = await pairs.get(session, by, pair_id, lock=True)
    if pair.state is PairState.ENDED:
        raise PairEnded
    if not await _go_on(session, pair, now):
        return pair, await sessions.live(session, pair)
    other = await pairs.partner(session, pair, by)
    await outbox.plan(session, "pair.resumed", other, about=("pair", pair.id), key=now.isoformat(), due=now)
    return pair, await sessions.live(session, pair)


async def over(session: AsyncSession, pair: Pair, now: datetime) -> None:
    """The day has come: both are told, with new times. The pair is locked."""
    if await _go_on(session, pair, now):
        for member in await pairs.both(session, pair):
            await outbox.plan(session, "pair.resumed", member, about=("pair", pair.id), key=now.isoformat(), due=now)


async def _go_on(session: AsyncSession, pair: Pair, now: datetime) -> bool:
    """Whether it was paused until now."""
    if not await claimed(
        session,
        update(Pair)
        .where(Pair.id == pair.id, Pair.state == PairState.PAUSED)
        .values(state=PairState.ACTIVE, paused_until=None),
    ):
        return False
    await session.refresh(pair)
    await outbox.cancel(session, pair.workspace_id, pairs.subject(pair), Why.SUPERSEDED, ["pair.paused"])
    await care.wake(session, pair, now)
    await sessions.propose(session, pair, now)
    return True
