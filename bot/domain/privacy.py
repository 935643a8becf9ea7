"""What Klik holds about one person: counting it, handing it over, forgetting it.

HOLDINGS names every column that points at a member, and what becomes of it; a test walks all tables and fails for a
column that is not here. A person who is forgotten leaves an empty row behind when others' history hangs on it: without
Slack id, name, title or anything they typed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Update, delete, func, or_, select, union, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.domain import leaving, members
from models import (
    Agreement,
    AuditEntry,
    Avoidance,
    BusySpan,
    Calendar,
    Feedback,
    Group,
    GroupFeedback,
    GroupMember,
    GroupReply,
    HealthCheck,
    HomeView,
    Installation,
    Interview,
    Kudos,
    Member,
    MenteeProfile,
    MenteeTopic,
    MentoringSession,
    MentorProfile,
    MentorTopic,
    MentorWait,
    Network,
    NetworkAsker,
    NetworkMember,
    OfficeSlot,
    Outbox,
    OutboxState,
    Pair,
    PlaceOffer,
    Pulse,
    ReportingLine,
    Request,
    RequestNote,
    Round,
    RoundAbstention,
    RoundForbidden,
    RoundMatch,
    RoundSignUp,
    RoundWish,
    SavedSearch,
    SearchFind,
    Topic,
    UnmetNeed,
    WorkbookItem,
    WorkbookTemplate,
)

GONE = "gone:"
"""Begins the Slack id of who is forgotten: no Slack id has a colon."""


class Kind(StrEnum):
    """What is counted, shown and exported together."""

    MENTOR = "mentor"
    MENTEE = "mentee"
    TOPICS = "topics"
    NETWORKS = "networks"
    REQUESTS = "requests"
    PAIRS = "pairs"
    AGREEMENTS = "agreements"
    WORKBOOK = "workbook"
    SESSIONS = "sessions"
    FEEDBACK = "feedback"
    PULSES = "pulses"
    INTERVIEWS = "interviews"
    THANKS = "thanks"
    GROUPS = "groups"
    GROUP_ANSWERS = "group_answers"
    ROUNDS = "rounds"
    SEARCHES = "searches"
    SAVED_SEARCHES = "saved_searches"
    WAITS = "waits"
    OFFICE_HOURS = "office_hours"
    CALENDAR = "calendar"
    BUSY = "busy"
    REPORTING_LINE = "reporting_line"
    AVOIDANCES = "avoidances"
    MESSAGES = "messages"
    HOME = "home"
    AUDIT = "audit"


class Fate(StrEnum):
    DELETED = "deleted"
    EMPTIED = "emptied"
    """The row stays for the other side and for counts; what this person typed or clicked in it goes."""
    UNNAMED = "unnamed"
    """The row stays and says nothing about the person any more."""


@dataclass(frozen=True)
class Holding:
    column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]
    kind: Kind | None
    """None is not told to the person: it is another's, and private to them."""
    fate: Fate
    thing: InstrumentedAttribute[int] | InstrumentedAttribute[UUID]
    """What is counted: the same thing in two places of one kind is one."""


HOLDINGS = (
    Holding(MentorProfile.member_id, Kind.MENTOR, Fate.DELETED, MentorProfile.member_id),
    Holding(MenteeProfile.member_id, Kind.MENTEE, Fate.DELETED, MenteeProfile.member_id),
    Holding(MentorTopic.member_id, Kind.TOPICS, Fate.DELETED, MentorTopic.topic_id),
    Holding(MenteeTopic.member_id, Kind.TOPICS, Fate.DELETED, MenteeTopic.topic_id),
    Holding(Topic.proposed_by, Kind.TOPICS, Fate.UNNAMED, Topic.id),
    Holding(NetworkMember.member_id, Kind.NETWORKS, Fate.DELETED, NetworkMember.network_id),
    Holding(NetworkAsker.member_id, Kind.NETWORKS, Fate.DELETED, NetworkAsker.network_id),
    Holding(Network.started_by, Kind.NETWORKS, Fate.UNNAMED, Network.id),
    Holding(Request.mentor_id, Kind.REQUESTS, Fate.EMPTIED, Request.id),
    Holding(Request.mentee_id, Kind.REQUESTS, Fate.EMPTIED, Request.id),
    Holding(RequestNote.author_id, Kind.REQUESTS, Fate.DELETED, RequestNote.request_id),
    Holding(Pair.mentor_id, Kind.PAIRS, Fate.EMPTIED, Pair.id),
    Holding(Pair.mentee_id, Kind.PAIRS, Fate.EMPTIED, Pair.id),
    Holding(Agreement.proposed_by, Kind.AGREEMENTS, Fate.EMPTIED, Agreement.id),
    Holding(WorkbookItem.proposed_by, Kind.WORKBOOK, Fate.EMPTIED, WorkbookItem.id),
    Holding(WorkbookTemplate.written_by, Kind.TOPICS, Fate.UNNAMED, WorkbookTemplate.id),
    Holding(Feedback.writer_id, Kind.FEEDBACK, Fate.DELETED, Feedback.id),
    Holding(Pulse.writer_id, Kind.PULSES, Fate.DELETED, Pulse.id),
    Holding(Interview.writer_id, Kind.INTERVIEWS, Fate.DELETED, Interview.id),
    Holding(Kudos.writer_id, Kind.THANKS, Fate.DELETED, Kudos.id),
    Holding(Group.mentor_id, Kind.GROUPS, Fate.EMPTIED, Group.id),
    Holding(GroupMember.member_id, Kind.GROUPS, Fate.DELETED, GroupMember.group_id),
    Holding(GroupReply.member_id, Kind.GROUP_ANSWERS, Fate.DELETED, GroupReply.session_id),
    Holding(GroupFeedback.writer_id, Kind.GROUP_ANSWERS, Fate.DELETED, GroupFeedback.session_id),
    Holding(RoundSignUp.member_id, Kind.ROUNDS, Fate.DELETED, RoundSignUp.round_id),
    Holding(RoundWish.member_id, Kind.ROUNDS, Fate.DELETED, RoundWish.round_id),
    Holding(RoundWish.other_id, None, Fate.DELETED, RoundWish.member_id),
    Holding(RoundAbstention.member_id, Kind.ROUNDS, Fate.DELETED, RoundAbstention.round_id),
    Holding(Round.opened_by, Kind.ROUNDS, Fate.UNNAMED, Round.id),
    Holding(RoundMatch.mentor_id, None, Fate.DELETED, RoundMatch.id),
    Holding(RoundMatch.mentee_id, None, Fate.DELETED, RoundMatch.id),
    Holding(RoundMatch.second_id, None, Fate.UNNAMED, RoundMatch.id),
    Holding(RoundForbidden.one_id, None, Fate.DELETED, RoundForbidden.other_id),
    Holding(RoundForbidden.other_id, None, Fate.DELETED, RoundForbidden.one_id),
    Holding(UnmetNeed.member_id, Kind.SEARCHES, Fate.DELETED, UnmetNeed.id),
    Holding(SavedSearch.member_id, Kind.SAVED_SEARCHES, Fate.DELETED, SavedSearch.id),
    Holding(MentorWait.member_id, Kind.WAITS, Fate.DELETED, MentorWait.id),
    Holding(MentorWait.mentor_id, None, Fate.DELETED, MentorWait.id),
    Holding(SearchFind.mentor_id, None, Fate.DELETED, SearchFind.search_id),
    Holding(PlaceOffer.mentor_id, None, Fate.DELETED, PlaceOffer.id),
    Holding(Outbox.member_id, Kind.MESSAGES, Fate.DELETED, Outbox.id),
    Holding(OfficeSlot.mentor_id, Kind.OFFICE_HOURS, Fate.DELETED, OfficeSlot.id),
    Holding(OfficeSlot.mentee_id, Kind.OFFICE_HOURS, Fate.DELETED, OfficeSlot.id),
    Holding(Calendar.member_id, Kind.CALENDAR, Fate.DELETED, Calendar.member_id),
    Holding(BusySpan.member_id, Kind.BUSY, Fate.DELETED, BusySpan.id),
    Holding(Avoidance.member_id, Kind.AVOIDANCES, Fate.DELETED, Avoidance.other_id),
    Holding(Avoidance.other_id, None, Fate.DELETED, Avoidance.member_id),
    Holding(ReportingLine.member_id, Kind.REPORTING_LINE, Fate.DELETED, ReportingLine.manager_id),
    Holding(ReportingLine.manager_id, None, Fate.DELETED, ReportingLine.member_id),
    Holding(HomeView.member_id, Kind.HOME, Fate.DELETED, HomeView.member_id),
    Holding(AuditEntry.actor_id, Kind.AUDIT, Fate.UNNAMED, AuditEntry.id),
    Holding(AuditEntry.about_id, Kind.AUDIT, Fate.UNNAMED, AuditEntry.id),
)


def is_forgotten(member: Member) -> bool:
    return member.slack_id.startswith(GONE)


async def held(session: AsyncSession, member: Member) -> Mapping[Kind, int]:
    """How many things of each kind there are about a member; kinds without any are left out."""
    counts: dict[Kind, int] = {}
    for kind in {one.kind for one in HOLDINGS if one.kind is not None}:
        things = union(*(select(one.thing).where(one.column == member.id) for one in HOLDINGS if one.kind is kind))
        counts[kind] = (await session.scalars(select(func.count()).select_from(things.subquery()))).one()
    met = (
        select(func.count())
        .select_from(MentoringSession)
        .join(Pair, Pair.id == MentoringSession.pair_id)
        .where(or_(Pair.mentor_id == member.id, Pair.mentee_id == member.id))
    )
    counts[Kind.SESSIONS] = (await session.scalars(met)).one()
    return {kind: counts[kind] for kind in Kind if counts.get(kind)}


async def _count(session: AsyncSession, one: Holding, member: Member) -> int:
    rows = select(func.count()).select_from(one.column.class_).where(one.column == member.id)
    return (await session.scalars(rows)).one()


async def forget(session: AsyncSession, member: Member, now: datetime) -> None:
    """Everything about the person goes, in the caller's one transaction: all of it or nothing. Doing it twice is doing
    it once.

    What runs ends as it does on leaving, so partners are told kindly; by first name, which only that message carries.
    """
    if is_forgotten(member):
        return
    name = (member.name.split() or [""])[0][:40]
    await leaving.leave(session, member, now)
    await session.flush()
    await _name_in_farewells(session, member, name)
    for one in HOLDINGS:
        table, mine = one.column.class_, one.column == member.id
        if one.fate is Fate.DELETED:
            await session.execute(delete(table).where(mine).execution_options(synchronize_session=False))
        elif one.fate is Fate.UNNAMED:
            changed = update(table).where(mine).values({one.column.key: None})
            await session.execute(changed.execution_options(synchronize_session=False))
    await _empty(session, member)
    await session.execute(
        update(Installation).where(Installation.installed_by == member.slack_id).values(installed_by="")
    )
    if await _is_needed(session, member):
        await session.execute(_emptied(member, now))
    else:
        await session.execute(delete(Member).where(Member.id == member.id))
    session.expunge(member)


async def _name_in_farewells(session: AsyncSession, member: Member, name: str) -> None:
    """The partners' message is written when they may read it, and by then the name is gone."""
    subjects = [
        f"pair:{pair_id}"
        for pair_id in await session.scalars(
            select(Pair.id).where(or_(Pair.mentor_id == member.id, Pair.mentee_id == member.id))
        )
    ]
    farewells = select(Outbox).where(
        Outbox.workspace_id == member.workspace_id,
        Outbox.subject.in_(subjects),
        Outbox.kind == "pair.partner_left",
        Outbox.state.in_((OutboxState.PENDING, OutboxState.SENDING)),
    )
    for row in await session.scalars(farewells):
        row.params = {**row.params, "name": name}
    await session.flush()


async def _empty(session: AsyncSession, member: Member) -> None:
    """What this person typed and clicked in rows that the other side keeps."""
    for statement in (
        update(Request).where(Request.mentee_id == member.id).values(question=""),
        update(Request).where(Request.mentor_id == member.id).values(decline_reason=None),
        *_emptied_texts(member),
        update(Pair).where(Pair.mentor_id == member.id).values(mentor_clicked=None),
        update(Pair).where(Pair.mentee_id == member.id).values(mentee_clicked=None),
        update(Group).where(Group.mentor_id == member.id).values(title="", about="", place=""),
        update(HealthCheck).where(_of_pairs(Pair.mentor_id, member)).values(mentor_says=None),
        update(HealthCheck).where(_of_pairs(Pair.mentee_id, member)).values(mentee_says=None),
    ):
        await session.execute(statement.execution_options(synchronize_session=False))


def _of_pairs(side: InstrumentedAttribute[int], member: Member) -> ColumnElement[bool]:
    return HealthCheck.pair_id.in_(select(Pair.id).where(side == member.id))


def _emptied_texts(member: Member) -> Sequence[Update]:
    """What a pair wrote down of this person, and what this person wrote."""
    as_mentee = select(Pair.id).where(Pair.mentee_id == member.id)
    as_mentor = select(Pair.id).where(Pair.mentor_id == member.id)
    written = {"mentee_goals": "", "mentor_goals": "", "expectations": "", "place": ""}
    return (
        update(Agreement).where(Agreement.proposed_by == member.id).values(written),
        update(Agreement).where(Agreement.pair_id.in_(as_mentee)).values(mentee_goals=""),
        update(Agreement).where(Agreement.pair_id.in_(as_mentor)).values(mentor_goals=""),
        update(WorkbookItem).where(WorkbookItem.proposed_by == member.id).values(text=""),
        update(WorkbookItem).where(WorkbookItem.pair_id.in_(as_mentee)).values(text="", evidence=""),
        update(Pair).where(or_(Pair.id.in_(as_mentee), Pair.id.in_(as_mentor))).values(place=""),
    )


async def _is_needed(session: AsyncSession, member: Member) -> bool:
    """Whether somebody else's history hangs on the row."""
    for one in HOLDINGS:
        if one.fate is Fate.EMPTIED and await _count(session, one, member):
            return True
    return False


def _emptied(member: Member, now: datetime) -> Update:
    """Nobody: only a number for rows to point at. Gone for ever, so nothing is sent to it and no figure counts it."""
    return (
        update(Member)
        .where(Member.id == member.id)
        .values(
            slack_id=f"{GONE}{member.id}",
            name="",
            name_key="",
            title="",
            team="",
            level=None,
            tz="UTC",
            locale="en-US",
            language=None,
            is_admin=False,
            dm_channel=None,
            speaks=[],
            availability=[],
            muted=[],
            reads_on=None,
            reads_from=None,
            reads_until=None,
            digest=False,
            joined_at=None,
            paused_until=None,
            left_at=now,
            deactivated_at=now,
            created_at=now,
        )
        .execution_options(synchronize_session=False)
    )


async def still_gone(session: AsyncSession, member_id: int) -> Member | None:
    """The member, locked, unless they came back or were forgotten since the look."""
    await members.locked(session, member_id)
    member = await session.get(Member, member_id)
    return member if member is not None and member.left_at is not None and not is_forgotten(member) else None
