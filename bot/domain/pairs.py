"""Pairs: the introduction, the private double yes, and the end."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, members, outbox, sessions
from bot.domain.errors import PairEnded
from bot.domain.rows import claimed
from bot.domain.search import places
from bot.domain.workspaces import served
from models import EndReason, Member, MentoringSession, MentorProfile, Pair, PairState, Request, SessionState

CLICK_WITHIN = timedelta(days=7)
CLICK_REMINDER = timedelta(days=2)


def subject(pair: Pair) -> str:
    return f"pair:{pair.id}"


async def introduce(session: AsyncSession, request: Request, now: datetime) -> Pair:
    """Open the introduction of an accepted request: both get the guide and times for a first talk."""
    profile = await session.get(MentorProfile, request.mentor_id)
    pair = Pair(
        workspace_id=request.workspace_id,
        request_id=request.id,
        mentor_id=request.mentor_id,
        mentee_id=request.mentee_id,
        rhythm_days=profile.rhythm_days if profile else 14,
        introduced_at=now,
    )
    session.add(pair)
    await session.flush()
    await sessions.propose(session, pair, now)
    for member in await both(session, pair):
        await outbox.plan(session, "introduction.opened", member, about=("pair", pair.id), due=now)
    return pair


async def both(session: AsyncSession, pair: Pair) -> tuple[Member, Member]:
    """(mentor, mentee)."""
    people = await members.names(session, pair.workspace_id, (pair.mentor_id, pair.mentee_id))
    return people[pair.mentor_id], people[pair.mentee_id]


async def partner(session: AsyncSession, pair: Pair, member: Member) -> Member:
    other = pair.mentee_id if member.id == pair.mentor_id else pair.mentor_id
    return await members.by_id(session, pair.workspace_id, other)


async def get(session: AsyncSession, by: Member, pair_id: int, *, lock: bool = False) -> Pair:
    """A pair that `by` belongs to. Raises NotFound, for everybody else's too."""
    statement = select(Pair).where(Pair.workspace_id == by.workspace_id, Pair.id == pair_id)
    if lock:
        statement = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    return access.check(session, access.RUN_PAIR, by, await session.scalar(statement), "pair")


async def answer_click(session: AsyncSession, by: Member, pair_id: int, clicked: bool, now: datetime) -> Pair:
    """One side says privately whether it clicked; nothing shows before both have. Raises NotFound, PairEnded.

    Until the other has answered one may change one's mind. Only two yeses make a pair.
    """
    pair = await get(session, by, pair_id, lock=True)
    if pair.state is PairState.ENDED:
        raise PairEnded
    if pair.state is not PairState.INTRODUCTION:
        return pair
    if by.id == pair.mentor_id:
        pair.mentor_clicked = clicked
    else:
        pair.mentee_clicked = clicked
    await outbox.cancel_one(session, by, subject(pair), "introduction.click")
    if pair.mentor_clicked and pair.mentee_clicked:
        await _start(session, pair, now)
    elif pair.mentor_clicked is not None and pair.mentee_clicked is not None:
        await end(session, pair, EndReason.NO_CLICK, now)
        await _tell_both(session, pair, "introduction.parted", now)
    return pair


async def _start(session: AsyncSession, pair: Pair, now: datetime) -> None:
    pair.state, pair.active_since, pair.answer_click_by = PairState.ACTIVE, now, None
    await session.flush()
    await sessions.propose(session, pair, now)
    await _tell_both(session, pair, "pair.started", now)


async def _tell_both(session: AsyncSession, pair: Pair, kind: str, now: datetime) -> None:
    for member in await both(session, pair):
        await outbox.plan(session, kind, member, about=("pair", pair.id), due=now)


async def settle(
    session: AsyncSession, by: Member, session_id: int, held: bool, now: datetime
) -> tuple[MentoringSession, Pair]:
    """ "Did you meet?" of any session; after a first talk both are asked whether it clicked.

    Raises NotFound, SessionGone.
    """
    meeting, pair = await sessions.settle(session, by, session_id, held, now)
    if meeting.is_introduction and meeting.state is SessionState.HELD and pair.answer_click_by is None:
        await _ask_click(session, pair, now)
    return meeting, pair


async def _ask_click(session: AsyncSession, pair: Pair, now: datetime) -> None:
    """The first talk was held: both are asked privately; whoever stays silent is reminded once."""
    pair.answer_click_by = now + CLICK_WITHIN
    for member in await both(session, pair):
        await outbox.plan(
            session, "introduction.click", member, about=("pair", pair.id), due=now + CLICK_REMINDER,
            expires=pair.answer_click_by,
        )  # fmt: skip


def _unanswered(now: datetime) -> Select[Pair]:
    return select(Pair).where(
        Pair.state == PairState.INTRODUCTION, Pair.answer_click_by <= now, served(Pair.workspace_id)
    )


async def unanswered(session: AsyncSession, now: datetime, limit: int = 200) -> Sequence[int]:
    """Ids of introductions in which somebody stayed silent too long, for the job that parts them."""
    return [pair.id for pair in await session.scalars(_unanswered(now).order_by(Pair.id).limit(limit))]


async def part(session: AsyncSession, pair_id: int, now: datetime) -> None:
    """Silence counts as no: the introduction ends and both are offered other people."""
    pair = await session.scalar(_unanswered(now).where(Pair.id == pair_id).with_for_update(key_share=True))
    if pair is None:
        return  # answered since the look
    await end(session, pair, EndReason.NO_ANSWER, now)
    await _tell_both(session, pair, "introduction.parted", now)


async def end(session: AsyncSession, pair: Pair, reason: EndReason, now: datetime) -> None:
    """End a pair once: the place is freed, the planned session cancelled, what was planned withdrawn."""
    if not await claimed(
        session,
        update(Pair)
        .where(Pair.id == pair.id, Pair.state != PairState.ENDED)
        .values(state=PairState.ENDED, ended_at=now, end_reason=reason, prompt_at=None),
    ):
        raise PairEnded
    await session.refresh(pair)
    await sessions.cancel_planned(session, pair, now)
    await outbox.cancel(session, pair.workspace_id, subject(pair))
    await session.execute(
        update(MentorProfile)
        .where(MentorProfile.member_id == pair.mentor_id, MentorProfile.places_taken > 0)
        .values(places_taken=MentorProfile.places_taken - 1)
        .execution_options(synchronize_session=False)
    )
    await places.tell_waiting(session, pair.mentor_id, now)


async def say_goodbye(session: AsyncSession, by: Member, pair_id: int, reason: EndReason, now: datetime) -> Pair:
    """One side ends the pair, with a reason that is only counted; the other is told. Raises NotFound, PairEnded."""
    pair = await get(session, by, pair_id, lock=True)
    await end(session, pair, reason, now)
    other = await partner(session, pair, by)
    await outbox.plan(session, "pair.ended", other, about=("pair", pair.id), due=now)
    return pair


async def running(session: AsyncSession, member: Member) -> Sequence[Pair]:
    return (
        await session.scalars(
            select(Pair)
            .where(or_(Pair.mentor_id == member.id, Pair.mentee_id == member.id), Pair.state != PairState.ENDED)
            .order_by(Pair.id)
        )
    ).all()


async def held_count(session: AsyncSession, pair: Pair) -> int:
    held = select(func.count()).where(MentoringSession.pair_id == pair.id, MentoringSession.state == SessionState.HELD)
    return (await session.scalars(held)).one()


async def drop_all(session: AsyncSession, member: Member, now: datetime) -> None:
    """They leave or are gone: their pairs end, their partners are told kindly and helped on."""
    for pair in await running(session, member):
        try:
            await end(session, pair, EndReason.LEFT, now)
        except PairEnded:
            continue  # the partner leaves in this moment too
        other = await partner(session, pair, member)
        await outbox.plan(session, "pair.partner_left", other, about=("pair", pair.id), due=now)
