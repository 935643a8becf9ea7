"""What a pair agrees on: written by one, signed by the other, changed by both, read by nobody else."""

import json
from asyncio import gather

import pytest

from playground.person import Person
from playground.records import Message
from tests.hands import letters, modal, pair_up, typed
from tests.world import World, says


async def clicks(world: World) -> None:
    """Ada and Esra are a pair; it is Thursday noon in Amsterdam."""
    ada, esra = world.ada, world.esra
    await world.joins(ada, mentor="Kubernetes")
    await ada.command("/mentor join")
    await ada.type("hopes_to_learn", "How juniors look at our platform")
    assert await ada.submit() == {}
    await ada.close()
    await world.joins(esra, mentee="Kubernetes")
    await pair_up(world, ada, esra)
    await esra.click("Another time …", within=letters(esra, "says yes")[-1])
    await esra.choose("starts_at", "2026-11-26 10:00")
    assert await esra.submit() == {}
    await esra.close()
    await world.passes(hours=50)
    for person in (ada, esra):
        await person.click("Yes, we met", within=letters(person, "Did you and")[-1])
        await person.click("Yes, let's go on")
    await world.settle()


@pytest.fixture
async def together(world: World) -> World:
    await clicks(world)
    return world


async def page(person: Person) -> str:
    """The page about the pair, from the home tab."""
    await person.open_home()
    await person.click("Our mentoring …", within=person.home)
    return modal(person)


def signing(person: Person) -> Message:
    return letters(person, "proposes")[-1]


async def test_one_writes_the_other_signs_and_both_read(together: World) -> None:
    world = together
    ada, esra = world.ada, world.esra
    begun = letters(esra, "It clicked")[-1]
    await esra.click("Write our agreement …", within=begun)
    assert esra.modal is not None
    form = json.dumps(esra.modal.blocks)
    assert "How do I size a cluster for a team of ten?" in form, "what was asked"
    assert "How juniors look at our platform" in form, "what the mentor hopes to learn"
    await esra.type("expectations", "We are honest")
    await esra.choose("rhythm_days", "Every 3 weeks")
    await esra.choose("minutes", "60 minutes")
    await esra.type("place", "A huddle in #k8s")
    await esra.choose("ends_on", "2026-11-26")
    assert "within two years" in str(await esra.submit())
    await esra.choose("ends_on", "2027-06-01")
    assert await esra.submit() == {}
    assert "can read it now" in modal(esra)
    await esra.close()
    await world.settle()
    offer = signing(ada)
    assert "How do I size a cluster" in says(ada, offer)
    assert "We are honest" in says(ada, offer)
    assert "Every 3 weeks" in says(ada, offer)
    assert "Your proposal waits for" in await page(esra)
    await esra.close()

    # Signed: the pair meets as agreed, and both are told and can read it at any time
    await gather(ada.click("Sign", within=offer), ada.click("Sign", within=offer))
    await world.settle()
    assert len(letters(esra, "has signed")) == 1
    for person in (ada, esra):
        assert "every 3 weeks · 60 minutes · until 1 June 2027" in await page(person)
        await person.click("Read …")
        assert "A huddle in #k8s" in modal(person)
        await person.close()
    assert "every 3 weeks" in says(ada, await ada.open_home())

    # A change: proposed, marked, and until it is signed what was signed holds
    await page(ada)
    await ada.click("Change …")
    await ada.choose("rhythm_days", "Every week")
    assert await ada.submit() == {}
    assert "Your proposal waits for" in modal(ada), "the page is drawn anew where it stands"
    await ada.click("Read what is in force …")
    assert "Every 3 weeks" in modal(ada)
    await ada.close()
    await world.settle()
    change = signing(esra)
    assert "✏️ 🔁 Every week" in says(esra, change)
    assert "✏️ ⏱" not in says(esra, change)

    # What was replaced is not signed any more; answered with a change of one's own, which takes its place
    assert "proposes:" in await page(esra)
    await page(ada)
    await ada.click("Change …")
    await ada.choose("rhythm_days", "Every 4 weeks")
    assert await ada.submit() == {}
    await ada.close()
    await esra.click("Sign")
    assert "That version has been replaced" in modal(esra)
    await esra.close()
    await esra.click("Change …", within=change)
    await esra.choose("rhythm_days", "Every 2 weeks")
    assert await esra.submit() == {}
    await esra.close()
    await world.settle()
    await ada.click("Sign", within=signing(ada))
    assert "every 2 weeks" in await page(ada)
    await ada.close()

    # What ends is not signed any more, and can still be read
    await page(ada)
    await ada.click("Change …")
    await ada.choose("minutes", "90 minutes")
    assert await ada.submit() == {}
    await ada.close()
    await world.settle()
    waits = signing(esra)
    await ada.click("End this pair …", within=await ada.open_home())
    assert await ada.submit() == {}
    await ada.close()
    await esra.click("Sign", within=waits)
    assert "come to an end" in says(esra, esra.answers[-1])
    await esra.click("Read …", within=letters(esra, "has signed")[-1])
    assert "A huddle in #k8s" in modal(esra)
    await esra.close()

    # Nobody else: not those who run things, whatever they do
    for command in ("stats", "audit"):
        assert "honest" not in await typed(esra, f"/mentor {command}")


async def test_both_write_at_once_and_neither_answers_what_they_have_not_read(together: World) -> None:
    world = together
    ada, esra = world.ada, world.esra
    for person in (ada, esra):
        await person.click("Write our agreement …", within=letters(person, "It clicked")[-1])
        await person.type("expectations", f"{person.user.real_name} prepares")
    await gather(ada.submit(), esra.submit())
    late, early = (ada, esra) if "in the meantime" in modal(ada) else (esra, ada)
    assert f"{early.user.real_name} prepares" in modal(late), "read first"
    assert f"{late.user.real_name} prepares" in json.dumps(late.modal.values if late.modal else ""), "nothing is lost"
    assert await late.submit() == {}
    await world.settle()
    assert len(letters(early, "proposes what you could agree on")) == 1
    await early.click("Sign", within=signing(early))
    assert len(letters(early, "Signed by both")) == 1
    assert letters(late, "proposes") == [], "what was answered at once was not sent any more"


async def test_asked_once_when_nothing_is_signed_and_never_again(together: World) -> None:
    world = together
    ada, esra = world.ada, world.esra
    await world.passes(days=5)
    assert len(letters(ada, "want to learn from each other?")) == 1
    assert len(letters(esra, "want to learn from each other?")) == 1
    await world.passes(days=40)
    assert len(letters(ada, "want to learn from each other?")) == 1


async def test_who_has_proposed_is_not_asked_and_the_other_is_asked_to_sign(together: World) -> None:
    world = together
    ada, esra = world.ada, world.esra
    await ada.click("Write our agreement …", within=letters(ada, "It clicked")[-1])
    assert await ada.submit() == {}
    await ada.close()
    await world.passes(days=9)
    assert letters(ada, "want to learn from each other?") == []
    assert len(letters(esra, "proposes what you could agree on")) == 2
    await esra.click("Sign", within=signing(esra))
    await world.passes(days=3)
    assert len(letters(ada, "has signed")) == 1
