"""Changing matches by hand before they are released: holding, forbidding, swapping, giving somebody another mentor.

What is changed by hand is held; the matching that follows keeps it and moves as few others as it can.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain import audit
from bot.domain.errors import InvalidInput, MatchGone, RoundIsBusy
from bot.domain.rounds import drafting, stages
from bot.domain.rows import insert_new
from bot.domain.topics import fold
from models import Member, Round, RoundForbidden, RoundKind, RoundMatch, RoundSignUp, RoundState


async def get(session: AsyncSession, by: Member, match_id: int, *, lock: bool = False) -> tuple[Round, RoundMatch]:
    """A match of a round that `by` runs. Raises NotFound, MatchGone."""
    match = await session.scalar(
        select(RoundMatch).where(RoundMatch.workspace_id == by.workspace_id, RoundMatch.id == match_id)
    )
    if match is None:
        raise MatchGone
    row = await drafting.get(session, by, match.round_id, lock=lock)
    if lock:
        await _changing(session, row)
        await session.refresh(match)
    return row, match


async def _changing(session: AsyncSession, row: Round) -> None:
    stages.check(row, RoundState.PREVIEW)
    if row.working_since is not None:
        raise RoundIsBusy


async def changing(session: AsyncSession, by: Member, round_id: int, now: datetime) -> Round:
    """The round, locked, to be changed by hand. Raises NotFound, RoundMoved, RoundIsBusy."""
    row = await drafting.get(session, by, round_id, lock=True)
    await _changing(session, row)
    _note(session, row, by, now)
    return row


async def rows_of(session: AsyncSession, match: RoundMatch) -> Sequence[RoundMatch]:
    """One row, or the three of three peers."""
    if not match.trio:
        return [match]
    three = select(RoundMatch).where(RoundMatch.round_id == match.round_id, RoundMatch.trio == match.trio)
    return (await session.scalars(three.order_by(RoundMatch.id))).all()


async def hold(session: AsyncSession, by: Member, match_id: int, now: datetime) -> tuple[Round, RoundMatch]:
    """Hold it, or let it go if it was held. Raises NotFound, MatchGone, RoundMoved, RoundIsBusy."""
    row, match = await get(session, by, match_id, lock=True)
    if match.trio:
        raise MatchGone  # three are made of who is left over, and cannot be held
    match.locked = not match.locked
    match.by_hand = match.by_hand and match.locked
    _note(session, row, by, now)
    await session.flush()
    return row, match


async def forbid(session: AsyncSession, by: Member, match_id: int, now: datetime) -> Round:
    """Never together in this round. Raises NotFound, MatchGone, RoundMoved, RoundIsBusy."""
    row, match = await get(session, by, match_id, lock=True)
    for one in await rows_of(session, match):
        low, high = sorted((one.mentor_id, one.mentee_id))
        await insert_new(
            session, RoundForbidden, workspace_id=row.workspace_id, round_id=row.id, one_id=low, other_id=high,
            created_at=now,
        )  # fmt: skip
        await session.delete(one)
    _note(session, row, by, now)
    await session.flush()
    return row


async def allow_again(session: AsyncSession, by: Member, round_id: int, now: datetime) -> Round:
    """Nobody is forbidden any more. Raises NotFound, RoundMoved, RoundIsBusy."""
    row = await changing(session, by, round_id, now)
    await session.execute(
        delete(RoundForbidden).where(RoundForbidden.round_id == row.id).execution_options(synchronize_session=False)
    )
    return row


async def swap(session: AsyncSession, by: Member, match_id: int, other_id: int, now: datetime) -> Round:
    """The mentees of two matches change places, and both are held. Raises NotFound, MatchGone, InvalidInput,
    RoundMoved, RoundIsBusy."""
    row, one = await get(session, by, match_id, lock=True)
    other = await session.get(RoundMatch, other_id)
    if other is None or other.round_id != row.id or one.trio or other.trio:
        raise MatchGone
    if other.id == one.id or len({one.mentor_id, one.mentee_id, other.mentor_id, other.mentee_id}) < 4:
        raise InvalidInput("swap_with", "round_swap")
    pairs = [(one.mentor_id, other.mentee_id), (other.mentor_id, one.mentee_id)]
    await session.delete(one)
    await session.delete(other)
    await session.flush()
    for mentor_id, mentee_id in pairs:
        await _put(session, row, mentor_id, mentee_id)
    _note(session, row, by, now)
    await session.flush()
    return row


async def give(
    session: AsyncSession, by: Member, round_id: int, mentee: Member | None, mentor: Member | None, now: datetime
) -> Round:
    """These two are together, whatever the matching found; of peers any two. Raises NotFound, InvalidInput,
    RoundMoved, RoundIsBusy."""
    row = await changing(session, by, round_id, now)
    for field, member, side in (("give_mentee", mentee, "mentee"), ("give_mentor", mentor, "mentor")):
        said = await session.get(RoundSignUp, (row.id, member.id)) if member is not None else None
        takes_part = said is not None and said.withdrawn_at is None
        if not takes_part or said is None or not (said.as_mentor if side == "mentor" else said.as_mentee):
            raise InvalidInput(field, "round_not_in" if not takes_part else f"round_no_{side}")
    assert mentee is not None, "the loop has raised"
    assert mentor is not None, "the loop has raised"
    if mentee.id == mentor.id:
        raise InvalidInput("give_mentor", "round_swap")
    await clear(session, row, mentee.id, mentor.id if row.kind is RoundKind.PEER else None)
    await _put(session, row, mentor.id, mentee.id)
    await session.flush()
    return row


async def clear(session: AsyncSession, row: Round, mentee_id: int, peer_id: int | None = None) -> None:
    """The mentee, or the two peers, are with nobody; three of whom one goes are none any more."""
    ids = [mentee_id] if peer_id is None else [mentee_id, peer_id]
    theirs: ColumnElement[bool] = RoundMatch.mentee_id.in_(ids)
    if peer_id is not None:
        theirs = or_(theirs, RoundMatch.mentor_id.in_(ids))
    found = (await session.scalars(select(RoundMatch).where(RoundMatch.round_id == row.id, theirs))).all()
    gone = {one.id: one for match in found for one in await rows_of(session, match)}
    for one in gone.values():
        await session.delete(one)
    await session.flush()


async def _put(session: AsyncSession, row: Round, mentor_id: int, mentee_id: int) -> None:
    """Held, and without a score until the next matching."""
    low, high = sorted((mentor_id, mentee_id))
    await session.execute(
        delete(RoundForbidden)
        .where(RoundForbidden.round_id == row.id, RoundForbidden.one_id == low, RoundForbidden.other_id == high)
        .execution_options(synchronize_session=False)
    )
    session.add(
        RoundMatch(
            workspace_id=row.workspace_id, round_id=row.id, mentor_id=mentor_id, mentee_id=mentee_id, score=0, why={},
            locked=True, by_hand=True,
        )
    )  # fmt: skip


def _note(session: AsyncSession, row: Round, by: Member, now: datetime) -> None:
    audit.note(session, row.workspace_id, audit.ROUND_CHANGED, by=by, now=now, network_id=row.network_id)


async def forbidden(session: AsyncSession, row: Round) -> Sequence[tuple[int, int]]:
    rows = select(RoundForbidden.one_id, RoundForbidden.other_id).where(RoundForbidden.round_id == row.id)
    return [(one, other) for one, other in await session.execute(rows)]


async def to_swap_with(
    session: AsyncSession, row: Round, match: RoundMatch, words: str
) -> Sequence[tuple[RoundMatch, Member, Member]]:
    """(match, mentor, mentee) with which it could be swapped, whose names have all `words` in them; 50 at
    most."""
    mentor, mentee = aliased(Member), aliased(Member)
    found = (
        select(RoundMatch, mentor, mentee)
        .join(mentor, mentor.id == RoundMatch.mentor_id)
        .join(mentee, mentee.id == RoundMatch.mentee_id)
        .where(RoundMatch.round_id == row.id, RoundMatch.trio == 0, RoundMatch.id != match.id)
        .order_by(mentee.name, RoundMatch.id)
        .limit(50)
    )
    for word in fold(words).split():
        found = found.where(
            or_(mentor.name_key.contains(word, autoescape=True), mentee.name_key.contains(word, autoescape=True))
        )
    return [(one, first, second) for one, first, second in await session.execute(found)]
