"""When a pair is looked after next. One row a pair; what is done at the look is bot/domain/caring.py's.

Whatever changes how a pair does brings its next look forward, so the job (bot/jobs/care.py) looks seldom and misses
nothing.
"""

from datetime import datetime, timedelta

from sqlalchemy import Update, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.rows import insert_new, once
from models import CheckState, EndReason, HealthCheck, Pair, PairCare

PULSE_EVERY = timedelta(days=60)
AFTER_A_PAUSE = timedelta(days=14)
"""Nobody is asked how it goes before they have met again."""
ASKED_AFTER = timedelta(days=1)
"""From the end to the last questions: first there are thanks."""
ENDED_WELL = (EndReason.GOALS_REACHED, EndReason.PLANNED, EndReason.NO_TIME, EndReason.OTHER)
"""After these both are asked how it was, and three months later what stayed. Who left, went quiet or wanted somebody
else is left in peace."""


async def of(session: AsyncSession, pair: Pair) -> PairCare:
    """The pair's row, made if need be: a pair that was active before there were rows, or one that never clicked."""
    await begin(session, pair, pair.active_since or pair.introduced_at)
    return await session.get_one(PairCare, pair.id)


async def begin(session: AsyncSession, pair: Pair, now: datetime) -> None:
    """It clicked: from now on somebody looks after them. Safe to say twice."""
    await insert_new(
        session, PairCare, pair_id=pair.id, workspace_id=pair.workspace_id, look_at=now, alive_at=now,
        pulse_at=now + PULSE_EVERY,
    )  # fmt: skip


async def look_by(session: AsyncSession, pair_id: int, when: datetime) -> None:
    """Something happened that may ask for attention: the next look is not later than `when`."""
    await session.execute(*_look_by(pair_id, when))


@once
def _look_by(pair_id: int, when: datetime) -> Update:
    sooner = update(PairCare).where(PairCare.pair_id == pair_id, PairCare.look_at > when).values(look_at=when)
    return sooner.execution_options(synchronize_session=False)


async def rest(session: AsyncSession, pair: Pair, until: datetime, now: datetime) -> None:
    """A pause: nothing is looked at before its end, and what was being asked is not asked any more."""
    row = await of(session, pair)
    row.look_at, row.warned_at = until, None
    await settle_checks(session, pair, now)


async def wake(session: AsyncSession, pair: Pair, now: datetime) -> None:
    """The pause is over: days without a talk count from here."""
    row = await of(session, pair)
    row.look_at, row.alive_at = now, now
    row.pulse_at = max(row.pulse_at or now, now + AFTER_A_PAUSE)


async def close(session: AsyncSession, pair: Pair, now: datetime) -> None:
    """The pair ended."""
    await settle_checks(session, pair, now)
    asked = pair.active_since is not None and pair.end_reason in ENDED_WELL
    await session.execute(
        update(PairCare)
        .where(PairCare.pair_id == pair.id)
        .values(look_at=now + ASKED_AFTER if asked else None, warned_at=None)
        .execution_options(synchronize_session=False)
    )


async def settle_checks(session: AsyncSession, pair: Pair, now: datetime) -> None:
    await session.execute(
        update(HealthCheck)
        .where(HealthCheck.pair_id == pair.id, HealthCheck.state != CheckState.SETTLED)
        .values(state=CheckState.SETTLED, settled_at=now)
        .execution_options(synchronize_session=False)
    )
