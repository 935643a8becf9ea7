"""What stands in somebody's calendar: their sessions, those of groups, and talks in office hours, said in one way."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import diary, members
from bot.domain.rows import once
from models import BusySpan, Calendar, Group, GroupSession, Member, MentoringSession, OfficeSlot, Pair, SessionState

KEPT_AFTER = timedelta(days=60)
"""How long what is over stays in the feed."""
CALLED_OFF_FOR = timedelta(days=30)
"""How long what was called off stays in it, marked as such: whoever subscribes looks once a day at least."""
MOST = 500


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """`partner` and `place` are empty unless the person wants such details in their calendar."""

    uid: str
    """The same for good, through every move."""
    sequence: int
    """Goes up with every change: the higher one is right."""
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    called_off: bool = False
    introduction: bool = False
    partner: str = ""
    place: str = ""


async def of(session: AsyncSession, member: Member) -> Calendar | None:
    found: Calendar | None = await session.scalar(*_of(member.id))
    return found


@once
def _of(member_id: int) -> Select[Calendar]:
    return select(Calendar).where(Calendar.member_id == member_id)


async def kept(session: AsyncSession, member: Member) -> Calendar:
    """Their choices, which are made to be changed."""
    mine = await of(session, member)
    if mine is None:
        mine = Calendar(member_id=member.id, workspace_id=member.workspace_id, details=False, busy_problem="")
        session.add(mine)
        await session.flush()
    return mine


async def forget(session: AsyncSession, member: Member) -> None:
    """They leave: the feed's address answers no more, and nothing is known of their own calendar."""
    for table in (BusySpan, Calendar):
        await session.execute(
            delete(table).where(table.member_id == member.id).execution_options(synchronize_session=False)
        )


async def of_session(session: AsyncSession, meeting: MentoringSession, pair: Pair, reader: Member) -> Appointment:
    mine = await of(session, reader)
    other = pair.mentee_id if reader.id == pair.mentor_id else pair.mentor_id
    partner = await members.by_id(session, pair.workspace_id, other)
    return _session(meeting, pair, partner.name, details=mine is not None and mine.details)


def _session(meeting: MentoringSession, pair: Pair, partner: str, *, details: bool) -> Appointment:
    assert meeting.starts_at is not None
    return Appointment(
        uid=f"{meeting.workspace_id}-session-{meeting.id}@klik",
        sequence=meeting.revision,
        starts_at=meeting.starts_at,
        ends_at=meeting.starts_at + timedelta(minutes=meeting.minutes),
        changed_at=meeting.changed_at or meeting.starts_at,
        called_off=meeting.state is SessionState.CANCELLED,
        introduction=meeting.is_introduction,
        partner=partner if details else "",
        place=(meeting.place or pair.place) if details else "",
    )


async def of_talk(session: AsyncSession, slot: OfficeSlot, reader: Member) -> Appointment:
    """A talk in an office hour that is booked, as its reader's calendar shows it."""
    mine, other = await of(session, reader), _other(slot, reader)
    named = mine is not None and mine.details and other is not None
    return _talk(slot, (await members.by_id(session, slot.workspace_id, other)).name if named and other else "")


def talk_called_off(slot: OfficeSlot, starts_at: datetime, sequence: int, now: datetime) -> Appointment:
    """That booking of the talk is off, whatever has become of the talk since."""
    return Appointment(
        uid=_talk_uid(slot, starts_at),
        sequence=sequence,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=slot.minutes),
        changed_at=now,
        called_off=True,
    )


def _talk_uid(slot: OfficeSlot, starts_at: datetime) -> str:
    return f"{slot.workspace_id}-talk-{slot.id}-{int(starts_at.timestamp())}@klik"


async def of_group(session: AsyncSession, meeting: GroupSession, group: Group, reader: Member) -> Appointment:
    mine = await of(session, reader)
    return _of_group(meeting, group, details=mine is not None and mine.details)


def taken_out(one: Appointment, starts_at: int, sequence: int) -> Appointment:
    """As it stood at that moment (a Unix time), off for one person: others go on with it."""
    starts = datetime.fromtimestamp(starts_at, UTC)
    ends = starts + (one.ends_at - one.starts_at)
    return replace(one, sequence=sequence, starts_at=starts, ends_at=ends, called_off=True)


def _talk(slot: OfficeSlot, partner: str) -> Appointment:
    changed = slot.withdrawn_at or slot.booked_at or slot.starts_at
    return Appointment(
        uid=_talk_uid(slot, slot.starts_at),
        sequence=2 * slot.revision + (slot.withdrawn_at is not None),
        starts_at=slot.starts_at,
        ends_at=slot.starts_at + timedelta(minutes=slot.minutes),
        changed_at=changed,
        called_off=slot.withdrawn_at is not None,
        partner=partner,
    )


def _of_group(meeting: GroupSession, group: Group, *, details: bool) -> Appointment:
    off = meeting.state is SessionState.CANCELLED
    return Appointment(
        uid=f"{meeting.workspace_id}-group-{meeting.id}@klik",
        sequence=2 * meeting.revision + off,
        starts_at=meeting.starts_at,
        ends_at=meeting.starts_at + timedelta(minutes=meeting.minutes),
        changed_at=meeting.settled_at or group.opened_at,
        called_off=off,
        partner=group.title if details else "",
        place=group.place if details else "",
    )


async def everything(session: AsyncSession, member: Member, now: datetime) -> Sequence[Appointment]:
    """What a calendar that subscribes shows, in order: to come, lately over, and lately called off."""
    mine = await of(session, member)
    details = mine is not None and mine.details
    met = await session.execute(
        select(MentoringSession, Pair)
        .join(Pair, Pair.id == MentoringSession.pair_id)
        .where(
            or_(Pair.mentor_id == member.id, Pair.mentee_id == member.id),
            MentoringSession.starts_at > now - KEPT_AFTER,
            MentoringSession.state != SessionState.PROPOSED,
            or_(MentoringSession.state != SessionState.CANCELLED, MentoringSession.settled_at > now - CALLED_OFF_FOR),
        )
        .order_by(MentoringSession.starts_at.desc())
        .limit(MOST)
    )
    talks = await session.scalars(
        select(OfficeSlot)
        .where(
            or_(OfficeSlot.mentor_id == member.id, OfficeSlot.mentee_id == member.id),
            OfficeSlot.starts_at > now - KEPT_AFTER,
            OfficeSlot.revision > 0,
            or_(
                OfficeSlot.mentee_id.is_not(None) & OfficeSlot.withdrawn_at.is_(None),
                OfficeSlot.withdrawn_at > now - CALLED_OFF_FOR,
            ),
        )
        .order_by(OfficeSlot.starts_at.desc())
        .limit(MOST)
    )
    together = await session.execute(
        select(GroupSession, Group)
        .join(Group, Group.id == GroupSession.group_id)
        .where(
            diary.groups_of([member.id]),
            GroupSession.starts_at > now - KEPT_AFTER,
            or_(GroupSession.state != SessionState.CANCELLED, GroupSession.settled_at > now - CALLED_OFF_FOR),
        )
        .order_by(GroupSession.starts_at.desc())
        .limit(MOST)
    )
    sessions, slots = [(meeting, pair) for meeting, pair in met], list(talks)
    others = {_other(row, member) for _, row in sessions} | {_other(slot, member) for slot in slots}
    known = await members.names(session, member.workspace_id, [other for other in others if other]) if details else {}
    names = {number: person.name for number, person in known.items()}
    found = [
        *(
            _session(meeting, pair, names.get(_other(pair, member) or 0, ""), details=details)
            for meeting, pair in sessions
        ),
        *(_talk(slot, names.get(_other(slot, member) or 0, "")) for slot in slots),
    ]
    found += [_of_group(meeting, group, details=details) for meeting, group in together]
    return sorted(found, key=lambda one: (one.starts_at, one.uid))[-MOST:]


def _other(row: Pair | OfficeSlot, member: Member) -> int | None:
    return row.mentee_id if row.mentor_id == member.id else row.mentor_id
