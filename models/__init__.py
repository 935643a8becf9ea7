"""Tables, one file an aggregate. Import them from here."""

from models.agreements import Agreement, AgreementState, Confidentiality
from models.audit import AuditEntry
from models.base import Base
from models.calendars import BusySpan, Calendar, FixedTime
from models.groups import Group, GroupFeedback, GroupMember, GroupReply, GroupSession, GroupState
from models.home import HomeChange, HomeView
from models.installations import Installation, InstallState
from models.keeping import (
    CheckState,
    HealthCheck,
    Interview,
    Kudos,
    Moment,
    NetworkQuestions,
    PairCare,
    Pulse,
    Says,
)
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
from models.networks import Network, NetworkAsker, NetworkKind, NetworkMember, NetworkRole, Openness
from models.outbox import Outbox, OutboxState, Rate, Why
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
from models.rounds import (
    Round,
    RoundAbstention,
    RoundForbidden,
    RoundKind,
    RoundMatch,
    RoundSignUp,
    RoundState,
    RoundWish,
)
from models.searches import IndexChange, MentorWait, PlaceOffer, SavedSearch, SearchFind, SearchTopic
from models.topics import Topic, TopicAlias, TopicParent, UnmetNeed
from models.workbook import ItemState, WorkbookItem, WorkbookTemplate
from models.workspaces import Workspace

__all__ = [
    "Agreement",
    "AgreementState",
    "AuditEntry",
    "Avoidance",
    "Base",
    "BusySpan",
    "Calendar",
    "CheckState",
    "Confidentiality",
    "EndReason",
    "Feedback",
    "FixedTime",
    "Group",
    "GroupFeedback",
    "GroupMember",
    "GroupReply",
    "GroupSession",
    "GroupState",
    "HealthCheck",
    "HomeChange",
    "HomeView",
    "IndexChange",
    "InstallState",
    "Installation",
    "Interview",
    "ItemState",
    "Kudos",
    "Level",
    "Member",
    "MenteeProfile",
    "MenteeTopic",
    "MentorProfile",
    "MentorTopic",
    "MentorWait",
    "MentoringSession",
    "Moment",
    "Network",
    "NetworkAsker",
    "NetworkKind",
    "NetworkMember",
    "NetworkQuestions",
    "NetworkRole",
    "OfficeSlot",
    "Openness",
    "Outbox",
    "OutboxState",
    "Pair",
    "PairCare",
    "PairState",
    "PlaceOffer",
    "Pulse",
    "Rate",
    "ReportingLine",
    "Request",
    "RequestNote",
    "RequestState",
    "Round",
    "RoundAbstention",
    "RoundForbidden",
    "RoundKind",
    "RoundMatch",
    "RoundSignUp",
    "RoundState",
    "RoundWish",
    "SavedSearch",
    "Says",
    "SearchFind",
    "SearchTopic",
    "SessionSlot",
    "SessionState",
    "Topic",
    "TopicAlias",
    "TopicParent",
    "UnmetNeed",
    "Why",
    "WorkbookItem",
    "WorkbookTemplate",
    "Workspace",
]
