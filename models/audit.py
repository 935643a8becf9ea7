from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified


class AuditEntry(Identified, Base):
    """What somebody with a role did: who, what, on what, when. Never changed, and of words only a topic's name
    (docs/adr/0008-doors.md)."""

    __tablename__ = "audit_log"
    __table_args__ = (Index("ix_audit_log_newest", "workspace_id", "id"), Index("ix_audit_log_old", "at"))

    actor_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True, doc="None: Slack, or a machine"
    )
    what: Mapped[str] = mapped_column(String(40), doc="a code of bot/domain/audit.py")
    network_id: Mapped[int | None] = mapped_column(
        ForeignKey("networks.id", ondelete="SET NULL"), index=True, doc="None: the whole workspace"
    )
    about_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True, doc="whose role it was"
    )
    role: Mapped[str] = mapped_column(String(24), default="", doc="the role that was gained or lost")
    topic: Mapped[str] = mapped_column(
        String(160), default="", server_default="", doc="what the topic was called then; 'old → new' when that changed"
    )
    at: Mapped[datetime]
