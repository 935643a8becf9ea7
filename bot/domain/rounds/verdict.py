"""What became of a round, held against the thresholds of its pilot: continue, redesign or stop, with the evidence.

docs/rounds.md says the rule. Nothing is told of fewer than five people, and a verdict needs every figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.insight import FEWEST
from bot.domain.rounds.terms import Pilot, Terms
from models import Feedback, MentoringSession, Pair, Round, RoundMatch, SessionState


class Verdict(StrEnum):
    CONTINUE = "continue"
    REDESIGN = "redesign"
    STOP = "stop"


class Figure(StrEnum):
    MEETINGS = "meetings"
    USEFUL = "useful"
    MENTEES_LEARNED = "mentees_learned"
    MENTORS_LEARNED = "mentors_learned"


@dataclass(frozen=True, kw_only=True)
class Evidence:
    figure: Figure
    value: float | None
    """Percent, or 1 to 5; None: fewer than five people."""
    threshold: float

    @property
    def reached(self) -> bool | None:
        return None if self.value is None else self.value >= self.threshold


@dataclass(frozen=True, kw_only=True)
class Judged:
    pilot: Pilot
    pairs: int | None
    """None: fewer than five."""
    evidence: Sequence[Evidence]
    verdict: Verdict | None
    """None: too few people to say."""


async def judge(session: AsyncSession, row: Round) -> Judged | None:
    """None when the round is no pilot."""
    pilot = Terms.read(row.terms).pilot
    if pilot is None:
        return None
    pairs = await _held(session, row)
    enough = len(pairs) >= FEWEST
    meeting = 100 * sum(held >= pilot.meetings for held in pairs) / len(pairs) if enough else None
    evidence = [
        Evidence(figure=Figure.MEETINGS, value=meeting, threshold=pilot.pairs_meeting),
        Evidence(figure=Figure.USEFUL, value=await _useful(session, row), threshold=pilot.useful),
        Evidence(
            figure=Figure.MENTEES_LEARNED, value=await _learned(session, row, mentors=False), threshold=pilot.learned
        ),
        Evidence(
            figure=Figure.MENTORS_LEARNED, value=await _learned(session, row, mentors=True), threshold=pilot.learned
        ),
    ]
    return Judged(pilot=pilot, pairs=len(pairs) if enough else None, evidence=evidence, verdict=decide(evidence))


def decide(evidence: Sequence[Evidence]) -> Verdict | None:
    """All thresholds reached: continue. Fewer than half: stop. Between: redesign. One unknown: nobody can say."""
    known = [one.reached for one in evidence if one.reached is not None]
    if len(known) < len(evidence):
        return None
    if all(known):
        return Verdict.CONTINUE
    return Verdict.STOP if sum(known) * 2 < len(known) else Verdict.REDESIGN


async def _held(session: AsyncSession, row: Round) -> Sequence[int]:
    """Sessions held, of each pair of the round."""
    held = (
        select(RoundMatch.pair_id, func.count(MentoringSession.id))
        .outerjoin(
            MentoringSession,
            and_(MentoringSession.pair_id == RoundMatch.pair_id, MentoringSession.state == SessionState.HELD),
        )
        .where(RoundMatch.round_id == row.id, RoundMatch.pair_id.is_not(None))
        .group_by(RoundMatch.pair_id)
    )
    return [count for _, count in await session.execute(held)]


def _of_round(row: Round) -> ColumnElement[bool]:
    return Pair.id.in_(select(RoundMatch.pair_id).where(RoundMatch.round_id == row.id))


async def _useful(session: AsyncSession, row: Round) -> float | None:
    """The mean over people of each one's own mean, so that who meets often does not speak for all."""
    mine = (
        select(func.avg(Feedback.useful).label("mean"))
        .join(MentoringSession, MentoringSession.id == Feedback.session_id)
        .join(Pair, Pair.id == MentoringSession.pair_id)
        .where(_of_round(row))
        .group_by(Feedback.writer_id)
        .subquery()
    )
    count, mean = (await session.execute(select(func.count(), func.avg(mine.c.mean)).select_from(mine))).one()
    return float(mean) if count >= FEWEST else None


async def _learned(session: AsyncSession, row: Round, *, mentors: bool) -> float | None:
    """Percent of those of one side who said how it was that took something away at least once: they chose what, other
    than "little", or wrote it down."""
    side = Pair.mentor_id if mentors else Pair.mentee_id
    rows = await session.execute(
        select(Feedback.writer_id, Feedback.gained, Feedback.learned)
        .join(MentoringSession, MentoringSession.id == Feedback.session_id)
        .join(Pair, Pair.id == MentoringSession.pair_id)
        .where(_of_round(row), Feedback.writer_id == side)
    )
    learned: dict[int, bool] = {}
    for writer_id, gained, words in rows:
        took = bool(words.strip()) or gained not in ("", "little")
        learned[writer_id] = learned.get(writer_id, False) or took
    return 100 * sum(learned.values()) / len(learned) if len(learned) >= FEWEST else None
