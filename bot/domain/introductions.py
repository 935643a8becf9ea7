"""Introductions: the first talk, and the private double yes.

Both learn the outcome at one moment, and nothing before it tells a no from a silence: who said what is not even kept
once it is decided (docs/adr/0016-together.md). Two yeses make a pair at the next moment in which both read messages
and have room for one.
Everything else parts at a deadline that both knew from the beginning, in the same words. A job does both, so that
neither the click nor its hour shows in anything: messages, home tabs, places, search.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import agreements, care, outbox, outcomes, pairs, sessions, times
from bot.domain.cap import next_morning
from bot.domain.errors import PairEnded
from bot.domain.rows import indexed, once
from bot.domain.side import Side
from bot.domain.workspaces import served
from models import EndReason, Member, MentoringSession, MentorProfile, Pair, PairState, Request, SessionState
from models.pairs import INTRODUCED

DECIDE_WITHIN = 3
"""Working days in which both may say whether it clicked."""
REMIND_AFTER = timedelta(days=1)
TALK_WITHIN = timedelta(days=28)
"""An introduction without a first talk for so long has come to nothing."""


async def introduce(session: AsyncSession, request: Request, now: datetime, *, by_mentor: bool = False) -> Pair:
    """Open the introduction of an accepted request: both get the guide and times for a first talk. A mentor who has
    just accepted waits for nothing."""
    profile = await session.get(MentorProfile, request.mentor_id)
    pair = Pair(
        workspace_id=request.workspace_id,
        request_id=request.id,
        mentor_id=request.mentor_id,
        mentee_id=request.mentee_id,
        rhythm_days=profile.rhythm_days if profile else 14,
        introduced_at=now,
    )
    session.add(pair)
    await session.flush()
    pair.outcome_at = times.both_read(*await pairs.both(session, pair), now + TALK_WITHIN)
    await sessions.propose(session, pair, now)
    mentor, mentee = await pairs.both(session, pair)
    kinds = ((mentor, "introduction.guide" if by_mentor else "introduction.opened"), (mentee, "introduction.opened"))
    for member, kind in kinds:
        await outbox.plan(session, kind, member, about=("pair", pair.id), due=now)
    return pair


def is_asked(pair: Pair) -> bool:
    """Whether the first talk was held, so that both are asked whether it clicked."""
    return pair.state is PairState.INTRODUCTION and pair.answer_click_by is not None


def answer_of(pair: Pair, member: Member) -> bool | None:
    """What this one of the two has said; None is nothing yet."""
    return pair.mentor_clicked if member.id == pair.mentor_id else pair.mentee_clicked


async def question_of(session: AsyncSession, of_mine: Side) -> Request | None:
    """What it began with, while it is an introduction."""
    if of_mine.pair.state is not PairState.INTRODUCTION:
        return None
    return await session.get_one(Request, of_mine.pair.request_id)


async def settle(
    session: AsyncSession, by: Member, session_id: int, held: bool, now: datetime
) -> tuple[MentoringSession, Pair]:
    """ "Did you meet?" of any session; after a first talk both are asked whether it clicked.

    Raises NotFound, SessionGone.
    """
    meeting, pair = await outcomes.settle(session, by, session_id, held, now)
    talked = meeting.is_introduction and meeting.state is SessionState.HELD
    if talked and pair.state is PairState.INTRODUCTION and pair.answer_click_by is None:
        await _ask(session, pair, now)
    await care.look_by(session, pair.id, now)
    return meeting, pair


async def _ask(session: AsyncSession, pair: Pair, now: datetime) -> None:
    """The first talk was held: both are asked privately; whoever stays silent is reminded once."""
    mentor, mentee = await pairs.both(session, pair)
    deadline = times.working_days_later(mentee, now, DECIDE_WITHIN)
    pair.answer_click_by = pair.outcome_at = times.both_read(mentor, mentee, deadline)
    for member in (mentor, mentee):
        await outbox.plan(
            session, "introduction.click", member, about=("pair", pair.id), due=now + REMIND_AFTER,
            expires=pair.answer_click_by,
        )  # fmt: skip


async def answer(session: AsyncSession, by: Member, pair_id: int, clicked: bool, now: datetime) -> Pair:
    """One side says privately whether it clicked. Nothing shows before the outcome, and until then one may change one's
    mind. Raises NotFound, PairEnded."""
    pair = await pairs.get(session, by, pair_id, lock=True)
    if pair.state is PairState.ENDED:
        raise PairEnded
    if not is_asked(pair):
        return pair
    if by.id == pair.mentor_id:
        pair.mentor_clicked = clicked
    else:
        pair.mentee_clicked = clicked
    await outbox.cancel_one(session, by, pairs.subject(pair), "introduction.click")
    assert pair.answer_click_by is not None
    pair.outcome_at = pair.answer_click_by
    if pair.mentor_clicked and pair.mentee_clicked:
        pair.outcome_at = min(pair.answer_click_by, await _both_have_room(session, pair, now))
    return pair


async def _both_have_room(session: AsyncSession, pair: Pair, now: datetime) -> datetime:
    """The next moment at which both read, and neither has had two messages that day: a third that waits would reach one
    of them later than the other."""
    people = await pairs.both(session, pair)
    at = times.both_read(*people, now)
    if any([await outbox.is_full(session, one, at) for one in people]):
        return times.both_read(*people, max(next_morning(one, at) for one in people))
    return at


async def stop(session: AsyncSession, by: Member, pair_id: int, reason: EndReason, now: datetime) -> Pair:
    """End a pair, or an introduction before its first talk: the other is told. After the talk it is a no like any
    other, which nobody is told. Raises NotFound, PairEnded."""
    pair = await pairs.get(session, by, pair_id, lock=True)
    if is_asked(pair):
        return await answer(session, by, pair_id, False, now)
    return await pairs.say_goodbye(session, by, pair_id, reason, now)


def _due(now: datetime) -> Select[Pair]:
    introduced = indexed(Pair, INTRODUCED)
    return select(Pair).where(
        Pair.state == PairState.INTRODUCTION, introduced, Pair.outcome_at <= now, served(Pair.workspace_id)
    )


@once
def _all_due(now: datetime, limit: int) -> Select[Pair]:
    return _due(now).order_by(Pair.outcome_at, Pair.id).limit(limit)


async def due(session: AsyncSession, now: datetime, limit: int = 200) -> Sequence[int]:
    """Ids of introductions whose hour has come, for the job that decides them."""
    return [pair.id for pair in await session.scalars(*_all_due(now, limit))]


async def decide(session: AsyncSession, pair_id: int, now: datetime) -> None:
    """Both hear the outcome, now: a pair, or kindly not. Who said what is forgotten unless both said yes."""
    pair = await session.scalar(_due(now).where(Pair.id == pair_id).with_for_update(key_share=True))
    if pair is None:
        return  # somebody changed their mind since the look
    if pair.answer_click_by is None:
        await _lapse(session, pair, now)
    elif pair.mentor_clicked and pair.mentee_clicked:
        await _start(session, pair, now)
    else:
        pair.mentor_clicked = pair.mentee_clicked = None
        await pairs.end(session, pair, EndReason.NO_CLICK, now)
        await _tell_both(session, pair, "introduction.parted", now)


async def _start(session: AsyncSession, pair: Pair, now: datetime) -> None:
    pair.state, pair.active_since, pair.answer_click_by, pair.outcome_at = PairState.ACTIVE, now, None, None
    await session.flush()
    await care.begin(session, pair, now)
    await sessions.propose(session, pair, now)
    await _tell_both(session, pair, "pair.started", now)
    await agreements.ask_for(session, pair, now)


async def _lapse(session: AsyncSession, pair: Pair, now: datetime) -> None:
    """It never came to a first talk. One that is booked, or of which nobody has said yet whether it was held, is
    waited for."""
    meeting = await sessions.live(session, pair)
    if meeting is not None and meeting.state is SessionState.BOOKED and meeting.starts_at is not None:
        pair.outcome_at = max(meeting.starts_at, now) + outcomes.FORGOTTEN_AFTER + timedelta(days=1)
        return
    await pairs.end(session, pair, EndReason.QUIET, now)
    await _tell_both(session, pair, "introduction.lapsed", now)


async def _tell_both(session: AsyncSession, pair: Pair, kind: str, now: datetime) -> None:
    for member in await pairs.both(session, pair):
        await outbox.plan(session, kind, member, about=("pair", pair.id), due=now)
