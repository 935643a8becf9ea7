"""What is worth having before one's eyes when a talk is near: what one wanted to do next, what is open, and a guide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import guides
from bot.domain import feedback
from bot.domain.rows import once
from bot.guides import Guide, Whom
from models import Feedback, ItemState, Member, MentoringSession, Pair, SessionState, WorkbookItem

LITTLE = 2
"""Of 1-5, and lower: a talk that gave this person little."""
NEAR_THE_END = timedelta(days=35)
SHELF = "session"


@dataclass(frozen=True, kw_only=True)
class Agenda:
    next_step: str = ""
    """What the reader wrote after the last session: theirs alone."""
    plans: str = ""
    """The same in one tap: a code of bot.domain.feedback.PLANS."""
    to_do: Sequence[str] = ()
    """Open items of the workbook."""
    guide: Guide | None = None


async def of(session: AsyncSession, reader: Member, meeting: MentoringSession, pair: Pair) -> Agenda:
    if meeting.is_introduction:
        whom: Whom = "mentor" if reader.id == pair.mentor_id else "mentee"
        return Agenda(guide=next(iter(guides.shelf("introduction", whom)), None))
    last = await _last_of(session, reader, pair)
    return Agenda(
        next_step=await feedback.last_next_step(session, reader, pair),
        plans=last.plans if last is not None else "",
        to_do=await _to_do(session, pair),
        guide=await _guide(session, meeting, pair, last),
    )


async def _to_do(session: AsyncSession, pair: Pair) -> Sequence[str]:
    """What the mentee wants to be able to do and has not signed off; both read the workbook."""
    found: Sequence[str] = (await session.scalars(*_still_open(pair.id))).all()
    return found


@once
def _still_open(pair_id: int) -> Select[str]:
    wanted = WorkbookItem.pair_id == pair_id, WorkbookItem.state == ItemState.OPEN
    return select(WorkbookItem.text).where(*wanted).order_by(WorkbookItem.id)


async def _last_of(session: AsyncSession, reader: Member, pair: Pair) -> Feedback | None:
    """What the reader said of the pair's latest session."""
    found: Feedback | None = await session.scalar(*_last_by(pair.id, reader.id))
    return found


@once
def _last_by(pair_id: int, writer_id: int) -> Select[Feedback]:
    return (
        select(Feedback)
        .join(MentoringSession, MentoringSession.id == Feedback.session_id)
        .where(MentoringSession.pair_id == pair_id, Feedback.writer_id == writer_id)
        .order_by(MentoringSession.starts_at.desc())
        .limit(1)
    )


async def _guide(session: AsyncSession, meeting: MentoringSession, pair: Pair, mine: Feedback | None) -> Guide | None:
    shelf = guides.shelf(SHELF)
    situation = await _situation(session, meeting, pair, mine)
    return next((guide for guide in shelf if situation in guide.fits), shelf[0] if shelf else None)


async def _situation(session: AsyncSession, meeting: MentoringSession, pair: Pair, mine: Feedback | None) -> str | None:
    """Which guide fits. What the partner said counts for nothing: a guide must not tell it."""
    before = await session.execute(*_settled(pair.id))
    settled = [(state, starts_at) for state, starts_at in before if starts_at is not None]
    held = [starts_at for state, starts_at in settled if state is SessionState.HELD]
    starts = meeting.starts_at
    if not held:
        return "first"
    if starts is not None and pair.ends_on is not None:
        if starts.date() >= pair.ends_on - NEAR_THE_END:
            return "last"
        if (middle := _middle(pair)) is not None and max(held) < middle <= starts:
            return "halfway"
    missed_twice = [state for state, _ in settled[:2]] == [SessionState.MISSED] * 2
    if missed_twice or (mine is not None and mine.useful <= LITTLE):
        return "stuck"
    return None


@once
def _settled(pair_id: int) -> Select[SessionState, datetime | None]:
    return (
        select(MentoringSession.state, MentoringSession.starts_at)
        .where(
            MentoringSession.pair_id == pair_id,
            MentoringSession.is_introduction.is_(False),
            MentoringSession.state.in_((SessionState.HELD, SessionState.MISSED)),
        )
        .order_by(MentoringSession.starts_at.desc())
    )


def _middle(pair: Pair) -> datetime | None:
    if pair.active_since is None or pair.ends_on is None:
        return None
    return pair.active_since + (pair.ends_on - pair.active_since.date()) / 2
