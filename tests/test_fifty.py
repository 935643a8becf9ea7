"""Fifty people and three places, at once, through the front door."""

from asyncio import gather
from dataclasses import replace

from sqlalchemy import func, select

from bot.views import ids
from models import MentorProfile, Pair, Request, RequestState
from playground.elements import controls
from playground.person import Person
from playground.records import Exchange, Message, User
from tests.hands import QUESTION, letters, modal, typed
from tests.world import World, open_world, says

CROWD, PLACES = 50, 3


async def test_fifty_ask_and_fifty_are_accepted_at_once(database_url: str) -> None:
    """Three first talks, and forty-seven kind answers."""
    async with open_world(database_url, klik_database_connections=40) as world:
        ada = world.ada
        await world.joins(ada, mentor="Kubernetes", capacity=PLACES)
        crowd = [await joined(world, number) for number in range(CROWD)]
        for mentee in crowd:
            await mentee.command("/mentor find kubernetes")
            await mentee.click("Ask Ada")
            await mentee.type("question", QUESTION)
        await gather(*(mentee.submit() for mentee in crowd))
        for mentee in crowd:
            assert "Asked. @Ada" in modal(mentee).replace("*", "")
            await mentee.close()
        await world.passes(minutes=5)
        assert len(letters(ada, "asks whether")) == 2, "all others come together in the morning"
        listed = await ada.command("/mentor requests")
        assert listed is not None
        await gather(*(accepts(ada, listed, number) for number in await asked(world)))
        answers = [says(ada, message) for message in ada.answers]
        full = "All your places are taken, so I left the request open"
        assert sum(full in words for words in answers) == CROWD - PLACES
        await world.passes(days=1)
        assert sum(bool(letters(mentee, "says yes to a first talk")) for mentee in crowd) == PLACES
        assert len(await asked(world)) == CROWD - PLACES, "the others may still be answered when a place is free"
        assert "questions wait for you" in "".join(says(ada, message) for message in letters(ada))
        assert "0 free places of 3" in await typed(ada, "/mentor profile")
        async with world.klik.runtime.db.begin() as session:
            assert await session.scalar(select(func.count()).select_from(Pair)) == PLACES
            assert await session.scalar(select(func.max(MentorProfile.places_taken))) == PLACES
        assert [exchange.kind for exchange in to_klik(world) if exchange.status != 200] == []


async def joined(world: World, number: int) -> Person:
    user = User(
        id=f"U0CROWD{number:02}", name=f"crowd{number:02}", real_name=f"Crowd{number:02} Some",
        email=f"crowd{number}@example.com", tz="Europe/Amsterdam", locale="en-GB",
    )  # fmt: skip
    world.playground.workspace.enlist(user)
    person = world.playground.person(user.id)
    await world.joins(person, mentee="Kubernetes")
    return person


async def asked(world: World) -> list[int]:
    """Ids of the requests that are open."""
    async with world.klik.runtime.db.begin() as session:
        return [*await session.scalars(select(Request.id).where(Request.state == RequestState.PENDING))]


async def accepts(mentor: Person, listed: Message, request_id: int) -> None:
    """As from a list that has this request, too: a screen shows a dozen."""
    button = next(control for control in controls(listed.blocks) if control.label == "Accept")
    element = {**button.element, "action_id": ids.numbered(ids.ACCEPT, request_id), "value": str(request_id)}
    await mentor.playground.interactions.act(mentor.user, listed, replace(button, element=element), {})


def to_klik(world: World) -> list[Exchange]:
    return [exchange for exchange in world.playground.workspace.exchanges if exchange.direction == "to app"]
