"""Pairs: whose they are, and their end. How they begin: bot/domain/introductions.py."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, care, members, outbox, sessions
from bot.domain.errors import PairEnded
from bot.domain.rows import claimed, once
from bot.domain.search import places
from models import EndReason, Member, MentoringSession, MentorProfile, Pair, PairState, SessionState, Why


def subject(pair: Pair) -> str:
    return f"pair:{pair.id}"


async def both(session: AsyncSession, pair: Pair) -> tuple[Member, Member]:
    """(mentor, mentee)."""
    people = await members.names(session, pair.workspace_id, (pair.mentor_id, pair.mentee_id))
    return people[pair.mentor_id], people[pair.mentee_id]


async def partner(session: AsyncSession, pair: Pair, member: Member) -> Member:
    other = pair.mentee_id if member.id == pair.mentor_id else pair.mentor_id
    return await members.by_id(session, pair.workspace_id, other)


async def get(session: AsyncSession, by: Member, pair_id: int, *, lock: bool = False) -> Pair:
    """A pair that `by` belongs to. Raises NotFound, for everybody else's too."""
    found: Pair | None = await session.scalar(*(_locked if lock else _read)(by.workspace_id, pair_id))
    return access.check(session, access.RUN_PAIR, by, found, "pair")


@once
def _read(workspace_id: str, pair_id: int) -> Select[Pair]:
    return select(Pair).where(Pair.workspace_id == workspace_id, Pair.id == pair_id)


@once
def _locked(workspace_id: str, pair_id: int) -> Select[Pair]:
    found = select(Pair).where(Pair.workspace_id == workspace_id, Pair.id == pair_id)
    return found.with_for_update(key_share=True).execution_options(populate_existing=True)


async def end(
    session: AsyncSession, pair: Pair, reason: EndReason, now: datetime, by: Member | None = None
) -> dict[str, Any]:
    """End a pair once: the place is freed, the planned session cancelled, what was planned withdrawn. `by` and what is
    returned: see sessions.cancel_planned. Raises PairEnded."""
    if not await claimed(
        session,
        update(Pair)
        .where(Pair.id == pair.id, Pair.state != PairState.ENDED)
        .values(state=PairState.ENDED, ended_at=now, end_reason=reason, prompt_at=None, paused_until=None),
    ):
        raise PairEnded
    await session.refresh(pair)
    off = await sessions.cancel_planned(session, pair, Why.ENDED, now, by)
    await outbox.cancel(session, pair.workspace_id, subject(pair), Why.ENDED)
    await care.close(session, pair, now)
    await session.execute(
        update(MentorProfile)
        .where(MentorProfile.member_id == pair.mentor_id, MentorProfile.places_taken > 0)
        .values(places_taken=MentorProfile.places_taken - 1)
        .execution_options(synchronize_session=False)
    )
    await places.tell_waiting(session, pair.mentor_id, now)
    return off


async def tell_both(session: AsyncSession, pair: Pair, kind: str, now: datetime, **params: Any) -> None:
    for member in await both(session, pair):
        await outbox.plan(session, kind, member, about=("pair", pair.id), due=now, **params)


async def say_goodbye(session: AsyncSession, by: Member, pair_id: int, reason: EndReason, now: datetime) -> Pair:
    """One side ends the pair, with a reason that is only counted. What was reached is celebrated with both; otherwise
    the other one is told kindly, in the same words whatever the reason. Raises NotFound, PairEnded."""
    pair = await get(session, by, pair_id, lock=True)
    celebrated = reason is EndReason.GOALS_REACHED and pair.active_since is not None
    off = await end(session, pair, reason, now, None if celebrated else by)
    if celebrated:
        await tell_both(session, pair, "pair.completed", now, **off)
    else:
        other = await partner(session, pair, by)
        await outbox.plan(session, "pair.ended", other, about=("pair", pair.id), due=now, **off)
    return pair


async def lapse(session: AsyncSession, pair: Pair, reason: EndReason, kind: str, now: datetime) -> None:
    """It ends by itself: as planned, or because nothing happened any more. Both are told."""
    off = await end(session, pair, reason, now)
    await tell_both(session, pair, kind, now, **off)


async def running(session: AsyncSession, member: Member) -> Sequence[Pair]:
    found: Sequence[Pair] = (await session.scalars(*_running(member.id))).all()
    return found


@once
def _running(member_id: int) -> Select[Pair]:
    mine = or_(Pair.mentor_id == member_id, Pair.mentee_id == member_id)
    return select(Pair).where(mine, Pair.state != PairState.ENDED).order_by(Pair.id)


async def held_count(session: AsyncSession, pair: Pair) -> int:
    held = select(func.count()).where(MentoringSession.pair_id == pair.id, MentoringSession.state == SessionState.HELD)
    return (await session.scalars(held)).one()


async def drop_all(session: AsyncSession, member: Member, now: datetime) -> None:
    """They leave or are gone: their pairs end, their partners are told kindly and helped on."""
    for pair in await running(session, member):
        try:
            off = await end(session, pair, EndReason.LEFT, now)
        except PairEnded:
            continue  # the partner leaves in this moment too
        other = await partner(session, pair, member)
        await outbox.plan(session, "pair.partner_left", other, about=("pair", pair.id), due=now, **off)
