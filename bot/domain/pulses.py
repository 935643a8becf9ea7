"""The pulse: every 60 days each is asked privately how it goes, 1-5 and perhaps a word; one reminder, never more."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, care, outbox, pairs
from bot.domain.errors import InvalidInput
from bot.domain.rows import insert_new, once
from models import Member, Pair, Pulse

REMINDED_AFTER = timedelta(days=5)
ANSWERED_WITHIN = timedelta(days=14)
FRESH = timedelta(days=90)
"""An answer older than this says nothing about today."""


async def ask(session: AsyncSession, pair: Pair, now: datetime) -> None:
    """Ask both, once for each `now`. The pair is locked."""
    for member in await pairs.both(session, pair):
        await insert_new(
            session, Pulse, workspace_id=pair.workspace_id, pair_id=pair.id, writer_id=member.id, asked_at=now
        )
        mine = select(Pulse.id).where(Pulse.pair_id == pair.id, Pulse.writer_id == member.id, Pulse.asked_at == now)
        pulse_id = (await session.scalars(mine)).one()
        for key, due in ((f"{pulse_id}", now), (f"{pulse_id}:again", now + REMINDED_AFTER)):
            await outbox.plan(
                session, "pair.pulse", member, about=("pair", pair.id), key=key, due=due,
                expires=now + ANSWERED_WITHIN, pulse=pulse_id,
            )  # fmt: skip


async def get(session: AsyncSession, by: Member, pulse_id: int) -> tuple[Pulse, Pair]:
    """One's own. Raises NotFound, for everybody else's too."""
    row = (
        await session.execute(
            select(Pulse, Pair)
            .join(Pair, Pair.id == Pulse.pair_id)
            .where(Pulse.workspace_id == by.workspace_id, Pulse.id == pulse_id, Pulse.writer_id == by.id)
        )
    ).first()
    pair = access.check(session, access.RUN_PAIR, by, row[1] if row else None, "pulse")
    assert row is not None, "check() has raised"
    return row[0], pair


async def answer(session: AsyncSession, by: Member, pulse_id: int, score: int, now: datetime) -> tuple[Pulse, Pair]:
    """One tap; another one changes it. Raises NotFound, InvalidInput."""
    if not 1 <= score <= 5:
        raise InvalidInput("score", "one_to_five")
    pulse, pair = await get(session, by, pulse_id)
    pulse.score, pulse.answered_at = score, now
    await session.flush()
    await outbox.cancel_one(session, by, pairs.subject(pair), "pair.pulse")
    await care.look_by(session, pair.id, now)
    return pulse, pair


async def add_words(session: AsyncSession, by: Member, pulse_id: int, words: str) -> Pulse:
    """Raises NotFound."""
    pulse, _ = await get(session, by, pulse_id)
    pulse.words = words.strip()
    return pulse


async def latest(session: AsyncSession, pair: Pair, now: datetime) -> Sequence[int]:
    """The newest answer of each who gave one lately."""
    rows = await session.scalars(*_latest(pair.id, now - FRESH))
    return [score for score in rows if score is not None]


@once
def _latest(pair_id: int, since: datetime) -> Select[int | None]:
    newest = (
        select(Pulse.writer_id, func.max(Pulse.asked_at).label("asked_at"))
        .where(Pulse.pair_id == pair_id, Pulse.score.is_not(None), Pulse.asked_at > since)
        .group_by(Pulse.writer_id)
        .subquery()
    )
    return (
        select(Pulse.score)
        .join(newest, (newest.c.writer_id == Pulse.writer_id) & (newest.c.asked_at == Pulse.asked_at))
        .where(Pulse.pair_id == pair_id)
    )
