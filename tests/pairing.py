"""Two people who are a pair already, for stories about what comes later."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import care, introductions, members, requests
from models import Member, MentorTopic, Pair
from playground.person import Person
from tests.hands import QUESTION
from tests.world import World


async def together(world: World, mentor: Person, mentee: Person) -> None:
    """They asked, were accepted and both said yes, in this moment and by the rules; what was to be said is said."""
    now, db = world.clock.now(), world.klik.runtime.db
    async with db.begin() as session:
        ours, theirs = await _both(session, world, mentor, mentee)
        topic = await session.scalar(select(MentorTopic.topic_id).where(MentorTopic.member_id == ours.id).limit(1))
        request, _ = await requests.ask(session, theirs, ours.id, question=QUESTION, topic_id=topic, now=now)
        await requests.accept(session, ours, request.id, now)
    async with db.begin() as session:
        ours, theirs = await _both(session, world, mentor, mentee)
        pair = await _pair(session, ours, theirs)
        pair.answer_click_by = pair.outcome_at = now  # they have talked, and both say yes
        for member in (ours, theirs):
            await introductions.answer(session, member, pair.id, True, now)
        await introductions.decide(session, pair.id, now)
    await world.settle()


async def change(world: World, mentor: Person, mentee: Person, **values: Any) -> None:
    """What their agreement says, without the form."""
    async with world.klik.runtime.db.begin() as session:
        pair = await _pair(session, *await _both(session, world, mentor, mentee))
        for name, value in values.items():
            setattr(pair, name, value)
        await care.look_by(session, pair.id, world.clock.now())


async def _both(session: AsyncSession, world: World, mentor: Person, mentee: Person) -> tuple[Member, Member]:
    team = world.playground.workspace.team_id
    return await members.get(session, team, mentor.id), await members.get(session, team, mentee.id)


async def _pair(session: AsyncSession, mentor: Member, mentee: Member) -> Pair:
    return (
        await session.scalars(
            select(Pair).where(Pair.mentor_id == mentor.id, Pair.mentee_id == mentee.id).order_by(Pair.id.desc())
        )
    ).one()
