"""A place with a mentor is free: who waited longest is told of it, and it is kept for them for a while.

Two lists lead here: of those who wait for a topic (bot/domain/search/needs.py), and of those who wait for just this
mentor (bot/domain/search/waits.py). A place goes to whoever waited longest in either.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, func, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import members, outbox
from bot.domain.rows import claimed
from bot.domain.search.allowed import is_free
from bot.domain.workspaces import served
from models import (
    Member,
    MentorProfile,
    MentorTopic,
    MentorWait,
    PlaceOffer,
    Request,
    RequestState,
    UnmetNeed,
)

OFFERED_FOR = timedelta(days=3)
"""How long a place is kept for who was told of it, from when they can read it; then the next one is told."""
LOOKED_AT = 50
"""Mentors of whom somebody who comes back from a pause may hear at once."""
IN_THE_DATABASE = {"synchronize_session": False}


def _earliest() -> Select[datetime | None]:
    kept = union_all(
        select(PlaceOffer.offered_at.label("at")).where(PlaceOffer.open.is_(True), served(PlaceOffer.workspace_id)),
        select(MentorWait.offered_at).where(MentorWait.open.is_(True), served(MentorWait.workspace_id)),
    ).subquery()
    return select(func.min(kept.c.at))


EARLIEST = _earliest()
"""When the first place began to be kept."""


@dataclass(frozen=True)
class Lapsed:
    """A place that nobody keeps any more. One of the two is set."""

    offer_id: int = 0
    wait_id: int = 0


async def tell_waiting(session: AsyncSession, mentor_id: int, now: datetime) -> None:
    """A mentor joined, offers more, came back or has a place again: who waited longest is told, one for each place."""
    profile = await session.get(MentorProfile, mentor_id, with_for_update=True, populate_existing=True)
    mentor = await session.get(Member, mentor_id)
    if profile is None or mentor is None or not profile.active:
        return
    if mentor.joined_at is None or mentor.left_at is not None or members.is_paused(mentor, now):
        return
    kept_for = await _kept_for(session, mentor_id)
    places = profile.capacity - profile.places_taken - len(kept_for)
    if places <= 0:
        return
    for waiting in await _in_turn(session, mentor):
        if places == 0:
            return
        if waiting.member_id in kept_for:
            continue  # they have been told of this mentor
        person = await _reachable(session, waiting, mentor, now)
        if person is None:
            continue
        offer = _offer if isinstance(waiting, UnmetNeed) else _offer_waited_for
        if await offer(session, waiting, person, mentor, now):  # type: ignore[arg-type]  # each its own kind
            kept_for.add(person.id)
            places -= 1


async def _in_turn(session: AsyncSession, mentor: Member) -> Sequence[UnmetNeed | MentorWait]:
    """Everybody who waits for something that this mentor can be, the longest wait first."""
    needs = await session.scalars(
        select(UnmetNeed)
        .join(MentorTopic, MentorTopic.topic_id == UnmetNeed.topic_id)
        .where(
            UnmetNeed.workspace_id == mentor.workspace_id,
            UnmetNeed.waiting.is_(True),
            UnmetNeed.member_id != mentor.id,
            MentorTopic.member_id == mentor.id,
        )
    )
    for_them = await session.scalars(
        select(MentorWait).where(MentorWait.mentor_id == mentor.id, MentorWait.waiting.is_(True))
    )
    both: list[UnmetNeed | MentorWait] = [*for_them.all(), *needs.all()]
    return sorted(both, key=lambda one: (one.waiting_since or one.created_at, one.id))


async def _reachable(
    session: AsyncSession, waiting: UnmetNeed | MentorWait, mentor: Member, now: datetime
) -> Member | None:
    """Whoever waits, if they would hear of it and may ask this mentor: a place is kept for nobody else."""
    person = await members.by_id(session, waiting.workspace_id, waiting.member_id)
    if outbox.readable_at(person, "need.met", now) is None or members.is_paused(person, now):
        return None  # who comes back is next
    return person if await is_free(session, person, mentor.id, now) else None


async def look_again(session: AsyncSession, member_id: int, now: datetime) -> None:
    """They are back from a pause: told of what they offer, and of the places that came free for them meanwhile."""
    await tell_waiting(session, member_id, now)
    topics = select(UnmetNeed.topic_id).where(UnmetNeed.member_id == member_id, UnmetNeed.waiting.is_(True))
    for_topics = select(MentorTopic.member_id).where(MentorTopic.topic_id.in_(topics))
    for_them = select(MentorWait.mentor_id).where(MentorWait.member_id == member_id, MentorWait.waiting.is_(True))
    offering = (
        select(MentorProfile.member_id)
        .where(MentorProfile.member_id.in_(for_topics.union(for_them)), MentorProfile.member_id != member_id)
        .where(MentorProfile.active.is_(True), MentorProfile.places_taken < MentorProfile.capacity)
        .order_by(MentorProfile.member_id)
        .limit(LOOKED_AT)
    )
    for mentor_id in (await session.scalars(offering)).all():
        await tell_waiting(session, mentor_id, now)


async def _kept_for(session: AsyncSession, mentor_id: int) -> set[int]:
    """For whom a place with this mentor is kept: they were told of it. Whose question is settled keeps none: a yes has
    taken it."""

    def settled(member_id: ColumnElement[int], since: ColumnElement[datetime]) -> ColumnElement[bool]:
        return exists().where(
            Request.mentor_id == mentor_id,
            Request.mentee_id == member_id,
            Request.state.not_in((RequestState.PENDING, RequestState.MORE_INFO)),
            Request.answered_at >= since,
        )

    of_topics = (
        select(UnmetNeed.member_id)
        .join(PlaceOffer, PlaceOffer.need_id == UnmetNeed.id)
        .where(PlaceOffer.mentor_id == mentor_id, PlaceOffer.open.is_(True))
        .where(~settled(UnmetNeed.__table__.c.member_id, PlaceOffer.__table__.c.offered_at))
    )
    of_mentor = select(MentorWait.member_id).where(
        MentorWait.mentor_id == mentor_id,
        MentorWait.open.is_(True),
        ~settled(MentorWait.__table__.c.member_id, MentorWait.__table__.c.offered_at),
    )
    return set(await session.scalars(union_all(of_topics, of_mentor)))


async def _offer(session: AsyncSession, need: UnmetNeed, person: Member, mentor: Member, now: datetime) -> bool:
    """Tell whoever waits for a topic, if nobody else told them in this moment."""
    since = need.waiting_since or need.created_at
    waits = update(UnmetNeed).where(
        UnmetNeed.member_id == person.id, UnmetNeed.topic_id == need.topic_id, UnmetNeed.waiting.is_(True)
    )
    if not await claimed(session, waits.where(UnmetNeed.id == need.id).values(waiting=False)):
        return False
    await session.execute(waits.values(waiting=False, waiting_since=None), execution_options=IN_THE_DATABASE)
    key = str(int(now.timestamp()))  # who waits once more is told once more
    reads_at = await outbox.plan(session, "need.met", person, about=("need", need.id), key=key, due=now)
    session.add(
        PlaceOffer(
            workspace_id=need.workspace_id,
            need_id=need.id,
            mentor_id=mentor.id,
            offered_at=reads_at,
            waited_seconds=int((now - since).total_seconds()),
        )
    )
    return True


async def _offer_waited_for(
    session: AsyncSession, wait: MentorWait, person: Member, mentor: Member, now: datetime
) -> bool:
    """Tell whoever waits for just this mentor."""
    mine = update(MentorWait).where(MentorWait.id == wait.id, MentorWait.waiting.is_(True))
    if not await claimed(session, mine.values(waiting=False)):
        return False
    reads_at = await outbox.plan(
        session, "mentor.free", person, about=("wait", wait.id), key=str(int(now.timestamp())), due=now
    )
    kept = update(MentorWait).where(MentorWait.id == wait.id).values(offered_at=reads_at, open=True)
    await session.execute(kept, execution_options=IN_THE_DATABASE)
    return True


async def wait_on(session: AsyncSession, need: UnmetNeed, now: datetime) -> None:
    """The place was taken before it could be told: `need` keeps its own in the list."""
    need.waiting, need.waiting_since = True, need.waiting_since or now
    newest = select(func.max(PlaceOffer.id)).where(PlaceOffer.need_id == need.id)
    offer = await session.get(PlaceOffer, await session.scalar(newest) or 0)
    if offer is not None:
        await session.delete(offer)


async def lapsed(session: AsyncSession, now: datetime, limit: int = 200) -> Sequence[Lapsed]:
    """Offers that nobody keeps any more, for the job that offers the places on."""
    old = now - OFFERED_FOR
    offers = select(PlaceOffer.id).where(PlaceOffer.open.is_(True), PlaceOffer.offered_at <= old)
    waits = select(MentorWait.id).where(MentorWait.open.is_(True), MentorWait.offered_at <= old)
    of_topics = offers.where(served(PlaceOffer.workspace_id)).order_by(PlaceOffer.id).limit(limit)
    of_mentors = waits.where(served(MentorWait.workspace_id)).order_by(MentorWait.id).limit(limit)
    return [
        *(Lapsed(offer_id=one) for one in await session.scalars(of_topics)),
        *(Lapsed(wait_id=one) for one in await session.scalars(of_mentors)),
    ]


async def offer_on(session: AsyncSession, lapsed: Lapsed, now: datetime) -> None:
    """This offer ends; whoever waits next is told, if the place is still free."""
    kind: type[PlaceOffer | MentorWait] = PlaceOffer if lapsed.offer_id else MentorWait
    number = lapsed.offer_id or lapsed.wait_id
    offer = await session.get(kind, number)
    ends = update(kind).where(kind.id == number, kind.open.is_(True)).values(open=False)
    if isinstance(offer, PlaceOffer | MentorWait) and await claimed(session, ends):
        await tell_waiting(session, offer.mentor_id, now)
