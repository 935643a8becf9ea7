"""Signing up for a round and withdrawing: always by the person, and at any time before their introduction begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import home_views, members, outbox
from bot.domain.errors import InvalidInput, NotFound, NotJoined, RoundForMembers, RoundMoved
from bot.domain.rounds import stages, wishes
from bot.domain.rounds.drafting import subject
from bot.domain.rows import insert_new, once
from models import (
    Member,
    MenteeTopic,
    MentorTopic,
    Network,
    NetworkMember,
    Round,
    RoundAbstention,
    RoundKind,
    RoundMatch,
    RoundSignUp,
    RoundState,
)

HOURS = (1, 2, 3, 4, 6)
"""A month, to choose from."""
MOST_PLACES = 10
MAY_WITHDRAW = (RoundState.OPEN, RoundState.PREVIEW, RoundState.RELEASED)


@dataclass(frozen=True, kw_only=True)
class Door:
    """What the form needs to know of somebody who wants in."""

    row: Round
    network: Network
    mine: RoundSignUp | None
    """As they signed up before; also when they have withdrawn since."""
    mentors: bool
    """They have a profile as mentor, with topics."""
    free_places: int
    wants: Sequence[int]
    """Topics of their profile that they want to learn."""
    wished: Sequence[Member]
    """Whom they named before, the first first."""

    @property
    def inside(self) -> bool:
        return self.mine is not None and self.mine.withdrawn_at is None


async def open_one(session: AsyncSession, by: Member, round_id: int, now: datetime, *, lock: bool = False) -> Round:
    """A round that `by` may sign up for. Raises NotFound, NotJoined, RoundForMembers, RoundMoved."""
    statement = select(Round).where(Round.workspace_id == by.workspace_id, Round.id == round_id)
    if lock:  # of two clicks the second finds the first one's row
        statement = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    row = await session.scalar(statement)
    if row is None or row.state is RoundState.DRAFT:
        raise NotFound("round")
    if by.joined_at is None:
        raise NotJoined
    if row.state is not RoundState.OPEN or row.closes_at <= now:
        raise RoundMoved(row.state if row.state is not RoundState.OPEN else RoundState.PREVIEW)
    if not row.everybody and await session.get(NetworkMember, (row.network_id, by.id)) is None:
        raise RoundForMembers((await session.get_one(Network, row.network_id)).name)
    return row


async def door(session: AsyncSession, by: Member, round_id: int, now: datetime) -> Door:
    """Raises NotFound, NotJoined, RoundForMembers, RoundMoved."""
    row = await open_one(session, by, round_id, now)
    profile = await members.mentor_profile(session, by)
    offers = await session.scalar(select(exists().where(MentorTopic.member_id == by.id)))
    wants = select(MenteeTopic.topic_id).where(MenteeTopic.member_id == by.id).order_by(MenteeTopic.topic_id)
    active = profile is not None and profile.active and bool(offers)
    return Door(
        row=row,
        network=await session.get_one(Network, row.network_id),
        mine=await session.get(RoundSignUp, (row.id, by.id)),
        mentors=active,
        free_places=max(0, profile.capacity - profile.places_taken) if active and profile is not None else 0,
        wants=(await session.scalars(wants)).all(),
        wished=await wishes.of(session, row, by),
    )


async def sign_up(
    session: AsyncSession,
    by: Member,
    round_id: int,
    *,
    roles: Sequence[str],
    motivation: str,
    goals: str,
    topics: Sequence[int],
    hours: int,
    places: int,
    now: datetime,
    wished: Sequence[str] = (),
) -> tuple[RoundSignUp, bool]:
    """Sign up, or change how one did; the flag says whether it is new. `roles` are "mentor" and "mentee"; peers are
    both; `wished` are Slack ids. Raises NotFound, NotJoined, RoundForMembers, RoundMoved, InvalidInput."""
    row = await open_one(session, by, round_id, now, lock=True)
    found = await door(session, by, round_id, now)
    is_peer = row.kind is RoundKind.PEER
    as_mentor, as_mentee = is_peer or "mentor" in roles, is_peer or "mentee" in roles
    if not (as_mentor or as_mentee):
        raise InvalidInput("round_roles", "needed")
    field = "round_roles" if not is_peer else "round_motivation"
    if as_mentor and not found.mentors:
        raise InvalidInput(field, "round_peers_offer" if is_peer else "round_mentors")
    if as_mentor and not is_peer and found.free_places == 0:
        raise InvalidInput(field, "round_full")
    if as_mentee and not found.wants:
        raise InvalidInput(field, "round_wants")
    if len(motivation.strip()) < 3:
        raise InvalidInput("round_motivation", "needed")
    if not goals.strip() and (as_mentee or row.kind is RoundKind.REVERSE):
        raise InvalidInput("round_goals", "needed")
    if as_mentee:
        await members.become_mentee(session, by)
    said = {
        "as_mentor": as_mentor, "as_mentee": as_mentee, "motivation": motivation.strip(), "goals": goals.strip(),
        "topics": [topic for topic in topics if topic in found.wants] if as_mentee else [],
        "hours": hours, "places": min(places, MOST_PLACES), "withdrawn_at": None, "cause": {},
    }  # fmt: skip
    new = await insert_new(
        session, RoundSignUp, workspace_id=by.workspace_id, round_id=row.id, member_id=by.id, signed_at=now, **said
    )
    mine = await session.get_one(RoundSignUp, (row.id, by.id), populate_existing=True)
    if not new:
        new = mine.withdrawn_at is not None
        for name, value in said.items():
            setattr(mine, name, value)
    await wishes.say(session, row, by, wished)
    await session.execute(
        delete(RoundAbstention)
        .where(RoundAbstention.round_id == row.id, RoundAbstention.member_id == by.id)
        .execution_options(synchronize_session=False)
    )
    for kind in ("round.invited", "round.last_call"):
        await outbox.cancel_one(session, by, subject(row), kind)
    await home_views.touch(session, by)
    await session.flush()
    return mine, new


async def withdraw(session: AsyncSession, by: Member, round_id: int, now: datetime) -> Round:
    """Before one's introduction has begun. Withdrawing twice is withdrawing once. Raises NotFound, RoundMoved."""
    row = await session.scalar(
        select(Round)
        .where(Round.workspace_id == by.workspace_id, Round.id == round_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    mine = await session.get(RoundSignUp, (round_id, by.id)) if row is not None else None
    if row is None or mine is None:
        raise NotFound("round")
    stages.check(row, *MAY_WITHDRAW)
    await _drop(session, row, by, mine, now)
    return row


async def _drop(session: AsyncSession, row: Round, member: Member, mine: RoundSignUp, now: datetime) -> None:
    """They are out; who was to be matched with them stands alone again until the next matching."""
    if mine.withdrawn_at is not None:
        return
    mine.withdrawn_at = now
    await session.execute(
        delete(RoundMatch)
        .where(
            RoundMatch.round_id == row.id,
            RoundMatch.introduced_at.is_(None),
            or_(RoundMatch.mentor_id == member.id, RoundMatch.mentee_id == member.id),
        )
        .execution_options(synchronize_session=False)
    )
    await home_views.touch(session, member)
    await session.flush()


async def drop_all(session: AsyncSession, member: Member, now: datetime) -> None:
    """They leave or are gone: they are in no round that is still to begin."""
    rows = await session.execute(
        select(Round, RoundSignUp)
        .join(RoundSignUp, RoundSignUp.round_id == Round.id)
        .where(RoundSignUp.member_id == member.id, RoundSignUp.withdrawn_at.is_(None), Round.state.in_(MAY_WITHDRAW))
    )
    for row, mine in rows.all():
        await _drop(session, row, member, mine, now)


async def waiting(session: AsyncSession, by: Member) -> Sequence[tuple[Round, Network]]:
    """Rounds that `by` is in whose call is over and that are not released."""
    return [(row, network) for row, network in await session.execute(*_waiting(by.id))]


@once
def _waiting(member_id: int) -> Select[Round, Network]:
    return (
        select(Round, Network)
        .join(Network, Network.id == Round.network_id)
        .join(RoundSignUp, RoundSignUp.round_id == Round.id)
        .where(
            RoundSignUp.member_id == member_id, RoundSignUp.withdrawn_at.is_(None), Round.state == RoundState.PREVIEW
        )
        .order_by(Round.closes_at, Round.id)
    )


async def open_to(session: AsyncSession, by: Member, now: datetime) -> Sequence[tuple[Round, Network, bool]]:
    """(round, network, whether they are in it): calls that `by` may answer, those that close first first."""
    rows = await session.execute(*_open_to(by.workspace_id, by.id, now))
    return [(row, network, bool(signed)) for row, network, signed in rows]


@once
def _open_to(workspace_id: str, member_id: int, now: datetime) -> Select[Round, Network, bool]:
    inside = select(NetworkMember.network_id).where(NetworkMember.member_id == member_id)
    mine = exists().where(
        RoundSignUp.round_id == Round.id, RoundSignUp.member_id == member_id, RoundSignUp.withdrawn_at.is_(None)
    )
    return (
        select(Round, Network, mine)
        .join(Network, Network.id == Round.network_id)
        .where(
            Round.workspace_id == workspace_id,
            Round.state == RoundState.OPEN,
            Round.closes_at > now,
            or_(Round.everybody.is_(True), Round.network_id.in_(inside)),
        )
        .order_by(Round.closes_at)
        .limit(10)
    )
