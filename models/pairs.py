"""Pairs, their sessions, and what both sides say of them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified, JsonList, states


class PairState(StrEnum):
    INTRODUCTION = "introduction"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class EndReason(StrEnum):
    NO_CLICK = "no_click"  # whoever said no, or nothing
    GOALS_REACHED = "goals_reached"
    NO_TIME = "no_time"
    OTHER_FIT = "other_fit"  # somebody else would fit better: nobody's fault
    PLANNED = "planned"  # its planned end came, and nobody wanted longer
    QUIET = "quiet"  # nothing happened for so long that it was over
    OTHER = "other"
    LEFT = "left"


class SessionState(StrEnum):
    PROPOSED = "proposed"
    BOOKED = "booked"
    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"


RUNNING_PAIR = text("state <> 'ended'")
INTRODUCED = text("state = 'introduction'")
LIVE_SESSION = text("state IN ('proposed', 'booked')")
BOOKED_SESSION = text("state = 'booked'")


class Pair(Identified, Base):
    """A mentoring relationship, from the introduction on."""

    __tablename__ = "pairs"
    __table_args__ = (
        Index(
            "uq_pairs_running", "mentor_id", "mentee_id", unique=True,
            sqlite_where=RUNNING_PAIR, postgresql_where=RUNNING_PAIR,
        ),
        Index("ix_pairs_mentee", "mentee_id", "state"),
        Index("ix_pairs_mentor", "mentor_id", "state"),
        Index("ix_pairs_outcome", "outcome_at", sqlite_where=INTRODUCED, postgresql_where=INTRODUCED),
        Index("ix_pairs_prompt", "prompt_at", sqlite_where=RUNNING_PAIR, postgresql_where=RUNNING_PAIR),
    )  # fmt: skip

    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id", ondelete="CASCADE"), unique=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    mentee_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    state: Mapped[PairState] = mapped_column(states(PairState), default=PairState.INTRODUCTION)
    rhythm_days: Mapped[int] = mapped_column(default=14)
    minutes: Mapped[int] = mapped_column(default=45, doc="how long their sessions are")
    place: Mapped[str] = mapped_column(String(300), default="", doc="where they meet: a link, a room, a call")
    ends_on: Mapped[date | None] = mapped_column(Date, doc="the planned end of their agreement")
    paused_until: Mapped[datetime | None] = mapped_column(doc="set while the state is paused")
    mentor_clicked: Mapped[bool | None] = mapped_column(doc="private; forgotten unless both said yes")
    mentee_clicked: Mapped[bool | None]
    introduced_at: Mapped[datetime]
    answer_click_by: Mapped[datetime | None] = mapped_column(doc="silence past this parts the introduction")
    outcome_at: Mapped[datetime | None] = mapped_column(doc="when the introduction is decided: both hear it then")
    active_since: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[EndReason | None] = mapped_column(states(EndReason))
    prompt_at: Mapped[datetime | None] = mapped_column(doc="when to prompt to book next; None while a session lives")


class MentoringSession(Identified, Base):
    """One meeting of a pair."""

    __tablename__ = "sessions"
    __table_args__ = (
        Index(
            "uq_sessions_live", "pair_id", unique=True, sqlite_where=LIVE_SESSION, postgresql_where=LIVE_SESSION
        ),
        Index("ix_sessions_pair", "pair_id", "starts_at"),
        Index("ix_sessions_booked", "starts_at", sqlite_where=BOOKED_SESSION, postgresql_where=BOOKED_SESSION),
    )  # fmt: skip

    pair_id: Mapped[int] = mapped_column(ForeignKey("pairs.id", ondelete="CASCADE"))
    state: Mapped[SessionState] = mapped_column(states(SessionState), default=SessionState.PROPOSED)
    is_introduction: Mapped[bool] = mapped_column(default=False)
    starts_at: Mapped[datetime | None]
    minutes: Mapped[int] = mapped_column(default=45)
    place: Mapped[str] = mapped_column(String(300), default="", doc="where, this time; empty is where the pair meets")
    revision: Mapped[int] = mapped_column(default=0, doc="counts bookings and moves; part of every reminder's key")
    asked: Mapped[int] = mapped_column(default=0, server_default="0", doc="how often both were asked to book it")
    changed_at: Mapped[datetime | None] = mapped_column(doc="when it was booked, moved or called off last")
    settled_at: Mapped[datetime | None] = mapped_column(doc="when held, missed or cancelled was said")


class SessionSlot(Identified, Base):
    """A time proposed for a session; the button carries this id."""

    __tablename__ = "session_slots"

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    starts_at: Mapped[datetime]


class OfficeSlot(Identified, Base):
    """A short talk that a mentor offers to whoever comes first, without being asked."""

    __tablename__ = "office_slots"
    __table_args__ = (
        UniqueConstraint("mentor_id", "starts_at"),
        Index("ix_office_slots_next", "workspace_id", "starts_at"),
    )

    mentor_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    mentee_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), index=True, doc="who booked it; None is free"
    )
    starts_at: Mapped[datetime]
    minutes: Mapped[int] = mapped_column(default=30)
    question: Mapped[str] = mapped_column(Text, default="", doc="what the mentee wants to talk about")
    booked_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=0, doc="counts bookings; part of every message's key")
    withdrawn_at: Mapped[datetime | None] = mapped_column(doc="no longer offered; the row stays, others point at it")


class Feedback(Identified, Base):
    """Short answers after a session: private to the writer, counted only in groups of five and more."""

    __tablename__ = "feedback"
    __table_args__ = (UniqueConstraint("session_id", "writer_id"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    writer_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    useful: Mapped[int] = mapped_column(doc="1-5")
    gained: Mapped[str] = mapped_column(String(24), default="", doc="what they took away, in one tap: a code")
    plans: Mapped[str] = mapped_column(String(24), default="", doc="what comes next, in one tap: a code")
    learned: Mapped[str] = mapped_column(Text, default="")
    next_step: Mapped[str] = mapped_column(Text, default="")
    practised: Mapped[JsonList] = mapped_column(JSON, default=list, doc="mentors: codes of mentoring skills")
    written_at: Mapped[datetime]
