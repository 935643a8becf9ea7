"""Who has their home tab in view, and what has changed on it since it was drawn (docs/adr/0013-home.md)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace

DATED = text("redraw_at IS NOT NULL")


class HomeView(InWorkspace, Base):
    """A home tab that was opened lately: it is drawn anew when something on it changes."""

    __tablename__ = "home_views"
    __table_args__ = (Index("ix_home_views_redraw", "redraw_at", sqlite_where=DATED, postgresql_where=DATED),)

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    opened_at: Mapped[datetime]
    drawn: Mapped[str] = mapped_column(String(64), default="", doc="SHA-256 of the view as last published")
    redraw_at: Mapped[datetime | None] = mapped_column(doc="when it changes by itself: 'tomorrow' becomes 'today'")
    busy_until: Mapped[datetime | None] = mapped_column(doc="somebody draws it; past this they died")
    wait_until: Mapped[datetime | None] = mapped_column(doc="Slack refused; not drawn before, unless by a click")


class HomeChange(InWorkspace, Base):
    """Something on an opened home tab has changed. Written by triggers (migration 0012), so nothing forgets to.

    Rows are only added, and deleted by whoever has drawn them: nobody waits for anybody's lock.
    """

    __tablename__ = "home_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("home_views.member_id", ondelete="CASCADE"), index=True)
