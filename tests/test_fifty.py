"""Fifty people and three places, at once, through the front door."""

from asyncio import gather

from sqlalchemy import func, select

from models import MentorProfile, Pair
from playground.elements import controls
from playground.person import Person
from playground.records import Exchange, User
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
        cards = letters(ada, "asks whether")
        assert len(cards) == CROWD
        await gather(*(ada.click("Accept", within=card) for card in cards))
        answers = [says(ada, message) for message in ada.answers]
        full = "All your places are taken, so I left the request open"
        assert sum(full in words for words in answers) == CROWD - PLACES
        await world.passes(minutes=5)
        assert sum(bool(letters(mentee, "says yes to a first talk")) for mentee in crowd) == PLACES
        left = [card for card in cards if any(control.label == "Accept" for control in controls(card.blocks))]
        assert len(left) == CROWD - PLACES, "the others may still be answered when a place is free"
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


def to_klik(world: World) -> list[Exchange]:
    return [exchange for exchange in world.playground.workspace.exchanges if exchange.direction == "to app"]
