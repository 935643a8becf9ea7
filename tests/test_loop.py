"""The whole loop as one story: join, find, ask, accept, first talk, double yes, book, meet, say how it was."""

from collections.abc import AsyncIterator

import pytest

from tests.hands import letters
from tests.world import World, last, open_world, says


@pytest.fixture(params=["http", "socket"])
async def anywhere(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[World]:
    async with open_world(database_url, via=request.param) as opened:
        yield opened


async def test_from_joining_to_feedback(anywhere: World) -> None:
    world = anywhere
    ada, bram = world.ada, world.bram

    # Join
    await world.joins(ada, mentor=("Kubernetes", "Coaching"), passes_on="Sizing a cluster, on-call without fear")
    await world.joins(bram, mentee="Kubernetes")

    # Find: a misspelt word, in Dutch, with reasons
    found = await bram.command("/mentor find kubernets")
    assert found is not None
    assert "Ada Admiraal" in says(bram, found)
    assert "Sizing a cluster" in says(bram, found)
    assert "40 gedeelde werkuren per week" in says(bram, found)

    # Ask the precise question
    await bram.click("Ada vragen")
    await bram.type("question", "How do I size a cluster for a team of ten?")
    assert await bram.submit() == {}
    await world.settle()
    assert "How do I size a cluster for a team of ten?" in says(ada)
    assert "Kubernetes" in says(ada)

    # Accept: both get a guide and times for a first talk
    await ada.click("Accept")
    await world.settle()
    assert "first talk" in says(ada)
    assert "eerste gesprek" in says(bram)

    # One click books, the other is told
    await bram.click(_first_time(last(bram)))
    await world.settle()
    assert "has booked you both" in says(ada)

    # Afterwards: did you meet, and did it click? Privately, and only two yeses make a pair
    await world.passes(days=3)
    assert "Did you and" in says(ada)
    await ada.click("Yes, we met")
    await ada.click("Yes, let's go on")
    await world.settle()
    assert "een koppel" not in says(bram)
    await bram.click("Ja, we hebben elkaar gesproken")
    await bram.click("Ja, we gaan door")
    await world.settle()
    assert "It clicked" in says(ada)
    assert "een koppel" in says(bram)

    # The pair meets, and both say in one click how it was
    await ada.click(_first_time(last(ada)))
    await world.settle()
    await world.passes(days=4)
    await ada.click("Yes, we met")
    await ada.click("4 · Very")
    await ada.click("What I practised and learned …")
    await ada.type("learned", "Explaining is the best way to find my own gaps")
    await ada.choose("practised", "Listening")
    assert await ada.submit() == {}
    await bram.click("Ja, we hebben elkaar gesproken")
    await bram.click("5 · Een doorbraak")
    assert letters(bram, "5 · Een doorbraak")  # not the newest: they are interviewed in these days

    # The rhythm says when it is time again
    await world.passes(days=12)
    assert letters(bram, "Wanneer spreken jij en")


def _first_time(message: object) -> str:
    """The label of the first proposed time."""
    rows = [block for block in message.blocks if block["type"] == "actions"]  # type: ignore[attr-defined]
    return str(rows[0]["elements"][0]["text"]["text"])
