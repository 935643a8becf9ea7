"""Waiting for just one mentor: told when she has a place again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, members, outbox
from bot.domain.errors import MentorUnavailable, NotJoined, TooManyWaits
from bot.domain.rows import insert_new
from bot.domain.search.why import Answer, Reason, reason
from models import Member, MentorWait

MOST = 10
"""Mentors whom somebody waits for at once."""
WORTH_WAITING = (Reason.FULL, Reason.PAUSED)


@dataclass(frozen=True, kw_only=True)
class WaitsFor:
    """Somebody's place on the list of those who wait for one mentor."""

    wait_id: int
    mentor: Member
    place: int
    """Counted from 1."""


async def wait(session: AsyncSession, by: Member, mentor_id: int, now: datetime) -> WaitsFor:
    """Be told when this mentor has a place. Doing it twice keeps the place one has.

    Raises NotJoined, NotFound, TooManyWaits; MentorUnavailable when there is nothing to wait for, or not for `by`.
    """
    if by.left_at is not None:
        raise NotJoined
    mentor = await members.by_id(session, by.workspace_id, mentor_id)
    if await reason(session, by, mentor, now) not in WORTH_WAITING:
        raise MentorUnavailable(mentor.slack_id)
    await members.locked(session, by.id)
    ids = {"workspace_id": by.workspace_id, "member_id": by.id, "mentor_id": mentor.id}
    row = await _of(session, by, mentor)
    if row is None or not row.waiting:
        if len(await _mine(session, by)) >= MOST:
            raise TooManyWaits(MOST)
        if row is None:
            await insert_new(session, MentorWait, **ids, waiting=True, waiting_since=now, created_at=now)
        else:
            row.waiting, row.waiting_since, row.created_at, row.open, row.offered_at = True, now, now, False, None
        await session.flush()
        row = await _of(session, by, mentor)
    assert row is not None
    return await _standing(session, row, mentor)


async def _of(session: AsyncSession, by: Member, mentor: Member) -> MentorWait | None:
    mine = select(MentorWait).where(MentorWait.member_id == by.id, MentorWait.mentor_id == mentor.id)
    return await session.scalar(mine)


async def _mine(session: AsyncSession, by: Member) -> Sequence[MentorWait]:
    mine = select(MentorWait).where(MentorWait.member_id == by.id, MentorWait.waiting.is_(True))
    return (await session.scalars(mine.order_by(MentorWait.waiting_since, MentorWait.id))).all()


async def waits_of(session: AsyncSession, by: Member) -> Sequence[WaitsFor]:
    """Every mentor whom `by` waits for, the longest wait first."""
    rows = await _mine(session, by)
    people = await members.names(session, by.workspace_id, [row.mentor_id for row in rows])
    return [await _standing(session, row, people[row.mentor_id]) for row in rows if row.mentor_id in people]


async def waiting_for(session: AsyncSession, by: Member, mentor: Member) -> WaitsFor | None:
    """The place that `by` has on this mentor's list, if they wait for them."""
    row = await _of(session, by, mentor)
    return await _standing(session, row, mentor) if row is not None and row.waiting else None


async def _standing(session: AsyncSession, row: MentorWait, mentor: Member) -> WaitsFor:
    earlier = MentorWait.waiting_since < row.waiting_since
    at_once = and_(MentorWait.waiting_since == row.waiting_since, MentorWait.id < row.id)
    before = select(func.count()).where(
        MentorWait.mentor_id == row.mentor_id, MentorWait.waiting.is_(True), or_(earlier, at_once)
    )
    return WaitsFor(wait_id=row.id, mentor=mentor, place=1 + (await session.scalars(before)).one())


async def with_places(session: AsyncSession, by: Member, answers: Sequence[Answer]) -> Sequence[Answer]:
    """The same answers, with the place that `by` has on the lists of those whom they wait for."""
    found = []
    for one in answers:
        waits = await waiting_for(session, by, one.mentor) if one.mentor is not None else None
        found.append(replace(one, wait_id=waits.wait_id, place=waits.place) if waits is not None else one)
    return found


async def asked(session: AsyncSession, by: Member, mentor_id: int) -> None:
    """They have asked this mentor: there is nothing to wait for any more."""
    mine = MentorWait.member_id == by.id, MentorWait.mentor_id == mentor_id, MentorWait.waiting.is_(True)
    over = update(MentorWait).where(*mine).values(waiting=False, waiting_since=None)
    await session.execute(over.execution_options(synchronize_session=False))


async def stop(session: AsyncSession, by: Member, wait_id: int) -> None:
    """Off the list. Safe to do twice. Raises NotFound."""
    row = access.check(session, access.WAIT, by, await session.get(MentorWait, wait_id), "need")
    row.waiting, row.waiting_since = False, None


async def drop_all(session: AsyncSession, member: Member, now: datetime) -> None:
    """They leave: they wait for nobody, and whoever waits for them is told that it is over."""
    over = {"waiting": False, "waiting_since": None, "open": False}
    mine = update(MentorWait).where(MentorWait.member_id == member.id).values(**over)
    await session.execute(mine.execution_options(synchronize_session=False))
    in_vain = select(MentorWait).where(MentorWait.mentor_id == member.id, MentorWait.waiting.is_(True))
    for row in (await session.scalars(in_vain)).all():
        row.waiting, row.waiting_since = False, None
        person = await members.by_id(session, row.workspace_id, row.member_id)
        await outbox.plan(session, "mentor.not_free", person, about=("wait", row.id), due=now)


async def wait_on(row: MentorWait, now: datetime) -> None:
    """The place was taken before it could be told: they keep their own in the list."""
    row.waiting, row.waiting_since, row.open, row.offered_at = True, row.waiting_since or now, False, None
