"""What Klik sent them, and what is in the log about them."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.export.shapes import Row
from models import AuditEntry, Member, Network, Outbox


async def messages(session: AsyncSession, member: Member) -> Sequence[Row]:
    mine = await session.scalars(select(Outbox).where(Outbox.member_id == member.id).order_by(Outbox.due_at, Outbox.id))
    return [{"kind": row.kind, "state": row.state, "due_at": row.due_at, "sent_at": row.sent_at} for row in mine]


async def audit(session: AsyncSession, member: Member) -> Sequence[Row]:
    rows = await session.execute(
        select(AuditEntry, Network.name)
        .outerjoin(Network, Network.id == AuditEntry.network_id)
        .where(or_(AuditEntry.actor_id == member.id, AuditEntry.about_id == member.id))
        .order_by(AuditEntry.id)
    )
    return [
        {"what": entry.what, "role": entry.role or None, "network": network, "at": entry.at} for entry, network in rows
    ]
