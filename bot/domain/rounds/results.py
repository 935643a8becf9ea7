"""What a matching found, kept with the round: matches with their reasons, the unmatched with theirs, the proof."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import combinations
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import RoundIsBusy
from bot.domain.matching.plan import Match, Part, Plan, Unmatched
from bot.domain.rounds import showing, stages
from bot.domain.rounds.gathering import Gathered
from bot.domain.rounds.standing import rows_of_three
from bot.domain.rows import claimed
from models import Round, RoundMatch, RoundSignUp, RoundState

SECRET = frozenset((Part.WISH, Part.WISHED))
"""Parts that nobody may see or work out from the score of a match: it is shown and kept without them."""
PAUSED = "paused"
"""A cause of our own beside the engine's: they take a break."""


class Why(BaseModel):
    """The reasons of one match."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    parts: dict[str, int] = Field(default_factory=dict)
    topics: list[int] = Field(default_factory=list)
    breaks: list[str] = Field(default_factory=list)
    cost: int | None = None
    """Points of the whole that taking the second best costs, at least; None where there is no other."""
    loses: bool = False
    """Without this match somebody would stay alone."""
    mutual: bool = False
    """Each had named the other. Of the wish of one alone nothing is kept."""


class Result(BaseModel):
    """The last matching as a whole."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    wanted: int = 0
    """People who want a match."""
    matched: int = 0
    idle: int = 0
    """Mentors without anybody."""
    most: int = 1
    """The highest score that a match can have."""
    worth: dict[str, int] = Field(default_factory=dict)
    """Of that, the points of each part."""
    total: int = 0
    gap: int = 0
    pairs: int = 0
    floor: int | None = None
    floor_cost: int = 0
    checked: bool = False
    kept: int | None = None
    """Of the matches that stood before, so many stand still; None for the first matching."""
    stood: int = 0
    wishes: bool = False
    """Somebody who takes part named somebody who does, so that points of the whole may be those of wishes."""
    failed: str = ""
    """Why nothing came of the last attempt; empty is well."""
    pictures: dict[str, str] = Field(default_factory=dict)
    """By language: Slack's id of the file with the distribution of scores, once it is drawn."""


def result_of(row: Round) -> Result:
    return Result.model_validate(row.result)


def why_of(row: RoundMatch) -> Why:
    return Why.model_validate(row.why)


async def begin(session: AsyncSession, row: Round, now: datetime) -> None:
    """One matching at a time, wherever it runs. Raises RoundMoved, RoundIsBusy."""
    stages.check(row, RoundState.PREVIEW)
    free = or_(Round.working_since.is_(None), Round.working_since < now - stages.GIVEN_UP)
    if not await claimed(session, update(Round).where(Round.id == row.id, free).values(working_since=now)):
        raise RoundIsBusy
    await session.refresh(row)


async def fail(session: AsyncSession, round_id: int, reason: str) -> None:
    """Nothing came of it: what stood still stands."""
    row = await session.get_one(Round, round_id)
    row.working_since, row.result = None, {**row.result, "failed": reason}


async def store(
    session: AsyncSession, round_id: int, gathered: Gathered, plan: Plan, worth: Mapping[str, int], now: datetime
) -> Round:
    """Put the plan in the place of what stood. Whoever has withdrawn meanwhile is left out."""
    row = (
        await session.scalars(
            select(Round).where(Round.id == round_id).with_for_update().execution_options(populate_existing=True)
        )
    ).one()
    row.working_since = None
    if row.state is not RoundState.PREVIEW:
        return row  # called off, or opened again, while it was matched
    here = set(await session.scalars(_inside(row)))
    before = {
        (one.mentor_id, one.mentee_id): one
        for one in await session.scalars(select(RoundMatch).where(RoundMatch.round_id == row.id))
    }
    wanted = {key: values for match in plan.matches for key, values in _rows(match) if here.issuperset(key)}
    for key, one in before.items():
        if key not in wanted:
            await session.delete(one)
    await session.flush()
    for key, values in wanted.items():
        known = before.get(key)
        if known is None:
            session.add(
                RoundMatch(workspace_id=row.workspace_id, round_id=row.id, mentor_id=key[0], mentee_id=key[1], **values)
            )
        else:
            for name, value in values.items():
                setattr(known, name, value)
    await _causes(session, row, plan.unmatched, gathered)
    stood = {frozenset(two) for people in (*gathered.standing, *gathered.locked) for two in combinations(people, 2)}
    stands = {frozenset(map(str, key)) for key in wanted}
    proof = plan.certificate
    row.matched_at = now
    row.result = Result(
        wanted=sum(person.learns for person in gathered.people),
        matched=sum(person.learns for person in gathered.people) - len(plan.unmatched),
        idle=len(plan.idle),
        most=max(1, sum(worth.values())),
        worth=dict(worth),
        total=plan.total,
        gap=proof.gap,
        pairs=proof.pairs,
        floor=_floor(plan) if proof.floor is not None else None,
        floor_cost=proof.floor_cost,
        checked=proof.checked,
        wishes=_are_wishes(gathered),
        kept=len(stood & stands) if stood else None,
        stood=len(stood),
    ).model_dump(mode="json")
    await session.flush()
    await showing.to_runners(session, row)
    return row


def _inside(row: Round) -> Any:
    return select(RoundSignUp.member_id).where(RoundSignUp.round_id == row.id, RoundSignUp.withdrawn_at.is_(None))


def _rows(match: Match) -> Iterable[tuple[tuple[int, int], dict[str, Any]]]:
    """(mentor, mentee) and what is kept of them; three peers are three rows."""
    people = [int(person) for person in match.people]
    second = match.second
    parts = {part.value: points for part, points in match.parts.items() if part not in SECRET}
    why = Why(
        parts=parts,
        topics=[int(topic) for topic in match.topics],
        breaks=sorted(rule.value for rule in match.breaks),
        cost=second.cost if second is not None and second.person is not None and not second.loses_match else None,
        loses=second is not None and (second.loses_match or second.person is None),
        mutual=len(people) == 2 and all(match.parts[part] for part in SECRET),
    )
    values = {
        "score": sum(parts.values()), "why": why.model_dump(mode="json"), "locked": match.locked,
        "second_id": int(second.person) if second is not None and second.person is not None else None,
        "second_score": None, "trio": 0,
    }  # fmt: skip
    if len(people) == 2:
        yield (people[0], people[1]), values
        return
    for key in rows_of_three(people):
        yield key, {**values, "trio": min(people)}


def _floor(plan: Plan) -> int | None:
    """The weakest match as it is shown, those held aside: the floor itself counts wishes."""
    scores = [values["score"] for match in plan.matches if not match.locked for _, values in _rows(match)]
    return min(scores, default=None)


def _are_wishes(gathered: Gathered) -> bool:
    here = {person.id for person in gathered.people}
    return any(not here.isdisjoint(person.wishes) for person in gathered.people)


async def _causes(session: AsyncSession, row: Round, unmatched: Sequence[Unmatched], gathered: Gathered) -> None:
    causes: dict[int, dict[str, Any]] = {int(one.person): cause_of(one) for one in unmatched}
    causes |= {member_id: {"cause": PAUSED} for member_id in gathered.paused}
    signed = await session.scalars(select(RoundSignUp).where(RoundSignUp.round_id == row.id))
    for said in signed:
        said.cause = causes.get(said.member_id, {})


def cause_of(one: Unmatched) -> dict[str, Any]:
    return {
        "cause": one.cause.value,
        "rules": [[rule.value, count] for rule, count in one.rules],
        "topics": [int(topic) for topic in one.topics],
        "crowd": one.crowd,
        "places": one.places,
    }


async def keep_picture(session: AsyncSession, row: Round, language: str, file_id: str) -> None:
    """Drawn once a matching: turning pages waits for no picture. Of a matching that is over meanwhile it is
    forgotten."""
    now = await session.get_one(Round, row.id, with_for_update={"key_share": True}, populate_existing=True)
    if now.matched_at == row.matched_at:
        now.result = {**now.result, "pictures": {**result_of(now).pictures, language: file_id}}
