"""What a round that is over says of its weights: which parts of the score the pairs that met and found it useful had
more of than the others. It suggests, by the formula of docs/rounds.md, and changes nothing.

It is worked out once, when the round closes: figures that went on with every answer would tell whose the last one was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, variance

from pydantic import BaseModel, ConfigDict
from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.rounds import results
from bot.domain.rounds.terms import PARTS, Pilot, Terms
from models import Feedback, MentoringSession, Round, RoundMatch, RoundState, SessionState

LEAST = 10
"""Pairs on either side; of fewer nothing is told, and by fewer nothing is learned."""
LARGE = 0.1
"""Of a part's points: what the two means must differ by."""
SURE = 2.6
"""Standard errors that the difference must be. Were a part of no use it would reach that once in a hundred rounds, one
of five parts once in twenty."""
LADDER = ("little", "normal", "much")
"""A weight moves one step at most, and never to "does not count", from which there is no way back to learn from."""


@dataclass(frozen=True, kw_only=True)
class Fared:
    """A pair of the round."""

    held: int
    useful: float | None
    """The mean of both sides' own means, 1 to 5; None: nobody has said."""
    shares: Mapping[str, float]
    """By part, how much of its points they had, 0 to 1."""


class Seen(BaseModel):
    """A part of the score, of pairs for which it worked and of the others: means of shares."""

    model_config = ConfigDict(frozen=True)

    worked: float
    others: float
    move: int
    """Steps of LADDER: -1, 0 or 1."""


class Learned(BaseModel):
    """How many pairs it worked for, and how many others; both are 0 where either are fewer than LEAST."""

    model_config = ConfigDict(frozen=True)

    meetings: int
    useful: float
    """What "worked" means: so many sessions held, so useful on average."""
    worked: int = 0
    others: int = 0
    parts: dict[str, Seen] = {}


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """What the round before has to say to a new one."""

    name: str
    learned: Learned | None
    """None: it is not over yet."""
    suggested: Mapping[str, str]
    """Weights by part, only those that the new round has otherwise."""


async def fared(session: AsyncSession, row: Round) -> Sequence[Fared]:
    """The pairs of the round. Three peers are left out: their score is a mean of three pairs."""
    worth = results.result_of(row).worth
    mine = (
        select(MentoringSession.pair_id, func.avg(Feedback.useful).label("mean"))
        .join(Feedback, Feedback.session_id == MentoringSession.id)
        .group_by(MentoringSession.pair_id, Feedback.writer_id)
        .subquery()
    )
    useful = select(func.avg(mine.c.mean)).where(mine.c.pair_id == RoundMatch.pair_id).scalar_subquery()
    held = (
        select(func.count())
        .select_from(MentoringSession)
        .where(and_(MentoringSession.pair_id == RoundMatch.pair_id, MentoringSession.state == SessionState.HELD))
        .scalar_subquery()
    )
    rows = await session.execute(
        select(RoundMatch, held, useful).where(
            RoundMatch.round_id == row.id, RoundMatch.pair_id.is_not(None), RoundMatch.trio == 0
        )
    )
    found = []
    for match, count, mean in rows:
        points = results.why_of(match).parts
        shares = {part: points[part] / worth[part] for part in PARTS if worth.get(part) and part in points}
        if shares:
            found.append(Fared(held=count, useful=None if mean is None else float(mean), shares=shares))
    return found


def learned(pairs: Sequence[Fared], pilot: Pilot) -> Learned:
    """For which it worked: they met as often as the pilot's pairs should, and found it as useful. Who met so often and
    never said how useful it was speaks for neither side."""
    worked, others = list[Fared](), list[Fared]()
    for pair in pairs:
        often = pair.held >= pilot.meetings
        if often and pair.useful is None:
            continue
        (worked if often and (pair.useful or 0) >= pilot.useful else others).append(pair)
    if min(len(worked), len(others)) < LEAST:
        return Learned(meetings=pilot.meetings, useful=pilot.useful)
    parts = {
        part: _seen([pair.shares[part] for pair in worked], [pair.shares[part] for pair in others])
        for part in PARTS
        if all(part in pair.shares for pair in (*worked, *others))
    }
    return Learned(
        meetings=pilot.meetings, useful=pilot.useful, worked=len(worked), others=len(others), parts=parts
    )  # fmt: skip


def _seen(worked: Sequence[float], others: Sequence[float]) -> Seen:
    one, other = fmean(worked), fmean(others)
    error = sqrt(variance(worked) / len(worked) + variance(others) / len(others))
    apart = abs(one - other)
    is_told = apart >= LARGE and apart >= SURE * error
    return Seen(worked=one, others=other, move=0 if not is_told else 1 if one > other else -1)


def moved(weight: str, steps: int) -> str:
    if weight not in LADDER:
        return weight
    return LADDER[max(0, min(len(LADDER) - 1, LADDER.index(weight) + steps))]


async def keep(session: AsyncSession, row: Round) -> None:
    """As the round closes."""
    said = learned(await fared(session, row), Terms.read(row.terms).pilot or Pilot())
    row.result = {**row.result, "learned": said.model_dump(mode="json")}
    await session.flush()


async def lesson(session: AsyncSession, row: Round) -> Lesson | None:
    """None without a round before, or where it was closed when nothing was learned yet."""
    earlier = await session.get(Round, row.earlier_id) if row.earlier_id is not None else None
    if earlier is None:
        return None
    stored = earlier.result.get("learned")
    if stored is None:
        is_on = earlier.state is not RoundState.CLOSED
        return Lesson(name=earlier.name, learned=None, suggested={}) if is_on else None
    said, then, now = Learned.model_validate(stored), Terms.read(earlier.terms), Terms.read(row.terms)
    wanted = {part: moved(then.weight(part), seen.move) for part, seen in said.parts.items() if seen.move}
    return Lesson(
        name=earlier.name,
        learned=said,
        suggested={part: to for part, to in wanted.items() if to not in (then.weight(part), now.weight(part))},
    )
