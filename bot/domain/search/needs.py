"""What was searched in vain: counted for the coordinators, and the waiting list of who searched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access
from bot.domain.errors import NotFound, NotJoined
from bot.domain.insight import FEWEST
from models import Member, PlaceOffer, UnmetNeed

YEAR = timedelta(days=365)
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


async def stop_all(session: AsyncSession, member: Member) -> None:
    """They leave: nobody behind them waits for them to answer."""
    mine = update(UnmetNeed).where(UnmetNeed.member_id == member.id, UnmetNeed.waiting.is_(True))
    await session.execute(mine.values(waiting=False, waiting_since=None), execution_options=IN_THE_DATABASE)
