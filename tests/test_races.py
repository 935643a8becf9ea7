"""At once, twice, or too late: one outcome, and an answer in words for everybody."""

from asyncio import gather

import pytest
from sqlalchemy import func, select

from models import Outbox, OutboxState
from playground.person import Person
from playground.records import Message
from tests.hands import QUESTION, asks, letters, modal, pair_up, typed
from tests.world import World, says


@pytest.fixture
async def company(world: World) -> World:
    """Ada passes on Kubernetes to one at a time; Esra and Finn want to learn it."""
    await world.joins(world.ada, mentor="Kubernetes", capacity=1)
    for mentee in (world.esra, world.finn):
        await world.joins(mentee, mentee="Kubernetes")
    return world


def answers(person: Person) -> list[str]:
    return [says(person, message) for message in person.answers]


def times(message: Message) -> list[str]:
    """The labels of the proposed times."""
    elements = [element for block in message.blocks if block["type"] == "actions" for element in block["elements"]]
    return [element["text"]["text"] for element in elements if element["action_id"].startswith("session_slot")]


async def test_a_double_click_on_accept_opens_one_introduction(company: World) -> None:
    ada, esra = company.ada, company.esra
    await asks(esra, "Ada")
    await company.settle()
    await gather(ada.click("Accept"), ada.click("Accept"), ada.click("Accept"))
    await company.settle()
    assert len(letters(ada, "Your first talk with @Esra")) == 1
    assert len(letters(esra, "says yes to a first talk")) == 1
    assert "0 free places of 1" in await typed(ada, "/mentor profile")


async def test_accept_and_withdraw_at_once_have_one_outcome(company: World) -> None:
    ada, esra = company.ada, company.esra
    await asks(esra, "Ada")
    await esra.close()
    await company.settle()
    listed = await esra.command("/mentor requests")
    await gather(ada.click("Accept"), esra.click("Withdraw", within=listed))
    await company.settle()
    if letters(esra, "says yes"):
        assert "This request was accepted already." in says(esra, listed)
        assert "0 free places" in await typed(ada, "/mentor profile")
    else:
        assert "Withdrawn." in says(esra, listed)
        assert letters(ada, "This request has been withdrawn.")
        assert "1 free place" in await typed(ada, "/mentor profile")


async def test_one_of_two_gets_the_last_place(company: World) -> None:
    ada = company.ada
    for mentee in (company.esra, company.finn):
        await asks(mentee, "Ada")
        await company.settle()
    of_esra, of_finn = letters(ada, "asks whether you would be their mentor")
    await gather(ada.click("Accept", within=of_esra), ada.click("Accept", within=of_finn))
    await company.passes(days=1)  # the guide is no third message of her day
    assert len(letters(ada, "Your first talk with")) == 1
    assert len(letters(company.esra, "says yes")) + len(letters(company.finn, "says yes")) == 1
    assert any("All your places are taken, so I left the request open" in words for words in answers(ada))
    assert "0 free places of 1" in await typed(ada, "/mentor profile")
    listed = await typed(ada, "/mentor requests")
    assert listed.count("asks you to be their mentor") == 1


async def test_asking_from_two_devices_at_once_is_asking_once(company: World) -> None:
    ada, esra = company.ada, company.esra
    await esra.command("/mentor find kubernetes")
    await esra.click("Ask Ada")
    await esra.type("question", QUESTION)
    assert list(await gather(esra.submit(), esra.submit(), esra.submit())) == [{}, {}, {}]
    assert "Asked" in modal(esra) or "You have asked @Ada Admiraal already" in modal(esra)
    await company.settle()
    assert len(letters(ada)) == 1


async def test_four_questions_at_once_are_three(company: World) -> None:
    esra = company.esra
    mentors = (company.ada, company.chen, company.dana, company.finn)
    for mentor in mentors[1:]:
        await company.joins(mentor, mentor="Kubernetes")
    found = await esra.command("/mentor find kubernetes")
    forms = []
    for mentor in mentors:
        await esra.click(f"Ask {mentor.user.real_name.split()[0]}", within=found)
        await esra.type("question", QUESTION)
        assert esra.modal is not None
        forms.append(esra.modal)
        company.playground.workspace.modals.pop(esra.id)  # each on a device of its own
    await gather(*(esra.playground.interactions.submit(esra.user, form) for form in forms))
    assert (await typed(esra, "/mentor requests")).count("You asked") == 3


async def test_two_clicks_on_different_times_book_one(company: World) -> None:
    ada, esra = company.ada, company.esra
    await pair_up(company, ada, esra)
    hers, his = letters(ada, "Your first talk")[-1], letters(esra, "says yes")[-1]
    early, late = times(hers)[0], times(his)[-1]
    await gather(ada.click(early, within=hers), esra.click(late, within=his))
    await company.settle()
    both = [await typed(person, "/mentor sessions") for person in (ada, esra)]
    assert both[0].replace("@Esra Erdem · People partner", "") == both[1].replace("@Ada Admiraal · Staff engineer", "")
    booked = [words for words in (*answers(ada), *answers(esra)) if "This session is booked already" in words]
    assert len(booked) == 1
    assert len(letters(ada, "has booked you both")) + len(letters(esra, "has booked you both")) == 1


async def test_a_time_on_an_old_message_books_just_that_time(company: World) -> None:
    """The other side asks for other times, and opens a form: what a button says is what it books."""
    ada, esra = company.ada, company.esra
    await pair_up(company, ada, esra)
    hers, his = letters(ada, "Your first talk")[-1], letters(esra, "says yes")[-1]
    label = times(his)[1]
    shown = set(times(hers))
    for _ in range(2):
        await ada.click("Other times", within=hers)
        assert shown.isdisjoint(times(hers))
        shown |= set(times(hers))
    await ada.click("Another time …", within=hers)
    await ada.close()
    await esra.click(label, within=his)
    await company.settle()
    assert "Thu 26 Nov" in label
    assert "November 26th 14:00" in await typed(ada, "/mentor sessions")


async def test_times_that_have_passed_are_replaced_by_new_ones(company: World) -> None:
    ada, esra = company.ada, company.esra
    await pair_up(company, ada, esra)
    his = letters(esra, "says yes")[-1]
    await company.passes(days=1.5)
    await esra.click(times(his)[0], within=his)
    assert times(his)
    await esra.click(times(his)[0], within=his)
    assert "Booked: you and @Ada Admiraal" in says(esra, his)


async def test_a_time_chosen_twice_is_booked_and_told_once(company: World) -> None:
    ada, esra = company.ada, company.esra
    await pair_up(company, ada, esra)
    await esra.click("Another time …")
    await esra.choose("starts_at", "2026-11-30 10:00")
    assert list(await gather(esra.submit(), esra.submit())) == [{}, {}]
    await company.passes(days=1)
    assert len(letters(ada, "has booked you both")) == 1
    assert letters(ada, "has moved") == []


async def test_booking_while_the_other_ends_it_has_one_outcome(company: World) -> None:
    ada, esra = company.ada, company.esra
    await pair_up(company, ada, esra)
    hers = letters(ada, "Your first talk")[-1]
    await esra.open_home()
    await esra.click("End this pair …")
    await gather(esra.submit(), ada.click(times(hers)[0], within=hers))
    await esra.close()
    await company.settle()
    assert letters(ada, "Your first talk with @Esra Erdem is off")
    for person in (ada, esra):
        assert "No sessions planned" in await typed(person, "/mentor sessions")
    await company.passes(days=7)
    assert letters(ada, "Did you and") == []


async def test_when_a_pair_ends_nothing_planned_for_it_comes(company: World) -> None:
    ada, esra = company.ada, company.esra
    await pair_up(company, ada, esra)
    hers = letters(ada, "Your first talk")[-1]
    await ada.click(times(hers)[0], within=hers)
    await company.settle()
    assert await unsent(company) > 0
    await esra.open_home()
    await esra.click("End this pair …")
    assert await esra.submit() == {}
    await company.settle()
    assert await unsent(company) == 0
    before = len(letters(ada)), len(letters(esra))
    await company.passes(days=14)
    assert (len(letters(ada)), len(letters(esra))) == before


async def unsent(world: World) -> int:
    async with world.klik.runtime.db.begin() as session:
        count = select(func.count()).where(Outbox.state.in_((OutboxState.PENDING, OutboxState.SENDING)))
        return await session.scalar(count) or 0


async def test_buttons_of_a_pair_that_has_ended_say_so(company: World) -> None:
    ada, esra = company.ada, company.esra
    await pair_up(company, ada, esra)
    hers = letters(ada, "Your first talk")[-1]
    await ada.click(times(hers)[0], within=hers)
    await company.passes(days=2)
    asked = letters(esra, "Did you and")[-1]
    await esra.open_home()
    await esra.click("End this pair …")
    assert await esra.submit() == {}
    await esra.close()
    for button, message, person in (
        ("Move …", hers, ada),
        ("Call off …", hers, ada),
        ("Yes, we met", asked, esra),
        ("No, we didn't", asked, esra),
        ("We moved it …", asked, esra),
    ):
        await person.click(button, within=message)
        assert "This session has been called off" in answers(person)[-1]
        assert person.modal is None


async def test_both_say_at_once_that_they_met_and_that_it_clicked(company: World) -> None:
    ada, esra = company.ada, company.esra
    await pair_up(company, ada, esra)
    await esra.click(times(letters(esra, "says yes")[-1])[0])
    await company.passes(days=2)
    await gather(ada.click("Yes, we met"), esra.click("Yes, we met"))
    await gather(ada.click("Yes, let's go on"), esra.click("Yes, let's go on"), esra.click("Yes, let's go on"))
    await company.settle()
    for person in (ada, esra):
        assert len(letters(person, "It clicked")) == 1
        assert letters(person, "Did it click") == []


async def test_answering_in_the_moment_a_request_expires_has_one_outcome(company: World) -> None:
    ada, esra = company.ada, company.esra
    await asks(esra, "Ada")
    await company.settle()
    await company.passes(days=4.99)
    company.clock.advance(company.clock.now() - company.clock.now().replace(hour=8, minute=0))
    await gather(ada.click("Accept"), company.klik.schedule.run_due())
    await company.passes(days=1)
    accepted = letters(esra, "says yes to a first talk")
    assert len(accepted) + len(letters(esra, "has not found time")) == 1
    assert ("0 free places of 1" in await typed(ada, "/mentor profile")) == bool(accepted)


async def test_joining_on_two_devices_at_once_is_joining_once(world: World) -> None:
    dana = world.dana
    await dana.command("/mentor join")
    await dana.choose("profile_sides", "Mentor", "Mentee")
    await dana.choose("topics:mentor_topics", "SQL", "Python")
    await dana.choose("topics:mentee_topics", "Coaching")
    assert list(await gather(*(dana.submit() for _ in range(4)))) == [{}, {}, {}, {}]
    await dana.close()
    await dana.command("/mentor join")
    assert list(await gather(*(dana.submit() for _ in range(4)))) == [{}, {}, {}, {}]
    await dana.close()
    profile = await typed(dana, "/mentor profile")
    assert "for Python and SQL" in profile
    assert "*Mentee*: Coaching" in profile


async def test_ticking_both_sides_quickly_shows_both_sides_questions(world: World) -> None:
    dana = world.dana
    await dana.command("/mentor join")
    for _ in range(5):
        await gather(dana.choose("profile_sides", "Mentor"), dana.choose("profile_sides", "Mentor", "Mentee"))
        assert "What exactly can people learn from you?" in modal(dana)
        assert "What do you want to be able to do?" in modal(dana)
