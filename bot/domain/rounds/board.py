"""How the pairs of a round fare: how far each has come, and how many have come how far. Never a word or an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import case, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models import (
    Agreement,
    AgreementState,
    Member,
    MentoringSession,
    Pair,
    PairState,
    Round,
    RoundMatch,
    SessionState,
)


class Step(StrEnum):
    """How far a pair has come; each holds all before it."""

    FELL_THROUGH = "fell_through"
    TO_COME = "to_come"
    """In a later wave."""
    INTRODUCED = "introduced"
    TALKED = "talked"
    CLICKED = "clicked"
    AGREED = "agreed"
    MET = "met"
    """A session beyond the first talk was held."""
    PARTED = "parted"
    """Before they were a pair: who said what is nobody's to know."""
    ENDED = "ended"


LADDER = (Step.INTRODUCED, Step.TALKED, Step.CLICKED, Step.AGREED, Step.MET)


@dataclass(frozen=True, kw_only=True)
class Faring:
    match: RoundMatch
    mentor: Member
    mentee: Member
    step: Step
    """Where they stand now."""
    reached: Step | None
    """The highest step of LADDER; None before the introduction."""
    held: int
    """Sessions, the first talk among them."""
    last_met: datetime | None


@dataclass(frozen=True, kw_only=True)
class Board:
    pairs: Sequence[Faring]
    reached: Mapping[Step, int]
    """How many pairs have reached each step of LADDER at some time."""
    fell_through: int
    to_come: int
    over: int
    """Parted or ended."""

    @property
    def begun(self) -> int:
        return self.reached[Step.INTRODUCED]


async def board(session: AsyncSession, row: Round) -> Board:
    mentor, mentee = aliased(Member), aliased(Member)
    held = (
        select(func.count())
        .select_from(MentoringSession)
        .where(MentoringSession.pair_id == Pair.id, MentoringSession.state == SessionState.HELD)
    )
    beyond = held.where(MentoringSession.is_introduction.is_(False)).scalar_subquery()
    last = (
        select(func.max(MentoringSession.starts_at))
        .where(MentoringSession.pair_id == Pair.id, MentoringSession.state == SessionState.HELD)
        .scalar_subquery()
    )
    signed = exists().where(
        Agreement.pair_id == Pair.id, Agreement.state.in_((AgreementState.SIGNED, AgreementState.REPLACED))
    )
    rows = await session.execute(
        select(RoundMatch, mentor, mentee, Pair, held.scalar_subquery(), beyond, last, case((signed, 1), else_=0))
        .join(mentor, mentor.id == RoundMatch.mentor_id)
        .join(mentee, mentee.id == RoundMatch.mentee_id)
        .outerjoin(Pair, Pair.id == RoundMatch.pair_id)
        .where(RoundMatch.round_id == row.id)
        .order_by(RoundMatch.wave, RoundMatch.id)
    )
    found = []
    for match, first, second, pair, count, further, last_met, agreed in rows:
        reached = _reached(pair, count, further, bool(agreed)) if pair is not None else None
        found.append(
            Faring(
                match=match, mentor=first, mentee=second, step=_stands(match, pair, reached), reached=reached,
                held=count or 0, last_met=last_met,
            )
        )  # fmt: skip
    counted = {
        step: sum(one.reached is not None and LADDER.index(one.reached) >= place for one in found)
        for place, step in enumerate(LADDER)
    }
    return Board(
        pairs=found,
        reached=counted,
        fell_through=sum(one.step is Step.FELL_THROUGH for one in found),
        to_come=sum(one.step is Step.TO_COME for one in found),
        over=sum(one.step in (Step.PARTED, Step.ENDED) for one in found),
    )


def _reached(pair: Pair, held: int, beyond: int, agreed: bool) -> Step:
    if beyond:
        return Step.MET
    if agreed:
        return Step.AGREED
    if pair.active_since is not None:
        return Step.CLICKED
    return Step.TALKED if held else Step.INTRODUCED


def _stands(match: RoundMatch, pair: Pair | None, reached: Step | None) -> Step:
    if pair is None or reached is None:
        return Step.FELL_THROUGH if match.introduced_at is not None else Step.TO_COME
    if pair.state is PairState.ENDED:
        return Step.PARTED if pair.active_since is None else Step.ENDED
    return reached
