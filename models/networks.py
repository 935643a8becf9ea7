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


class Network(Identified, Base):
    """A group inside a workspace that runs mentoring."""

    __tablename__ = "networks"
    __table_args__ = (Index("uq_networks_name", "workspace_id", "folded_name", unique=True),)

    name: Mapped[str] = mapped_column(String(75))
    folded_name: Mapped[str] = mapped_column(String(75), doc="lower case, no accents: names are told apart by it")
    kind: Mapped[NetworkKind] = mapped_column(states(NetworkKind))
    challenge: Mapped[str] = mapped_column(Text, doc="what it works on")
    channel_id: Mapped[str | None] = mapped_column(String(32))
    started_by: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]


class NetworkMember(InWorkspace, Base):
    __tablename__ = "network_members"

    network_id: Mapped[int] = mapped_column(ForeignKey("networks.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True)
    role: Mapped[NetworkRole] = mapped_column(states(NetworkRole), default=NetworkRole.MEMBER)
    shares: Mapped[bool] = mapped_column(default=True, doc="may be found as a mentor by this network's members")
    joined_at: Mapped[datetime]
