"""People: arriving, joining, pausing, leaving."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlalchemy import Select, delete, inspect, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import audit, outbox
from bot.domain.errors import InvalidInput, NotFound, NotJoined
from bot.domain.rows import claimed, insert_new, once
from bot.domain.times import HALF_DAYS, WEEK
from bot.domain.topics import fold
from bot.domain.workspaces import served
from models import (
    Member,
    MenteeProfile,
    MenteeTopic,
    MentorProfile,
    MentorTopic,
    Network,
    NetworkMember,
    Openness,
    Workspace,
)


@dataclass(frozen=True, kw_only=True)
class Person:
    """What Slack tells about somebody."""

    slack_id: str
    name: str
    title: str = ""
    tz: str = "UTC"
    locale: str = "en-US"
    is_admin: bool = False
    deactivated: bool = False


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What somebody fills in when they join or edit. Topic ids are of this workspace."""

    mentor: bool
    mentee: bool
    mentor_topics: Sequence[int] = ()
    passes_on: str = ""
    hopes_to_learn: str = ""
    capacity: int = 1
    rhythm_days: int = 14
    mentee_topics: Sequence[int] = ()
    question: str = ""
    motivation: str = ""
    speaks: Sequence[str] = ("en",)
    networks: Sequence[int] = field(default_factory=tuple)


async def arrive(session: AsyncSession, workspace_id: str, person: Person, now: datetime) -> Member:
    """The member row of `person`, made on first contact and kept equal to what Slack says."""
    await insert_new(session, Workspace, id=workspace_id, created_at=now)
    facts = {
        "name": person.name,
        "name_key": fold(person.name)[:255],
        "title": person.title,
        "tz": person.tz,
        "locale": person.locale,
    }
    new = await insert_new(
        session,
        Member,
        workspace_id=workspace_id,
        slack_id=person.slack_id,
        is_admin=person.is_admin,
        created_at=now,
        **facts,
    )
    member = await get(session, workspace_id, person.slack_id)
    if person.deactivated:  # of an account that is gone Slack says neither where it was nor how it read
        del facts["tz"], facts["locale"]
    for name, value in facts.items():
        setattr(member, name, value)
    if not new and member.is_admin is not person.is_admin:
        what = audit.ADMIN_GAINED if person.is_admin else audit.ADMIN_LOST
        audit.note(session, workspace_id, what, by=None, now=now, about=member)
    member.is_admin = person.is_admin
    return member


async def get(session: AsyncSession, workspace_id: str, slack_id: str) -> Member:
    """The member with that Slack id. Raises NotFound."""
    member = await find(session, workspace_id, slack_id)
    if member is None:
        raise NotFound("member")
    return member


async def find(session: AsyncSession, workspace_id: str, slack_id: str) -> Member | None:
    """The same, or None for a stranger."""
    member: Member | None = await session.scalar(*_known_as(workspace_id, slack_id))
    return member


@once
def _known_as(workspace_id: str, slack_id: str) -> Select[Member]:
    return select(Member).where(Member.workspace_id == workspace_id, Member.slack_id == slack_id)


async def by_id(session: AsyncSession, workspace_id: str, member_id: int) -> Member:
    """Raises NotFound, also for another workspace's member."""
    member: Member | None = _met(session, member_id) or await session.scalar(*_one(member_id))
    if member is None or member.workspace_id != workspace_id:
        raise NotFound("member")
    return member


def _met(session: AsyncSession, member_id: int) -> Member | None:
    """Somebody whom this transaction knows already: they need not be asked for again."""
    key = Member.__mapper__.identity_key_from_primary_key((member_id,))
    found: Member | None = session.sync_session.identity_map.get(key)
    return None if found is None or inspect(found).expired else found


@once
def _one(member_id: int) -> Select[Member]:
    return select(Member).where(Member.id == member_id)


async def locked(session: AsyncSession, *member_ids: int) -> None:
    """Hold these members' rows, read anew, until the transaction ends: what is counted of them, and whether they are
    still here, cannot change meanwhile. Always in the same order, so that no two wait for each other."""
    (await session.scalars(*_held(member_ids))).all()


@once
def _held(member_ids: Sequence[int]) -> Select[Member]:
    found = select(Member).where(Member.id.in_(member_ids)).order_by(Member.id).with_for_update(key_share=True)
    return found.execution_options(populate_existing=True)


async def mentor_profile(session: AsyncSession, member: Member) -> MentorProfile | None:
    return await session.get(MentorProfile, member.id)


async def mentee_profile(session: AsyncSession, member: Member) -> MenteeProfile | None:
    return await session.get(MenteeProfile, member.id)


async def profile_of(session: AsyncSession, member: Member) -> Profile | None:
    """What the member filled in, or None before joining."""
    if member.joined_at is None:
        return None
    mentor = await mentor_profile(session, member)
    mentee = await mentee_profile(session, member)
    return Profile(
        mentor=bool(mentor and mentor.active),
        mentee=bool(mentee and mentee.active),
        mentor_topics=list(
            await session.scalars(select(MentorTopic.topic_id).where(MentorTopic.member_id == member.id))
        ),
        passes_on=mentor.passes_on if mentor else "",
        hopes_to_learn=mentor.hopes_to_learn if mentor else "",
        capacity=mentor.capacity if mentor else 1,
        rhythm_days=mentor.rhythm_days if mentor else 14,
        mentee_topics=list(
            await session.scalars(select(MenteeTopic.topic_id).where(MenteeTopic.member_id == member.id))
        ),
        question=mentee.question if mentee else "",
        motivation=(mentor.motivation if mentor and mentor.motivation else mentee.motivation if mentee else ""),
        speaks=list(member.speaks),
        networks=list(
            await session.scalars(select(NetworkMember.network_id).where(NetworkMember.member_id == member.id))
        ),
    )


async def join(session: AsyncSession, member: Member, profile: Profile, now: datetime) -> None:
    """Join, or change what one filled in before. Joining again after leaving starts afresh.

    Raises InvalidInput for a profile that is neither side, a mentor without topics, or a capacity below the places
    that are taken.
    """
    if not (profile.mentor or profile.mentee):
        raise InvalidInput("sides", "choose_one")
    if profile.mentor and not profile.mentor_topics:
        raise InvalidInput("mentor_topics", "mentor_needs_topics")
    await locked(session, member.id)
    member.joined_at = member.joined_at or now
    member.left_at = None
    member.speaks = list(profile.speaks)
    await _save_mentor(session, member, profile, now)
    await _save_mentee(session, member, profile)
    for network in await session.scalars(
        select(Network).where(
            Network.workspace_id == member.workspace_id,
            Network.id.in_(profile.networks),
            Network.openness == Openness.OPEN,
        )
    ):
        await insert_new(
            session,
            NetworkMember,
            workspace_id=member.workspace_id,
            network_id=network.id,
            member_id=member.id,
            shares=await shares_at_first(session, member),
            joined_at=now,
        )


async def shares_at_first(session: AsyncSession, member: Member) -> bool:
    """Whether the members of a network they enter may find them as a mentor: not, once they have said that they choose
    the networks themselves."""
    mentor = await mentor_profile(session, member)
    return mentor is None or mentor.open_to_all


async def _save_mentor(session: AsyncSession, member: Member, profile: Profile, now: datetime) -> None:
    if profile.mentor:
        await insert_new(
            session, MentorProfile, member_id=member.id, workspace_id=member.workspace_id, last_active_at=now
        )
    mentor = await session.get(MentorProfile, member.id, with_for_update=True, populate_existing=True)
    if mentor is None:
        return
    if profile.mentor and profile.capacity < mentor.places_taken:
        raise InvalidInput("capacity", "below_places_taken")
    mentor.active = profile.mentor
    if profile.mentor:
        mentor.passes_on, mentor.hopes_to_learn = profile.passes_on, profile.hopes_to_learn
        mentor.capacity, mentor.rhythm_days = profile.capacity, profile.rhythm_days
        mentor.motivation, mentor.last_active_at = profile.motivation, now
        await _save_topics(session, member, MentorTopic, profile.mentor_topics)


async def _save_mentee(session: AsyncSession, member: Member, profile: Profile) -> None:
    if profile.mentee:
        await insert_new(session, MenteeProfile, member_id=member.id, workspace_id=member.workspace_id)
    mentee = await session.get(MenteeProfile, member.id, populate_existing=True)
    if mentee is None:
        return
    mentee.active = profile.mentee
    if profile.mentee:
        mentee.question, mentee.motivation = profile.question, profile.motivation
        await _save_topics(session, member, MenteeTopic, profile.mentee_topics)


async def _save_topics(
    session: AsyncSession, member: Member, table: type[MentorTopic | MenteeTopic], topics: Sequence[int]
) -> None:
    """Those that stay keep what else is said of them: that others come for it."""
    mine = table.member_id == member.id
    before = set(await session.scalars(select(table.topic_id).where(mine)))
    await session.execute(delete(table).where(mine, table.topic_id.not_in(topics)))
    session.add_all(
        table(workspace_id=member.workspace_id, member_id=member.id, topic_id=topic)
        for topic in dict.fromkeys(topics)
        if topic not in before
    )


async def become_mentee(session: AsyncSession, member: Member) -> None:
    """Whoever asks a mentor is a mentee from then on: a mentor who asks needs no second form. Raises NotJoined."""
    if member.joined_at is None or member.left_at is not None:
        raise NotJoined
    await insert_new(session, MenteeProfile, member_id=member.id, workspace_id=member.workspace_id)
    await session.execute(update(MenteeProfile).where(MenteeProfile.member_id == member.id).values(active=True))


async def pause(session: AsyncSession, member: Member, until: datetime, now: datetime) -> None:
    """No messages and no new requests until then; pairs stay. Raises NotJoined."""
    if member.joined_at is None:
        raise NotJoined
    await resume(session, member, now)
    member.paused_until = until
    await outbox.hold(session, member)


async def resume(session: AsyncSession, member: Member, now: datetime) -> None:
    if is_paused(member, now):
        await outbox.release(session, member, now)
    member.paused_until = None


async def pauses_over(session: AsyncSession, now: datetime, limit: int = 200) -> Sequence[int]:
    """Ids of members whose pause has ended, for the job that says so to who waits for them."""
    over = select(Member.id).where(Member.paused_until <= now, served(Member.workspace_id))
    return (await session.scalars(over.order_by(Member.paused_until, Member.id).limit(limit))).all()


async def end_pause(session: AsyncSession, member_id: int, now: datetime) -> bool:
    """Claimed: True for the one caller who ended it, False when they paused anew meanwhile."""
    over = update(Member).where(Member.id == member_id, Member.paused_until <= now)
    return await claimed(session, over.values(paused_until=None))


def is_paused(member: Member, now: datetime) -> bool:
    return member.paused_until is not None and member.paused_until > now


async def choose_week(session: AsyncSession, member: Member, chosen: Collection[str]) -> None:
    """When they can meet: codes of times.WEEK, others are left out; every working hour is nothing in particular."""
    await locked(session, member.id)
    week = [code for code in WEEK if code in chosen]
    member.availability = [] if week == list(HALF_DAYS) else week


async def choose_language(member: Member, language: str | None) -> None:
    """None follows Slack's own language setting again."""
    member.language = language


class Speaker(Protocol):
    """A member, or a row with these two of one."""

    @property
    def language(self) -> str | None: ...
    @property
    def locale(self) -> str: ...


def language_of(member: Speaker) -> str:
    return member.language or member.locale.partition("-")[0]


async def names(session: AsyncSession, workspace_id: str, ids: Sequence[int]) -> dict[int, Member]:
    """Members by id."""
    if not ids:
        return {}
    met = {number: _met(session, number) for number in ids}
    found = {number: one for number, one in met.items() if one is not None and one.workspace_id == workspace_id}
    if missing := [number for number, one in met.items() if one is None]:
        found |= {one.id: one for one in await session.scalars(*_these(workspace_id, missing))}
    return found


@once
def _these(workspace_id: str, ids: Sequence[int]) -> Select[Member]:
    return select(Member).where(Member.workspace_id == workspace_id, Member.id.in_(ids))
