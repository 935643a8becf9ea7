"""Releasing a round: introductions begin by themselves, at one moment or in waves, each in a transaction of its own.

A place may have gone since the preview: somebody accepted a request, paused, left. Then this one match comes to
nothing, its mentee is told kindly, and the board shows why; all others go on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import audit, introductions, members, outbox, requests, rules
from bot.domain.errors import AlreadyAnswered, InvalidInput
from bot.domain.rounds import drafting, results, stages, standing, wishes
from bot.domain.rows import claimed
from models import (
    Member,
    MentorProfile,
    Pair,
    Request,
    RequestState,
    Round,
    RoundKind,
    RoundMatch,
    RoundSignUp,
    RoundState,
)

MOST_WAVES = 4
BETWEEN = timedelta(days=7)
ENOUGH = timedelta(days=14)
"""That a round has before it ends, at least."""
AT_ONCE = 200
"""Introductions that one run of the job begins; the next run goes on."""


class FellThrough(Exception):
    """This introduction cannot begin, and nothing of it is saved. `code` says why; bot/views/rounds_board.py words
    it."""

    def __init__(self, code: str) -> None:
        self.code = code


async def release(session: AsyncSession, by: Member, round_id: int, waves: int, now: datetime) -> Round:
    """Let the introductions begin: the job does it. Raises NotFound, RoundMoved, RoundIsBusy, InvalidInput when there
    is nothing to release, too many waves or too little time."""
    row = await drafting.get(session, by, round_id, lock=True)
    stages.check(row, RoundState.PREVIEW)
    stages.check_quiet(row, now)
    if row.ends_on < (now + ENOUGH).date():
        raise InvalidInput("waves", "round_too_late")
    if not 1 <= waves <= MOST_WAVES:
        raise InvalidInput("waves", "invalid")
    matches = (
        await session.scalars(
            select(RoundMatch).where(RoundMatch.round_id == row.id).order_by(RoundMatch.score.desc(), RoundMatch.id)
        )
    ).all()
    if not matches:
        raise InvalidInput("waves", "round_empty")
    await stages.move(session, row, RoundState.RELEASED, released_at=now, waves=waves, next_at=now)
    _deal(matches, waves)
    audit.note(session, row.workspace_id, audit.ROUND_RELEASED, by=by, now=now, network_id=row.network_id)
    for one in await standing.alone(session, row):
        await outbox.plan(session, "round.unmatched", one.member, about=("round", row.id), due=now)
    return row


def _deal(matches: Sequence[RoundMatch], waves: int) -> None:
    """The best fits first; three peers stay together."""
    groups: dict[tuple[int, int], int] = {}
    for one in matches:
        groups.setdefault(_group(one), len(groups))
    size = -(-len(groups) // waves)
    for one in matches:
        one.wave = groups[_group(one)] // size + 1


def _group(one: RoundMatch) -> tuple[int, int]:
    return (one.trio, 0) if one.trio else (0, one.id)


def _wave_at(row: Round, wave: int) -> datetime:
    assert row.released_at is not None, "it is released"
    return row.released_at + (wave - 1) * BETWEEN


async def due(session: AsyncSession, row: Round, now: datetime) -> Sequence[int]:
    """Ids of matches whose wave has come and that have not been tried."""
    assert row.released_at is not None, "it is released"
    wave = min(row.waves, (now - row.released_at) // BETWEEN + 1)
    found = (
        select(RoundMatch.id)
        .where(RoundMatch.round_id == row.id, RoundMatch.introduced_at.is_(None), RoundMatch.wave <= wave)
        .order_by(RoundMatch.wave, RoundMatch.id)
        .limit(AT_ONCE)
    )
    return (await session.scalars(found)).all()


async def introduce(session: AsyncSession, match_id: int, now: datetime) -> None:
    """Begin one introduction, once, whoever tries. Raises FellThrough, after which nothing may be saved here."""
    if not await claimed(
        session,
        update(RoundMatch)
        .where(RoundMatch.id == match_id, RoundMatch.introduced_at.is_(None))
        .values(introduced_at=now),
    ):
        return
    match = await session.get_one(RoundMatch, match_id, populate_existing=True)
    row = await session.get_one(Round, match.round_id)
    first, second = await _both(session, row, match, now)
    await members.locked(session, first.id, second.id)
    mentor, mentee = await _sides(session, row, first, second)
    try:
        request = await _request(session, row, mentor, mentee, now)
        if not await claimed(
            session,
            update(MentorProfile)
            .where(
                MentorProfile.member_id == mentor.id,
                MentorProfile.active.is_(True),
                MentorProfile.places_taken < MentorProfile.capacity,
            )
            .values(places_taken=MentorProfile.places_taken + 1),
        ):
            raise FellThrough("full")
        pair = await introductions.introduce(session, request, now)
    except IntegrityError as error:  # what came between the preview and this moment
        raise FellThrough(rules.broken(error) or "together") from error
    except AlreadyAnswered:
        raise FellThrough("together") from None
    match.pair_id = pair.id
    await session.flush()


async def _both(session: AsyncSession, row: Round, match: RoundMatch, now: datetime) -> tuple[Member, Member]:
    """(mentor, mentee) of the match. Raises FellThrough when one of them is not there."""
    people = []
    for member_id in (match.mentor_id, match.mentee_id):
        member = await members.by_id(session, row.workspace_id, member_id)
        said = await session.get(RoundSignUp, (row.id, member_id))
        if said is None or said.withdrawn_at is not None or member.left_at or member.deactivated_at:
            raise FellThrough("left")
        if members.is_paused(member, now):
            raise FellThrough("paused")
        people.append(member)
    return people[0], people[1]


async def _sides(session: AsyncSession, row: Round, first: Member, second: Member) -> tuple[Member, Member]:
    """(mentor, mentee). Of two peers the one with more free places holds the pair's place: they teach each other all
    the same."""
    if row.kind is not RoundKind.PEER:
        return first, second
    free = []
    for member in (first, second):
        profile = await members.mentor_profile(session, member)
        free.append(profile.capacity - profile.places_taken if profile is not None and profile.active else 0)
    return (first, second) if free[0] >= free[1] else (second, first)


async def _request(session: AsyncSession, row: Round, mentor: Member, mentee: Member, now: datetime) -> Request:
    """What the introduction hangs on: an open request between the two, or one that is accepted from the start."""
    between = (Request.mentor_id == mentor.id, Request.mentee_id == mentee.id, Request.state.in_(requests.OPEN))
    asked = await session.scalar(select(Request).where(*between))
    if asked is not None:
        await requests.settle(session, asked, RequestState.ACCEPTED, now)
        return asked
    said = await session.get_one(RoundSignUp, (row.id, mentee.id))
    request = Request(
        workspace_id=row.workspace_id, mentor_id=mentor.id, mentee_id=mentee.id, topic_id=None,
        question=(said.goals or said.motivation).strip(), state=RequestState.ACCEPTED, asked_at=now, expires_at=now,
        answered_at=now,
    )  # fmt: skip
    session.add(request)
    await session.flush()
    return request


async def fell_through(session: AsyncSession, match_id: int, code: str, now: datetime) -> None:
    """It came to nothing: written down, and whoever is still there is told kindly."""
    match = await session.get(RoundMatch, match_id)
    if match is None or match.introduced_at is not None:
        return
    match.introduced_at, match.problem = now, code
    for member_id in (match.mentee_id, match.mentor_id):
        member = await session.get(Member, member_id)
        said = await session.get(RoundSignUp, (match.round_id, member_id))
        if member is None or said is None or said.withdrawn_at is not None:
            continue
        if member_id == match.mentee_id or code in ("left", "paused"):
            # Whoever takes a break reads afterwards that it was for that, and not for the other one.
            own = code == "paused" and members.is_paused(member, now)
            await outbox.plan(
                session, "round.fell_through", member, about=("round", match.round_id), key=str(match.id), due=now,
                own=own,
            )  # fmt: skip


async def go_on(session: AsyncSession, round_id: int, now: datetime) -> None:
    """After a run of the job: when the next wave comes, or that all of them are out."""
    row = await session.scalar(
        select(Round).where(Round.id == round_id, Round.state == RoundState.RELEASED).with_for_update(key_share=True)
    )
    if row is None:
        return
    waiting = select(func.min(RoundMatch.wave)).where(RoundMatch.round_id == row.id, RoundMatch.introduced_at.is_(None))
    wave = await session.scalar(waiting)
    if wave is not None:
        row.next_at = max(now, _wave_at(row, wave))
        return
    await stages.move(session, row, RoundState.RUNNING, next_at=halfway(row))
    await wishes.forget(session, row)
    await drafting.tell_runners(session, row, "round.out", now)


def ends_at(row: Round) -> datetime:
    return datetime.combine(row.ends_on, time(9), UTC)


def halfway(row: Round) -> datetime:
    assert row.released_at is not None, "it is released"
    return row.released_at + max(timedelta(days=7), (ends_at(row) - row.released_at) / 2)


@dataclass(frozen=True)
class Brought:
    """A round brings two together."""

    name: str
    wrote: str
    """The partner, when signing up."""
    mutual: bool = False
    """Each had named the other."""


async def brought_by(session: AsyncSession, pair: Pair, partner: Member) -> Brought | None:
    """None without a round."""
    rows = await session.execute(
        select(Round.name, RoundSignUp.goals, RoundSignUp.motivation, RoundMatch)
        .join(RoundMatch, RoundMatch.round_id == Round.id)
        .join(RoundSignUp, RoundSignUp.round_id == Round.id)
        .where(RoundMatch.pair_id == pair.id, RoundSignUp.member_id == partner.id)
    )
    for name, goals, motivation, match in rows:
        return Brought(name, (goals or motivation).strip(), results.why_of(match).mutual)
    return None


async def come_of_it(session: AsyncSession, row: Round, member: Member) -> bool:
    """Whether an introduction of this round has begun for them."""
    mine = select(RoundMatch.id).where(
        RoundMatch.round_id == row.id,
        RoundMatch.pair_id.is_not(None),
        or_(RoundMatch.mentor_id == member.id, RoundMatch.mentee_id == member.id),
    )
    return await session.scalar(mine.limit(1)) is not None
