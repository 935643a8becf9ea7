"""Tables, one file an aggregate. Import them from here."""

from models.audit import AuditEntry
from models.base import Base
from models.home import HomeChange, HomeView
from models.installations import Installation, InstallState
from models.members import (
    Avoidance,
    Level,
    Member,
    MenteeProfile,
    MenteeTopic,
    MentorProfile,
    MentorTopic,
    ReportingLine,
)
from models.networks import Network, NetworkKind, NetworkMember, NetworkRole
from models.outbox import Outbox, OutboxState, Rate
from models.pairs import (
    EndReason,
    Feedback,
    MentoringSession,
    OfficeSlot,
    Pair,
    PairState,
    SessionSlot,
    SessionState,
)
from models.requests import Request, RequestNote, RequestState
from models.searches import MentorWait, PlaceOffer, SavedSearch, SearchFind, SearchTopic
from models.topics import Topic, TopicAlias, TopicParent, UnmetNeed
from models.workspaces import Workspace

__all__ = [
    "AuditEntry",
    "Avoidance",
    "Base",
    "EndReason",
    "Feedback",
    "HomeChange",
    "HomeView",
    "InstallState",
    "Installation",
    "Level",
    "Member",
    "MenteeProfile",
    "MenteeTopic",
    "MentorProfile",
    "MentorTopic",
    "MentorWait",
    "MentoringSession",
    "Network",
    "NetworkKind",
    "NetworkMember",
    "NetworkRole",
    "OfficeSlot",
    "Outbox",
    "OutboxState",
    "Pair",
    "PairState",
    "PlaceOffer",
    "Rate",
    "ReportingLine",
    "Request",
    "RequestNote",
    "RequestState",
    "SavedSearch",
    "SearchFind",
    "SearchTopic",
    "SessionSlot",
    "SessionState",
    "Topic",
    "TopicAlias",
    "TopicParent",
    "UnmetNeed",
    "Workspace",
]
