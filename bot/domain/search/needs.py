"""What was searched in vain: counted for the coordinators, and the waiting list of who searched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, members, outbox
from bot.domain.errors import NotFound, NotJoined
from bot.domain.insight import FEWEST
from bot.domain.rows import claimed
from bot.domain.search.allowed import is_free
from bot.domain.workspaces import served
from models import Member, MentorProfile, MentorTopic, PlaceOffer, Request, RequestState, UnmetNeed

OFFERED_FOR = timedelta(days=3)
"""How long a place is kept for who was told of it, from when they can read it; then the next one is told."""
YEAR = timedelta(days=365)
LOOKED_AT = 50
"""Mentors of whom somebody who comes back from a pause may hear at once."""
IN_THE_DATABASE = {"synchronize_session": False}


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Somebody's place on the waiting list for a topic."""

    need_id: int
    topic_id: int
    place: int
    """Counted from 1."""
    waits: bool
    """False: the place they would get."""
    usual_days: int | None
    """Half of those who waited in the last year were told within so many days; None below five people."""


async def count(session: AsyncSession, mentee: Member, words: str, asked: Sequence[int], now: datetime) -> int | None:
    if not words:
        return None
    before = await session.scalar(
        select(UnmetNeed.id).where(UnmetNeed.member_id == mentee.id, UnmetNeed.words == words)
    )
    if before is not None:
        return before
    need = UnmetNeed(
        workspace_id=mentee.workspace_id,
        member_id=mentee.id,
        topic_id=asked[0] if asked else None,
        words=words,
        created_at=now,
    )
    session.add(need)
    await session.flush()
    return need.id


async def wait(session: AsyncSession, by: Member, need_id: int, now: datetime) -> Waiting:
    """Be told when a mentor has a place for what `by` searched in vain. Raises NotJoined, NotFound."""
    if by.left_at is not None:
        raise NotJoined  # who has left is sent nothing, so nothing is promised
    need = access.check(session, access.WAIT, by, await session.get(UnmetNeed, need_id), "need")
    if need.topic_id is None:
        raise NotFound("need")
    if not need.waiting:
        need.waiting, need.waiting_since = True, now
    await session.flush()
    return await _standing(session, need, now)


async def stop(session: AsyncSession, by: Member, need_id: int) -> None:
    """Off the list. Safe to do twice. Raises NotFound."""
    need = access.check(session, access.WAIT, by, await session.get(UnmetNeed, need_id), "need")
    need.waiting, need.waiting_since = False, None


async def standing(session: AsyncSession, by: Member, need_id: int | None, now: datetime) -> Waiting | None:
    """The place that `by` has on the waiting list, or would get; None where there is nothing to wait for."""
    need = await session.get(UnmetNeed, need_id) if need_id is not None else None
    if need is None or need.member_id != by.id or need.topic_id is None:
        return None
    return await _standing(session, need, now)


async def waits_of(session: AsyncSession, by: Member, now: datetime) -> Sequence[Waiting]:
    """Everything that `by` waits for, the longest wait first."""
    mine = select(UnmetNeed).where(UnmetNeed.member_id == by.id, UnmetNeed.waiting.is_(True))
    needs = await session.scalars(mine.order_by(UnmetNeed.waiting_since, UnmetNeed.id))
    return [await _standing(session, need, now) for need in needs if need.topic_id is not None]


async def _standing(session: AsyncSession, need: UnmetNeed, now: datetime) -> Waiting:
    assert need.topic_id is not None, "who waits, waits for a topic"
    before = select(func.count(UnmetNeed.member_id.distinct())).where(
        UnmetNeed.workspace_id == need.workspace_id,
        UnmetNeed.topic_id == need.topic_id,
        UnmetNeed.waiting.is_(True),
        UnmetNeed.member_id != need.member_id,
    )
    if need.waiting:
        earlier = UnmetNeed.waiting_since < need.waiting_since
        at_once = UnmetNeed.waiting_since == need.waiting_since
        before = before.where(or_(earlier, and_(at_once, UnmetNeed.id < need.id)))
    place = 1 + (await session.scalars(before)).one()
    usual = await _usual_days(session, need.workspace_id, need.topic_id, now)
    return Waiting(need_id=need.id, topic_id=need.topic_id, place=place, waits=need.waiting, usual_days=usual)


async def _usual_days(session: AsyncSession, workspace_id: str, topic_id: int, now: datetime) -> int | None:
    """The median of a year: of this topic if five people were told of it, else of all topics if five were."""
    told = (PlaceOffer.workspace_id == workspace_id, PlaceOffer.offered_at > now - YEAR)
    for where in ((*told, UnmetNeed.topic_id == topic_id), told):
        people, offers = (
            await session.execute(
                select(func.count(UnmetNeed.member_id.distinct()), func.count())
                .select_from(PlaceOffer)
                .join(UnmetNeed, UnmetNeed.id == PlaceOffer.need_id)
                .where(*where)
            )
        ).one()
        if people >= FEWEST:
            middle = (
                select(PlaceOffer.waited_seconds)
                .join(UnmetNeed, UnmetNeed.id == PlaceOffer.need_id)
                .where(*where)
                .order_by(PlaceOffer.waited_seconds)
                .offset((offers - 1) // 2)
                .limit(1)
            )
            return -(-(await session.scalars(middle)).one() // 86_400)
    return None


async def tell_waiting(session: AsyncSession, mentor_id: int, now: datetime) -> None:
    """A mentor joined, offers more, came back or has a place again: who waited longest is told, one for each place."""
    profile = await session.get(MentorProfile, mentor_id, with_for_update=True, populate_existing=True)
    mentor = await session.get(Member, mentor_id)
    if profile is None or mentor is None or not profile.active:
        return
    if mentor.joined_at is None or mentor.left_at is not None or members.is_paused(mentor, now):
        return
    places = profile.capacity - profile.places_taken - await _offered(session, mentor_id)
    if places <= 0:
        return
    needs = await session.scalars(
        select(UnmetNeed)
        .join(MentorTopic, MentorTopic.topic_id == UnmetNeed.topic_id)
        .where(
            UnmetNeed.workspace_id == mentor.workspace_id,
            UnmetNeed.waiting.is_(True),
            UnmetNeed.member_id != mentor_id,
            MentorTopic.member_id == mentor_id,
        )
        .order_by(UnmetNeed.waiting_since, UnmetNeed.id)
    )
    told: set[int] = set()
    for need in needs.all():
        if len(told) == places:
            return
        if need.member_id not in told and await _offer(session, need, mentor, now):
            told.add(need.member_id)


async def look_again(session: AsyncSession, member_id: int, now: datetime) -> None:
    """They are back from a pause: told of what they offer, and of the places that came free for them meanwhile."""
    await tell_waiting(session, member_id, now)
    waits = select(UnmetNeed.topic_id).where(UnmetNeed.member_id == member_id, UnmetNeed.waiting.is_(True))
    offering = (
        select(MentorTopic.member_id)
        .join(MentorProfile, MentorProfile.member_id == MentorTopic.member_id)
        .where(MentorTopic.topic_id.in_(waits), MentorTopic.member_id != member_id)
        .where(MentorProfile.active.is_(True), MentorProfile.places_taken < MentorProfile.capacity)
        .distinct()
        .order_by(MentorTopic.member_id)
        .limit(LOOKED_AT)
    )
    for mentor_id in (await session.scalars(offering)).all():
        await tell_waiting(session, mentor_id, now)


async def stop_all(session: AsyncSession, member: Member) -> None:
    """They leave: nobody behind them waits for them to answer."""
    mine = update(UnmetNeed).where(UnmetNeed.member_id == member.id, UnmetNeed.waiting.is_(True))
    await session.execute(mine.values(waiting=False, waiting_since=None), execution_options=IN_THE_DATABASE)


async def _offered(session: AsyncSession, mentor_id: int) -> int:
    """Places that are kept for who was told of them. Whose question is settled keeps none: a yes has taken it."""
    settled = exists().where(
        Request.mentor_id == mentor_id,
        Request.mentee_id == UnmetNeed.member_id,
        Request.state.not_in((RequestState.PENDING, RequestState.MORE_INFO)),
        Request.answered_at >= PlaceOffer.offered_at,
    )
    kept = (
        select(func.count())
        .select_from(PlaceOffer)
        .join(UnmetNeed, UnmetNeed.id == PlaceOffer.need_id)
        .where(PlaceOffer.mentor_id == mentor_id, PlaceOffer.open.is_(True), ~settled)
    )
    return (await session.scalars(kept)).one()


async def _offer(session: AsyncSession, need: UnmetNeed, mentor: Member, now: datetime) -> bool:
    """Tell whoever waits, if they may ask this mentor and nobody else told them in this moment."""
    person = await members.by_id(session, need.workspace_id, need.member_id)
    if outbox.readable_at(person, "need.met", now) is None or members.is_paused(person, now):
        return False  # a place is kept for nobody who would not hear of it; who comes back is next
    if not await is_free(session, person, mentor.id, now):
        return False
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


async def wait_on(session: AsyncSession, need: UnmetNeed, now: datetime) -> None:
    """The place was taken before it could be told: `need` keeps its own in the list."""
    need.waiting, need.waiting_since = True, need.waiting_since or now
    newest = select(func.max(PlaceOffer.id)).where(PlaceOffer.need_id == need.id)
    offer = await session.get(PlaceOffer, await session.scalar(newest) or 0)
    if offer is not None:
        await session.delete(offer)


async def lapsed(session: AsyncSession, now: datetime, limit: int = 200) -> Sequence[int]:
    """Ids of offers that nobody keeps any more, for the job that offers the places on."""
    return (
        await session.scalars(
            select(PlaceOffer.id)
            .where(PlaceOffer.open.is_(True), PlaceOffer.offered_at <= now - OFFERED_FOR)
            .where(served(PlaceOffer.workspace_id))
            .order_by(PlaceOffer.id)
            .limit(limit)
        )
    ).all()


async def offer_on(session: AsyncSession, offer_id: int, now: datetime) -> None:
    """This offer ends; whoever waits next is told, if the place is still free."""
    offer = await session.get(PlaceOffer, offer_id)
    ends = update(PlaceOffer).where(PlaceOffer.id == offer_id, PlaceOffer.open.is_(True)).values(open=False)
    if offer is not None and await claimed(session, ends):
        await tell_waiting(session, offer.mentor_id, now)
