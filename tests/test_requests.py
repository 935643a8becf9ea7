"""Asking a mentor, and every way it can go on."""

import pytest

from playground.elements import controls
from playground.person import Person
from tests.hands import QUESTION, asks, letters, modal, typed
from tests.world import World, says


@pytest.fixture
async def company(world: World) -> World:
    """Ada and Chen pass on Kubernetes; Dana, Esra and Finn want to learn it."""
    await world.joins(world.ada, mentor="Kubernetes", capacity=3)
    await world.joins(world.chen, mentor="Kubernetes")
    for mentee in (world.dana, world.esra, world.finn):
        await world.joins(mentee, mentee="Kubernetes")
    return world


def has(person: Person, label: str) -> bool:
    """Whether a message of Klik still has such a button."""
    return any(control.label == label for message in letters(person) for control in controls(message.blocks))


async def test_in_office_hours_the_mentor_reads_it_at_once(company: World) -> None:
    ada, esra = company.ada, company.esra
    assert await asks(esra, "Ada") == {}
    assert "Asked. @Ada Admiraal gets your question now" in modal(esra).replace("*", "")
    assert "within five days" in modal(esra)
    await company.settle()
    words = says(ada)
    for part in ("@Esra Erdem asks whether you would be their mentor", "People partner", "Kubernetes", QUESTION):
        assert part in words
    assert "40 shared working hours a week" in words
    assert "Open until Sunday, November 29th 10:00" in words
    listed = await typed(esra, "/mentor requests")
    assert "You asked @Ada Admiraal; an answer comes by Sunday, November 29th 10:00" in listed
    for part in ("Has it since today 10:00", "no answers yet to go by", "I remind them Thursday, November 26th 10:00"):
        assert part in listed


async def test_a_mentor_in_new_york_reads_it_when_she_starts_to_work(company: World) -> None:
    """Tuesday ten in the morning in Amsterdam is four at night in New York."""
    esra, dana = company.esra, company.dana
    await company.joins(dana, mentor="SQL")
    assert await asks(esra, "Dana", "sql") == {}
    assert "when working hours start there: today 15:00" in modal(esra)
    await company.passes(hours=4, minutes=59)
    assert dana.direct_messages == []
    await company.passes(minutes=1)
    assert QUESTION in says(dana)
    assert "Open until Sunday, November 29th 04:00" in says(dana)


async def test_a_question_asked_on_friday_evening_is_read_on_monday(company: World) -> None:
    await company.passes(days=3, hours=9)
    assert await asks(company.esra, "Ada") == {}
    assert "when working hours start there: Monday, November 30th 09:00" in modal(company.esra)
    await company.passes(days=2)
    assert company.ada.direct_messages == []
    await company.passes(days=1)
    assert QUESTION in says(company.ada)


async def test_a_question_is_a_sentence(company: World) -> None:
    label = "What do you want to be able to do?"
    for words in ("", "help", "          ", "help      "):
        assert label in await asks(company.esra, "Ada", question=words)
        await company.esra.close()
    assert await asks(company.esra, "Ada", question="  How do I size a cluster?  ") == {}


async def test_only_who_takes_part_can_ask(world: World) -> None:
    await world.joins(world.ada, mentor="Kubernetes")
    await world.finn.command("/mentor find kubernetes")
    await world.finn.click("Ask Ada")
    assert "You have not joined yet" in says(world.finn, world.finn.answers[-1])


async def test_a_mentor_who_asks_is_a_mentee_from_then_on(company: World) -> None:
    await company.joins(company.esra, mentor="SQL")
    assert await asks(company.ada, "Esra", "sql") == {}
    await company.settle()
    assert "@Ada Admiraal asks" in says(company.esra)


async def test_at_most_three_requests_are_open(company: World) -> None:
    esra = company.esra
    for mentor in (company.dana, company.finn):
        await company.joins(mentor, mentor="Kubernetes")
    for name in ("Ada", "Chen", "Dana"):
        assert await asks(esra, name) == {}
        assert "Asked" in modal(esra)
        await esra.close()
    await esra.command("/mentor find kubernetes")
    await esra.click("Ask Finn")  # said at once, before anything is typed
    assert "You have 3 open requests, which is the most at once" in says(esra, esra.answers[-1])
    listed = await esra.command("/mentor requests")
    await esra.click("Withdraw", within=listed, near="@Chen")
    await asks(esra, "Finn")
    assert "Asked" in modal(esra)


async def test_asking_twice_is_asking_once(company: World) -> None:
    esra = company.esra
    found = await esra.command("/mentor find kubernetes")
    await esra.click("Ask Ada", within=found)
    await esra.type("question", QUESTION)
    assert await esra.submit() == {}
    await esra.close()
    await esra.click("Ask Ada", within=found)  # the old results are still on the screen
    assert esra.modal is None
    assert "You have asked @Ada Admiraal already" in says(esra, esra.answers[-1])
    await company.settle()
    assert len(letters(company.ada)) == 1


async def test_a_no_is_kind_gives_no_reason_and_helps_on(company: World) -> None:
    ada, esra = company.ada, company.esra
    await asks(esra, "Ada")
    await company.settle()
    await ada.click("Decline")
    await ada.choose("reason", "We work too closely together")
    assert await ada.submit() == {}
    assert "You declined. I help @Esra Erdem find somebody else" in modal(ada)
    await company.settle()
    words = says(esra)
    assert "It does not work out with @Ada Admiraal this time" in words
    assert "Ada thinks that you learn more from somebody further away from your own work" in words
    assert "too closely" not in words
    assert "Chen Cheng" in words
    await esra.click("Ask Chen the same")
    assert QUESTION in modal(esra)
    assert await esra.submit() == {}
    await ada.close()
    assert "You declined what @Esra Erdem asked" in says(ada)
    assert not has(ada, "Accept")
    listed = await typed(ada, "/mentor requests")
    assert "No open requests" in listed
    assert "You declined what @Esra Erdem asked, and I helped them on · 24 November 2026" in listed
    assert "Ask Ada" not in await typed(esra, "/mentor find kubernetes")


async def test_declining_one_can_pause_and_keep_somebody_apart(company: World) -> None:
    ada, esra, finn = company.ada, company.esra, company.finn
    await asks(esra, "Ada")
    await company.settle()
    await company.passes(hours=7)  # the evening: what Finn asks now is not read before the pause
    await asks(finn, "Ada")
    await ada.click("Decline")
    await ada.choose("also", "Make me unavailable for a while", "Rather not with this person in future")
    await ada.choose("until", "2026-11-24")
    assert "Choose a day after today, within a year." in (await ada.submit()).values()
    await ada.choose("until", "2026-12-15")
    assert await ada.submit() == {}
    assert "You are paused until 15 December 2026" in modal(ada)
    assert "Nobody is told" in modal(ada)
    await ada.close()
    await company.passes(hours=16)
    assert "The mentor you asked is not available any more" in says(finn)
    assert "Ada's diary is full at the moment" in says(esra)
    assert "Esra" in await typed(ada, "/mentor avoid")
    await ada.click("Undo", near="@Esra")
    assert "You have named nobody" in says(ada, ada.answers[-1])


async def test_tell_me_more_goes_there_and_back(company: World) -> None:
    ada, esra = company.ada, company.esra
    await asks(esra, "Ada", question="How do I size a cluster?\n" * 100)
    await company.settle()
    assert len(says(ada)) < 900
    for round_ in ("first", "second", "third"):
        await company.passes(minutes=10)
        await ada.click("Tell me more", within=letters(ada)[-1])
        assert "How do I size a cluster?" in modal(ada)
        await ada.type("mentor_asks", f"How big, for the {round_} time?")
        assert await ada.submit() == {}
        assert "I asked @Esra Erdem" in modal(ada)
        await ada.close()
        await company.settle()
        assert "@Ada Admiraal would like to know a little more" in says(esra)
        assert f"for the {round_} time?" in says(esra)
        assert "Your turn: answer by" in await typed(esra, "/mentor requests")
        await esra.click("Answer", within=letters(esra)[-1])
        await esra.type("mentee_adds", f"Twelve nodes, {round_} answer")
        assert await esra.submit() == {}
        if round_ == "first":
            assert "Sent. @Ada Admiraal gets it now" in modal(esra)
        else:
            assert "gets it when working hours start there: tomorrow 09:00" in modal(esra), "her third message today"
        await esra.close()
        await company.settle()
        for part in ("You · today 10:", f"How big, for the {round_} time?", f"{round_} answer"):
            assert part in says(ada).replace("*", "")
    assert "4 earlier notes" in says(ada)
    assert "for the first time" not in says(ada)
    await ada.click("Read all", within=letters(ada)[-1])
    said = [modal(ada).index(f"for the {round_} time") for round_ in ("first", "second", "third")]
    assert said == sorted(said)
    assert (len(letters(ada)), len(letters(esra))) == (2, 2), "the third round stands on the cards of the second"
    assert modal(ada).count("How do I size a cluster?") == 100
    await ada.close()
    await ada.click("Accept", within=letters(ada)[-1])
    await company.passes(days=1)
    assert "says yes to a first talk" in says(esra)
    assert "question waits" not in "".join(says(ada, letter) for letter in letters(ada))
    assert not has(ada, "Accept")
    assert not has(esra, "Answer")


async def test_a_request_that_waits_for_more_can_still_be_accepted(company: World) -> None:
    ada, esra = company.ada, company.esra
    await asks(esra, "Ada")
    await company.settle()
    await ada.click("Tell me more")
    await ada.type("mentor_asks", "How big?")
    await ada.submit()
    await ada.close()
    await company.settle()
    await ada.click("Accept")
    await company.settle()
    assert "says yes to a first talk" in says(esra)
    assert not has(esra, "Answer")
    assert letters(esra, "✅ @Ada Admiraal said yes to a first talk")


async def test_withdrawing_is_told_to_a_mentor_who_had_read_it(company: World) -> None:
    ada, chen, esra = company.ada, company.chen, company.esra
    await asks(esra, "Ada")
    await company.settle()
    await asks(esra, "Chen")  # five in the afternoon in Singapore: she reads it tomorrow
    await esra.close()
    for name in ("Ada", "Chen"):
        listed = await esra.command("/mentor requests")
        await esra.click("Withdraw", within=listed, near=f"@{name}")
        assert f"Withdrawn. @{name}" in says(esra, listed)
    await company.passes(days=1)
    assert "@Esra Erdem has withdrawn the request" in says(ada)
    assert letters(chen) == []
    assert not has(ada, "Accept")
    assert letters(ada, "↩️ @Esra Erdem has withdrawn the question")
    stands = await typed(esra, "/mentor requests")
    assert "No open requests" in stands
    assert stands.count("You took back your question to") == 2


async def test_a_silent_mentor_is_reminded_once_and_then_it_goes_on_elsewhere(company: World) -> None:
    ada, esra = company.ada, company.esra
    await asks(esra, "Ada")
    await company.passes(days=1.9)
    assert len(letters(ada)) == 1
    await company.passes(days=0.2)
    assert "@Esra Erdem is still waiting for your answer" in says(ada)
    assert QUESTION in says(ada)
    await company.passes(days=2.8)  # Sunday morning, just before the five days are over
    assert len(letters(ada)) == 2
    assert letters(esra) == []
    await company.passes(days=1.1)  # Sunday: nothing; on Monday morning
    assert "@Ada Admiraal has not found time to answer" in says(esra)
    assert "Ask Chen the same" in says(esra)
    assert "Ask Ada" not in says(esra)
    assert "what @Esra Erdem asked has lapsed. No harm done" in says(ada)
    assert not has(ada, "Accept")
    listed = await typed(esra, "/mentor requests")
    assert "No open requests" in listed
    assert "Your question to @Ada Admiraal has lapsed" in listed
    assert len(letters(ada)) == 3


async def test_an_answered_request_is_not_reminded_of(company: World) -> None:
    await asks(company.esra, "Ada")
    await company.settle()
    await company.ada.click("Accept")
    await company.passes(days=6)
    assert not any("still waiting" in says(company.ada, message) for message in letters(company.ada))
    assert not any("not found time" in says(company.esra, message) for message in letters(company.esra))


async def test_a_mentee_who_does_not_tell_more_lets_it_expire_without_blame_for_the_mentor(company: World) -> None:
    ada, esra = company.ada, company.esra
    for _ in range(3):
        await asks(esra, "Ada")
        await esra.close()
        await company.settle()
        await ada.click("Tell me more")
        await ada.type("mentor_asks", "How big?")
        assert await ada.submit() == {}
        await ada.close()
        await company.passes(days=7)
        assert "No open requests" in await typed(ada, "/mentor requests")
    assert not any("Three requests in a row" in says(ada, message) for message in letters(ada))
    assert not any("has not found time" in says(esra, message) for message in letters(esra))
    assert "Your request to @Ada Admiraal has lapsed" in says(esra)


async def test_three_lapsed_requests_ask_the_mentor_about_a_pause(company: World) -> None:
    ada = company.ada
    for mentee in (company.dana, company.esra, company.finn):
        assert not any("Three requests in a row" in says(ada, message) for message in letters(ada))
        await asks(mentee, "Ada")
        await company.passes(days=7)
    assert "Three requests in a row found no answer" in says(ada)
    await ada.click("Pause …")
    await ada.choose("until", "2027-01-04")
    assert await ada.submit() == {}
    await ada.close()
    assert "Ada Admiraal" not in await typed(company.bram, "/mentor find kubernetes")


async def test_either_side_may_write_again_and_nobody_is_flooded(world: World) -> None:
    ada, esra = world.ada, world.esra
    await world.joins(ada, mentor="Kubernetes")
    await world.joins(esra, mentee="Kubernetes")
    assert await asks(esra, "Ada") == {}
    await esra.close()
    await world.settle()
    # Esra adds to what Ada has: it stands on the card, and no message comes.
    for words in ("We run forty pods.", "And one of them is mine."):
        await typed(esra, "/mentor requests")
        await esra.click("Add something …")
        await esra.type("mentee_adds", words)
        assert await esra.submit() == {}
        assert "it stands with your question to @Ada Admiraal, who is not disturbed" in modal(esra)
        await esra.close()
    await world.settle()
    assert len(letters(ada)) == 1
    card = letters(ada)[0]
    assert "We run forty pods." in says(ada, card)
    assert "And one of them is mine." in says(ada, card)
    # Ada asks, and asks again before the answer: one message, with both.
    for words in ("Which cloud?", "And since when?"):
        await ada.click("Tell me more", within=card)
        await ada.type("mentor_asks", words)
        assert await ada.submit() == {}
        await ada.close()
        await world.settle()
    mine = letters(esra, "would like to know a little more")
    assert len(mine) == 1
    assert "Which cloud?" in says(esra, mine[0])
    assert "And since when?" in says(esra, mine[0])
    assert "Tell me more" in await typed(ada, "/mentor requests")  # she may go on, or answer after all
    await ada.click("Tell me more")
    await ada.type("mentor_asks", "Third")
    assert await ada.submit() == {}
    await ada.close()
    await ada.click("Tell me more", within=card)
    await ada.type("mentor_asks", "Fourth")
    assert await ada.submit() == {}
    assert "You have written 3 times in a row. Wait for an answer first." in modal(ada)
    await ada.close()
    # After a day the message has scrolled away: what is added then is a new one, and only one.
    await esra.click("Answer", within=letters(esra)[-1])
    await esra.type("mentee_adds", "The big one, for a year.")
    assert await esra.submit() == {}
    await esra.close()
    await world.passes(days=1.1)
    count = len(letters(ada))
    for words in ("It is getting urgent.", "Very."):
        await typed(esra, "/mentor requests")
        await esra.click("Add something …")
        await esra.type("mentee_adds", words)
        assert await esra.submit() == {}
        await esra.close()
        await world.settle()
    assert len(letters(ada)) == count + 1
    assert "Very." in says(ada, letters(ada)[-1])
    await ada.click("Accept", within=letters(ada)[-1])
    await world.settle()
    assert "We run forty pods." not in says(ada, card)
