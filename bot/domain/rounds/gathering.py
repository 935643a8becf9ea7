"""What the matching needs to know: rows in, people and a programme out. The ids it speaks of are those of members.

Whoever the database would keep from an introduction (bot/domain/rules.py) is kept apart here already, so that nothing
is promised in a preview that a release cannot hold.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import members
from bot.domain.matching.people import Person
from bot.domain.rounds import drafting, standing, wishes
from bot.domain.search import weeks
from bot.domain.search.facts import packed
from models import (
    Avoidance,
    Member,
    MenteeTopic,
    MentorProfile,
    MentorTopic,
    Pair,
    PairState,
    ReportingLine,
    Request,
    RequestState,
    Round,
    RoundForbidden,
    RoundKind,
    RoundMatch,
    RoundSignUp,
    RoundState,
)

STRONG, OFFERED = 5, 3
CHOSEN, WANTED = 5, 3
"""How much a topic counts, 1 to 5: what others come to a mentor for, what a mentee chose for this round."""
Duo = tuple[str, ...]
"""Mentor and mentee, or two peers; where they are held three."""


@dataclass(frozen=True, kw_only=True)
class Gathered:
    people: Sequence[Person]
    forbidden: frozenset[Duo]
    locked: tuple[Duo, ...]
    standing: tuple[Duo, ...]
    """What the last matching brought together and nobody holds; three peers are three of them."""
    paused: frozenset[int]
    """Signed up, and not matched: they take a break."""


async def gather(session: AsyncSession, row: Round, now: datetime) -> Gathered:
    """Everybody who has signed up; before the call everybody who may, as their profiles say."""
    taking_part = await _signed_up(session, row, now)
    ids = [member.id for member, _ in taking_part]
    away = frozenset(member.id for member, _ in taking_part if members.is_paused(member, now))
    offers, wants = await _topics(session, MentorTopic, ids), await _topics(session, MenteeTopic, ids)
    strong = await _strong(session, ids)
    free = await _free_places(session, ids)
    lines = await _lines(session, row.workspace_id)
    apart = await _apart(session, ids)
    earlier = await _earlier(session, row, ids)
    wished = await wishes.of_all(session, row)
    monday = weeks.monday(now)
    people = []
    for member, said in taking_part:
        if member.id in away:
            continue
        chosen = [topic for topic in said.topics if topic in wants[member.id]]
        people.append(
            Person(
                id=str(member.id),
                offers={topic: STRONG if (member.id, topic) in strong else OFFERED for topic in offers[member.id]}
                if said.as_mentor else {},
                seeks=dict.fromkeys(chosen, CHOSEN) if chosen else dict.fromkeys(wants[member.id], WANTED)
                if said.as_mentee else {},
                has_goal=bool(said.goals.strip()),
                languages=frozenset(member.speaks),
                week=weeks.week(member.tz, packed(member.availability), monday),
                level=member.level,
                team=member.team.strip().casefold() or None,
                line=_texts(lines(member.id)),
                learns=said.as_mentee,
                capacity=min(said.places, free.get(member.id, 0)) if said.as_mentor else 0,
                earlier=_texts(earlier[member.id]),
                apart=_texts(apart[member.id]),
                wishes=tuple(str(other) for other in wished.get(member.id, ())),
            )
        )  # fmt: skip
    forbidden = await session.execute(
        select(RoundForbidden.one_id, RoundForbidden.other_id).where(RoundForbidden.round_id == row.id)
    )
    locked, stood = await _before(session, row, {member.id for member, _ in taking_part} - away)
    return Gathered(
        people=people,
        forbidden=frozenset((str(one), str(other)) for one, other in forbidden),
        locked=locked,
        standing=stood,
        paused=away,
    )


def _texts(ids: Sequence[int] | frozenset[int] | set[int]) -> frozenset[str]:
    return frozenset(str(number) for number in ids)


async def _signed_up(session: AsyncSession, row: Round, now: datetime) -> Sequence[tuple[Member, RoundSignUp]]:
    if row.state is RoundState.DRAFT:
        return await _candidates(session, row, now)
    rows = await session.execute(
        select(Member, RoundSignUp)
        .join(RoundSignUp, RoundSignUp.member_id == Member.id)
        .where(RoundSignUp.round_id == row.id, RoundSignUp.withdrawn_at.is_(None))
        .order_by(Member.id)
    )
    return [(member, said) for member, said in rows]


async def _candidates(session: AsyncSession, row: Round, now: datetime) -> Sequence[tuple[Member, RoundSignUp]]:
    """Everybody who might sign up, as if they had: only for the count that a draft shows."""
    found = await drafting.invited(session, row, now)
    ids = [member.id for member in found]
    offers, wants = await _topics(session, MentorTopic, ids), await _topics(session, MenteeTopic, ids)
    is_peer = row.kind is RoundKind.PEER
    candidates = []
    for member in found:
        mentors, learns = bool(offers[member.id]), bool(wants[member.id])
        if (is_peer and not (mentors and learns)) or not (mentors or learns):
            continue
        said = RoundSignUp(
            as_mentor=mentors, as_mentee=learns, goals="as of a draft", topics=[], places=drafting.LISTED,
        )  # fmt: skip
        candidates.append((member, said))
    return candidates


async def _topics(
    session: AsyncSession, table: type[MentorTopic] | type[MenteeTopic], ids: Sequence[int]
) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = select(table.member_id, table.topic_id).where(table.member_id.in_(ids)).order_by(table.topic_id)
    for member_id, topic_id in await session.execute(rows):
        found[member_id].append(topic_id)
    return found


async def _strong(session: AsyncSession, ids: Sequence[int]) -> set[tuple[int, int]]:
    rows = select(MentorTopic.member_id, MentorTopic.topic_id).where(
        MentorTopic.member_id.in_(ids), MentorTopic.strong.is_(True)
    )
    return {(member_id, topic_id) for member_id, topic_id in await session.execute(rows)}


async def _free_places(session: AsyncSession, ids: Sequence[int]) -> dict[int, int]:
    rows = select(MentorProfile.member_id, MentorProfile.capacity, MentorProfile.places_taken).where(
        MentorProfile.member_id.in_(ids), MentorProfile.active.is_(True)
    )
    return {member_id: max(0, capacity - taken) for member_id, capacity, taken in await session.execute(rows)}


class _Lines:
    def __init__(self, manager: Mapping[int, int]) -> None:
        self._manager = manager

    def __call__(self, member_id: int) -> frozenset[int]:
        """Managers at any distance; a circle ends where it began."""
        above: set[int] = set()
        at = self._manager.get(member_id)
        while at is not None and at not in above:
            above.add(at)
            at = self._manager.get(at)
        return frozenset(above - {member_id})


async def _lines(session: AsyncSession, workspace_id: str) -> _Lines:
    rows = select(ReportingLine.member_id, ReportingLine.manager_id).where(ReportingLine.workspace_id == workspace_id)
    return _Lines({one: manager for one, manager in (await session.execute(rows)).all()})  # noqa: C416 (rows are no pairs)


async def _apart(session: AsyncSession, ids: Sequence[int]) -> dict[int, set[int]]:
    """Who would rather not, who is together now, and with whom it was declined or did not click."""
    one, other = Avoidance.member_id, Avoidance.other_id
    rows = union_all(
        select(one, other).where(one.in_(ids)),
        select(Request.mentor_id, Request.mentee_id).where(
            Request.mentor_id.in_(ids), Request.state == RequestState.DECLINED
        ),
        select(Pair.mentor_id, Pair.mentee_id).where(
            Pair.mentor_id.in_(ids),
            or_(Pair.state != PairState.ENDED, Pair.active_since.is_(None)),
        ),
    )
    return _both_ways([(first, second) for first, second in await session.execute(rows)])


async def _earlier(session: AsyncSession, row: Round, ids: Sequence[int]) -> dict[int, set[int]]:
    """With whom they were in a pair or an earlier round."""
    rows = union_all(
        select(Pair.mentor_id, Pair.mentee_id).where(Pair.mentor_id.in_(ids), Pair.active_since.is_not(None)),
        select(RoundMatch.mentor_id, RoundMatch.mentee_id).where(
            RoundMatch.mentor_id.in_(ids), RoundMatch.round_id != row.id, RoundMatch.introduced_at.is_not(None)
        ),
    )
    return _both_ways([(first, second) for first, second in await session.execute(rows)])


def _both_ways(rows: Sequence[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for one, other in rows:
        found[one].add(other)
        found[other].add(one)
    return found


async def _before(session: AsyncSession, row: Round, here: set[int]) -> tuple[tuple[Duo, ...], tuple[Duo, ...]]:
    """(locked, standing) matches of the last matching between people who are still in it."""
    locked, stood = list[Duo](), list[Duo]()
    for people, rows in (await standing.groups(session, row)).items():
        if not here.issuperset(people):
            continue
        pairs = [(str(one.mentor_id), str(one.mentee_id)) for one in rows]
        if not rows[0].locked:
            stood += pairs
        else:
            locked.append(pairs[0] if len(people) == 2 else tuple(str(number) for number in sorted(people)))
    return tuple(locked), tuple(stood)
