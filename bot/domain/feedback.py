"""How it was: private to the writer, counted only in groups."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, Update, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import care, outbox, sessions
from bot.domain.around import subject
from bot.domain.errors import InvalidInput, NotFound, SessionGone
from bot.domain.rows import insert_new, once
from models import Feedback, Member, MentoringSession, Pair, SessionState

SKILLS = ("listening", "asking", "withholding_judgement", "empathy", "influence")
"""What mentors mark as practised: codes, put in words by bot/views/feedback.py."""
GAINED = ("view", "skill", "myself", "people", "courage", "little")
"""What a mentee took away, in one tap."""
LEARNED = ("world", "explaining", "myself", "view", "energy", "little")
"""What a mentor did."""
PLANS = ("try", "prepare", "talk", "read", "rest")
"""What comes next for a mentee, in one tap."""
NEXT = ("ask", "quiet", "introduce", "prepare", "rest")
"""And for a mentor."""


async def rate(
    session: AsyncSession, by: Member, session_id: int, useful: int, now: datetime
) -> tuple[MentoringSession, Pair]:
    """One click: how useful it was, 1-5. Clicking again changes it. Raises NotFound, SessionGone, InvalidInput."""
    if not 1 <= useful <= 5:
        raise InvalidInput("useful", "one_to_five")
    meeting, pair = await sessions.get(session, by, session_id)
    if meeting.state is not SessionState.HELD:
        raise SessionGone(meeting.state, meeting.starts_at)
    values = {"useful": useful, "written_at": now}
    await insert_new(session, Feedback, workspace_id=by.workspace_id, session_id=meeting.id, writer_id=by.id, **values)
    await session.execute(*_rate(meeting.id, by.id, useful, now))
    await outbox.cancel_one(session, by, subject(meeting), "session.outcome_again")
    await care.look_by(session, pair.id, now)
    return meeting, pair


@once
def _rate(session_id: int, writer_id: int, useful: int, now: datetime) -> Update:
    mine = update(Feedback).where(Feedback.session_id == session_id, Feedback.writer_id == writer_id)
    return mine.values(useful=useful, written_at=now).execution_options(synchronize_session=False)


async def tap(
    session: AsyncSession, by: Member, session_id: int, what: str, now: datetime
) -> tuple[Feedback, MentoringSession, Pair]:
    """One more click after rating: what one took away, what comes next, or (mentors) a skill that one practised, which
    a second click takes back. Raises NotFound; InvalidInput for what is none of these."""
    meeting, pair = await sessions.get(session, by, session_id)
    mine = await of(session, by, session_id)
    if mine is None:
        raise NotFound("feedback")
    is_mentor = by.id == pair.mentor_id
    if what in (LEARNED if is_mentor else GAINED):
        mine.gained = what
    elif what in (NEXT if is_mentor else PLANS):
        mine.plans = what
    elif what in SKILLS and is_mentor:
        kept = set(mine.practised) ^ {what}
        mine.practised = [skill for skill in SKILLS if skill in kept]
    else:
        raise InvalidInput("what", "needed")
    mine.written_at = now
    return mine, meeting, pair


async def add_words(
    session: AsyncSession,
    by: Member,
    session_id: int,
    *,
    learned: str,
    next_step: str,
    practised: Sequence[str],
    now: datetime,
) -> Feedback:
    """What I learned and what comes next, after rating. Raises NotFound."""
    await sessions.get(session, by, session_id)
    mine = await of(session, by, session_id)
    if mine is None:
        raise NotFound("feedback")
    mine.learned, mine.next_step = learned.strip(), next_step.strip()
    mine.practised = [skill for skill in practised if skill in SKILLS]
    mine.written_at = now
    return mine


async def of(session: AsyncSession, by: Member, session_id: int) -> Feedback | None:
    """The member's own answers about a session."""
    found: Feedback | None = await session.scalar(*_of(session_id, by.id))
    return found


@once
def _of(session_id: int, writer_id: int) -> Select[Feedback]:
    return select(Feedback).where(Feedback.session_id == session_id, Feedback.writer_id == writer_id)


async def last_next_step(session: AsyncSession, by: Member, pair: Pair) -> str:
    """What the member wrote down to do next after the pair's latest session: it goes into the reminder's agenda."""
    found: str | None = await session.scalar(*_last_next_step(pair.id, by.id))
    return found or ""


@once
def _last_next_step(pair_id: int, writer_id: int) -> Select[str]:
    return (
        select(Feedback.next_step)
        .join(MentoringSession, MentoringSession.id == Feedback.session_id)
        .where(MentoringSession.pair_id == pair_id, Feedback.writer_id == writer_id, Feedback.next_step != "")
        .order_by(MentoringSession.starts_at.desc())
        .limit(1)
    )
