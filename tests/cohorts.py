"""Many people for a round, for stories about what comes after signing up: by the rules, without their forms."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import feedback, introductions, members, sessions
from bot.domain.members import Profile
from bot.domain.rounds import joining
from models import Member, MentoringSession, NetworkMember, NetworkRole, Pair, PairState, SessionState, Topic
from tests.test_rounds import enlist
from tests.world import World


async def of_network(
    world: World, mentors: Sequence[str], mentees: Sequence[str], facts: Mapping[str, Mapping[str, Any]] | None = None
) -> None:
    """Colleagues who have joined, in the one network that there is; all of it is about SQL. Who is named twice is
    both. `facts`: columns of Member, by name."""
    now, team = world.clock.now(), world.playground.workspace.team_id
    enlist(world, *dict.fromkeys((*mentors, *mentees)))
    async with world.klik.runtime.db.begin() as session:
        topic = (await session.scalars(select(Topic.id).where(Topic.name == "SQL"))).one()
        for name in dict.fromkeys((*mentors, *mentees)):
            user = world.people[name].user
            person = members.Person(slack_id=user.id, name=user.real_name, tz=user.tz, locale=user.locale)
            member = await members.arrive(session, team, person, now)
            mentor, mentee = name in mentors, name in mentees
            profile = Profile(
                mentor=mentor, mentee=mentee, mentor_topics=[topic] * mentor, mentee_topics=[topic] * mentee
            )
            await members.join(session, member, profile, now)
            for column, value in (facts or {}).get(name, {}).items():
                setattr(member, column, value)
            session.add(NetworkMember(
                workspace_id=team, network_id=1, member_id=member.id, role=NetworkRole.MEMBER, joined_at=now
            ))  # fmt: skip


async def sign_up(world: World, mentors: Sequence[str], mentees: Sequence[str]) -> None:
    async with world.klik.runtime.db.begin() as session:
        for name in (*mentors, *mentees):
            await joining.sign_up(
                session, await _member(session, world, name), 1, roles=["mentor" if name in mentors else "mentee"],
                motivation="Why not", goals="To learn", topics=[], hours=2, places=1, now=world.clock.now(),
            )  # fmt: skip


async def all_meet(world: World) -> None:
    """Every pair books tomorrow, meets and says so; after a first talk all want to go on."""
    db = world.klik.runtime.db
    booked = []
    async with db.begin() as session:
        for number, (pair, mentee) in enumerate(await _pairs(session)):
            meeting = await sessions.make(session, pair)
            at = world.clock.now() + timedelta(days=1, hours=number)
            await sessions.book(session, mentee, meeting.id, at, world.clock.now())
            booked.append(meeting.id)
    await world.passes(days=2)
    now = world.clock.now()
    async with db.begin() as session:
        for number, (pair, mentee) in zip(booked, await _pairs(session), strict=True):
            await introductions.settle(session, mentee, number, True, now)
            if pair.state is PairState.INTRODUCTION:
                for member in await _both(session, pair):
                    await introductions.answer(session, member, pair.id, True, now)
    await world.passes(days=1)


async def all_say(world: World, *, useful: int, mentee: str, mentor: str) -> None:
    """What both sides of every pair say of their last session: how useful, and in one tap what they took away."""
    now = world.clock.now()
    async with world.klik.runtime.db.begin() as session:
        for pair, _ in await _pairs(session):
            last = await _last_held(session, pair)
            for member in await _both(session, pair):
                await feedback.rate(session, member, last, useful, now)
                await feedback.tap(session, member, last, mentor if member.id == pair.mentor_id else mentee, now)


async def _last_held(session: AsyncSession, pair: Pair) -> int:
    held = select(MentoringSession.id).where(
        MentoringSession.pair_id == pair.id, MentoringSession.state == SessionState.HELD
    )
    return (await session.scalars(held.order_by(MentoringSession.starts_at.desc()).limit(1))).one()


async def _member(session: AsyncSession, world: World, name: str) -> Member:
    return await members.get(session, world.playground.workspace.team_id, world.people[name].id)


async def _both(session: AsyncSession, pair: Pair) -> Sequence[Member]:
    return [await session.get_one(Member, number) for number in (pair.mentor_id, pair.mentee_id)]


async def _pairs(session: AsyncSession) -> Sequence[tuple[Pair, Member]]:
    """All there are, each with its mentee."""
    found = (await session.scalars(select(Pair).order_by(Pair.id))).all()
    return [(pair, await session.get_one(Member, pair.mentee_id)) for pair in found]
