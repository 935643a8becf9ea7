"""Who may see and do what: one table, and the functions that answer for a member and a thing.

Every handler is registered with one permission of this table (handlers/registry.py). What hangs on the person alone
is checked at the door, before the handler runs. What hangs on a thing ("the mentor of this request") is checked by
check(), through which the domain looks the thing up; a handler whose transaction never did so is stopped before
anything is saved. docs/access.md shows the same table to people, and a test holds the two equal.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotAllowed, NotFound, NotJoined
from models import (
    Member,
    MentorWait,
    Network,
    NetworkMember,
    NetworkRole,
    OfficeSlot,
    Openness,
    Pair,
    Request,
    SavedSearch,
    UnmetNeed,
)


class Role(StrEnum):
    ANYBODY = "anybody"
    """Everybody in the workspace, whether they take part or not."""
    MEMBER = "member"
    """Has joined the mentoring programme."""
    MENTOR = "its mentor"
    MENTEE = "its mentee"
    OWNER = "whose it is"
    LEAD = "lead"
    COORDINATOR = "coordinator"
    SPONSOR = "sponsor"
    HR_PARTNER = "HR partner"
    ADMIN = "workspace admin"
    SLACK = "Slack itself"
    """Not a person: what Slack tells about people."""


IN_NETWORK = {
    Role.LEAD: NetworkRole.LEAD,
    Role.COORDINATOR: NetworkRole.COORDINATOR,
    Role.SPONSOR: NetworkRole.SPONSOR,
    Role.HR_PARTNER: NetworkRole.HR_PARTNER,
}
TOWARDS_A_THING = {Role.MENTOR, Role.MENTEE, Role.OWNER}
OPEN_DOOR = {Role.ANYBODY, Role.SLACK, *TOWARDS_A_THING}


@dataclass(frozen=True, eq=False)
class Permission:
    name: str
    does: str
    """For people: what one may do with it."""
    roles: frozenset[Role]
    """Any one of these will do."""

    @property
    def at_the_door(self) -> bool:
        """Whether the person alone decides, so that it can be checked before the handler: it costs a query."""
        return not self.roles & OPEN_DOOR

    @property
    def of_a_thing(self) -> bool:
        return bool(self.roles & TOWARDS_A_THING)


def _may(name: str, does: str, *roles: Role) -> Permission:
    return Permission(name, does, frozenset(roles))


LOOK_AROUND = _may("look around", "Help, search for mentors, see which networks there are", Role.ANYBODY)
MANAGE_ONESELF = _may("manage oneself", "Join, change or see one's profile, pause, leave, one's own data", Role.ANYBODY)
START_NETWORK = _may("start a network", "Start a network, and be its lead", Role.ANYBODY)
JOIN_NETWORK = _may("join a network", "Join or leave a network oneself", Role.ANYBODY)
WAIT = _may("wait for a mentor", "Be told of mentors for what one searched, and no longer", Role.OWNER)
ASK = _may("ask a mentor", "Ask a mentor, see one's requests", Role.MEMBER)
SEE_REQUEST = _may("see a request", "Read a request and how it stands", Role.MENTOR, Role.MENTEE)
ANSWER_REQUEST = _may("answer a request", "Accept, decline, ask to tell more", Role.MENTOR)
CHANGE_REQUEST = _may("change a request", "Tell more, withdraw", Role.MENTEE)
RUN_PAIR = _may(
    "run a pair",
    "Say whether it clicked, agree, keep a workbook, book, move and call off sessions, give feedback, end it",
    Role.MENTOR, Role.MENTEE,
)  # fmt: skip
HOLD_OFFICE_HOURS = _may("hold office hours", "Offer office hours, and book others'", Role.MEMBER)
RUN_OFFICE_HOUR = _may("run an office hour", "Read and call off a talk in an office hour", Role.MENTOR, Role.MENTEE)
LEARN_IN_GROUPS = _may("learn in groups", "See groups, join one, open one as a mentor", Role.MEMBER)
LEAD_GROUP = _may("lead a group", "Choose and change its dates, end it", Role.MENTOR)
BE_IN_GROUP = _may("be in a group", "Say whether one comes, leave", Role.MENTEE)
SEE_GROUP = _may("see a group", "Say how a meeting was", Role.MENTOR, Role.MENTEE)
SEE_FIGURES = _may(
    "see figures", "`/mentor stats` of the networks one has a role in; of all networks for a workspace admin",
    Role.LEAD, Role.COORDINATOR, Role.SPONSOR, Role.HR_PARTNER, Role.ADMIN,
)  # fmt: skip
SEE_ALL_FIGURES = _may("see all figures", "`/mentor stats` of the whole workspace", Role.ADMIN)
SEE_AUDIT = _may(
    "see the audit log", "`/mentor audit` of the networks one runs; of the whole workspace for a workspace admin",
    Role.LEAD, Role.COORDINATOR, Role.ADMIN,
)  # fmt: skip
PROPOSE_TOPIC = _may("propose a topic", "Propose a topic for the list, and use it at once", Role.ANYBODY)
CHANGE_ROLES = _may(
    "change roles", "Give and take roles in a network that one leads; in all networks for a workspace admin",
    Role.LEAD, Role.ADMIN,
)  # fmt: skip
CHANGE_NETWORK = _may(
    "change a network", "Say who may join a network that one leads; any network for a workspace admin",
    Role.LEAD, Role.ADMIN,
)  # fmt: skip
WELCOME = _may("welcome people", "Answer who asks to join a network that one runs", Role.LEAD, Role.COORDINATOR)
CHANGE_TOPICS = _may(
    "change topics", "Accept, decline, rename and merge topics, and say what belongs under what",
    Role.LEAD, Role.COORDINATOR, Role.ADMIN,
)  # fmt: skip
MARK_TRAINED = _may(
    "mark as trained", "Say which mentors have had the training", Role.LEAD, Role.COORDINATOR, Role.ADMIN
)
HELP_PAIRS = _may(
    "help pairs", "`/mentor risk`: pairs at risk in the networks one runs, and what can be done for them",
    Role.LEAD, Role.COORDINATOR, Role.ADMIN,
)  # fmt: skip
KEEP_QUESTIONS = _may(
    "keep the questions", "`/mentor interview`: what the networks one runs ask before, halfway and after",
    Role.LEAD, Role.COORDINATOR,
)  # fmt: skip
RUN_ROUNDS = _may(
    "run rounds", "`/mentor round`: open, match, release and look back on rounds of the networks one runs",
    Role.LEAD, Role.COORDINATOR, Role.ADMIN,
)  # fmt: skip
JOIN_ROUND = _may("join a round", "Sign up for a round that is open to one, and withdraw", Role.MEMBER)
TELL = _may("tell of people", "Changed profiles, deactivated accounts", Role.SLACK)

PERMISSIONS = (
    LOOK_AROUND, MANAGE_ONESELF, START_NETWORK, JOIN_NETWORK, WAIT, ASK, SEE_REQUEST, ANSWER_REQUEST, CHANGE_REQUEST,
    RUN_PAIR, HOLD_OFFICE_HOURS, RUN_OFFICE_HOUR, SEE_FIGURES, SEE_ALL_FIGURES, SEE_AUDIT, PROPOSE_TOPIC, CHANGE_ROLES,
    CHANGE_NETWORK, WELCOME, CHANGE_TOPICS, MARK_TRAINED, LEARN_IN_GROUPS, LEAD_GROUP, BE_IN_GROUP, SEE_GROUP,
    HELP_PAIRS, KEEP_QUESTIONS, RUN_ROUNDS, JOIN_ROUND, TELL,
)  # fmt: skip

CHECKED = "klik.checked"
"""In the transaction's notes: the permissions that were asked for a thing."""


class Unchecked(Exception):
    """A handler forgot to look its thing up through check(): a mistake of ours, and nothing is saved."""


async def holds(session: AsyncSession, by: Member, permission: Permission) -> bool:
    """Whether the person has one of the roles, anywhere in their workspace."""
    if Role.ANYBODY in permission.roles or (Role.ADMIN in permission.roles and by.is_admin):
        return True
    if Role.MEMBER in permission.roles and by.joined_at is not None:
        return True
    wanted = in_network(permission)
    if not wanted:
        return False
    mine = select(NetworkMember.network_id).where(
        NetworkMember.workspace_id == by.workspace_id,
        NetworkMember.member_id == by.id,
        NetworkMember.role.in_(wanted),
    )
    return await session.scalar(mine.limit(1)) is not None


async def require(session: AsyncSession, by: Member, permission: Permission) -> None:
    """Raises NotJoined where joining would help, else NotAllowed."""
    if await holds(session, by, permission):
        return
    if permission.roles == {Role.MEMBER}:
        raise NotJoined
    raise NotAllowed(permission.name)


def networks(permission: Permission, by: Member) -> ColumnElement[bool]:
    """The networks of the workspace towards which `by` has one of the roles, as a condition on Network."""
    mine = exists().where(
        NetworkMember.network_id == Network.id,
        NetworkMember.member_id == by.id,
        NetworkMember.role.in_(in_network(permission)),
    )
    if Role.ADMIN in permission.roles and by.is_admin:
        return or_(Network.openness != Openness.DISCREET, mine)  # who is in a discreet one, nobody outside sees
    return mine


def in_network(permission: Permission) -> list[NetworkRole]:
    """The roles in a network that it takes."""
    return [IN_NETWORK[role] for role in permission.roles if role in IN_NETWORK]


@dataclass(frozen=True)
class Seat:
    """Something with many on one side, such as a group, as one person stands to it."""

    workspace_id: str
    mentor_id: int
    mentee_id: int
    """Theirs when they are in it, else 0, which nobody has."""


Thing = TypeVar("Thing", Request, Pair, UnmetNeed, SavedSearch, OfficeSlot, MentorWait, Seat)


def check(session: AsyncSession, permission: Permission, by: Member, thing: Thing | None, what: str) -> Thing:
    """`thing`, when it exists, is of this workspace and `by` has one of the roles towards it. Raises NotFound: what is
    none of one's business looks like what never was."""
    session.info.setdefault(CHECKED, set()).add(permission)
    if thing is None or thing.workspace_id != by.workspace_id or not _towards(by, thing) & permission.roles:
        raise NotFound(what)
    return thing


def _towards(by: Member, thing: Request | Pair | UnmetNeed | SavedSearch | OfficeSlot | MentorWait | Seat) -> set[Role]:
    if isinstance(thing, UnmetNeed | SavedSearch | MentorWait):
        return {Role.OWNER} if thing.member_id == by.id else set()
    sides = {Role.MENTOR: thing.mentor_id, Role.MENTEE: thing.mentee_id}
    return {role for role, member_id in sides.items() if member_id == by.id}


def was_checked(session: AsyncSession, permission: Permission) -> None:
    """Raises Unchecked when this transaction is about to end without having asked for its thing."""
    if permission.of_a_thing and permission not in session.info.get(CHECKED, ()):
        raise Unchecked(permission.name)
