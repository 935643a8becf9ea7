from datetime import datetime

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base

REMOVED = text("removed_at IS NOT NULL")


class Workspace(Base):
    """One Slack team."""

    __tablename__ = "workspaces"
    __table_args__ = (
        Index("ix_workspaces_removed", "delete_at", sqlite_where=REMOVED, postgresql_where=REMOVED),
        Index("ix_workspaces_enterprise", "enterprise_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, doc="Slack's team id")
    enterprise_id: Mapped[str | None] = mapped_column(String(32), doc="the organisation of Enterprise Grid it is in")
    name: Mapped[str] = mapped_column(String(255), default="")
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None] = mapped_column(doc="when Klik was uninstalled; nothing is sent from then on")
    delete_at: Mapped[datetime | None] = mapped_column(doc="when everything about a removed workspace is deleted")
