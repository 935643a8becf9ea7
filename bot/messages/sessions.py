"""Messages about sessions."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import feedback, introductions, pairs, sessions
from bot.i18n import Texts
from bot.messages.registry import reader_of, says
from bot.views import pairs as pair_views
from bot.views import sessions as views
from bot.views.kit import Message
from models import Member, MentoringSession, Outbox, Pair, SessionState


async def _meeting(session: AsyncSession, row: Outbox) -> tuple[MentoringSession, Pair, Member, Member]:
    """(session, pair, partner, reader)."""
    reader = await reader_of(session, row)
    meeting, pair = await sessions.get(session, reader, row.subject_id)
    return meeting, pair, await pairs.partner(session, pair, reader), reader


@says("session.book")
async def book(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    meeting, _, partner, _ = await _meeting(session, row)
    if meeting.state is not SessionState.PROPOSED:
        return None
    return views.book(t, meeting, partner, await sessions.slots_of(session, meeting))


@says("session.booked", "session.moved")
async def booked(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    meeting, _, partner, _ = await _meeting(session, row)
    if meeting.state is not SessionState.BOOKED:
        return None
    words = views.booked_by_other if row.kind == "session.booked" else views.moved_by_other
    return words(t, meeting, partner)


@says("session.cancelled")
async def cancelled(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    _, _, partner, _ = await _meeting(session, row)
    return views.cancelled_by_other(t, partner)


@says("session.tomorrow", "session.soon")
async def reminder(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    meeting, pair, partner, reader = await _meeting(session, row)
    if meeting.state is not SessionState.BOOKED:
        return None
    next_step = await feedback.last_next_step(session, reader, pair)
    return views.reminder(t, meeting, partner, next_step, soon=row.kind == "session.soon")


@says("session.outcome")
async def outcome(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    """Asked of both, also when one has said already that they met: the other has feedback to give."""
    meeting, pair, partner, _ = await _meeting(session, row)
    if meeting.state not in (SessionState.BOOKED, SessionState.HELD):
        return None
    if meeting.state is SessionState.HELD and introductions.is_asked(pair):
        return pair_views.click_question(t, pair, partner)  # the other has said that they met
    return views.outcome(t, meeting, partner)
