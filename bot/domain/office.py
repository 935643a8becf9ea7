"""Office hours: a mentor offers short talks, and whoever comes first books one without asking.

No place is taken and no introduction follows. Somebody from one's own reporting line may book: it is one talk, not a
relationship, and a manager's open door is welcome. Who would rather not meet somebody never shows up for them.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, diary, members, outbox, times
from bot.domain.errors import InvalidInput, IsSelf, NotFound, NotJoined, OfficeHourGone, TooManyOfficeHours
from bot.domain.rows import claimed, insert_new, once
from bot.domain.search.allowed import rather_not, shows_to
from models import Member, MentorProfile, OfficeSlot, Why

LENGTHS = (15, 30, 45)
MOST_WEEKS = 12
MOST_AT_ONCE = 60
"""Talks that one form offers."""
MOST_BOOKED = 2
"""Talks to come that one person may have booked."""
MOST_SHOWN = 25
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def offer(
    session: AsyncSession,
    mentor: Member,
    *,
    day: str,
    starts: time,
    ends: time,
    minutes: int,
    weeks: int,
    now: datetime,
) -> Sequence[OfficeSlot]:
    """Offer the talks that fit between two wall-clock times of one's own day (YYYY-MM-DD), each week again. What is
    offered already stays as it is. Raises NotJoined, InvalidInput."""
    profile = await members.mentor_profile(session, mentor)
    if mentor.joined_at is None or profile is None or not profile.active:
        raise InvalidInput("day", "mentors_only") if mentor.joined_at else NotJoined
    try:
        first = date.fromisoformat(day)
    except ValueError:
        raise InvalidInput("day", "date_passed") from None
    wanted = [start for start in _starts(mentor, first, starts, ends, minutes, weeks) if start > now]
    if not wanted or wanted[-1] > now + timedelta(days=366):
        raise InvalidInput("ends" if first > now.date() else "day", "no_time_left")
    if len(wanted) > MOST_AT_ONCE:
        raise InvalidInput("weeks", "too_many_slots")
    await members.locked(session, mentor.id)
    taken = [(slot.starts_at, _ends(slot)) for slot in await offered(session, mentor, now)]
    taken += await diary.booked(session, [mentor.id], now)
    length = timedelta(minutes=minutes)
    new = [start for start in wanted if not times.overlaps(start, length, taken)]
    if not new:
        raise InvalidInput("starts", "offered_already")
    for start in new:
        await _put(session, mentor, start, minutes)
    return await offered(session, mentor, now)


def _starts(mentor: Member, first: date, starts: time, ends: time, minutes: int, weeks: int) -> Iterator[datetime]:
    """In UTC; the wall clock stays when the clocks change. Raises InvalidInput for an end that is too early."""
    begin = starts.hour * 60 + starts.minute
    count = (ends.hour * 60 + ends.minute - begin) // minutes
    if count < 1:
        raise InvalidInput("ends", "too_early")
    zone = times.zone_of(mentor)
    for week in range(min(weeks, MOST_WEEKS)):
        for number in range(count):
            wall = begin + number * minutes
            yield times.instant(first + timedelta(weeks=week), time(wall // 60, wall % 60), zone)


async def _put(session: AsyncSession, mentor: Member, start: datetime, minutes: int) -> None:
    """A talk that was withdrawn is offered anew: its row is the one for that time."""
    values = {"workspace_id": mentor.workspace_id, "mentor_id": mentor.id, "starts_at": start, "minutes": minutes}
    if not await insert_new(session, OfficeSlot, **values):
        again = update(OfficeSlot).where(OfficeSlot.mentor_id == mentor.id, OfficeSlot.starts_at == start)
        freed = {"withdrawn_at": None, "mentee_id": None, "booked_at": None, "question": "", "minutes": minutes}
        await session.execute(again.values(**freed).execution_options(synchronize_session=False))


def _length(slot: OfficeSlot) -> timedelta:
    return timedelta(minutes=slot.minutes)


def _ends(slot: OfficeSlot) -> datetime:
    return slot.starts_at + _length(slot)


async def offered(session: AsyncSession, mentor: Member, now: datetime) -> Sequence[OfficeSlot]:
    """Talks to come that the mentor offers, booked or not, in order."""
    found: Sequence[OfficeSlot] = (await session.scalars(*_offered(mentor.id, now))).all()
    return found


@once
def _offered(mentor_id: int, now: datetime) -> Select[OfficeSlot]:
    return _ahead(now).where(OfficeSlot.mentor_id == mentor_id).execution_options(populate_existing=True)


async def booked_by(session: AsyncSession, mentee: Member, now: datetime) -> Sequence[OfficeSlot]:
    """Talks to come that the mentee booked, in order."""
    found: Sequence[OfficeSlot] = (await session.scalars(*_booked_by(mentee.id, now))).all()
    return found


@once
def _booked_by(mentee_id: int, now: datetime) -> Select[OfficeSlot]:
    return _ahead(now).where(OfficeSlot.mentee_id == mentee_id)


def _ahead(now: datetime) -> Select[OfficeSlot]:
    return (
        select(OfficeSlot)
        .where(OfficeSlot.starts_at > now, OfficeSlot.withdrawn_at.is_(None))
        .order_by(OfficeSlot.starts_at)
    )


def _is_free(now: datetime) -> ColumnElement[bool]:
    """Needs Member and MentorProfile in the statement."""
    return and_(
        OfficeSlot.mentee_id.is_(None),
        OfficeSlot.withdrawn_at.is_(None),
        OfficeSlot.starts_at > now,
        MentorProfile.active.is_(True),
        Member.left_at.is_(None),
        Member.deactivated_at.is_(None),
        or_(Member.paused_until.is_(None), Member.paused_until <= OfficeSlot.starts_at),
    )


def _of_mentors(what: Select[OfficeSlot]) -> Select[OfficeSlot]:
    return what.join(Member, Member.id == OfficeSlot.mentor_id).join(
        MentorProfile, MentorProfile.member_id == OfficeSlot.mentor_id
    )


async def free(session: AsyncSession, mentee: Member, mentor_id: int, now: datetime) -> Sequence[OfficeSlot]:
    """Talks that `mentee` may book with this mentor, in order; none where one of them would rather not."""
    found = _of_mentors(select(OfficeSlot)).where(
        OfficeSlot.workspace_id == mentee.workspace_id,
        OfficeSlot.mentor_id == mentor_id,
        OfficeSlot.mentor_id != mentee.id,
        _is_free(now),
        OfficeSlot.mentor_id.not_in(rather_not(mentee.id)),
        shows_to(mentee.id),
    )
    slots = (await session.scalars(found.order_by(OfficeSlot.starts_at).limit(MOST_AT_ONCE))).all()
    taken = await diary.booked(session, [mentor_id], now)  # since they offered it they booked a session there
    return [slot for slot in slots if not times.overlaps(slot.starts_at, _length(slot), taken)][:MOST_SHOWN]


async def book(session: AsyncSession, mentee: Member, slot_id: int, question: str, now: datetime) -> OfficeSlot:
    """Book a free talk; of several who click one wins. Raises NotJoined, IsSelf, OfficeHourGone, TooManyOfficeHours,
    InvalidInput."""
    if mentee.joined_at is None:
        raise NotJoined
    if not question.strip():
        raise InvalidInput("question", "needed")
    slot = await session.scalar(
        select(OfficeSlot).where(OfficeSlot.workspace_id == mentee.workspace_id, OfficeSlot.id == slot_id)
    )
    if slot is None:
        raise NotFound("office hour")
    if slot.mentor_id == mentee.id:
        raise IsSelf
    await members.locked(session, mentee.id)
    await session.refresh(slot)
    if slot.mentee_id == mentee.id and slot.withdrawn_at is None:
        return slot  # the form was sent twice
    booked = await booked_by(session, mentee, now)
    if len(booked) >= MOST_BOOKED:
        raise TooManyOfficeHours(MOST_BOOKED)
    if times.overlaps(slot.starts_at, _length(slot), await diary.booked(session, [mentee.id], now)):
        raise InvalidInput("slot", "time_taken")
    if slot.id not in {one.id for one in await free(session, mentee, slot.mentor_id, now)}:
        raise OfficeHourGone
    won = await claimed(
        session,
        update(OfficeSlot)
        .where(OfficeSlot.id == slot.id, OfficeSlot.mentee_id.is_(None), OfficeSlot.withdrawn_at.is_(None))
        .values(mentee_id=mentee.id, question=question.strip(), booked_at=now, revision=OfficeSlot.revision + 1),
    )
    await session.refresh(slot)
    if not won:
        raise OfficeHourGone
    await _plan_around(session, slot, now)
    return slot


async def people(session: AsyncSession, slot: OfficeSlot) -> tuple[Member, Member | None]:
    """(mentor, who booked it)."""
    mentor = await members.by_id(session, slot.workspace_id, slot.mentor_id)
    return mentor, await members.by_id(session, slot.workspace_id, slot.mentee_id) if slot.mentee_id else None


def subject(slot: OfficeSlot) -> str:
    return f"office:{slot.id}"


def _key(slot: OfficeSlot) -> str:
    """Tells apart the bookings of one row, which may be of several times."""
    return f"{int(slot.starts_at.timestamp())}.{slot.revision}"


async def _plan_around(session: AsyncSession, slot: OfficeSlot, now: datetime) -> None:
    """Both are told, and reminded a day and an hour before, as of sessions."""
    about, key, starts = ("office", slot.id), _key(slot), slot.starts_at
    for member in await people(session, slot):
        assert member is not None, "it is booked"
        await outbox.plan(session, "office.booked", member, about=about, key=key, due=now, expires=starts)
        for reminder, due, useless in (
            ("office.tomorrow", times.previous_working_moment(member, starts - DAY), starts - 2 * HOUR),
            ("office.soon", starts - HOUR, starts),
        ):
            if due > now:
                await outbox.plan(session, reminder, member, about=about, key=key, due=due, expires=useless)


async def get(session: AsyncSession, by: Member, slot_id: int) -> OfficeSlot:
    """A talk that `by` offers or has booked. Raises NotFound, for everybody else's too."""
    found = await session.scalar(
        select(OfficeSlot)
        .where(OfficeSlot.workspace_id == by.workspace_id, OfficeSlot.id == slot_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return access.check(session, access.RUN_OFFICE_HOUR, by, found, "office hour")


async def call_off(session: AsyncSession, by: Member, slot_id: int, now: datetime) -> OfficeSlot:
    """The mentor takes a talk back, or the mentee their booking, and the other is told. Raises NotFound,
    OfficeHourGone."""
    slot = await get(session, by, slot_id)
    if slot.withdrawn_at is not None or slot.starts_at <= now:
        raise OfficeHourGone
    await _settle(session, slot, by, now)
    return slot


async def _settle(session: AsyncSession, slot: OfficeSlot, by: Member, now: datetime) -> None:
    mentor, mentee = await people(session, slot)
    await outbox.cancel(session, slot.workspace_id, subject(slot), Why.CALLED_OFF)
    other = mentee if by.id == mentor.id else mentor
    if other is not None:
        for kind, reader in (("office.called_off", other), ("office.calendar", by)):
            await outbox.plan(
                session, kind, reader, about=("office", slot.id), key=_key(slot), due=now, expires=slot.starts_at,
                starts_at=slot.starts_at.isoformat(), by=by.id, sequence=2 * slot.revision + 1,
            )  # fmt: skip
    if by.id == mentor.id:
        slot.withdrawn_at = now
    slot.mentee_id, slot.booked_at, slot.question = None, None, ""
    await session.flush()


async def drop_all(session: AsyncSession, member: Member, now: datetime, until: datetime | None = None) -> None:
    """They leave, are gone or pause (`until`): what they offer is withdrawn, and who had booked it is told. Who leaves
    also gives back what they booked."""
    for slot in await offered(session, member, now):
        if until is None or slot.starts_at < until:
            await _settle(session, slot, member, now)
    if until is None:
        for slot in await booked_by(session, member, now):
            await _settle(session, slot, member, now)


async def drop_between(session: AsyncSession, member: Member, other: Member, now: datetime) -> None:
    """They would rather not meet: what is booked between the two is called off."""
    for slot in [*await offered(session, member, now), *await booked_by(session, member, now)]:
        if {slot.mentor_id, slot.mentee_id} == {member.id, other.id}:
            await _settle(session, slot, member, now)
