"""What keeps a pair alive, and what is said at its end: when to look after it, pulses, interviews, checks, thanks."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified, InWorkspace, JsonList, states

TO_LOOK_AT = text("look_at IS NOT NULL")
OPEN_CHECK = text("state <> 'settled'")


class Moment(StrEnum):
    """When both are interviewed."""

    BEFORE = "before"
    HALFWAY = "halfway"
    AFTER = "after"
    LATER = "later"
    """Three months after the end."""


class CheckState(StrEnum):
    ASKED = "asked"
    AT_RISK = "at_risk"
    """Seen by those who run the pair's network, with a cause, and never the words."""
    SETTLED = "settled"


class Says(StrEnum):
    """The one tap with which somebody answers a check."""

    FINE = "fine"
    BETTER = "better"
    HELP = "help"


class PairCare(InWorkspace, Base):
    """When a pair is looked after next, and what it has been told already. One row a pair, from becoming one."""

    __tablename__ = "pair_care"
    __table_args__ = (Index("ix_pair_care_look", "look_at", sqlite_where=TO_LOOK_AT, postgresql_where=TO_LOOK_AT),)

    pair_id: Mapped[int] = mapped_column(ForeignKey("pairs.id", ondelete="CASCADE"), primary_key=True)
    look_at: Mapped[datetime | None] = mapped_column(doc="None: there is nothing more to do for it")
    alive_at: Mapped[datetime] = mapped_column(doc="it began, or went on after a pause: quiet days count from here")
    pulse_at: Mapped[datetime | None] = mapped_column(doc="when both are asked how it goes next")
    warned_at: Mapped[datetime | None] = mapped_column(doc="both were told that it ends for being quiet")
    end_asked: Mapped[date | None] = mapped_column(Date, doc="the planned end about which both were asked")
    end_reminded: Mapped[date | None] = mapped_column(Date, doc="the planned end of which both were reminded")


class Pulse(Identified, Base):
    """How it goes, asked of each every 60 days. Private to the writer, counted only in groups of five and more."""

    __tablename__ = "pulses"
    __table_args__ = (UniqueConstraint("pair_id", "writer_id", "asked_at"),)

    pair_id: Mapped[int] = mapped_column(ForeignKey("pairs.id", ondelete="CASCADE"))
    writer_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    asked_at: Mapped[datetime]
    score: Mapped[int | None] = mapped_column(doc="1-5; None is not answered")
    words: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]


class Interview(Identified, Base):
    """A few questions before, halfway, after and later. Private to the writer; the scale is counted in groups."""

    __tablename__ = "interviews"
    __table_args__ = (UniqueConstraint("pair_id", "writer_id", "moment"),)

    pair_id: Mapped[int] = mapped_column(ForeignKey("pairs.id", ondelete="CASCADE"))
    writer_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    network_id: Mapped[int | None] = mapped_column(
        ForeignKey("networks.id", ondelete="SET NULL"), index=True, doc="whose questions they are; None is Klik's own"
    )
    moment: Mapped[Moment] = mapped_column(states(Moment))
    asked_at: Mapped[datetime]
    score: Mapped[int | None] = mapped_column(doc="1-5 on the scale; None is not answered")
    answers: Mapped[JsonList] = mapped_column(JSON, default=list, doc="[question as it was read, answer], each")
    answered_at: Mapped[datetime | None]


class NetworkQuestions(InWorkspace, Base):
    """What a network asks at one moment, in its own words, instead of Klik's questions."""

    __tablename__ = "network_questions"

    network_id: Mapped[int] = mapped_column(ForeignKey("networks.id", ondelete="CASCADE"), primary_key=True)
    moment: Mapped[Moment] = mapped_column(states(Moment), primary_key=True)
    scale: Mapped[str] = mapped_column(String(300), doc="answered with 1-5")
    open: Mapped[JsonList] = mapped_column(JSON, default=list, doc="up to three, answered in words")


class HealthCheck(Identified, Base):
    """Signals that a pair could use attention: both are asked gently, and only then others see that it is at risk."""

    __tablename__ = "health_checks"
    __table_args__ = (
        Index(
            "uq_health_checks_open", "pair_id", unique=True, sqlite_where=OPEN_CHECK, postgresql_where=OPEN_CHECK
        ),
        Index("ix_health_checks_pair", "pair_id", "asked_at"),
        Index("ix_health_checks_state", "workspace_id", "state"),
    )  # fmt: skip

    pair_id: Mapped[int] = mapped_column(ForeignKey("pairs.id", ondelete="CASCADE"))
    state: Mapped[CheckState] = mapped_column(states(CheckState), default=CheckState.ASKED)
    signals: Mapped[JsonList] = mapped_column(JSON, default=list, doc="codes of bot/domain/health.py")
    score: Mapped[int] = mapped_column(doc="0-100 when it was asked")
    asked_at: Mapped[datetime]
    decide_at: Mapped[datetime] = mapped_column(doc="until then only the two of them know")
    mentor_says: Mapped[Says | None] = mapped_column(states(Says), doc="private, but for a wish for help")
    mentee_says: Mapped[Says | None] = mapped_column(states(Says))
    at_risk_since: Mapped[datetime | None]
    nudged_at: Mapped[datetime | None] = mapped_column(doc="what a coordinator did, each once")
    talk_offered_at: Mapped[datetime | None]
    rematch_offered_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]


class Kudos(Identified, Base):
    """Thanks at the end, from one to the other: private, unless both want it in the channel of their network."""

    __tablename__ = "kudos"
    __table_args__ = (UniqueConstraint("pair_id", "writer_id"),)

    pair_id: Mapped[int] = mapped_column(ForeignKey("pairs.id", ondelete="CASCADE"))
    writer_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    words: Mapped[str] = mapped_column(Text)
    writer_shares: Mapped[bool] = mapped_column(default=False)
    receiver_shares: Mapped[bool | None] = mapped_column(doc="None: not asked, or not answered")
    network_id: Mapped[int | None] = mapped_column(
        ForeignKey("networks.id", ondelete="SET NULL"), index=True, doc="in whose channel; they are both in it"
    )
    written_at: Mapped[datetime]
