"""Office hours: short talks that are booked without asking."""

from asyncio import gather
from datetime import UTC, datetime

import pytest

from playground.elements import controls
from playground.person import Person
from tests.hands import books_at, letters, modal, typed
from tests.pairing import together
from tests.test_calendar_files import event
from tests.world import World, last, says


@pytest.fixture
async def company(world: World) -> World:
    """Ada (Amsterdam) offers two talks on Thursday afternoon, for two weeks; Dana, Esra and Finn take part."""
    await world.joins(world.ada, mentor="Kubernetes")
    for mentee in (world.dana, world.esra, world.finn):
        await world.joins(mentee, mentee="Kubernetes")
    await offers(world.ada, weeks="2 weeks in a row")
    return world


async def offers(mentor: Person, **chosen: str) -> None:
    await mentor.command("/mentor office")
    await mentor.click("Offer times …")
    for field, value in {"day": "2026-11-26", **chosen}.items():
        await mentor.choose(field, value)
    assert await mentor.submit() == {}
    await mentor.close()


async def books(mentee: Person, time: str = "", question: str = "How do I size a cluster?") -> None:
    await mentee.command("/mentor office @ada")
    if time:
        await mentee.choose("slot", time)
    await mentee.type("question", question)
    await mentee.submit()


async def test_a_talk_is_offered_booked_reminded_of_and_takes_no_place(company: World) -> None:
    ada, dana = company.ada, company.dana
    listed = await typed(ada, "/mentor office")
    assert listed.count("30 minutes · free") == 4
    assert "Thursday, December 3rd 15:30" in listed
    await dana.command("/mentor find kubernetes")
    assert "next office hour Thursday, November 26th 09:00" in says(dana, dana.answers[-1])
    await dana.click("Book an office hour")  # in New York
    await dana.choose("slot", "Thu 26 Nov, 09:30 (30 minutes)")
    await dana.type("question", "How do I size a cluster?")
    assert await dana.submit() == {}
    assert "Your talk with @Ada Admiraal is booked" in modal(dana)
    await dana.close()
    await company.settle()
    assert "@Dana Doyle has booked one of your office hours" in says(ada)
    assert event(ada, last(ada))[1].dtstart.value == datetime(2026, 11, 26, 14, 30, tzinfo=UTC)
    assert "Thursday, November 26th 15:30 until 16:00" in says(ada)
    assert "How do I size a cluster?" in says(ada)
    assert "with @Dana Doyle" in await typed(ada, "/mentor office")
    assert "with @Ada Admiraal" in await typed(dana, "/mentor office")
    await company.passes(days=2, hours=4.6)
    for person in (ada, dana):
        assert len(letters(person, "Soon you talk with")) == 1
        assert "In an hour you talk with" in says(person)
    await company.passes(days=1)
    assert "1 free place of 1" in await typed(ada, "/mentor profile") or "2 free places" in says(ada, ada.answers[-1])
    assert "first talk" not in "".join(says(dana, message) for message in letters(dana))


async def test_of_many_who_click_one_books(company: World) -> None:
    ada = company.ada
    mentees = (company.dana, company.esra, company.finn)
    for mentee in mentees:
        await mentee.command("/mentor office @ada")
        await mentee.type("question", "How do I size a cluster?")
    await gather(*(mentee.submit() for mentee in mentees for _ in range(2)))
    told = [modal(mentee) for mentee in mentees]
    assert sum("is booked" in words for words in told) == 1
    assert sum("has just been taken" in words for words in told) == 2
    await company.settle()
    assert len(letters(ada, "has booked one of your office hours")) == 1


async def test_two_talks_at_most_and_no_nonsense_is_offered(company: World) -> None:
    ada, esra = company.ada, company.esra
    for time in ("Thu 26 Nov, 15:00 (30 minutes)", "Thu 26 Nov, 15:30 (30 minutes)"):
        await books(esra, time)
        assert "is booked" in modal(esra)
        await esra.close()
    await books(esra)
    assert "You have booked 2 talks already" in modal(esra)
    await esra.close()
    await ada.command("/mentor office")
    await ada.click("Offer times …")
    for chosen, problem in (
        ({"day": "2026-11-20"}, "choose a later day"),
        ({"day": "2026-11-26", "ends": "15:00"}, "too early for even one talk"),
        ({"ends": "16:00"}, "You offer these times already"),
        ({"starts": "07:00", "ends": "21:00", "weeks": "12 weeks in a row"}, "more than 60 talks"),
    ):
        for field, value in chosen.items():
            await ada.choose(field, value)
        assert problem in "".join((await ada.submit()).values())
    await ada.close()
    await esra.command("/mentor office")
    assert "Offer times" not in says(esra, esra.answers[-1])


async def test_no_talk_where_one_of_the_two_has_a_session(company: World) -> None:
    ada, esra, finn = company.ada, company.esra, company.finn
    await together(company, ada, esra)
    await books_at(ada, "It clicked", "2026-11-26 15:00")
    await company.settle()
    await finn.command("/mentor office @ada")
    assert "Thu 26 Nov, 15:00" not in modal(finn), "Ada meets Esra at that hour"
    assert "Thu 3 Dec, 15:00" in modal(finn)
    await finn.close()
    await company.joins(company.dana, mentor="Kubernetes")
    await offers(company.dana, starts="09:00", ends="09:30")
    await esra.command("/mentor office @dana")
    await esra.choose("slot", "Thu 26 Nov, 15:00 (30 minutes)")
    await esra.type("question", "How do I size a cluster?")
    assert "another session at that time" in (await esra.submit())["When?"]


async def test_calling_off_is_told_and_the_time_is_free_again(company: World) -> None:
    ada, esra, finn = company.ada, company.esra, company.finn
    await books(esra)
    await esra.close()
    await company.settle()
    hers = letters(esra)[-1]
    button = next(control for control in controls(hers.blocks) if control.label == "Call off …")
    await finn.playground.interactions.act(finn.user, hers, button, {})  # forged: it is none of his business
    assert "I can't find that any more" in says(finn, finn.answers[-1])
    await esra.click("Call off …", within=hers)
    assert "Called off; @Ada Admiraal is told." in says(esra, letters(esra)[-1])
    await company.settle()
    for person, words in ((ada, "cannot make it"), (esra, "for your calendar")):
        assert event(person, letters(person, words)[-1])[0] == "CANCEL"
    assert "@Esra Erdem cannot make it" in says(ada)
    assert "Others can book that time again" in says(ada)
    await books(finn)
    await finn.close()
    await company.settle()
    assert letters(finn, "is booked")
    listed = await ada.command("/mentor office")
    await ada.click("Call off …", within=listed, near="@Finn")
    assert "Called off; @Finn Fischer is told" in says(ada, listed)
    await ada.click("Remove", within=listed, near="November 26th 15:30")
    assert "Removed: nobody can book that time any more." in says(ada, listed)
    await company.settle()
    assert "@Ada Admiraal cannot make it" in says(finn)
    await company.passes(days=3)
    assert not any("Soon you talk" in says(finn, message) for message in letters(finn))
    assert (await typed(ada, "/mentor office")).count("free") == 2  # next week's


async def test_a_pause_calls_off_what_falls_into_it(company: World) -> None:
    ada, esra, finn = company.ada, company.esra, company.finn
    await books(esra)
    await esra.close()
    await company.settle()
    await ada.command("/mentor pause")
    await ada.choose("until", "2026-12-01")
    assert await ada.submit() == {}
    await ada.close()
    await company.settle()
    assert "@Ada Admiraal cannot make it" in says(esra)
    await finn.command("/mentor office @ada")
    assert "Thursday" not in modal(finn)
    await finn.choose("slot", "Thu 3 Dec, 15:00 (30 minutes)")
    await finn.close()
    await company.playground.change_user(ada.id, deleted=True)
    await company.settle()
    assert "has no free office hour" in await typed(finn, "/mentor office @ada")


async def test_who_would_rather_not_meet_never_shows_up(company: World) -> None:
    ada, esra = company.ada, company.esra
    await books(esra)
    await esra.close()
    await company.settle()
    assert "Nobody is told" in await typed(ada, "/mentor avoid @esra")
    await company.settle()
    assert "@Ada Admiraal cannot make it" in says(esra)
    assert "has no free office hour" in await typed(esra, "/mentor office @ada")
    assert "Ask Ada" not in await typed(esra, "/mentor find kubernetes")
    assert "You have named nobody" in await typed(esra, "/mentor avoid")
    assert "That is you!" in await typed(ada, "/mentor avoid @ada")
    await ada.command("/mentor avoid")
    await ada.click("Undo", near="@Esra")
    assert "Ask Ada" in await typed(esra, "/mentor find kubernetes")
