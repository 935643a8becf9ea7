"""Messages about workbooks."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import side, workbook
from bot.i18n import Texts
from bot.messages.registry import reader_of, says
from bot.views import workbook as views
from bot.views.kit import Message
from models import ItemState, Outbox


@says("workbook.proposed")
async def proposed(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    of_mine = await side.of(session, await reader_of(session, row), row.subject_id, row.due_at)
    book = await workbook.of_pair(session, of_mine)
    return views.proposed(t, of_mine, book) if of_mine.is_together and book.of(ItemState.PROPOSED) else None


@says("workbook.done")
async def done(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    """What was signed off on that day, unless it was taken back."""
    of_mine = await side.of(session, await reader_of(session, row), row.subject_id, row.due_at)
    items = await workbook.signed_off_on(session, of_mine.pair, date.fromisoformat(row.params["day"]))
    if not items:
        return None
    book = await workbook.of_pair(session, of_mine)
    return views.signed_off(t, of_mine, items, book.done, book.all)
