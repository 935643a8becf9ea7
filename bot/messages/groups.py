"""Messages about groups."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, group_sessions, groups, members
from bot.domain.calendar import appointments
from bot.i18n import Texts
from bot.messages.registry import reader_of, says
from bot.views import group_meetings as meetings
from bot.views import groups as views
from bot.views.kit import Message
from models import Group, GroupSession, GroupState, Outbox, SessionState
from models import Member as Person


async def _meeting(session: AsyncSession, row: Outbox) -> tuple[Group, GroupSession, Person] | None:
    """(group, its meeting, reader); None when the reader is in it no more, or it is off or elsewhere by now."""
    reader = await reader_of(session, row)
    group = await session.get(Group, row.subject_id)
    meeting = await session.get(GroupSession, int(row.params["meeting"]))
    if group is None or meeting is None or group.workspace_id != row.workspace_id:
        return None
    if group.mentor_id != reader.id and not await groups.is_inside(session, group, reader):
        return None
    return group, meeting, reader


@says("group.announced")
async def announced(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    group = await session.get(Group, row.subject_id)
    if group is None or group.workspace_id != row.workspace_id or group.state is not GroupState.OPEN:
        return None
    return views.announcement(t, group, await members.by_id(session, group.workspace_id, group.mentor_id))


@says("group.joined", "group.left")
async def moved_in_or_out(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    reader = await reader_of(session, row)
    group = await groups.get(session, reader, row.subject_id, access.LEAD_GROUP)
    if row.kind == "group.left":
        return views.somebody_left(t, group, await session.get(Person, int(row.params["by"])))
    new = groups.newcomers(row)
    inside = [one for one in await groups.people_of(session, group) if one.id in new]
    coming = await group_sessions.coming_up(session, group, row.due_at)
    return views.somebody_joined(t, group, inside, has_date=coming is not None) if inside else None


@says("group.ended")
async def ended(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    group = await session.get(Group, row.subject_id)
    if group is None or group.workspace_id != row.workspace_id:
        return None
    off = await session.get(GroupSession, int(row.params.get("meeting", 0)))
    appointment = None
    if off is not None:
        appointment = await appointments.of_group(session, off, group, await reader_of(session, row))
    mentor = await members.by_id(session, group.workspace_id, group.mentor_id)
    return views.ended(t, group, mentor, appointment)


@says("group.booked", "group.moved")
async def booked(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    found = await _meeting(session, row)
    if found is None or found[1].state is not SessionState.BOOKED:
        return None
    group, meeting, reader = found
    comes = await group_sessions.reply_of(session, meeting, reader)
    appointment = await appointments.of_group(session, meeting, group, reader)
    return meetings.meeting_told(t, group, meeting, appointment, comes=comes, moved=row.kind == "group.moved")


@says("group.calendar")
async def for_calendar(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    """The file alone: for the mentor, who decided, and for who has left, whose calendar is to be empty again."""
    if "out_of" in row.params:
        return await _out_of_calendar(session, t, row)
    found = await _meeting(session, row)
    if found is None or found[1].state not in (SessionState.BOOKED, SessionState.CANCELLED):
        return None
    group, meeting, reader = found
    return meetings.for_calendar(t, group, meeting, await appointments.of_group(session, meeting, group, reader))


async def _out_of_calendar(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    reader = await reader_of(session, row)
    group = await session.get(Group, row.subject_id)
    meeting = await session.get(GroupSession, int(row.params["meeting"]))
    if group is None or meeting is None or group.workspace_id != row.workspace_id:
        return None
    if await groups.is_inside(session, group, reader):
        return None  # they are back, and have it again
    said = await appointments.of_group(session, meeting, group, reader)
    return meetings.out_of_calendar(t, group, appointments.taken_out(said, row.params["at"], row.params["out_of"]))


@says("group.tomorrow", "group.soon")
async def reminder(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    found = await _meeting(session, row)
    if found is None or found[1].state is not SessionState.BOOKED:
        return None
    group, meeting, reader = found
    comes = await group_sessions.reply_of(session, meeting, reader)
    if comes is False:
        return None
    leads = group.mentor_id == reader.id
    coming = await group_sessions.coming(session, meeting, group) if leads else None
    soon, news = row.kind == "group.soon", "news" in row.params
    appointment = await appointments.of_group(session, meeting, group, reader) if news else None
    return meetings.reminder(t, group, meeting, appointment, comes=comes, coming=coming, soon=soon)


@says("group.cancelled")
async def cancelled(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    found = await _meeting(session, row)
    if found is None:
        return None
    group, meeting, reader = found
    return meetings.called_off(t, group, meeting, await appointments.of_group(session, meeting, group, reader))


@says("group.outcome")
async def outcome(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    found = await _meeting(session, row)
    if found is None or found[1].state not in (SessionState.BOOKED, SessionState.HELD):
        return None
    group, meeting, reader = found
    if await group_sessions.reply_of(session, meeting, reader) is False:
        return None
    if await group_sessions.feedback_of(session, reader, meeting.id) is not None:
        return None
    return meetings.outcome(t, group, meeting)
