"""Calendars: a person's private feed, when they are busy elsewhere, and the times to which a pair keeps."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified, InWorkspace

TO_READ = text("busy_next_at IS NOT NULL")


class Calendar(InWorkspace, Base):
    """What one person chose for their calendar: at most a row each."""

    __tablename__ = "calendars"
    __table_args__ = (
        Index("uq_calendars_token", "token_hash", unique=True),
        Index("ix_calendars_busy_next", "busy_next_at", sqlite_where=TO_READ, postgresql_where=TO_READ),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    details: Mapped[bool] = mapped_column(default=False, doc="with whom and where stands in the calendar too")
    token_hash: Mapped[str | None] = mapped_column(String(64), doc="SHA-256 of the feed's token; None is no feed")
    token_made_at: Mapped[datetime | None]
    busy_url: Mapped[str | None] = mapped_column(Text, doc="their published calendar; locked when there are keys")
    busy_next_at: Mapped[datetime | None] = mapped_column(doc="when it is read next")
    busy_read_at: Mapped[datetime | None] = mapped_column(doc="when it was read last, and well")
    busy_problem: Mapped[str] = mapped_column(String(24), default="", doc="what went wrong last, told once")


class BusySpan(Identified, Base):
    """A time at which somebody is busy, from their published calendar: from when to when, and nothing else."""

    __tablename__ = "busy_spans"
    __table_args__ = (Index("ix_busy_spans_member", "member_id", "starts_at"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class FixedTime(InWorkspace, Base):
    """ "Every two weeks at this time": the pair's next session is booked by itself."""

    __tablename__ = "fixed_times"

    pair_id: Mapped[int] = mapped_column(ForeignKey("pairs.id", ondelete="CASCADE"), primary_key=True)
    first_at: Mapped[datetime] = mapped_column(doc="counted on from here, by the clock of `tz`")
    tz: Mapped[str] = mapped_column(String(64), doc="IANA zone of who chose it: ten o'clock there stays ten o'clock")
    every_days: Mapped[int]
