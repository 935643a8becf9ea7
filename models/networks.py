from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified, InWorkspace, states


class NetworkKind(StrEnum):
    BUSINESS_FUNCTION = "business_function"
    DIVERSITY = "diversity"
    WAYS_OF_WORKING = "ways_of_working"
    JOB_ROLE = "job_role"
    ALUMNI = "alumni"
    RETURNERS = "returners"
    OTHER = "other"


class NetworkRole(StrEnum):
    MEMBER = "member"
    LEAD = "lead"
    COORDINATOR = "coordinator"
    SPONSOR = "sponsor"
    HR_PARTNER = "hr_partner"


class Openness(StrEnum):
    """Who may join a network, and what is shown of it."""

    OPEN = "open"
    APPROVAL = "approval"
    """Those who run it welcome whoever asks."""
    DISCREET = "discreet"
    """The same, and who is in it is never shown or counted where it could reveal somebody."""


class Network(Identified, Base):
    """A group inside a workspace that runs mentoring."""

    __tablename__ = "networks"
    __table_args__ = (Index("uq_networks_name", "workspace_id", "folded_name", unique=True),)

    name: Mapped[str] = mapped_column(String(75))
    folded_name: Mapped[str] = mapped_column(String(75), doc="lower case, no accents: names are told apart by it")
    kind: Mapped[NetworkKind] = mapped_column(states(NetworkKind))
    challenge: Mapped[str] = mapped_column(Text, doc="what it works on")
    openness: Mapped[Openness] = mapped_column(states(Openness), default=Openness.OPEN, server_default="open")
    channel_id: Mapped[str | None] = mapped_column(String(32), doc="a discreet network has none")
    started_by: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]


class NetworkMember(InWorkspace, Base):
    __tablename__ = "network_members"

    network_id: Mapped[int] = mapped_column(ForeignKey("networks.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True)
    role: Mapped[NetworkRole] = mapped_column(states(NetworkRole), default=NetworkRole.MEMBER)
    shares: Mapped[bool] = mapped_column(default=True, doc="may be found as a mentor by this network's members")
    joined_at: Mapped[datetime]


class NetworkAsker(InWorkspace, Base):
    """Who asked to join a network that does not take everybody at once. Whoever is welcomed has no row any more."""

    __tablename__ = "network_askers"

    network_id: Mapped[int] = mapped_column(ForeignKey("networks.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True)
    asked_at: Mapped[datetime]
    not_now_at: Mapped[datetime | None] = mapped_column(doc="when they were told: not at the moment")
