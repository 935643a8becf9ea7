"""What a pair agrees on, version by version."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified, states


class AgreementState(StrEnum):
    PROPOSED = "proposed"
    SIGNED = "signed"
    REPLACED = "replaced"  # by a later version, whether it had been signed or not


class Confidentiality(StrEnum):
    BETWEEN_US = "between_us"
    TOPICS = "topics"
    ASK_FIRST = "ask_first"


WAITS = text("state = 'proposed'")
IN_FORCE = text("state = 'signed'")


class Agreement(Identified, Base):
    """One version of a pair's text: written by one of the two, in force once the other has signed it."""

    __tablename__ = "agreements"
    __table_args__ = (
        UniqueConstraint("pair_id", "version"),
        Index("uq_agreements_proposed", "pair_id", unique=True, sqlite_where=WAITS, postgresql_where=WAITS),
        Index("uq_agreements_signed", "pair_id", unique=True, sqlite_where=IN_FORCE, postgresql_where=IN_FORCE),
    )

    pair_id: Mapped[int] = mapped_column(ForeignKey("pairs.id", ondelete="CASCADE"))
    version: Mapped[int] = mapped_column(doc="counted from 1")
    state: Mapped[AgreementState] = mapped_column(states(AgreementState), default=AgreementState.PROPOSED)
    proposed_by: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), index=True, doc="whose signature it has from the beginning"
    )
    mentee_goals: Mapped[str] = mapped_column(Text, default="", doc="what the mentee wants to learn")
    mentor_goals: Mapped[str] = mapped_column(Text, default="", doc="what the mentor wants to learn")
    expectations: Mapped[str] = mapped_column(Text, default="", doc="what they expect of each other")
    confidentiality: Mapped[Confidentiality] = mapped_column(
        states(Confidentiality), default=Confidentiality.BETWEEN_US
    )
    rhythm_days: Mapped[int]
    minutes: Mapped[int]
    place: Mapped[str] = mapped_column(String(300), default="", doc="how or where they meet")
    ends_on: Mapped[date | None] = mapped_column(Date)
    proposed_at: Mapped[datetime]
    signed_at: Mapped[datetime | None] = mapped_column(doc="by the other")
