"""The matches of a round as they stand: who is with whom, who has nobody, how many have signed up."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Member, Round, RoundKind, RoundMatch, RoundSignUp


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One match with its people: two, or three peers."""

    row: RoundMatch
    people: Sequence[Member]
    """Mentor and mentee."""
    second: Member | None

    @property
    def mentor(self) -> Member:
        return self.people[0]

    @property
    def mentee(self) -> Member:
        return self.people[1]


@dataclass(frozen=True, kw_only=True)
class Alone:
    """Somebody without a match, and why."""

    member: Member
    cause: Mapping[str, Any]


async def matches(session: AsyncSession, row: Round) -> Sequence[Shown]:
    """All of them, the worst first; three peers are one."""
    rows = (
        await session.scalars(
            select(RoundMatch).where(RoundMatch.round_id == row.id).order_by(RoundMatch.score, RoundMatch.id)
        )
    ).all()
    ids = {one.mentor_id for one in rows} | {one.mentee_id for one in rows} | {one.second_id or 0 for one in rows}
    people = {one.id: one for one in await session.scalars(select(Member).where(Member.id.in_(ids)))}
    threes: dict[int, list[RoundMatch]] = defaultdict(list)
    found = []
    for one in rows:
        if one.trio:
            threes[one.trio].append(one)
            if len(threes[one.trio]) > 1:
                continue
        found.append(one)
    return [
        Shown(
            row=one,
            people=[people[number] for number in _ids(one, rows)],
            second=people.get(one.second_id) if one.second_id is not None else None,
        )
        for one in found
    ]


def together(row: Round, people: Collection[int]) -> tuple[int, ...]:
    """What names a match: mentor and mentee, of peers who they are in any order."""
    return tuple(sorted(people)) if row.kind is RoundKind.PEER else tuple(people)


async def groups(session: AsyncSession, row: Round) -> Mapping[tuple[int, ...], Sequence[RoundMatch]]:
    """Who is together, two or three, with their rows."""
    found: dict[tuple[int, int], list[RoundMatch]] = defaultdict(list)
    for one in await session.scalars(select(RoundMatch).where(RoundMatch.round_id == row.id).order_by(RoundMatch.id)):
        found[(one.trio, 0) if one.trio else (0, one.id)].append(one)
    return {
        together(row, dict.fromkeys(number for one in rows for number in (one.mentor_id, one.mentee_id))): rows
        for rows in found.values()
    }


def rows_of_three(people: Collection[int]) -> Sequence[tuple[int, int]]:
    """(mentor, mentee) of the three rows of three peers, in each of which another is the mentor."""
    one, two, three = sorted(people)
    return (one, two), (two, three), (three, one)


def _ids(one: RoundMatch, rows: Sequence[RoundMatch]) -> Sequence[int]:
    if not one.trio:
        return (one.mentor_id, one.mentee_id)
    return sorted({number for other in rows if other.trio == one.trio for number in (other.mentor_id, other.mentee_id)})


async def alone(session: AsyncSession, row: Round) -> Sequence[Alone]:
    """Everybody who wants a match and has none, by name."""
    rows = await session.execute(
        select(Member, RoundSignUp)
        .join(RoundSignUp, RoundSignUp.member_id == Member.id)
        .where(RoundSignUp.round_id == row.id, RoundSignUp.withdrawn_at.is_(None))
        .order_by(Member.name, Member.id)
    )
    matched = set(await session.scalars(select(RoundMatch.mentee_id).where(RoundMatch.round_id == row.id))) | set(
        await session.scalars(select(RoundMatch.mentor_id).where(RoundMatch.round_id == row.id))
    )
    found = []
    for member, said in rows:
        if said.cause or (said.as_mentee and member.id not in matched):
            found.append(Alone(member=member, cause=said.cause))
    return found


async def counts(session: AsyncSession, row: Round) -> Mapping[str, int]:
    """How many have signed up, as what."""
    inside = RoundSignUp.round_id == row.id, RoundSignUp.withdrawn_at.is_(None)
    rows = await session.execute(
        select(RoundSignUp.as_mentor, RoundSignUp.as_mentee, func.count(), func.sum(RoundSignUp.places))
        .where(*inside)
        .group_by(RoundSignUp.as_mentor, RoundSignUp.as_mentee)
    )
    found = {"people": 0, "mentors": 0, "mentees": 0, "places": 0}
    for as_mentor, as_mentee, count, places in rows:
        found["people"] += count
        found["mentors"] += count * as_mentor
        found["mentees"] += count * as_mentee
        found["places"] += int(places or 0) * as_mentor
    return found


async def withdrawn_since(session: AsyncSession, row: Round) -> int:
    """How many have left the round since it was matched."""
    if row.matched_at is None:
        return 0
    gone = select(func.count()).where(RoundSignUp.round_id == row.id, RoundSignUp.withdrawn_at > row.matched_at)
    return (await session.scalars(gone)).one()
