"""What becomes due in a round by itself: the call closes, halfway is told, the end is looked back on. The job's half of
it; the introductions of a wave are begun by releasing.py."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import audit, outbox
from bot.domain.errors import RoundMoved
from bot.domain.rounds import drafting, learning, releasing, stages
from bot.domain.rounds.verdict import judge
from bot.domain.workspaces import served
from models import Member, Round, RoundState, Why


async def due(session: AsyncSession, now: datetime, limit: int = 50) -> Sequence[int]:
    """Ids of rounds in which something is due."""
    found = (
        select(Round.id)
        .where(Round.next_at <= now, Round.state != RoundState.CLOSED, served(Round.workspace_id))
        .order_by(Round.next_at)
        .limit(limit)
    )
    return (await session.scalars(found)).all()


async def look(session: AsyncSession, round_id: int, now: datetime) -> Sequence[int]:
    """Do what is due; ids of matches whose introduction is to begin now, each in a transaction of its own."""
    row = await session.scalar(
        select(Round)
        .where(Round.id == round_id, Round.next_at <= now, Round.state != RoundState.CLOSED)
        .with_for_update(key_share=True)
    )
    if row is None:
        return ()  # somebody else was quicker
    match row.state:
        case RoundState.OPEN:
            await _close_call(session, row, now)
        case RoundState.RELEASED:
            return await releasing.due(session, row, now)
        case RoundState.RUNNING if row.halfway_told_at is None and now < releasing.ends_at(row):
            row.halfway_told_at, row.next_at = now, releasing.ends_at(row)
            await drafting.tell_runners(session, row, "round.halfway", now)
        case RoundState.RUNNING:
            await _end(session, row, now)
        case _:
            row.next_at = None
    return ()


async def _close_call(session: AsyncSession, row: Round, now: datetime) -> None:
    await stages.move(session, row, RoundState.PREVIEW, next_at=None)
    asked = ("round.invited", "round.last_call")
    await outbox.cancel(session, row.workspace_id, drafting.subject(row), Why.MOOT, asked)
    # A call that was opened again closes again, and is told again.
    await drafting.tell_runners(session, row, "round.call_over", now, key=row.closes_at.isoformat())


async def end_call(session: AsyncSession, by: Member, round_id: int, now: datetime) -> Round:
    """Before its time, by hand. Raises NotFound, RoundMoved."""
    row = await drafting.get(session, by, round_id, lock=True)
    if row.state is not RoundState.OPEN:
        raise RoundMoved(row.state)
    row.closes_at = now
    await _close_call(session, row, now)
    await outbox.cancel(session, row.workspace_id, drafting.subject(row), Why.ANSWERED, ("round.call_over",))
    return row


async def _end(session: AsyncSession, row: Round, now: datetime) -> None:
    judged = await judge(session, row)
    verdict = judged.verdict.value if judged is not None and judged.verdict is not None else ""
    await stages.move(session, row, RoundState.CLOSED, closed_at=now, next_at=None, verdict=verdict)
    await learning.keep(session, row)
    await drafting.tell_runners(session, row, "round.over", now)


async def close(session: AsyncSession, by: Member, round_id: int, now: datetime) -> Round:
    """Look back on it now, by hand; its pairs go on. Raises NotFound, RoundMoved."""
    row = await drafting.get(session, by, round_id, lock=True)
    if row.state is not RoundState.RUNNING:
        raise RoundMoved(row.state)
    await _end(session, row, now)
    await outbox.cancel(session, row.workspace_id, drafting.subject(row), Why.ANSWERED, ("round.over",))
    audit.note(session, row.workspace_id, audit.ROUND_CLOSED, by=by, now=now, network_id=row.network_id)
    return row
