"""New requests in one message at the start of the day, for mentors who chose it."""

import pytest

from playground.elements import controls
from playground.person import Person
from playground.records import User
from tests.hands import QUESTION, asks, letters, modal, typed
from tests.world import World, says


@pytest.fixture
async def company(world: World) -> World:
    """Ada passes on Kubernetes to ten and chose one message a day; a dozen colleagues want to learn it."""
    await world.joins(world.ada, mentor="Kubernetes", capacity=10)
    assert "come one by one" in await typed(world.ada, "/mentor requests")
    await world.ada.click("Once a day")
    assert "in one message when your working day begins" in says(world.ada, world.ada.answers[-1])
    return world


def colleagues(world: World, count: int) -> list[Person]:
    found = []
    for number in range(count):
        user = User(
            id=f"U0MENTEE{number:02}", name=f"mentee{number:02}", real_name=f"Mentee{number:02} Some",
            email=f"mentee{number}@example.com", tz="Europe/Amsterdam", locale="en-GB",
        )  # fmt: skip
        world.playground.workspace.enlist(user)
        found.append(world.playground.person(user.id))
    return found


def buttons(person: Person, label: str) -> int:
    """How many such buttons the newest message has."""
    return sum(control.label == label for control in controls(letters(person)[-1].blocks))


async def test_a_day_of_questions_is_one_message_with_all_its_buttons(company: World) -> None:
    ada = company.ada
    people = colleagues(company, 12)
    for number, mentee in enumerate(people):
        await company.joins(mentee, mentee="Kubernetes")
        long = "How do I size a cluster? " * 100
        assert await asks(mentee, "Ada", question=long if number == 1 else QUESTION) == {}
        assert "when working hours start there: tomorrow 09:00" in modal(mentee)
        await mentee.close()
    await company.settle()
    assert letters(ada) == []
    assert "Not read yet: gets it tomorrow 09:00" in await typed(people[0], "/mentor requests")
    assert (await typed(ada, "/mentor requests")).count("asks you to be their mentor") == 12  # they need not wait
    await people[2].command("/mentor requests")
    await people[2].click("Withdraw")
    await company.passes(hours=24)
    assert len(letters(ada)) == 1
    assert "11 questions wait for you" in says(ada)
    assert "and 1 more" in says(ada)
    assert buttons(ada, "Accept") == 10
    assert "Has it since" in await typed(people[0], "/mentor requests")
    whole = letters(ada)[-1]
    await ada.click("Accept", within=whole, near="@Mentee00")
    assert "Thank you! You both get a short guide" in says(ada, ada.answers[-1])
    await ada.click("Decline", within=whole, near="@Mentee01")
    assert await ada.submit() == {}
    await ada.close()
    await ada.click("Tell me more", within=whole, near="@Mentee03")
    await ada.type("mentor_asks", "How big?")
    assert await ada.submit() == {}
    await ada.close()
    await people[4].command("/mentor requests")
    await people[4].click("Withdraw")
    await company.settle()
    words = says(ada, whole)
    assert words.count("asks you to be their mentor") < 10
    for part in ("Thank you!", "You declined what @Mentee01", "@Mentee04 Some has withdrawn the question"):
        assert part in words
    await people[3].click("Answer")
    await people[3].type("mentee_adds", "Twelve nodes")
    assert await people[3].submit() == {}
    await company.passes(hours=24)
    assert "1 question waits for you" in says(ada), "what was told more comes with the next morning's"
    assert letters(people[0], "says yes to a first talk")


async def test_more_than_two_a_day_come_together_the_next_morning(world: World) -> None:
    ada = world.ada
    await world.joins(ada, mentor="Kubernetes", capacity=10)
    people = colleagues(world, 8)
    for number, mentee in enumerate(people[:5]):
        await world.joins(mentee, mentee="Kubernetes")
        assert await asks(mentee, "Ada") == {}
        assert ("gets your question now" in modal(mentee)) == (number < 2)
        assert ("when working hours start there: tomorrow 09:00" in modal(mentee)) == (number >= 2)
        await mentee.close()
        await world.settle()
    assert len(letters(ada)) == 2
    assert "Not read yet: gets it tomorrow 09:00" in await typed(people[4], "/mentor requests")
    await world.passes(hours=24)
    assert "3 questions wait for you" in says(ada)
    assert "I write to you at most twice a day" in says(ada)
    assert buttons(ada, "Accept") == 3
    assert "Has it since" in await typed(people[4], "/mentor requests")
    # At night the first comes by itself, and all others in one message.
    await world.passes(hours=10)
    for mentee in people[5:]:
        await world.joins(mentee, mentee="Kubernetes")
        assert await asks(mentee, "Ada") == {}
        await mentee.close()
    before = len(letters(ada))
    await world.passes(hours=16)
    assert [letter for letter in letters(ada)[before:] if "2 questions wait for you" in says(ada, letter)]
    assert len(letters(ada)) == before + 2


async def test_without_a_question_there_is_no_digest(company: World) -> None:
    mentee = colleagues(company, 1)[0]
    await company.joins(mentee, mentee="Kubernetes")
    await asks(mentee, "Ada")
    await mentee.close()
    await mentee.command("/mentor requests")
    await mentee.click("Withdraw")
    await company.passes(days=2)
    assert letters(company.ada) == []
