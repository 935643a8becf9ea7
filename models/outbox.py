"""Planned messages. The design and what it was measured against: docs/adr/0003-outbox.md."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKey, Index, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, states


class OutboxState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    DEAD = "dead"


UNSENT = text("state IN ('pending', 'sending')")
DEAD = text("state = 'dead'")


class Outbox(InWorkspace, Base):
    """A planned message: what, to whom, when due. Words are made when it is sent, in the reader's language."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("uq_outbox_key", "workspace_id", "key", unique=True),
        Index("ix_outbox_next", "next_at", sqlite_where=UNSENT, postgresql_where=UNSENT),
        Index("ix_outbox_dead", "due_at", sqlite_where=DEAD, postgresql_where=DEAD),
        Index("ix_outbox_subject", "workspace_id", "subject", sqlite_where=UNSENT, postgresql_where=UNSENT),
        Index("ix_outbox_member", "member_id"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4, doc="also Slack's metadata key")
    key: Mapped[str] = mapped_column(String(120), doc="planning twice is planning once")
    kind: Mapped[str] = mapped_column(String(40))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    channel_id: Mapped[str | None] = mapped_column(String(32), doc="set when it goes to a channel")
    subject: Mapped[str] = mapped_column(String(60), doc="'session:42'; what it is about, to cancel by")
    subject_id: Mapped[int]
    params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    next_at: Mapped[datetime] = mapped_column(doc="due, end of back-off or end of lease")
    state: Mapped[OutboxState] = mapped_column(states(OutboxState), default=OutboxState.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    uncertain_since: Mapped[datetime | None] = mapped_column(doc="first attempt whose outcome nobody knows")
    claim_token: Mapped[UUID | None] = mapped_column(Uuid)
    slack_channel: Mapped[str | None] = mapped_column(String(32))
    slack_ts: Mapped[str | None] = mapped_column(String(32))
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)
