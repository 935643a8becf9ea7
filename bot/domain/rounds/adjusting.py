"""Changing matches by hand before they are released: holding, forbidding, swapping, giving somebody another mentor.

What is changed by hand is held; the matching that follows keeps it and moves as few others as it can.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import audit
from bot.domain.errors import InvalidInput, MatchGone
from bot.domain.rounds import drafting, stages, standing
from bot.domain.rows import insert_new
from models import Member, Round, RoundForbidden, RoundKind, RoundMatch, RoundSignUp, RoundState


async def get(
    session: AsyncSession, by: Member, match_id: int, *, changing: datetime | None = None
) -> tuple[Round, RoundMatch]:
    """A match of a round that `by` runs; locked, to be `changing` at a moment. Raises NotFound, MatchGone, and then
    RoundMoved, RoundIsBusy."""
    match = await session.scalar(
        select(RoundMatch).where(RoundMatch.workspace_id == by.workspace_id, RoundMatch.id == match_id)
    )
    if match is None:
        raise MatchGone
    row = await drafting.get(session, by, match.round_id, lock=changing is not None)
    if changing is not None:
        _check(row, changing)
        await session.refresh(match)
    return row, match


def _check(row: Round, now: datetime) -> None:
    stages.check(row, RoundState.PREVIEW)
    stages.check_quiet(row, now)


async def changing(session: AsyncSession, by: Member, round_id: int, now: datetime) -> Round:
    """The round, locked, to be changed by hand. Raises NotFound, RoundMoved, RoundIsBusy."""
    row = await drafting.get(session, by, round_id, lock=True)
    _check(row, now)
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
    row, match = await get(session, by, match_id, changing=now)
    held = not match.locked
    for one in await rows_of(session, match):
        one.locked, one.by_hand = held, one.by_hand and held
    _note(session, row, by, now)
    await session.flush()
    return row, match


async def forbid(session: AsyncSession, by: Member, match_id: int, now: datetime) -> Round:
    """Never together in this round. Raises NotFound, MatchGone, RoundMoved, RoundIsBusy."""
    row, match = await get(session, by, match_id, changing=now)
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


async def swap(session: AsyncSession, by: Member, match_id: int, who_id: int, other_id: int, now: datetime) -> Round:
    """The mentees of two matches change places, and both are held: `other_id` is the other match. Of peers a person
    changes places, `who_id`, with one of another match, `other_id`. Raises NotFound, MatchGone, InvalidInput,
    RoundMoved, RoundIsBusy."""
    row, one = await get(session, by, match_id, changing=now)
    if row.kind is RoundKind.PEER:
        await _swap_peers(session, row, one, who_id, other_id)
    else:
        await _swap_mentees(session, row, one, other_id)
    _note(session, row, by, now)
    await session.flush()
    return row


async def _swap_mentees(session: AsyncSession, row: Round, one: RoundMatch, other_id: int) -> None:
    other = await session.get(RoundMatch, other_id)
    if other is None or other.round_id != row.id:
        raise MatchGone
    if other.id == one.id or len({one.mentor_id, one.mentee_id, other.mentor_id, other.mentee_id}) < 4:
        raise InvalidInput("swap_with", "round_swap")
    pairs = [(one.mentor_id, other.mentee_id), (other.mentor_id, one.mentee_id)]
    await session.delete(one)
    await session.delete(other)
    await session.flush()
    for people in pairs:
        await _put(session, row, people)


async def _swap_peers(session: AsyncSession, row: Round, one: RoundMatch, who_id: int, other_id: int) -> None:
    groups = await standing.groups(session, row)
    mine = next(people for people in groups if {one.mentor_id, one.mentee_id} <= {*people})
    theirs = next((people for people in groups if other_id in people), None)
    if theirs is None or theirs == mine or who_id not in mine:
        raise InvalidInput("swap_with", "round_swap")
    for match in (*groups[mine], *groups[theirs]):
        await session.delete(match)
    await session.flush()
    await _put(session, row, sorted({*mine} - {who_id} | {other_id}))
    await _put(session, row, sorted({*theirs} - {other_id} | {who_id}))


async def give(
    session: AsyncSession,
    by: Member,
    round_id: int,
    mentee: Member | None,
    mentor: Member | None,
    now: datetime,
    third: Member | None = None,
) -> Round:
    """These two are together, whatever the matching found; of peers any two, or three. Raises NotFound, InvalidInput,
    RoundMoved, RoundIsBusy."""
    row = await changing(session, by, round_id, now)
    chosen = [("give_mentee", mentee, "mentee"), ("give_mentor", mentor, "mentor")]
    if third is not None:
        chosen.append(("give_third", third, "mentor"))
    for field, member, side in chosen:
        said = await session.get(RoundSignUp, (row.id, member.id)) if member is not None else None
        takes_part = said is not None and said.withdrawn_at is None
        if not takes_part or said is None or not (said.as_mentor if side == "mentor" else said.as_mentee):
            raise InvalidInput(field, "round_not_in" if not takes_part else f"round_no_{side}")
    assert mentee is not None, "the loop has raised"
    assert mentor is not None, "the loop has raised"
    people = [mentor.id, mentee.id] + ([third.id] if third is not None and row.kind is RoundKind.PEER else [])
    if len(set(people)) < len(people):
        raise InvalidInput("give_mentor", "round_swap")
    await clear(session, row, people if row.kind is RoundKind.PEER else [mentee.id])
    await _put(session, row, people)
    await session.flush()
    return row


async def clear(session: AsyncSession, row: Round, ids: Sequence[int]) -> None:
    """The mentee, or the peers, are with nobody; three of whom one goes are none any more."""
    theirs: ColumnElement[bool] = RoundMatch.mentee_id.in_(ids)
    if row.kind is RoundKind.PEER:
        theirs = or_(theirs, RoundMatch.mentor_id.in_(ids))
    found = (await session.scalars(select(RoundMatch).where(RoundMatch.round_id == row.id, theirs))).all()
    gone = {one.id: one for match in found for one in await rows_of(session, match)}
    for one in gone.values():
        await session.delete(one)
    await session.flush()


async def _put(session: AsyncSession, row: Round, people: Sequence[int]) -> None:
    """Mentor and mentee, or peers: held, and without a score until the next matching."""
    pairs = [(people[0], people[1])] if len(people) == 2 else standing.rows_of_three(people)
    for mentor_id, mentee_id in pairs:
        low, high = sorted((mentor_id, mentee_id))
        await session.execute(
            delete(RoundForbidden)
            .where(RoundForbidden.round_id == row.id, RoundForbidden.one_id == low, RoundForbidden.other_id == high)
            .execution_options(synchronize_session=False)
        )
        session.add(
            RoundMatch(
                workspace_id=row.workspace_id, round_id=row.id, mentor_id=mentor_id, mentee_id=mentee_id, score=0,
                why={}, trio=min(people) if len(people) == 3 else 0, locked=True, by_hand=True,
            )
        )  # fmt: skip


def _note(session: AsyncSession, row: Round, by: Member, now: datetime) -> None:
    audit.note(session, row.workspace_id, audit.ROUND_CHANGED, by=by, now=now, network_id=row.network_id)


async def forbidden(session: AsyncSession, row: Round) -> Sequence[tuple[int, int]]:
    rows = select(RoundForbidden.one_id, RoundForbidden.other_id).where(RoundForbidden.round_id == row.id)
    return [(one, other) for one, other in await session.execute(rows)]
