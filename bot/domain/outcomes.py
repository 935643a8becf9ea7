"""What became of a session: held, missed, and what is said around its hour: late, did not come."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, Update, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import care, fixed, members, outbox, sessions
from bot.domain.around import subject
from bot.domain.errors import InvalidInput, SessionGone
from bot.domain.rows import claimed, indexed, once
from bot.domain.workspaces import served
from models import Member, MentoringSession, Pair, PairState, SessionState, Why
from models.pairs import BOOKED_SESSION

FORGOTTEN_AFTER = timedelta(days=5)
LATE = (5, 10, 15)
"""Minutes one can be late in one tap."""
LATE_FROM = timedelta(hours=2)
"""How long before the session one can say so."""
PATIENCE = timedelta(minutes=5)
"""Nobody is missed sooner after the beginning."""
AROUND = [
    "session.booked", "session.booked_again", "session.moved", "session.calendar", "session.file",
    "session.tomorrow", "session.soon", "session.late",
]  # fmt: skip
"""What is of no more use once it is said whether they met."""


async def settle(
    session: AsyncSession, by: Member, session_id: int, held: bool, now: datetime
) -> tuple[MentoringSession, Pair]:
    """ "Did you meet?" The first answer counts, but a yes corrects a no, or a silence that was taken for one.

    Raises NotFound, SessionGone.
    """
    meeting, pair = await sessions.get(session, by, session_id, lock=True)
    if meeting.starts_at is None or meeting.starts_at > now:
        raise SessionGone(meeting.state, meeting.starts_at)
    was_missed = meeting.state is SessionState.MISSED
    state = SessionState.HELD if held else SessionState.MISSED
    open_states = (SessionState.BOOKED, SessionState.MISSED) if held else (SessionState.BOOKED,)
    won = await claimed(session, *_settle(meeting.id, open_states, state, now))
    await session.refresh(meeting)
    if won:
        await _go_on(session, meeting, pair, now, was_missed=was_missed)
    elif meeting.state not in (SessionState.HELD, SessionState.MISSED):
        raise SessionGone(meeting.state, meeting.starts_at)
    return meeting, pair


@once
def _settle(session_id: int, before: Sequence[SessionState], state: SessionState, now: datetime) -> Update:
    still = MentoringSession.id == session_id, MentoringSession.state.in_(before)
    return update(MentoringSession).where(*still).values(state=state, settled_at=now)


async def _go_on(
    session: AsyncSession, meeting: MentoringSession, pair: Pair, now: datetime, *, was_missed: bool
) -> None:
    """It is settled: what was planned before it goes, and the next one is prepared."""
    held = meeting.state is SessionState.HELD
    withdrawn = [*AROUND, "session.no_show", "session.was_missed"] if held else [*AROUND, "session.outcome_again"]
    await outbox.cancel(session, meeting.workspace_id, subject(meeting), Why.ANSWERED, withdrawn)
    if was_missed or await fixed.book_next(session, pair, meeting, now):
        return
    if not held:
        pair.prompt_at = now + timedelta(days=1)
    elif pair.state is PairState.ACTIVE:
        pair.prompt_at = now + timedelta(days=max(1, pair.rhythm_days - sessions.PROMPT_AHEAD_DAYS))


async def say_late(
    session: AsyncSession, by: Member, session_id: int, minutes: int, now: datetime
) -> tuple[MentoringSession, Pair]:
    """Tell the other at once, at any hour; saying the same twice is saying it once. Raises NotFound, SessionGone,
    InvalidInput."""
    if minutes not in LATE:
        raise InvalidInput("minutes", "needed")
    meeting, pair = await sessions.get(session, by, session_id)
    if meeting.state is not SessionState.BOOKED or meeting.starts_at is None:
        raise SessionGone(meeting.state, meeting.starts_at)
    ends = meeting.starts_at + timedelta(minutes=meeting.minutes)
    if not meeting.starts_at - LATE_FROM <= now < ends:
        raise InvalidInput("minutes", "not_now")
    await outbox.plan(
        session, "session.late", await _other(session, pair, by), about=("session", meeting.id),
        key=f"rev{meeting.revision}.{minutes}", due=now, expires=ends, minutes=minutes,
    )  # fmt: skip
    return meeting, pair


async def did_not_come(
    session: AsyncSession, by: Member, session_id: int, now: datetime
) -> tuple[MentoringSession, Pair]:
    """One waited in vain: it counts as missed, for nobody in particular, and the other is asked, without blame.

    Raises NotFound, SessionGone, InvalidInput before it has begun.
    """
    meeting, pair = await sessions.get(session, by, session_id, lock=True)
    if meeting.state is SessionState.BOOKED and meeting.starts_at is not None and now < meeting.starts_at + PATIENCE:
        raise InvalidInput("minutes", "not_begun")
    was_open = meeting.state is SessionState.BOOKED
    meeting, pair = await settle(session, by, session_id, False, now)
    if was_open:
        other, ends = await _other(session, pair, by), sessions.ends_at(meeting)
        await outbox.cancel_one(session, other, subject(meeting), "session.outcome")
        # While it lasts they can still come.
        kind = "session.no_show" if ends is not None and now < ends else "session.was_missed"
        await outbox.plan(session, kind, other, about=("session", meeting.id), key=f"rev{meeting.revision}", due=now)
    return meeting, pair


async def _other(session: AsyncSession, pair: Pair, by: Member) -> Member:
    other = pair.mentee_id if by.id == pair.mentor_id else pair.mentor_id
    return await members.by_id(session, pair.workspace_id, other)


async def forgotten(session: AsyncSession, now: datetime, limit: int = 200) -> Sequence[tuple[MentoringSession, Pair]]:
    """Booked sessions of which nobody said whether they were held, for the job that closes them."""
    rows = await session.execute(*_forgotten(now - FORGOTTEN_AFTER, limit))
    return [(meeting, pair) for meeting, pair in rows]


@once
def _forgotten(before: datetime, limit: int) -> Select[MentoringSession, Pair]:
    return (
        select(MentoringSession, Pair)
        .join(Pair, Pair.id == MentoringSession.pair_id)
        .where(
            MentoringSession.state == SessionState.BOOKED,
            indexed(MentoringSession, BOOKED_SESSION),
            MentoringSession.starts_at <= before,
            served(Pair.workspace_id),
        )
        .order_by(MentoringSession.starts_at, MentoringSession.id)
        .limit(limit)
        .with_for_update(of=Pair, skip_locked=True, key_share=True)
    )


async def forget(session: AsyncSession, meeting: MentoringSession, pair: Pair, now: datetime) -> None:
    """Unanswered questions most likely mean that they did not meet: count it as missed and propose new times."""
    if await claimed(
        session,
        update(MentoringSession)
        .where(MentoringSession.id == meeting.id, MentoringSession.state == SessionState.BOOKED)
        .values(state=SessionState.MISSED, settled_at=now),
    ):
        await session.refresh(meeting)
        await outbox.cancel(session, meeting.workspace_id, subject(meeting), Why.MOOT)
        await care.look_by(session, pair.id, now)
        if not await fixed.book_next(session, pair, meeting, now):
            pair.prompt_at = now
