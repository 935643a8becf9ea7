"""Messages about what a pair agrees on."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import agreements, side
from bot.i18n import Texts
from bot.messages.registry import reader_of, says
from bot.views import agreements as views
from bot.views.kit import Message
from models import AgreementState, Outbox


@says("agreement.proposed")
async def proposed(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    reader = await reader_of(session, row)
    found, pair = await agreements.get(session, reader, row.params["agreement"])
    if found.state is not AgreementState.PROPOSED:
        return None
    of_mine = await side.of(session, reader, pair.id, row.due_at)
    return views.proposed(t, of_mine, found, await agreements.in_force(session, pair))


@says("agreement.signed")
async def signed(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    reader = await reader_of(session, row)
    found, pair = await agreements.get(session, reader, row.params["agreement"])
    return views.signed_by_other(t, await side.of(session, reader, pair.id, row.due_at), found)


@says("agreement.remind")
async def remind(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    of_mine = await side.of(session, await reader_of(session, row), row.subject_id, row.due_at)
    agreed = await agreements.is_missed_by(session, of_mine)
    return views.reminder(t, of_mine, agreed) if agreed is not None else None
