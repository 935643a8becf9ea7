"""Messages about somebody's own calendar."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.calendar import appointments
from bot.i18n import Texts
from bot.messages.registry import reader_of, says
from bot.views import calendar as views
from bot.views.kit import Message
from models import Outbox


@says("calendar.unreadable")
async def unreadable(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    mine = await appointments.of(session, await reader_of(session, row))
    return views.unreadable(t, mine) if mine is not None and mine.busy_problem else None
