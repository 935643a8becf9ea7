"""Meetings of a group: its mentor says when, everybody is told and says whether they come, and says how it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, members, outbox, times
from bot.domain.access import Permission, Seat
from bot.domain.errors import InvalidInput, NotFound, SessionGone, SlotPassed
from bot.domain.rows import claimed, insert_new
from models import Group, GroupFeedback, GroupMember, GroupReply, GroupSession, GroupState, Member, SessionState, Why

FARTHEST = timedelta(days=180)
LONGEST_PLACE = 300
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OUTCOME_AFTER = timedelta(minutes=15)
TO_MEMBERS = ("group.booked", "group.moved", "group.tomorrow", "group.soon", "group.outcome")
"""What reaches those who are in it, and nobody who has left."""


@dataclass(frozen=True, kw_only=True)
class Coming:
    yes: int
    no: int
    silent: int


async def everybody(session: AsyncSession, group: Group) -> Sequence[Member]:
    """The mentor first."""
    mentor = await members.by_id(session, group.workspace_id, group.mentor_id)
    return [mentor, *await _people(session, group)]


async def _people(session: AsyncSession, group: Group) -> Sequence[Member]:
    inside = (
        select(Member)
        .join(GroupMember, GroupMember.member_id == Member.id)
        .where(GroupMember.group_id == group.id, GroupMember.left_at.is_(None))
        .order_by(Member.id)
    )
    return (await session.scalars(inside)).all()


async def get(session: AsyncSession, by: Member, session_id: int, may: Permission) -> tuple[GroupSession, Group]:
    """A meeting of a group towards which `by` has the role. Raises NotFound, for everybody else's too."""
    row = (
        await session.execute(
            select(GroupSession, Group)
            .join(Group, Group.id == GroupSession.group_id)
            .where(GroupSession.workspace_id == by.workspace_id, GroupSession.id == session_id)
            .with_for_update(of=Group, key_share=True)
            .execution_options(populate_existing=True)
        )
    ).first()
    seat = None
    if row is not None:
        mine = await session.get(GroupMember, (row[1].id, by.id))
        inside = mine is not None and mine.left_at is None
        seat = Seat(row[1].workspace_id, row[1].mentor_id, by.id if inside else 0)
    access.check(session, may, by, seat, "session")
    assert row is not None, "check() has raised"
    return row[0], row[1]


async def book(
    session: AsyncSession, by: Member, group: Group, starts_at: datetime, now: datetime, *, place: str | None = None
) -> GroupSession:
    """Say when and where (None leaves it); a booked one moves, and everybody is asked anew whether they come. `group`
    is locked, and `by` leads it. Raises SlotPassed, InvalidInput, NotFound."""
    if group.state is not GroupState.OPEN:
        raise NotFound("group")
    if starts_at <= now:
        raise SlotPassed
    if starts_at > now + FARTHEST:
        raise InvalidInput("starts_at", "too_far")
    booked = await session.scalar(
        select(GroupSession).where(GroupSession.group_id == group.id, GroupSession.state == SessionState.BOOKED)
    )
    where = group.place if place is None else place.strip()[:LONGEST_PLACE]
    elsewhere, group.place = where != group.place, where
    kind = "group.booked"
    if booked is not None and booked.starts_at <= now:
        # Nobody said that it took place: so it did not, and the next one can be.
        booked.state, booked.settled_at = SessionState.MISSED, now
        await session.flush()
        booked = None
    if booked is None:
        booked = GroupSession(
            workspace_id=group.workspace_id, group_id=group.id, starts_at=starts_at, minutes=group.minutes
        )
        session.add(booked)
    elif booked.starts_at == starts_at and not elsewhere:
        return booked  # the form was sent twice
    else:
        booked.revision += 1
        if booked.starts_at != starts_at:
            kind, booked.starts_at = "group.moved", starts_at
            await session.execute(delete(GroupReply).where(GroupReply.session_id == booked.id))
    await session.flush()
    why = Why.MOVED if kind == "group.moved" else Why.SUPERSEDED
    await outbox.cancel(session, group.workspace_id, f"group:{group.id}", why, TO_MEMBERS)
    for member in await everybody(session, group):
        if member.id == by.id:
            await _plan(session, group, booked, member, "group.calendar", now, expires=starts_at)
            await _plan_around(session, group, booked, member, now)
        else:
            await _tell(session, group, booked, member, kind, now)
    return booked


async def tell_newcomer(session: AsyncSession, group: Group, member: Member, now: datetime) -> None:
    """Who joins hears of what is booked."""
    booked = await coming_up(session, group, now)
    if booked is not None:
        await _tell(session, group, booked, member, "group.booked", now)


async def _tell(
    session: AsyncSession, group: Group, booked: GroupSession, member: Member, kind: str, now: datetime
) -> None:
    """When it is, and what goes around it; who could read of it in the last hour only reads it in the reminder then."""
    reads_at = outbox.readable_at(member, kind, now) or now
    news = now < booked.starts_at - HOUR <= reads_at
    if not news:
        await _plan(session, group, booked, member, kind, now, expires=booked.starts_at)
    await _plan_around(session, group, booked, member, now, news=news)


async def coming_up(session: AsyncSession, group: Group, now: datetime) -> GroupSession | None:
    """What is booked and has not begun."""
    booked = GroupSession.group_id == group.id, GroupSession.state == SessionState.BOOKED, GroupSession.starts_at > now
    return await session.scalar(select(GroupSession).where(*booked).execution_options(populate_existing=True))


async def _plan_around(
    session: AsyncSession, group: Group, booked: GroupSession, member: Member, now: datetime, *, news: bool = False
) -> None:
    """A day and an hour before, and how it was. `news`: the last reminder is the first that they read of it."""
    starts = booked.starts_at
    day_before = times.previous_working_moment(member, starts - DAY)
    for kind, due, useless in (
        ("group.tomorrow", day_before, starts - 2 * HOUR),
        ("group.soon", starts - HOUR, starts),
    ):
        if due > now:
            said = {"news": True} if news and kind == "group.soon" else {}
            await _plan(session, group, booked, member, kind, due, expires=useless, **said)
    over = starts + timedelta(minutes=booked.minutes) + OUTCOME_AFTER
    await _plan(session, group, booked, member, "group.outcome", over, expires=over + timedelta(days=5))


async def _plan(
    session: AsyncSession,
    group: Group,
    booked: GroupSession,
    to: Member,
    kind: str,
    due: datetime,
    expires: datetime,
    **said: bool,
) -> None:
    await outbox.plan(
        session, kind, to, about=("group", group.id), key=f"{booked.id}:{booked.revision}", due=due, expires=expires,
        meeting=booked.id, **said,
    )  # fmt: skip


async def call_off(session: AsyncSession, by: Member, session_id: int, now: datetime) -> tuple[GroupSession, Group]:
    """Raises NotFound, SessionGone, also when it has begun."""
    booked, group = await get(session, by, session_id, access.LEAD_GROUP)
    if booked.state is SessionState.BOOKED and booked.starts_at <= now:
        raise SessionGone("begun", booked.starts_at)
    if not await claimed(
        session,
        update(GroupSession)
        .where(GroupSession.id == booked.id, GroupSession.state == SessionState.BOOKED)
        .values(state=SessionState.CANCELLED, settled_at=now),
    ):
        raise SessionGone(booked.state, booked.starts_at)
    await session.refresh(booked)
    await outbox.cancel(session, group.workspace_id, f"group:{group.id}", Why.CALLED_OFF, TO_MEMBERS)
    for member in await _people(session, group):
        await outbox.plan(
            session, "group.cancelled", member, about=("group", group.id), key=str(booked.id), due=now,
            meeting=booked.id,
        )  # fmt: skip
    await outbox.plan(
        session, "group.calendar", by, about=("group", group.id), key=f"{booked.id}:off", due=now, meeting=booked.id
    )
    return booked, group


async def reply(
    session: AsyncSession, by: Member, session_id: int, comes: bool, now: datetime
) -> tuple[GroupSession, Group]:
    """Whether one comes; one may change one's mind. Raises NotFound, SessionGone."""
    booked, group = await get(session, by, session_id, access.BE_IN_GROUP)
    if booked.state is not SessionState.BOOKED or booked.starts_at <= now:
        raise SessionGone(booked.state, booked.starts_at)
    await insert_new(
        session, GroupReply, workspace_id=by.workspace_id, session_id=booked.id, member_id=by.id, comes=comes,
        said_at=now,
    )  # fmt: skip
    mine = await session.get_one(GroupReply, (booked.id, by.id), populate_existing=True)
    mine.comes, mine.said_at = comes, now
    return booked, group


async def reply_of(session: AsyncSession, booked: GroupSession, member: Member) -> bool | None:
    row = await session.get(GroupReply, (booked.id, member.id))
    return row.comes if row is not None else None


async def coming(session: AsyncSession, booked: GroupSession, group: Group) -> Coming:
    rows = await session.execute(
        select(GroupReply.comes, func.count())
        .join(GroupMember, GroupMember.member_id == GroupReply.member_id)
        .where(GroupReply.session_id == booked.id, GroupMember.group_id == group.id, GroupMember.left_at.is_(None))
        .group_by(GroupReply.comes)
    )
    said = {comes: count for comes, count in rows}  # noqa: C416 (rows are not pairs to mypy)
    yes, no = said.get(True, 0), said.get(False, 0)
    return Coming(yes=yes, no=no, silent=max(0, group.taken - yes - no))


async def rate(
    session: AsyncSession, by: Member, session_id: int, useful: int, now: datetime
) -> tuple[GroupFeedback, GroupSession]:
    """One tap, 1-5, which also says that it took place. Raises NotFound, SessionGone, InvalidInput."""
    if not 1 <= useful <= 5:
        raise InvalidInput("useful", "one_to_five")
    booked, _ = await get(session, by, session_id, access.SEE_GROUP)
    if booked.starts_at > now or booked.state is SessionState.CANCELLED:
        raise SessionGone(booked.state, booked.starts_at)
    await session.execute(
        update(GroupSession)
        .where(GroupSession.id == booked.id, GroupSession.state.in_((SessionState.BOOKED, SessionState.MISSED)))
        .values(state=SessionState.HELD, settled_at=now)
        .execution_options(synchronize_session=False)
    )
    await session.refresh(booked)
    await insert_new(
        session, GroupFeedback, workspace_id=by.workspace_id, session_id=booked.id, writer_id=by.id, useful=useful,
        written_at=now,
    )  # fmt: skip
    mine = await feedback_of(session, by, booked.id)
    assert mine is not None, "it was just made"
    mine.useful, mine.written_at = useful, now
    return mine, booked


async def feedback_of(session: AsyncSession, by: Member, session_id: int) -> GroupFeedback | None:
    mine = GroupFeedback.session_id == session_id, GroupFeedback.writer_id == by.id
    return await session.scalar(select(GroupFeedback).where(*mine))


async def note(session: AsyncSession, by: Member, session_id: int, learned: str) -> None:
    """What one learned, after rating. Raises NotFound."""
    await get(session, by, session_id, access.SEE_GROUP)
    mine = await feedback_of(session, by, session_id)
    if mine is None:
        raise NotFound("feedback")
    mine.learned = learned.strip()


async def take_out(session: AsyncSession, group: Group, member: Member, now: datetime) -> None:
    """They are in it no more: the file that takes what is to come out of their calendar.

    Its edition lies between what stands there and what they would get if they came back.
    """
    coming = await coming_up(session, group, now)
    if coming is None:
        return
    await outbox.plan(
        session, "group.calendar", member, about=("group", group.id), key=f"{coming.id}:{coming.revision}:out", due=now,
        meeting=coming.id, out_of=2 * coming.revision + 1, at=int(coming.starts_at.timestamp()),
    )  # fmt: skip
    coming.revision += 1
    await session.flush()


async def drop(session: AsyncSession, group: Group, now: datetime) -> GroupSession | None:
    """The group ends: what is booked goes with it. What was still to come, for everybody's calendar."""
    coming = await coming_up(session, group, now)
    await session.execute(
        update(GroupSession)
        .where(GroupSession.group_id == group.id, GroupSession.state == SessionState.BOOKED)
        .values(state=SessionState.CANCELLED, settled_at=now)
        .execution_options(synchronize_session=False)
    )
    return coming
