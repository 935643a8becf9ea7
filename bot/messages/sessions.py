"""Messages about sessions."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import agenda, feedback, introductions, planned, sessions
from bot.domain.planned import Planned
from bot.i18n import Texts
from bot.messages.registry import reader_of, says
from bot.views import feedback as feedback_views
from bot.views import pairs as pair_views
from bot.views import session_day as day
from bot.views import sessions as views
from bot.views.kit import Message
from models import Member, Outbox, SessionState


async def _planned(session: AsyncSession, row: Outbox) -> tuple[Planned, Member]:
    """(the session as the reader sees it, the reader)."""
    reader = await reader_of(session, row)
    meeting, pair = await sessions.get(session, reader, row.subject_id)
    return await planned.of(session, meeting, pair, reader), reader


@says("session.book")
async def book(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    one, _ = await _planned(session, row)
    if one.meeting.state is not SessionState.PROPOSED:
        return None
    slots = await sessions.times_to_come(session, one.pair, one.meeting, row.next_at)
    return views.book(t, one.meeting, one.partner, slots)


BOOKED = {
    "session.booked": views.booked_by_other,
    "session.booked_again": views.booked_again,
    "session.moved": views.moved_by_other,
}


@says(*BOOKED)
async def booked(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    one, _ = await _planned(session, row)
    return BOOKED[row.kind](t, one) if one.meeting.state is SessionState.BOOKED else None


@says("session.cancelled")
async def cancelled(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    one, _ = await _planned(session, row)
    return views.cancelled_by_other(t, one)


@says("session.file", "session.calendar")
async def calendar_file(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    one, _ = await _planned(session, row)
    wanted = one.meeting.state in (SessionState.BOOKED, SessionState.CANCELLED) and one.appointment is not None
    return views.for_calendar(t, one) if wanted else None


@says("session.tomorrow", "session.soon")
async def reminder(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    one, reader = await _planned(session, row)
    if one.meeting.state is not SessionState.BOOKED:
        return None
    points = await agenda.of(session, reader, one.meeting, one.pair)
    return day.reminder(t, one, points, soon=row.kind == "session.soon", news="news" in row.params)


@says("session.late")
async def late(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    one, _ = await _planned(session, row)
    if one.meeting.state is not SessionState.BOOKED:
        return None
    return day.late(t, one.partner, int(row.params["minutes"]))


@says("session.no_show", "session.was_missed")
async def no_show(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    one, _ = await _planned(session, row)
    return day.no_show(t, one) if one.meeting.state is SessionState.MISSED else None


@says("session.outcome")
async def outcome(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    """Asked of both, also when one has said already that they met: the other has feedback to give."""
    one, _ = await _planned(session, row)
    if one.meeting.state not in (SessionState.BOOKED, SessionState.HELD):
        return None
    if one.meeting.state is SessionState.HELD and introductions.is_asked(one.pair):
        return pair_views.click_question(t, one.pair, one.partner)  # the other has said that they met
    return day.outcome(t, one.meeting, one.partner)


@says("session.outcome_again")
async def outcome_again(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    """The one reminder: whether they met, or how it was. After a first talk another question is reminded of."""
    one, reader = await _planned(session, row)
    if one.meeting.state is SessionState.BOOKED:
        return day.outcome(t, one.meeting, one.partner)
    answered = await feedback.of(session, reader, one.meeting.id) is not None
    if one.meeting.state is not SessionState.HELD or one.meeting.is_introduction or answered:
        return None
    return feedback_views.question(t, one.meeting, one.partner)
