"""A gentle check: both are asked, privately and with one tap, whether the pair needs anything.

Only when that does not settle it do others learn that the pair could use attention, with a class of cause and never a
word or an answer; a wish for help is told, with who has it, because whoever taps it is told so.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, home_views, outbox, pairs, programmes
from bot.domain.errors import NotFound
from bot.domain.health import Facts, Signal, Weights, score, signals
from bot.domain.rows import insert_new, once
from models import CheckState, HealthCheck, Member, Pair, Says, Why

DECIDED_AFTER = timedelta(days=7)
"""As long only the two of them know."""
LOOKED_AT_EVERY = timedelta(days=3)
"""While a check is open: what a booking has settled is not shown to others for long."""
HELP_STANDS = timedelta(days=30)
"""A wish for help, when all else is well again."""
NOT_AGAIN = timedelta(days=45)
"""After a check that was settled: nobody wants to be asked all the time."""


async def open_of(session: AsyncSession, pair: Pair) -> HealthCheck | None:
    found: HealthCheck | None = await session.scalar(*_open(pair.id))
    return found


@once
def _open(pair_id: int) -> Select[HealthCheck]:
    return select(HealthCheck).where(HealthCheck.pair_id == pair_id, HealthCheck.state != CheckState.SETTLED)


async def look(session: AsyncSession, pair: Pair, facts: Facts, weights: Weights, now: datetime) -> datetime | None:
    """Begin a check, let it ripen or settle it; when to look again, None when nothing hangs on an hour.

    The pair is locked.
    """
    found = signals(facts, weights)
    check = await open_of(session, pair)
    if check is None:
        if found and await _may_ask(session, pair, now):
            await _begin(session, pair, found, score(facts, weights), now)
            return now + LOOKED_AT_EVERY
        return None
    check.score = score(facts, weights)
    if not found and not _waits_for_help(check, now):
        await _settle(session, pair, check, now)  # they met, or say that it is better: nobody needs to know
        return None
    if check.state is CheckState.ASKED and now >= check.decide_at:
        check.state, check.at_risk_since = CheckState.AT_RISK, now
        check.signals = list(dict.fromkeys([*check.signals, *found]))
        for one in await programmes.helpers(session, pair, access.HELP_PAIRS):
            await home_views.touch(session, one)
    soon = now + LOOKED_AT_EVERY
    return min(check.decide_at, soon) if check.state is CheckState.ASKED else soon


def _waits_for_help(check: HealthCheck, now: datetime) -> bool:
    asked = Says.HELP in (check.mentor_says, check.mentee_says)
    return asked and (check.at_risk_since is None or now < check.at_risk_since + HELP_STANDS)


async def _may_ask(session: AsyncSession, pair: Pair, now: datetime) -> bool:
    lately = select(HealthCheck.id).where(HealthCheck.pair_id == pair.id, HealthCheck.settled_at > now - NOT_AGAIN)
    return await session.scalar(lately.limit(1)) is None


async def _begin(session: AsyncSession, pair: Pair, found: Sequence[Signal], points: int, now: datetime) -> None:
    if not await insert_new(
        session, HealthCheck, workspace_id=pair.workspace_id, pair_id=pair.id, signals=[str(one) for one in found],
        score=points, asked_at=now, decide_at=now + DECIDED_AFTER,
    ):  # fmt: skip
        return
    for member in await pairs.both(session, pair):
        await outbox.plan(
            session, "pair.check", member, about=("pair", pair.id), key=now.isoformat(), due=now,
            expires=now + DECIDED_AFTER,
        )  # fmt: skip


async def _settle(session: AsyncSession, pair: Pair, check: HealthCheck, now: datetime) -> None:
    check.state, check.settled_at = CheckState.SETTLED, now
    await outbox.cancel(session, pair.workspace_id, pairs.subject(pair), Why.MOOT, ["pair.check"])


async def answer(session: AsyncSession, by: Member, pair_id: int, says: Says, now: datetime) -> tuple[Pair, bool]:
    """One tap. Two "fine" settle it; a wish for help is seen by those who run the network at once. One may change
    one's mind while it is open. The flag: whether it was still open. Raises NotFound."""
    pair = await pairs.get(session, by, pair_id, lock=True)
    check = await open_of(session, pair)
    if check is None:
        return pair, False
    if by.id == pair.mentor_id:
        check.mentor_says = says
    else:
        check.mentee_says = says
    await outbox.cancel_one(session, by, pairs.subject(pair), "pair.check")
    said = (check.mentor_says, check.mentee_says)
    if said == (Says.FINE, Says.FINE):
        await _settle(session, pair, check, now)
    elif Says.HELP in said and check.state is CheckState.ASKED:
        check.state, check.at_risk_since = CheckState.AT_RISK, now
    return pair, True


async def at_risk(session: AsyncSession, check_id: int) -> tuple[HealthCheck, Pair]:
    """Raises NotFound, also for one that is not, or not any more."""
    row = (
        await session.execute(
            select(HealthCheck, Pair)
            .join(Pair, Pair.id == HealthCheck.pair_id)
            .where(HealthCheck.id == check_id, HealthCheck.state == CheckState.AT_RISK)
            .with_for_update(of=HealthCheck)
        )
    ).first()
    if row is None:
        raise NotFound("pair")
    return row[0], row[1]
