"""Group mentoring: one mentor opens a group on something, up to eight join it by a click, and leave it by one.

A group is not a pair: it takes no place of the mentor's, nobody is asked or chosen, and nothing is agreed one to one
(docs/adr/0018-groups.md). Its meetings: bot/domain/group_sessions.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, group_sessions, members, outbox
from bot.domain.access import Permission, Seat
from bot.domain.errors import GroupGone, InvalidInput, NotFound, NotJoined
from bot.domain.rows import claimed, insert_new
from bot.domain.search.allowed import not_in_a_group, rather_not
from models import (
    Group,
    GroupMember,
    GroupSession,
    GroupState,
    Member,
    Network,
    NetworkMember,
    Outbox,
    Why,
)

FEWEST, MOST = 2, 8
MOST_LED = 3
"""Open groups of one mentor."""
LISTED = 12


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A group, as one person sees it."""

    group: Group
    mentor: Member
    people: Sequence[Member]
    """Who is in it; shown to those who are, and to the mentor."""
    meeting: GroupSession | None
    """What is booked."""
    mine: bool
    """Whether they lead it."""
    inside: bool


def subject(group: Group) -> str:
    return f"group:{group.id}"


async def open_group(
    session: AsyncSession,
    by: Member,
    *,
    title: str,
    about: str,
    topic_id: int | None,
    places: int,
    network_id: int | None,
    now: datetime,
) -> Group:
    """Open a group, announced in a network's channel if one of the mentor's own is named. Raises InvalidInput,
    NotJoined."""
    profile = await members.mentor_profile(session, by)
    if by.joined_at is None:
        raise NotJoined
    if profile is None or not profile.active:
        raise InvalidInput("title", "groups_by_mentors")
    if len(title.strip()) < 3:
        raise InvalidInput("title", "too_short")
    if not FEWEST <= places <= MOST:
        raise InvalidInput("places", "invalid")
    await members.locked(session, by.id)
    led = select(func.count()).select_from(Group).where(Group.mentor_id == by.id, Group.state == GroupState.OPEN)
    if (await session.scalars(led)).one() >= MOST_LED:
        raise InvalidInput("title", "three_groups")
    network = await _network(session, by, network_id)
    group = Group(
        workspace_id=by.workspace_id, mentor_id=by.id, topic_id=topic_id, title=title.strip()[:75],
        about=about.strip(), places=places, taken=0, network_id=network.id if network else None, opened_at=now,
    )  # fmt: skip
    session.add(group)
    await session.flush()
    if network is not None and network.channel_id:
        await outbox.plan_for_channel(
            session, "group.announced", by.workspace_id, network.channel_id, about=("group", group.id), due=now
        )
    return group


async def _network(session: AsyncSession, by: Member, network_id: int | None) -> Network | None:
    return next((one for one in await networks_of(session, by) if one.id == network_id), None)


async def networks_of(session: AsyncSession, by: Member) -> Sequence[Network]:
    """Where `by` may announce: networks they are in that have a channel."""
    mine = select(NetworkMember.network_id).where(NetworkMember.member_id == by.id)
    found = select(Network).where(Network.id.in_(mine), Network.channel_id.is_not(None)).order_by(Network.name)
    return (await session.scalars(found)).all()


async def get(session: AsyncSession, by: Member, group_id: int, may: Permission, *, lock: bool = False) -> Group:
    """A group towards which `by` has the role. Raises NotFound, for everybody else's too."""
    statement = select(Group).where(Group.workspace_id == by.workspace_id, Group.id == group_id)
    if lock:
        statement = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    group = await session.scalar(statement)
    inside = group is not None and await is_inside(session, group, by)
    seat = Seat(group.workspace_id, group.mentor_id, by.id if inside else 0) if group is not None else None
    access.check(session, may, by, seat, "group")
    assert group is not None, "check() has raised"
    return group


async def is_inside(session: AsyncSession, group: Group, member: Member) -> bool:
    row = await session.get(GroupMember, (group.id, member.id))
    return row is not None and row.left_at is None


async def people_of(session: AsyncSession, group: Group) -> Sequence[Member]:
    """Who is in it, in the order of joining."""
    inside = (
        select(Member)
        .join(GroupMember, GroupMember.member_id == Member.id)
        .where(GroupMember.group_id == group.id, GroupMember.left_at.is_(None))
        .order_by(GroupMember.joined_at, Member.id)
    )
    return (await session.scalars(inside)).all()


async def enter(session: AsyncSession, by: Member, group_id: int, now: datetime) -> tuple[Group, bool]:
    """Join by one click, while there is a place; of two clicks for the last one, one wins. The flag says whether they
    were new. Raises NotFound, NotJoined, GroupGone: full, ended, or not for them."""
    group = await session.scalar(
        select(Group)
        .where(Group.workspace_id == by.workspace_id, Group.id == group_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if group is None:
        raise NotFound("group")
    if by.joined_at is None:
        raise NotJoined
    if await is_inside(session, group, by):
        return group, False
    if group.mentor_id == by.id or not await _is_for(session, by, group):
        raise GroupGone
    if not await claimed(
        session,
        update(Group)
        .where(Group.id == group.id, Group.state == GroupState.OPEN, Group.taken < Group.places)
        .values(taken=Group.taken + 1),
    ):
        raise GroupGone
    await session.refresh(group)
    if not await insert_new(
        session, GroupMember, workspace_id=by.workspace_id, group_id=group.id, member_id=by.id, joined_at=now
    ):
        row = await session.get_one(GroupMember, (group.id, by.id))
        row.joined_at, row.left_at = now, None
    mentor = await members.by_id(session, group.workspace_id, group.mentor_id)
    waiting = await outbox.held_back(session, mentor, subject(group), ("group.joined",))
    if waiting is not None:  # one message about all who came before it was read
        waiting.params = {**waiting.params, "by": [*newcomers(waiting), by.id]}
    else:
        key = f"{by.id}:{now.isoformat()}"
        await outbox.plan(session, "group.joined", mentor, about=("group", group.id), key=key, due=now, by=[by.id])
    await group_sessions.tell_newcomer(session, group, by, now)
    return group, True


def newcomers(row: Outbox) -> list[int]:
    """Whom a message about joining is about, by id."""
    by = row.params["by"]
    return [int(one) for one in by] if isinstance(by, list) else [int(by)]


async def _is_for(session: AsyncSession, by: Member, group: Group) -> bool:
    """Not with a mentor of one's own reporting line, nor where the two, or two who learn there, would rather not meet.
    For `by` it looks like a group without a place: nobody is told which of these it is, or of whom."""
    inside = select(GroupMember.member_id).where(GroupMember.group_id == group.id, GroupMember.left_at.is_(None))
    apart = or_(
        Member.id.in_(not_in_a_group(by.id)) & (Member.id == group.mentor_id),
        Member.id.in_(rather_not(by.id)) & Member.id.in_(inside),
    )
    return await session.scalar(select(Member.id).where(apart).limit(1)) is None


async def leave(session: AsyncSession, by: Member, group_id: int, now: datetime) -> Group:
    """The place is free again; the mentor is told, and what was planned goes out of `by`'s calendar. Raises
    NotFound."""
    group = await get(session, by, group_id, access.BE_IN_GROUP, lock=True)
    await _remove(session, group, by, now)
    return group


async def _remove(session: AsyncSession, group: Group, member: Member, now: datetime) -> None:
    row = await session.get_one(GroupMember, (group.id, member.id))
    row.left_at = now
    group.taken = max(0, group.taken - 1)
    for kind in group_sessions.TO_MEMBERS:
        await outbox.cancel_one(session, member, subject(group), kind, Why.LEFT)
    await group_sessions.take_out(session, group, member, now)
    mentor = await members.by_id(session, group.workspace_id, group.mentor_id)
    await outbox.plan(
        session, "group.left", mentor, about=("group", group.id), key=f"{member.id}:{now.isoformat()}", due=now,
        by=member.id,
    )  # fmt: skip


async def end(session: AsyncSession, by: Member, group_id: int, now: datetime) -> Group:
    """Its mentor ends it: everybody is thanked. Ending it twice is ending it once. Raises NotFound."""
    group = await get(session, by, group_id, access.LEAD_GROUP, lock=True)
    await _end(session, group, now)
    return group


async def _end(session: AsyncSession, group: Group, now: datetime) -> None:
    if not await claimed(
        session,
        update(Group)
        .where(Group.id == group.id, Group.state == GroupState.OPEN)
        .values(state=GroupState.ENDED, ended_at=now),
    ):
        return
    await session.refresh(group)
    off = await group_sessions.drop(session, group, now)
    await outbox.cancel(session, group.workspace_id, subject(group), Why.ENDED)
    about = ("group", group.id)
    meeting: dict[str, Any] = {"meeting": off.id} if off is not None else {}
    for member in await people_of(session, group):
        await outbox.plan(session, "group.ended", member, about=about, due=now, **meeting)
    if off is not None:
        mentor = await members.by_id(session, group.workspace_id, group.mentor_id)
        await outbox.plan(session, "group.calendar", mentor, about=about, key=f"{off.id}:off", due=now, **meeting)


async def drop_all(session: AsyncSession, member: Member, now: datetime) -> None:
    """They leave or are gone: their groups end, and those they are in have a place again."""
    led = select(Group).where(Group.mentor_id == member.id, Group.state == GroupState.OPEN)
    for group in (await session.scalars(led)).all():
        await _end(session, group, now)
    joined = (
        select(Group)
        .join(GroupMember, GroupMember.group_id == Group.id)
        .where(GroupMember.member_id == member.id, GroupMember.left_at.is_(None))
    )
    for group in (await session.scalars(joined)).all():
        await _remove(session, group, member, now)


async def listed(session: AsyncSession, reader: Member, now: datetime) -> Sequence[Seen]:
    """Those they lead or are in first, then the open ones with a place, the newest first."""
    mine = select(GroupMember.group_id).where(GroupMember.member_id == reader.id, GroupMember.left_at.is_(None))
    inside = or_(Group.mentor_id == reader.id, Group.id.in_(mine))
    free = Group.taken < Group.places
    rows = await session.scalars(
        select(Group)
        .where(Group.workspace_id == reader.workspace_id, Group.state == GroupState.OPEN, or_(inside, free))
        .order_by(inside.desc(), Group.id.desc())
        .limit(LISTED)
    )
    found = []
    for group in rows.all():
        one = await seen(session, reader, group, now)
        if one.mine or one.inside or await _is_for(session, reader, group):
            found.append(one)
    return found


async def seen(session: AsyncSession, reader: Member, group: Group, now: datetime) -> Seen:
    lead, inside = group.mentor_id == reader.id, await is_inside(session, group, reader)
    return Seen(
        group=group,
        mentor=await members.by_id(session, group.workspace_id, group.mentor_id),
        people=await people_of(session, group) if lead or inside else (),
        meeting=await group_sessions.coming_up(session, group, now) if lead or inside else None,
        mine=lead,
        inside=inside,
    )
