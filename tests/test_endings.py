"""Pausing a pair and ending it: kindly, without blame, and with people to go on with."""

from datetime import date

import pytest
from sqlalchemy import select

from models import EndReason, Pair
from playground.person import Person
from tests.hands import letters, modal
from tests.pairing import change, together
from tests.test_calendar_files import event
from tests.test_escaping import FORGED, is_inert, reads
from tests.test_networks import start_network
from tests.world import World, last, says


@pytest.fixture
async def company(world: World) -> World:
    """Ada and Chen pass on Kubernetes; Ada and Esra are a pair, in one network that has a channel."""
    await start_network(world, world.ada)
    await world.esra.click("Join", within=world.esra.sees("mentoring")[-1])
    await world.joins(world.ada, mentor="Kubernetes")
    await world.joins(world.chen, mentor="Kubernetes")
    await world.joins(world.esra, mentee="Kubernetes")
    await together(world, world.ada, world.esra)
    return world


async def page(person: Person) -> None:
    await person.open_home()
    await person.click("Our mentoring …", within=person.home)


async def test_a_pause_is_quiet_and_ends_by_itself_with_new_times(company: World) -> None:
    ada, esra = company.ada, company.esra
    await ada.click("Another time …", within=letters(ada, "It clicked")[-1])
    await ada.choose("starts_at", "2026-12-03 10:00")
    assert await ada.submit() == {}
    await company.settle()
    await page(esra)
    await esra.click("Pause us …")
    assert "is told, without a reason" in modal(esra)
    await esra.choose("until", "2027-01-11")
    assert await esra.submit() == {}
    assert "You and @Ada Admiraal pause until 11 January 2027" in modal(esra)
    await esra.close()
    await company.settle()
    assert "@Esra Erdem would like to pause your mentoring until 11 January 2027" in says(ada)
    booked = event(esra, letters(esra, "has booked you both")[-1])[1]
    for off in (event(ada, last(ada)), event(esra, letters(esra, "Called off, for your calendar")[-1])):
        assert (off[0], off[1].uid.value) == ("CANCEL", booked.uid.value)
        assert int(off[1].sequence.value) > int(booked.sequence.value)
    said = {person.id: len(letters(person)) for person in (ada, esra)}
    await ada.open_home()
    assert ada.home is not None
    assert "Paused until 11 January 2027" in ada.reads(ada.home)
    await ada.close()
    await company.passes(days=46)
    assert {person.id: len(letters(person)) for person in (ada, esra)} == said, "nobody is asked anything meanwhile"
    await company.passes(days=3)
    for person in (ada, esra):
        assert "go on. When do you meet?" in says(person)
        assert len(letters(person)) == said[person.id] + 1
    await ada.click("Another time …", within=last(ada))
    await ada.choose("starts_at", "2027-01-14 10:00")
    assert await ada.submit() == {}
    assert "Booked" in modal(ada)


async def test_going_on_early_tells_the_other_and_twice_is_once(company: World) -> None:
    ada, esra = company.ada, company.esra
    await page(ada)
    await ada.click("Pause us …")
    assert await ada.submit() == {}
    await ada.close()
    await company.settle()
    letter = last(esra)
    await esra.click("Go on now", within=letter)
    await company.settle()
    assert "You and @Esra Erdem go on. When do you meet?" in says(ada)
    await page(ada)
    assert "Go on now" not in modal(ada)
    await ada.close()
    await company.passes(days=1)
    assert len(letters(ada, "go on. When do you meet?")) == 1


async def test_another_mentor_without_blame(company: World) -> None:
    ada, esra = company.ada, company.esra
    await page(esra)
    await esra.click("Another mentor …")
    assert await esra.submit() == {}
    assert "These mentors fit too" in modal(esra)
    await esra.click("Ask Chen the same")
    assert "How do I size a cluster" in str(esra.modal.payload if esra.modal else "")
    assert await esra.submit() == {}
    await esra.close()
    await company.settle()
    assert "Your mentoring with @Esra Erdem has come to an end" in says(ada)
    assert "Thank you for what you have put into it" in says(ada)
    assert "fit" not in says(ada)
    await company.passes(days=1)
    assert "asks whether you would be their mentor" in "".join(says(company.chen, one) for one in letters(company.chen))


async def test_ending_early_has_a_reason_that_the_other_never_learns(company: World) -> None:
    ada, esra = company.ada, company.esra
    await ada.open_home()
    await ada.click("End this pair …", within=ada.home)
    assert "is told kindly, without the reason" in modal(ada)
    await ada.choose("reason", "There is no time for it")
    assert await ada.submit() == {}
    await ada.close()
    await company.settle()
    told = says(esra)
    assert "Your mentoring with @Ada Admiraal has come to an end" in told
    assert "time" not in told
    assert "What you two wrote down is erased after 24 November 2028" in told, "the setting says two years"
    assert "/mentor privacy" in told
    async with company.klik.runtime.db.begin() as session:
        assert await session.scalar(select(Pair.end_reason)) is EndReason.NO_TIME, "it is counted"


async def test_whoever_stays_behind_is_offered_people_the_same_day(company: World) -> None:
    ada, esra = company.ada, company.esra
    await esra.click("Another time …", within=letters(esra, "It clicked")[-1])
    await esra.choose("starts_at", "2026-12-03 10:00")
    assert await esra.submit() == {}
    await esra.close()
    await ada.command("/mentor leave")
    await ada.click("Leave …")
    await company.settle()
    assert "Ada Admiraal is not here any more" in says(esra)
    assert event(esra, last(esra))[0] == "CANCEL", "and what they had booked goes out of her calendar"
    await esra.click("Ask Chen the same", within=last(esra))
    assert "How do I size a cluster" in str(esra.modal.payload if esra.modal else "")


async def test_a_good_end_is_celebrated_and_thanks_are_shared_only_if_both_want_it(company: World) -> None:
    ada, esra = company.ada, company.esra
    await page(esra)
    await esra.click("Add items …")
    await esra.type("items", "Size a cluster")
    assert await esra.submit() == {}
    await esra.click("I can do this …")
    await esra.type("evidence", "Did it on Monday")
    assert await esra.submit() == {}
    await esra.close()
    await page(esra)
    await esra.click("We are done …")
    assert await esra.submit() == {}
    await esra.close()
    await company.settle()
    for person, other in ((ada, "Esra Erdem"), (esra, "Ada Admiraal")):
        assert f"🎉 You and @{other} have come to a good end" in says(person)
        assert "together. Thank you for what you have put into it" in says(person)
        assert "✅ Size a cluster" in says(person), "what they reached"
    assert "Become a mentor …" not in says(ada)
    celebrated = {person.id: last(person) for person in (ada, esra)}

    await esra.click("Thank Ada …", within=celebrated[esra.id])
    await esra.type("thanks", f"You asked what I was afraid of, and waited {FORGED}")
    await esra.choose("share", "Others may read it too")
    assert await esra.submit() == {}
    await esra.close()
    await ada.click("Thank Esra …", within=celebrated[ada.id])
    await ada.type("thanks", "You came prepared every time")
    assert await ada.submit() == {}
    await ada.close()
    await company.passes(days=1)  # both have had two messages today
    read = {person.id: letters(person, "thanks you")[-1] for person in (ada, esra)}
    assert "You came prepared" in says(esra, read[esra.id])
    assert "Yes, share it" not in says(esra, read[esra.id]), "its writer keeps it between the two of them"
    assert "waited" in says(ada, read[ada.id])
    before = len(ada.sees("women-in-tech"))
    await ada.click("Yes, share it", within=read[ada.id])
    await company.settle()
    assert len(ada.sees("women-in-tech")) == before + 1
    assert "@Esra Erdem thanks @Ada Admiraal" in says(ada, ada.sees("women-in-tech")[-1])
    is_inert(company)
    assert reads(company, ada, FORGED), "it is read as it was typed"
    await esra.click("Become a mentor …", within=celebrated[esra.id])
    assert "Topics I can pass on" in modal(esra)
    assert "Kubernetes" in str(esra.modal.payload if esra.modal else "")
    await esra.close()
    await esra.click("Thank Ada …", within=celebrated[esra.id])
    assert "You have thanked" in says(esra, esra.answers[-1])


async def test_the_planned_end_is_asked_about_twice_and_can_be_moved(company: World) -> None:
    ada, esra = company.ada, company.esra
    await change(company, ada, esra, ends_on=date(2026, 12, 22))
    await company.passes(days=15)
    for person in (ada, esra):
        assert len(letters(person, "is planned until 22 December 2026")) == 1
    await ada.click("Go on longer …", within=letters(ada, "is planned until")[-1])
    await ada.choose("ends_on", "2027-02-10")
    assert await ada.submit() == {}
    await ada.close()
    await company.passes(days=1)
    assert len(letters(esra, "@Ada Admiraal would like to go on with you until 10 February 2027")) == 1
    await company.passes(days=65)
    for person in (ada, esra):
        assert len(letters(person, "is planned until 10 February 2027")) == 1
        assert len(letters(person, "was planned until today")) == 1
    await company.passes(days=20)
    assert "have come to a good end" in "".join(says(ada, one) for one in letters(ada))


async def test_silence_is_warned_of_and_ends(company: World) -> None:
    ada, esra = company.ada, company.esra
    await company.passes(days=30)
    for person in (ada, esra):
        await person.click("All fine", within=letters(person, "Does it work for you")[-1])
    asked = len(letters(ada, "When do you and"))
    await company.passes(days=45)
    assert len(letters(ada, "When do you and")) == asked + 2, "now and then all the same"
    await company.passes(days=9)
    for person in (ada, esra):
        assert len(letters(person, "It has been quiet between you and")) == 1
    await esra.click("We still talk", within=letters(esra, "It has been quiet")[-1])
    await company.passes(days=80)
    assert letters(ada, "has ended quietly") == []
    await company.passes(days=16)
    assert len(letters(ada, "It has been quiet between you and")) == 2
    for person in (ada, esra):
        assert len(letters(person, "has ended quietly")) == 1
    assert "Ask Chen" in says(esra, letters(esra, "has ended quietly")[-1])
