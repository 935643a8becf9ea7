"""Sessions of a pair: proposed, booked, moved, called off. What becomes of them afterwards is bot/domain/outcomes.py.
Database sessions are called `session`, as everywhere; a mentoring session is a `meeting` here."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, around, diary, members, outbox, times
from bot.domain.around import subject
from bot.domain.errors import InvalidInput, NotFound, SessionGone, SlotPassed, SlotTaken
from bot.domain.rows import claimed, indexed, once
from bot.domain.workspaces import served
from models import Member, MentoringSession, Pair, PairState, SessionSlot, SessionState, Why
from models.pairs import RUNNING_PAIR

PROPOSED = 3
NOTICE = timedelta(hours=20)
"""Proposed times lie at least so far ahead, so that they are still ahead when they are read."""
INTRODUCTION_MINUTES = 30
PROMPT_AHEAD_DAYS = 4
"""How long before the rhythm says so people are asked to book: diaries fill up."""
ASKED_AGAIN = (timedelta(days=5), timedelta(days=9))
"""After so long without a booking both are asked again."""
STILL_NOTHING = timedelta(days=28)
"""Whoever has not booked after three times is asked so seldom from then on. Not never: a gentle check that both answer
with "fine" (bot/domain/checks.py) asks nothing for 45 days, and a pair that means to go on would hear nothing until it
is warned that it has gone quiet."""
LIVE = (SessionState.PROPOSED, SessionState.BOOKED)
FARTHEST = timedelta(days=180)
LONGEST_PLACE = 300


async def live(session: AsyncSession, pair: Pair) -> MentoringSession | None:
    """The pair's proposed or booked session."""
    found: MentoringSession | None = await session.scalar(*_live(pair.id))
    return found


@once
def _live(pair_id: int) -> Select[MentoringSession]:
    return select(MentoringSession).where(MentoringSession.pair_id == pair_id, MentoringSession.state.in_(LIVE))


def ends_at(meeting: MentoringSession) -> datetime | None:
    """None while it has no time."""
    return None if meeting.starts_at is None else meeting.starts_at + timedelta(minutes=meeting.minutes)


def is_over(meeting: MentoringSession, now: datetime) -> bool:
    """Whether its time has passed, so that only they can say what became of it."""
    ends = ends_at(meeting)
    return ends is not None and ends <= now


def has_begun(meeting: MentoringSession, now: datetime) -> bool:
    """Whether it is booked and its hour has come: nobody can call it off any more."""
    return meeting.state is SessionState.BOOKED and meeting.starts_at is not None and meeting.starts_at <= now


async def slots_of(session: AsyncSession, meeting: MentoringSession) -> Sequence[SessionSlot]:
    """The times proposed last. Older ones stay, since their buttons do: what a button says is what it books."""
    newest = await session.scalars(*_newest(meeting.id))
    by_time = {slot.starts_at: slot for slot in newest}
    return [by_time[start] for start in sorted(by_time)]


async def times_to_come(
    session: AsyncSession, pair: Pair, meeting: MentoringSession, now: datetime
) -> Sequence[SessionSlot]:
    """The times proposed last, or new ones when the first of them has gone by: what proposes them may have waited for
    its reader."""
    slots = await slots_of(session, meeting)
    if meeting.state is not SessionState.PROPOSED or not slots or slots[0].starts_at > now:
        return slots
    return await offer_slots(session, pair, meeting, now)


@once
def _newest(session_id: int) -> Select[SessionSlot]:
    return (
        select(SessionSlot).where(SessionSlot.session_id == session_id).order_by(SessionSlot.id.desc()).limit(PROPOSED)
    )


async def propose(session: AsyncSession, pair: Pair, now: datetime, *, again: bool = False) -> MentoringSession:
    """Both are asked to book, and will be again if nobody does: the pair has a session, with times that suit both.

    `again`: nothing has happened since they were asked last.
    """
    meeting = await make(session, pair)
    pair.prompt_at = None
    if meeting.state is SessionState.PROPOSED:
        await offer_slots(session, pair, meeting, now)
        meeting.asked = meeting.asked + 1 if again else 1
        pair.prompt_at = now + (ASKED_AGAIN[meeting.asked - 1] if meeting.asked <= len(ASKED_AGAIN) else STILL_NOTHING)
    return meeting


async def make(session: AsyncSession, pair: Pair) -> MentoringSession:
    """The pair's live session; a new one, without times, when it has none."""
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
    return meeting


async def offer_slots(
    session: AsyncSession, pair: Pair, meeting: MentoringSession, after: datetime
) -> Sequence[SessionSlot]:
    """Propose up to three times after `after`; none when the two never work at the same hour.

    None at which one of them has something booked or offers a talk, or is busy elsewhere.
    """
    ids = (pair.mentor_id, pair.mentee_id)
    people = await members.names(session, pair.workspace_id, ids)
    mentee, mentor = people[pair.mentee_id], people[pair.mentor_id]
    taken = await diary.booked(session, ids, after, but=meeting.id, free_talks=True)
    taken += await diary.busy(session, ids, after)
    starts = times.shared_slots(mentee, mentor, after + NOTICE, meeting.minutes, PROPOSED, diary.merged(taken))
    slots = [SessionSlot(workspace_id=pair.workspace_id, session_id=meeting.id, starts_at=start) for start in starts]
    session.add_all(slots)
    await session.flush()
    return slots


async def offer_later(
    session: AsyncSession, pair: Pair, meeting: MentoringSession, now: datetime
) -> Sequence[SessionSlot]:
    """Other times: those after the last ones proposed, starting over once they lie more than three weeks ahead."""
    before = await slots_of(session, meeting)
    latest = before[-1].starts_at if before else now
    after = latest - NOTICE + timedelta(hours=1) if now < latest < now + timedelta(days=21) else now
    return await offer_slots(session, pair, meeting, max(after, now))


async def get(
    session: AsyncSession, by: Member, session_id: int, *, lock: bool = False
) -> tuple[MentoringSession, Pair]:
    """A session of one of `by`'s pairs. Raises NotFound, for everybody else's too.

    Whoever changes it locks the pair first, as whoever ends the pair does: in another order two could wait for each
    other.
    """
    row = (await session.execute(*(_locked if lock else _read)(by.workspace_id, session_id))).first()
    pair = access.check(session, access.RUN_PAIR, by, row[1] if row else None, "session")
    assert row is not None, "check() has raised"
    return row[0], pair


def _one(workspace_id: str, session_id: int) -> Select[MentoringSession, Pair]:
    return (
        select(MentoringSession, Pair)
        .join(Pair, Pair.id == MentoringSession.pair_id)
        .where(MentoringSession.workspace_id == workspace_id, MentoringSession.id == session_id)
    )


_read = once(_one)


@once
def _locked(workspace_id: str, session_id: int) -> Select[MentoringSession, Pair]:
    found = _one(workspace_id, session_id).with_for_update(of=Pair, key_share=True)
    return found.execution_options(populate_existing=True)


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
    session: AsyncSession,
    by: Member,
    session_id: int,
    starts_at: datetime,
    now: datetime,
    *,
    place: str = "",
    under: around.Clicked | None = None,
) -> tuple[MentoringSession, Pair]:
    """Book a proposed session; of two clicks one wins. `under`: the message that was clicked in.

    Raises NotFound, SlotPassed, SlotTaken, SessionGone, InvalidInput.
    """
    meeting, pair = await get(session, by, session_id, lock=True)
    await check_time(session, pair, meeting, starts_at, now)
    await claim(
        session, meeting, SessionState.PROPOSED,
        state=SessionState.BOOKED, starts_at=starts_at, place=_elsewhere(pair, place), changed_at=now,
        revision=MentoringSession.revision + 1,
    )  # fmt: skip
    await around.booked(session, meeting, pair, by, "session.booked", now, under)
    return meeting, pair


async def move(
    session: AsyncSession,
    by: Member,
    session_id: int,
    starts_at: datetime,
    now: datetime,
    *,
    place: str | None = None,
    under: around.Clicked | None = None,
) -> tuple[MentoringSession, Pair]:
    """Move a booked session, to another time or another place (None leaves it). Raises NotFound, SlotPassed,
    SlotTaken, SessionGone, InvalidInput."""
    meeting, pair = await get(session, by, session_id, lock=True)
    where = meeting.place if place is None else _elsewhere(pair, place)
    if meeting.starts_at != starts_at or is_over(meeting, now):
        await check_time(session, pair, meeting, starts_at, now)
    elif meeting.state is SessionState.BOOKED and meeting.place == where:
        return meeting, pair  # the form was sent twice: nobody is told of a move that is none
    await claim(
        session, meeting, SessionState.BOOKED,
        starts_at=starts_at, place=where, changed_at=now, revision=MentoringSession.revision + 1,
    )  # fmt: skip
    await around.booked(session, meeting, pair, by, "session.moved", now, under)
    return meeting, pair


def _elsewhere(pair: Pair, place: str) -> str:
    """What is stored of a place: nothing when it is where the pair always meets, so that it follows the agreement."""
    chosen = place.strip()[:LONGEST_PLACE]
    return "" if chosen == pair.place else chosen


async def cancel(
    session: AsyncSession, by: Member, session_id: int, now: datetime, *, under: around.Clicked | None = None
) -> tuple[MentoringSession, Pair]:
    """Call a booked session off; the other is told and both are prompted again the next day. Raises NotFound,
    SessionGone, also when it has begun."""
    meeting, pair = await get(session, by, session_id, lock=True)
    if has_begun(meeting, now):
        raise SessionGone("begun", meeting.starts_at)
    await claim(
        session, meeting, SessionState.BOOKED,
        state=SessionState.CANCELLED, settled_at=now, changed_at=now, revision=MentoringSession.revision + 1,
    )  # fmt: skip
    await around.called_off(session, meeting, pair, by, now, under)
    pair.prompt_at = now + timedelta(days=1)
    return meeting, pair


async def check_time(
    session: AsyncSession, pair: Pair, meeting: MentoringSession, starts_at: datetime, now: datetime
) -> None:
    """Raises SlotPassed, SlotTaken, InvalidInput. What somebody's own calendar says only keeps a time from being
    proposed: people know better."""
    if starts_at <= now:
        raise SlotPassed
    if starts_at > now + FARTHEST:
        raise InvalidInput("starts_at", "too_far")
    taken = await diary.booked(session, (pair.mentor_id, pair.mentee_id), starts_at, but=meeting.id)
    if times.overlaps(starts_at, timedelta(minutes=meeting.minutes), taken):
        raise SlotTaken


async def claim(session: AsyncSession, meeting: MentoringSession, expected: SessionState, **values: object) -> None:
    """Raises SessionGone when it is not in the expected state any more."""
    won = await claimed(
        session,
        update(MentoringSession)
        .where(MentoringSession.id == meeting.id, MentoringSession.state == expected)
        .values(**values),
    )
    await session.refresh(meeting)
    if not won:
        raise SessionGone(meeting.state, meeting.starts_at)


async def to_prompt(session: AsyncSession, now: datetime, limit: int = 200) -> Sequence[Pair]:
    """Pairs whose rhythm says it is time to book, for the job that prompts them."""
    found: Sequence[Pair] = (await session.scalars(*_to_prompt(now, limit))).all()
    return found


@once
def _to_prompt(now: datetime, limit: int) -> Select[Pair]:
    return (
        select(Pair)
        .where(
            indexed(Pair, RUNNING_PAIR),
            Pair.state != PairState.PAUSED,
            Pair.prompt_at <= now,
            served(Pair.workspace_id),
        )
        .order_by(Pair.prompt_at, Pair.id)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    )


async def prompt(session: AsyncSession, pair: Pair, now: datetime) -> None:
    """Propose times to both; again some days later when nobody has booked. While one of them is away it waits."""
    people = await members.names(session, pair.workspace_id, (pair.mentor_id, pair.mentee_id))
    away = [one.paused_until for one in people.values() if one.paused_until is not None and one.paused_until > now]
    if away:
        pair.prompt_at = max(away)
        return
    meeting = await propose(session, pair, now, again=True)
    await outbox.cancel(session, pair.workspace_id, subject(meeting), Why.SUPERSEDED, ["session.book"])
    for member in people.values():
        key = now.date().isoformat()
        await outbox.plan(
            session, "session.book", member, about=("session", meeting.id), key=key, due=now, expires=pair.prompt_at
        )


async def cancel_planned(
    session: AsyncSession, pair: Pair, why: Why, now: datetime, by: Member | None = None
) -> dict[str, Any]:
    """The pair ended or pauses: its proposed or booked session goes with it, and every reminder of it.

    What was booked and still to come goes out of both calendars: `by`, who decided it, gets the file here. Whoever
    tells the others plans their messages with what is returned, and bot/messages/pairs.py puts the file under them.
    """
    meeting = await live(session, pair)
    if meeting is None:
        return {}
    was_to_come = meeting.state is SessionState.BOOKED and not is_over(meeting, now)
    meeting.state, meeting.settled_at, meeting.changed_at = SessionState.CANCELLED, now, now
    meeting.revision += 1
    await outbox.cancel(session, pair.workspace_id, subject(meeting), why)
    if not was_to_come:
        return {}
    await session.flush()
    if by is not None:
        await around.give_file(session, meeting, by, now)
    return {"off": meeting.id}


async def upcoming(session: AsyncSession, member: Member) -> Sequence[tuple[MentoringSession, Pair]]:
    """Proposed and booked sessions of a member, booked ones first, soonest first."""
    return [(meeting, pair) for meeting, pair in await session.execute(*_upcoming(member.id))]


@once
def _upcoming(member_id: int) -> Select[MentoringSession, Pair]:
    return (
        select(MentoringSession, Pair)
        .join(Pair, Pair.id == MentoringSession.pair_id)
        .where(or_(Pair.mentor_id == member_id, Pair.mentee_id == member_id), MentoringSession.state.in_(LIVE))
        .order_by(MentoringSession.state, MentoringSession.starts_at, MentoringSession.id)
    )
