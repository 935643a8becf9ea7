"""Messages about office hours."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import office
from bot.domain.privacy import GONE
from bot.i18n import Texts
from bot.messages.registry import reader_of, says
from bot.views import office as views
from bot.views.kit import Message
from models import Member, OfficeSlot, Outbox


async def _booked(session: AsyncSession, row: Outbox) -> tuple[OfficeSlot, Member, bool] | None:
    """(the talk, the other side of it, whether the reader is the mentor); None when it is off. Raises NotFound."""
    reader = await reader_of(session, row)
    slot = await office.get(session, reader, row.subject_id)
    mentor, mentee = await office.people(session, slot)
    if mentee is None or slot.withdrawn_at is not None:
        return None
    return slot, mentee if reader.id == mentor.id else mentor, reader.id == mentor.id


@says("office.booked")
async def booked(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    found = await _booked(session, row)
    return views.booked(t, found[0], found[1], for_mentor=found[2]) if found else None


@says("office.tomorrow", "office.soon")
async def reminder(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    found = await _booked(session, row)
    return views.reminder(t, found[0], found[1], soon=row.kind == "office.soon") if found else None


@says("office.called_off")
async def called_off(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    reader = await reader_of(session, row)
    other = await session.get(Member, row.params["by"])
    who = other.slack_id if other is not None else GONE
    slot = await session.get(OfficeSlot, row.subject_id)
    starts_at = datetime.fromisoformat(row.params["starts_at"])
    return views.called_off_by_other(t, who, starts_at, for_mentor=slot is not None and slot.mentor_id == reader.id)
