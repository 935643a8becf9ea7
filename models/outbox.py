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


class Why(StrEnum):
    """Why a planned message was cancelled. What came too late by its own rule is EXPIRED, a state of its own."""

    ANSWERED = "answered"
    """What it asks, or leads up to, is settled: somebody answered, booked, signed or met."""
    SUPERSEDED = "superseded"
    """Something newer says it."""
    MOVED = "moved"
    """What it is about has another time."""
    CALLED_OFF = "called_off"
    PAUSED = "paused"
    """The pair pauses."""
    ENDED = "ended"
    """The pair, the group or the request came to an end."""
    LEFT = "left"
    """Its reader left, mentoring or the group."""
    GONE = "gone"
    """Its reader's account is gone."""
    TAKEN_BACK = "taken_back"
    """Whoever wanted it wants it no more."""
    SWITCHED_OFF = "switched_off"
    """Its reader switched this kind off."""
    MOOT = "moot"
    """What it would say is not so any more."""
    NO_PLACE = "no_place"
    """The message that it would have changed is gone, or Slack lets nobody change it."""
    BY_HAND = "by_hand"
    """Whoever runs Klik let it be."""


UNSENT = text("state IN ('pending', 'sending')")
DEAD = text("state = 'dead'")
TO_CHANNEL = text("channel_id IS NOT NULL")


class Outbox(InWorkspace, Base):
    """A planned message: what, to whom, when due. Words are made when it is sent, in the reader's language."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("uq_outbox_key", "workspace_id", "key", unique=True),
        Index("ix_outbox_next", "workspace_id", "next_at", sqlite_where=UNSENT, postgresql_where=UNSENT),
        Index("ix_outbox_subject", "workspace_id", "subject", sqlite_where=UNSENT, postgresql_where=UNSENT),
        Index("ix_outbox_waiting", "member_id", "next_at", sqlite_where=UNSENT, postgresql_where=UNSENT),
        Index("ix_outbox_said", "member_id", "sent_at"),
        Index("ix_outbox_channel", "channel_id", "sent_at", sqlite_where=TO_CHANNEL, postgresql_where=TO_CHANNEL),
        Index("ix_outbox_dead", "due_at", sqlite_where=DEAD, postgresql_where=DEAD),
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
    why: Mapped[Why | None] = mapped_column(states(Why), doc="set when it is cancelled; None before 0023")
    attempts: Mapped[int] = mapped_column(default=0)
    uncertain_since: Mapped[datetime | None] = mapped_column(doc="first attempt whose outcome nobody knows")
    claim_token: Mapped[UUID | None] = mapped_column(Uuid)
    slack_channel: Mapped[str | None] = mapped_column(String(32))
    slack_ts: Mapped[str | None] = mapped_column(String(32))
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)


class Rate(Base):
    """How fast one workspace is sent to, by all processes together. Locked by whoever claims its messages."""

    __tablename__ = "rates"

    workspace_id: Mapped[str] = mapped_column(
        String(32), ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True
    )
    sends_at: Mapped[datetime] = mapped_column(doc="when the next message may go: a bucket that fills steadily")
    looks_at: Mapped[datetime] = mapped_column(doc="the same for what is rarer: looking up, and opening conversations")
    homes_at: Mapped[datetime | None] = mapped_column(doc="the same for home tabs; None is long ago")
    waits_until: Mapped[datetime | None] = mapped_column(doc="nothing is sent before: Slack said so, or no valid token")
    waits_for: Mapped[str] = mapped_column(String(60), default="", doc="why, in Slack's word: 'ratelimited'")
