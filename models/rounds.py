"""Rounds: one matching of many mentees and mentors at once, previewed and released by a coordinator."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified, InWorkspace, JsonList, states

LIVE_ROUND = text("state <> 'closed'")


class RoundKind(StrEnum):
    MENTORING = "mentoring"
    REVERSE = "reverse"
    """The mentor is junior to the mentee and in another team."""
    PEER = "peer"
    """Both teach each other; an odd one makes three."""


class RoundState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    """The call: people sign up."""
    PREVIEW = "preview"
    """The call is over; the coordinator looks at the matches and changes them."""
    RELEASED = "released"
    """Introductions begin, and some are still to come."""
    RUNNING = "running"
    CLOSED = "closed"


class Round(Identified, Base):
    __tablename__ = "rounds"
    __table_args__ = (
        UniqueConstraint("workspace_id", "number"),
        Index("ix_rounds_next", "next_at", sqlite_where=LIVE_ROUND, postgresql_where=LIVE_ROUND),
    )

    number: Mapped[int] = mapped_column(doc="what people call it by: 1, 2, ... in each workspace")
    network_id: Mapped[int] = mapped_column(ForeignKey("networks.id", ondelete="CASCADE"), index=True)
    everybody: Mapped[bool] = mapped_column(default=False, doc="open to the whole workspace, not to its network alone")
    name: Mapped[str] = mapped_column(String(75))
    kind: Mapped[RoundKind] = mapped_column(states(RoundKind))
    state: Mapped[RoundState] = mapped_column(states(RoundState), default=RoundState.DRAFT)
    terms: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, doc="bot/domain/rounds/terms.py reads it")
    seed: Mapped[int] = mapped_column(default=1, doc="which of several equally good results")
    earlier_id: Mapped[int | None] = mapped_column(
        ForeignKey("rounds.id", ondelete="SET NULL"), index=True, doc="the round that this one goes on from"
    )
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), index=True)
    closes_at: Mapped[datetime] = mapped_column(doc="until when people may sign up")
    ends_on: Mapped[date] = mapped_column(Date, doc="when the round is looked back on")
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    working_since: Mapped[datetime | None] = mapped_column(doc="a matching is under way: one at a time")
    matched_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, doc="bot/domain/rounds/results.py reads it")
    released_at: Mapped[datetime | None]
    waves: Mapped[int] = mapped_column(default=1)
    halfway_told_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    verdict: Mapped[str] = mapped_column(String(24), default="", doc="continue, redesign, stop; empty is none yet")
    next_at: Mapped[datetime | None] = mapped_column(doc="when the job looks at it next; None is never")


class RoundSignUp(InWorkspace, Base):
    """Somebody takes part, by their own hand."""

    __tablename__ = "round_sign_ups"

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True)
    as_mentor: Mapped[bool] = mapped_column(default=False, doc="a peer is both")
    as_mentee: Mapped[bool] = mapped_column(default=False)
    motivation: Mapped[str] = mapped_column(Text, default="")
    goals: Mapped[str] = mapped_column(Text, default="", doc="what they want to be able to do; peers and mentors too")
    topics: Mapped[JsonList] = mapped_column(JSON, default=list, doc="ids of topics to learn; empty is their profile's")
    hours: Mapped[int] = mapped_column(default=2, doc="a month that they have for it, as they say")
    places: Mapped[int] = mapped_column(default=1, doc="mentees that a mentor takes from this round")
    cause: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, doc="why nobody was found; empty is not so")
    signed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class RoundWish(InWorkspace, Base):
    """Whom somebody would like. It is read by themselves and by the matching alone, and goes when the introductions are
    out."""

    __tablename__ = "round_wishes"

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True)
    rank: Mapped[int] = mapped_column(doc="1 is whom they named first")


class RoundAbstention(InWorkspace, Base):
    """Not for them this time: they are not reminded of this round. Only how many there are is anybody's to know."""

    __tablename__ = "round_abstentions"

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True)
    said_at: Mapped[datetime]


class RoundMatch(Identified, Base):
    """Two people whom the last matching brings together. Of peers the one with a free place is written as mentor."""

    __tablename__ = "round_matches"
    __table_args__ = (
        UniqueConstraint("round_id", "mentor_id", "mentee_id"),
        Index("ix_round_matches_round", "round_id", "score"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"))
    mentor_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    mentee_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    trio: Mapped[int] = mapped_column(default=0, doc="the three rows of three peers have one number; 0 is two people")
    score: Mapped[int]
    why: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, doc="bot/domain/rounds/results.py reads it")
    second_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True, doc="the mentor who would have been second best"
    )
    second_score: Mapped[int | None]
    locked: Mapped[bool] = mapped_column(default=False, doc="stays, whatever is matched anew")
    by_hand: Mapped[bool] = mapped_column(default=False)
    wave: Mapped[int] = mapped_column(default=1)
    introduced_at: Mapped[datetime | None] = mapped_column(doc="tried, with success or without")
    problem: Mapped[str] = mapped_column(String(24), default="", doc="why no introduction came of it")
    pair_id: Mapped[int | None] = mapped_column(ForeignKey("pairs.id", ondelete="SET NULL"), index=True)


class RoundForbidden(InWorkspace, Base):
    """Two people whom the coordinator does not want together in this round."""

    __tablename__ = "round_forbidden"

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True)
    one_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True, doc="the lower id of the two"
    )
    other_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True)
    created_at: Mapped[datetime]
