"""Group mentoring: one mentor, a topic, and up to eight who learn it together."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified, InWorkspace, states
from models.pairs import SessionState

OPEN_GROUP = text("state = 'open'")
BOOKED_SESSION = text("state = 'booked'")


class GroupState(StrEnum):
    OPEN = "open"
    """People may join while there are places."""
    ENDED = "ended"


class Group(Identified, Base):
    """Not a pair, and takes no place of the mentor's (docs/adr/0018-groups-and-care.md)."""

    __tablename__ = "mentor_groups"
    __table_args__ = (
        Index("ix_mentor_groups_mentor", "mentor_id", "state"),
        Index("ix_mentor_groups_open", "workspace_id", sqlite_where=OPEN_GROUP, postgresql_where=OPEN_GROUP),
    )

    mentor_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id", ondelete="SET NULL"), index=True)
    network_id: Mapped[int | None] = mapped_column(
        ForeignKey("networks.id", ondelete="SET NULL"), index=True, doc="in whose channel it was announced"
    )
    title: Mapped[str] = mapped_column(String(75))
    about: Mapped[str] = mapped_column(Text, default="", doc="what people can do afterwards, in the mentor's words")
    places: Mapped[int] = mapped_column(doc="2-8")
    taken: Mapped[int] = mapped_column(default=0, doc="claimed in one statement; never above `places`")
    minutes: Mapped[int] = mapped_column(default=60)
    place: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[GroupState] = mapped_column(states(GroupState), default=GroupState.OPEN)
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class GroupMember(InWorkspace, Base):
    __tablename__ = "mentor_group_members"

    group_id: Mapped[int] = mapped_column(ForeignKey("mentor_groups.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True)
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


class GroupSession(Identified, Base):
    """One meeting of a group: its mentor says when, each says whether they come."""

    __tablename__ = "mentor_group_sessions"
    __table_args__ = (
        Index(
            "uq_mentor_group_sessions_booked", "group_id", unique=True,
            sqlite_where=BOOKED_SESSION, postgresql_where=BOOKED_SESSION,
        ),
        Index("ix_mentor_group_sessions_group", "group_id", "starts_at"),
    )  # fmt: skip

    group_id: Mapped[int] = mapped_column(ForeignKey("mentor_groups.id", ondelete="CASCADE"))
    state: Mapped[SessionState] = mapped_column(states(SessionState), default=SessionState.BOOKED)
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    revision: Mapped[int] = mapped_column(default=0, doc="counts moves, and who left; part of every message's key")
    settled_at: Mapped[datetime | None] = mapped_column(doc="when held, missed or cancelled was said")


class GroupReply(InWorkspace, Base):
    """Who comes."""

    __tablename__ = "mentor_group_replies"

    session_id: Mapped[int] = mapped_column(
        ForeignKey("mentor_group_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True)
    comes: Mapped[bool]
    said_at: Mapped[datetime]


class GroupFeedback(Identified, Base):
    """Short answers after a group's session: private to the writer, counted only in groups of five and more."""

    __tablename__ = "mentor_group_feedback"
    __table_args__ = (UniqueConstraint("session_id", "writer_id"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("mentor_group_sessions.id", ondelete="CASCADE"))
    writer_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    useful: Mapped[int] = mapped_column(doc="1-5")
    learned: Mapped[str] = mapped_column(Text, default="")
    written_at: Mapped[datetime]
