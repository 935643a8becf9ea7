"""Tables, one file an aggregate. Import them from here."""

from models.audit import AuditEntry
from models.base import Base
from models.installations import Installation, InstallState
from models.members import Member, MenteeProfile, MenteeTopic, MentorProfile, MentorTopic
from models.networks import Network, NetworkKind, NetworkMember, NetworkRole
from models.outbox import Outbox, OutboxState, Rate
from models.pairs import (
    EndReason,
    Feedback,
    MentoringSession,
    Pair,
    PairState,
    SessionSlot,
    SessionState,
)
from models.requests import Request, RequestState
from models.topics import Topic, TopicAlias, UnmetNeed
from models.workspaces import Workspace

__all__ = [
    "AuditEntry",
    "Base",
    "EndReason",
    "Feedback",
    "InstallState",
    "Installation",
    "Member",
    "MenteeProfile",
    "MenteeTopic",
    "MentorProfile",
    "MentorTopic",
    "MentoringSession",
    "Network",
    "NetworkKind",
    "NetworkMember",
    "NetworkRole",
    "Outbox",
    "OutboxState",
    "Pair",
    "PairState",
    "Rate",
    "Request",
    "RequestState",
    "SessionSlot",
    "SessionState",
    "Topic",
    "TopicAlias",
    "UnmetNeed",
    "Workspace",
]
