"""Messages about office hours."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import office
from bot.domain.calendar import appointments
from bot.domain.calendar.appointments import Appointment
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
    if found is None:
        return None
    appointment = await appointments.of_talk(session, found[0], await reader_of(session, row))
    return views.booked(t, found[0], found[1], for_mentor=found[2], appointment=appointment)


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
    off = _off(slot, row)
    return views.called_off_by_other(
        t, who, starts_at, for_mentor=slot is not None and slot.mentor_id == reader.id, off=off
    )


def _off(slot: OfficeSlot | None, row: Outbox) -> Appointment | None:
    if slot is None or "sequence" not in row.params:
        return None
    starts_at = datetime.fromisoformat(row.params["starts_at"])
    return appointments.talk_called_off(slot, starts_at, int(row.params["sequence"]), row.due_at)


@says("office.calendar")
async def for_calendar(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    """For whoever called it off: out of their calendar too."""
    off = _off(await session.get(OfficeSlot, row.subject_id), row)
    return views.off_calendar(t, off) if off is not None else None
