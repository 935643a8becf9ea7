"""Sessions of a pair: proposed, booked, moved, held or missed. Database sessions are called `session`, as everywhere;
a mentoring session is a `meeting` here."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, members, outbox, times
from bot.domain.errors import InvalidInput, NotFound, SessionGone, SlotPassed, SlotTaken
from bot.domain.rows import claimed
from bot.domain.workspaces import served
from models import Member, MentoringSession, Pair, PairState, SessionSlot, SessionState

PROPOSED = 3
NOTICE = timedelta(hours=20)
"""Proposed times lie at least so far ahead, so that they are still ahead when they are read."""
INTRODUCTION_MINUTES = 30
PROMPT_AHEAD_DAYS = 4
"""How long before the rhythm says so people are asked to book: diaries fill up."""
OUTCOME_AFTER = timedelta(minutes=15)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PROMPT_AGAIN = timedelta(days=5)
"""After so long without a booking both are asked again."""
FORGOTTEN_AFTER = timedelta(days=5)
LIVE = (SessionState.PROPOSED, SessionState.BOOKED)
FARTHEST = timedelta(days=180)


def subject(meeting: MentoringSession) -> str:
    return f"session:{meeting.id}"


async def live(session: AsyncSession, pair: Pair) -> MentoringSession | None:
    """The pair's proposed or booked session."""
    return await session.scalar(
        select(MentoringSession).where(MentoringSession.pair_id == pair.id, MentoringSession.state.in_(LIVE))
    )


async def slots_of(session: AsyncSession, meeting: MentoringSession) -> Sequence[SessionSlot]:
    """The times proposed last. Older ones stay, since their buttons do: what a button says is what it books."""
    newest = await session.scalars(
        select(SessionSlot).where(SessionSlot.session_id == meeting.id).order_by(SessionSlot.id.desc()).limit(PROPOSED)
    )
    by_time = {slot.starts_at: slot for slot in newest}
    return [by_time[start] for start in sorted(by_time)]


async def propose(session: AsyncSession, pair: Pair, now: datetime) -> MentoringSession:
    """Make sure the pair has a session to book, with times that suit both."""
    meeting = await live(session, pair)
    if meeting is None:
        first = pair.state is PairState.INTRODUCTION
        meeting = MentoringSession(
            workspace_id=pair.workspace_id,
            pair_id=pair.id,
            is_introduction=first,
            minutes=INTRODUCTION_MINUTES if first else pair.minutes,
        )
        session.add(meeting)
        await session.flush()
    pair.prompt_at = None
    if meeting.state is SessionState.PROPOSED:
        await offer_slots(session, pair, meeting, now)
        pair.prompt_at = now + PROMPT_AGAIN
    return meeting


async def offer_slots(
    session: AsyncSession, pair: Pair, meeting: MentoringSession, after: datetime
) -> Sequence[SessionSlot]:
    """Propose up to three times after `after`; none when the two never work at the same hour."""
    people = await members.names(session, pair.workspace_id, (pair.mentor_id, pair.mentee_id))
    mentee, mentor = people[pair.mentee_id], people[pair.mentor_id]
    taken = await _taken(session, pair, meeting, after)
    starts = times.shared_slots(mentee, mentor, after + NOTICE, meeting.minutes, PROPOSED, taken)
    slots = [SessionSlot(workspace_id=pair.workspace_id, session_id=meeting.id, starts_at=start) for start in starts]
    session.add_all(slots)
    await session.flush()
    return slots


async def _taken(
    session: AsyncSession, pair: Pair, meeting: MentoringSession, since: datetime
) -> list[tuple[datetime, datetime]]:
    """When either of the two has another session booked, from about `since` on: (start, end) in UTC."""
    ours = (pair.mentor_id, pair.mentee_id)
    rows = await session.execute(
        select(MentoringSession.starts_at, MentoringSession.minutes)
        .join(Pair, Pair.id == MentoringSession.pair_id)
        .where(
            or_(Pair.mentor_id.in_(ours), Pair.mentee_id.in_(ours)),
            MentoringSession.state == SessionState.BOOKED,
            MentoringSession.id != meeting.id,
            MentoringSession.starts_at > since - DAY,
        )
    )
    return [(start, start + timedelta(minutes=minutes)) for start, minutes in rows if start is not None]


async def get(
    session: AsyncSession, by: Member, session_id: int, *, lock: bool = False
) -> tuple[MentoringSession, Pair]:
    """A session of one of `by`'s pairs. Raises NotFound, for everybody else's too.

    Whoever changes it locks the pair first, as whoever ends the pair does: in another order two could wait for each
    other.
    """
    statement = (
        select(MentoringSession, Pair)
        .join(Pair, Pair.id == MentoringSession.pair_id)
        .where(MentoringSession.workspace_id == by.workspace_id, MentoringSession.id == session_id)
    )
    if lock:
        statement = statement.with_for_update(of=Pair, key_share=True).execution_options(populate_existing=True)
    row = (await session.execute(statement)).first()
    pair = access.check(session, access.RUN_PAIR, by, row[1] if row else None, "session")
    assert row is not None, "check() has raised"
    return row[0], pair


async def slot(session: AsyncSession, by: Member, slot_id: int) -> SessionSlot:
    """A proposed time of one of `by`'s sessions. Raises NotFound; SessionGone is the caller's to find out."""
    found = await session.scalar(
        select(SessionSlot).where(SessionSlot.workspace_id == by.workspace_id, SessionSlot.id == slot_id)
    )
    if found is None:
        raise NotFound("slot")
    await get(session, by, found.session_id)
    return found


async def book(
    session: AsyncSession, by: Member, session_id: int, starts_at: datetime, now: datetime
) -> tuple[MentoringSession, Pair]:
    """Book a proposed session; of two clicks one wins.

    Raises NotFound, SlotPassed, SlotTaken, SessionGone, InvalidInput.
    """
    meeting, pair = await get(session, by, session_id, lock=True)
    await _check_time(session, pair, meeting, starts_at, now)
    await _claim(
        session, meeting, SessionState.PROPOSED,
        state=SessionState.BOOKED, starts_at=starts_at, revision=MentoringSession.revision + 1,
    )  # fmt: skip
    await _plan_around(session, meeting, pair, by, "session.booked", now)
    return meeting, pair


async def move(
    session: AsyncSession, by: Member, session_id: int, starts_at: datetime, now: datetime
) -> tuple[MentoringSession, Pair]:
    """Move a booked session. Raises NotFound, SlotPassed, SlotTaken, SessionGone, InvalidInput."""
    meeting, pair = await get(session, by, session_id, lock=True)
    await _check_time(session, pair, meeting, starts_at, now)
    if meeting.state is SessionState.BOOKED and meeting.starts_at == starts_at:
        return meeting, pair  # the form was sent twice: nobody is told of a move that is none
    await _claim(session, meeting, SessionState.BOOKED, starts_at=starts_at, revision=MentoringSession.revision + 1)
    await _plan_around(session, meeting, pair, by, "session.moved", now)
    return meeting, pair


async def cancel(session: AsyncSession, by: Member, session_id: int, now: datetime) -> tuple[MentoringSession, Pair]:
    """Call a booked session off; the other is told and both are prompted again the next day."""
    meeting, pair = await get(session, by, session_id, lock=True)
    await _claim(session, meeting, SessionState.BOOKED, state=SessionState.CANCELLED, settled_at=now)
    await outbox.cancel(session, meeting.workspace_id, subject(meeting))
    other = await _other(session, pair, by)
    await outbox.plan(session, "session.cancelled", other, about=("session", meeting.id), due=now)
    pair.prompt_at = now + timedelta(days=1)
    return meeting, pair


async def _check_time(
    session: AsyncSession, pair: Pair, meeting: MentoringSession, starts_at: datetime, now: datetime
) -> None:
    if starts_at <= now:
        raise SlotPassed
    if starts_at > now + FARTHEST:
        raise InvalidInput("starts_at", "too_far")
    taken = await _taken(session, pair, meeting, starts_at)
    if times.overlaps(starts_at, timedelta(minutes=meeting.minutes), taken):
        raise SlotTaken


async def _claim(session: AsyncSession, meeting: MentoringSession, expected: SessionState, **values: object) -> None:
    won = await claimed(
        session,
        update(MentoringSession)
        .where(MentoringSession.id == meeting.id, MentoringSession.state == expected)
        .values(**values),
    )
    await session.refresh(meeting)
    if not won:
        raise SessionGone(meeting.state, meeting.starts_at)


async def _other(session: AsyncSession, pair: Pair, by: Member) -> Member:
    other = pair.mentee_id if by.id == pair.mentor_id else pair.mentor_id
    return await members.by_id(session, pair.workspace_id, other)


async def _plan_around(
    session: AsyncSession, meeting: MentoringSession, pair: Pair, by: Member, kind: str, now: datetime
) -> None:
    """Tell the other side, remind both a day and an hour before, ask afterwards. Older plans are withdrawn."""
    assert meeting.starts_at is not None
    pair.prompt_at = None
    await outbox.cancel(session, meeting.workspace_id, subject(meeting))
    people = await members.names(session, pair.workspace_id, (pair.mentor_id, pair.mentee_id))
    about, key = ("session", meeting.id), f"rev{meeting.revision}"
    starts, ends = meeting.starts_at, meeting.starts_at + timedelta(minutes=meeting.minutes)
    other = people[pair.mentee_id if by.id == pair.mentor_id else pair.mentor_id]
    await outbox.plan(session, kind, other, about=about, key=key, due=now, expires=starts)
    for member in people.values():
        for reminder, due, useless in (
            ("session.tomorrow", times.previous_working_moment(member, starts - DAY), starts - 2 * HOUR),
            ("session.soon", starts - HOUR, starts),
        ):
            if due > now:
                await outbox.plan(session, reminder, member, about=about, key=key, due=due, expires=useless)
        await outbox.plan(session, "session.outcome", member, about=about, key=key, due=ends + OUTCOME_AFTER)


async def settle(
    session: AsyncSession, by: Member, session_id: int, held: bool, now: datetime
) -> tuple[MentoringSession, Pair]:
    """ "Did you meet?" The first answer counts, but a yes corrects a no, or a silence that was taken for one.

    Raises NotFound, SessionGone.
    """
    meeting, pair = await get(session, by, session_id, lock=True)
    if meeting.starts_at is None or meeting.starts_at > now:
        raise SessionGone(meeting.state, meeting.starts_at)
    was_missed = meeting.state is SessionState.MISSED
    state = SessionState.HELD if held else SessionState.MISSED
    open_states = (SessionState.BOOKED, SessionState.MISSED) if held else (SessionState.BOOKED,)
    won = await claimed(
        session,
        update(MentoringSession)
        .where(MentoringSession.id == meeting.id, MentoringSession.state.in_(open_states))
        .values(state=state, settled_at=now),
    )
    await session.refresh(meeting)
    if won:
        await outbox.cancel(session, meeting.workspace_id, subject(meeting), ["session.tomorrow", "session.soon"])
        if not held:
            pair.prompt_at = now + timedelta(days=1)
        elif pair.state is PairState.ACTIVE and not was_missed:
            pair.prompt_at = now + timedelta(days=max(1, pair.rhythm_days - PROMPT_AHEAD_DAYS))
    elif meeting.state not in (SessionState.HELD, SessionState.MISSED):
        raise SessionGone(meeting.state, meeting.starts_at)
    return meeting, pair


async def to_prompt(session: AsyncSession, now: datetime, limit: int = 200) -> Sequence[Pair]:
    """Pairs whose rhythm says it is time to book, for the job that prompts them."""
    return (
        await session.scalars(
            select(Pair)
            .where(
                Pair.state.in_((PairState.INTRODUCTION, PairState.ACTIVE)),
                Pair.prompt_at <= now,
                served(Pair.workspace_id),
            )
            .order_by(Pair.id)
            .limit(limit)
            .with_for_update(skip_locked=True, key_share=True)
        )
    ).all()


async def prompt(session: AsyncSession, pair: Pair, now: datetime) -> None:
    """Propose times to both; again some days later when nobody has booked."""
    meeting = await propose(session, pair, now)
    people = await members.names(session, pair.workspace_id, (pair.mentor_id, pair.mentee_id))
    await outbox.cancel(session, pair.workspace_id, subject(meeting), ["session.book"])
    for member in people.values():
        key = now.date().isoformat()
        await outbox.plan(session, "session.book", member, about=("session", meeting.id), key=key, due=now)


async def forgotten(session: AsyncSession, now: datetime, limit: int = 200) -> Sequence[tuple[MentoringSession, Pair]]:
    """Booked sessions of which nobody said whether they were held, for the job that closes them."""
    rows = await session.execute(
        select(MentoringSession, Pair)
        .join(Pair, Pair.id == MentoringSession.pair_id)
        .where(
            MentoringSession.state == SessionState.BOOKED,
            MentoringSession.starts_at <= now - FORGOTTEN_AFTER,
            served(Pair.workspace_id),
        )
        .order_by(MentoringSession.id)
        .limit(limit)
        .with_for_update(of=Pair, skip_locked=True, key_share=True)
    )
    return [(meeting, pair) for meeting, pair in rows]


async def forget(session: AsyncSession, meeting: MentoringSession, pair: Pair, now: datetime) -> None:
    """Two unanswered questions most likely mean that they did not meet: count it as missed and propose new times."""
    if await claimed(
        session,
        update(MentoringSession)
        .where(MentoringSession.id == meeting.id, MentoringSession.state == SessionState.BOOKED)
        .values(state=SessionState.MISSED, settled_at=now),
    ):
        await outbox.cancel(session, meeting.workspace_id, subject(meeting))
        pair.prompt_at = now


async def cancel_planned(session: AsyncSession, pair: Pair, now: datetime) -> None:
    """The pair ended: its proposed or booked session goes with it, and every reminder of it."""
    meeting = await live(session, pair)
    if meeting is None:
        return
    meeting.state, meeting.settled_at = SessionState.CANCELLED, now
    await outbox.cancel(session, pair.workspace_id, subject(meeting))


async def upcoming(session: AsyncSession, member: Member) -> Sequence[tuple[MentoringSession, Pair]]:
    """Proposed and booked sessions of a member, booked ones first, soonest first."""
    rows = await session.execute(
        select(MentoringSession, Pair)
        .join(Pair, Pair.id == MentoringSession.pair_id)
        .where(or_(Pair.mentor_id == member.id, Pair.mentee_id == member.id), MentoringSession.state.in_(LIVE))
        .order_by(MentoringSession.state, MentoringSession.starts_at, MentoringSession.id)
    )
    return [(meeting, pair) for meeting, pair in rows]


async def offer_later(
    session: AsyncSession, pair: Pair, meeting: MentoringSession, now: datetime
) -> Sequence[SessionSlot]:
    """Other times: those after the last ones proposed, starting over once they lie more than three weeks ahead."""
    before = await slots_of(session, meeting)
    latest = before[-1].starts_at if before else now
    after = latest - NOTICE + timedelta(hours=1) if now < latest < now + timedelta(days=21) else now
    return await offer_slots(session, pair, meeting, max(after, now))
