"""Keeping a pair alive: the pulse, interviews, gentle checks, and pairs at risk for those who run their network."""

from bot import guides
from playground.person import Person
from tests.hands import letters, modal, typed
from tests.pairing import together
from tests.test_networks import start_network
from tests.world import World, says


async def company(world: World, *others: Person) -> None:
    """Ada and Esra are a pair in the network that Chen runs."""
    await start_network(world, world.chen)
    announcement = world.ada.sees("mentoring")[-1]
    for person in (world.ada, world.esra, *others):
        await person.click("Join", within=announcement)
    await world.joins(world.ada, mentor="Kubernetes")
    await world.joins(world.esra, mentee="Kubernetes")
    await together(world, world.ada, world.esra)


async def test_silence_is_asked_about_gently_and_only_then_seen_by_those_who_run_the_network(world: World) -> None:
    ada, esra, chen = world.ada, world.esra, world.chen
    await company(world)
    assert "No pair of your networks is at risk" in await typed(chen, "/mentor risk")
    await world.passes(days=22)
    for person in (ada, esra):
        assert len(letters(person, "Does it work for you, with")) == 1
    await ada.click("Could be better", within=letters(ada, "Does it work for you")[-1])
    assert "Most of it can be mended" in says(ada, letters(ada, "Most of it can be mended")[-1])
    offered = says(ada, letters(ada, "Most of it can be mended")[-1])
    assert "We never get round to meeting" in offered, "what was seen: they have not met"
    assert "It stays polite" not in offered
    await ada.click("All guides …", within=letters(ada, "Most of it can be mended")[-1])
    assert sum(guide.en.title in says(ada, ada.answers[-1]) for guide in guides.shelf("stuck")) == 12
    await ada.open_home()
    await ada.click("Our mentoring …", within=ada.home)
    assert "We never get round to meeting" in modal(ada), "and at any time on their page"
    await ada.close()
    await ada.click("guide:stuck_no_time", within=letters(ada, "Most of it can be mended")[-1])
    assert "What may be going on" in modal(ada)
    await ada.close()
    assert "No pair of your networks is at risk" in await typed(chen, "/mentor risk"), "a week is theirs alone"
    await world.passes(days=8)
    assert len(letters(ada, "When do you and")) == 2, "asked to book three times in all, and then no more"
    listed = await chen.command("/mentor risk")
    assert listed is not None
    shown = says(chen, listed)
    assert "@Ada Admiraal and @Esra Erdem" in shown
    assert "they hardly get to meet" in shown
    assert "have not met yet" in shown
    assert "better" not in shown
    assert "No pair of your networks" in await typed(world.esra, "/mentor risk"), "an admin sees none of their own"
    await chen.click("Offer a talk", within=listed)
    await chen.click("Nudge them", within=listed)
    await chen.click("✓ Nudge them", within=listed)
    await world.passes(days=1)
    for person in (ada, esra):
        assert len(letters(person, "@Chen Cheng would be glad to listen")) == 1
        assert len(letters(person, "A thought about you and")) == 1
    log = await typed(chen, "/mentor audit")
    assert "@Chen Cheng nudged @Esra Erdem and their mentor" in log
    assert "@Chen Cheng looked at the pairs at risk" in log

    # They book: nobody needs to look after them any more
    await ada.click("Another time …", within=letters(ada, "It clicked")[-1])
    await ada.choose("starts_at", "2027-01-06 10:00")
    assert await ada.submit() == {}
    await world.passes(days=4)
    assert "No pair of your networks is at risk" in await typed(chen, "/mentor risk")


async def test_help_is_told_with_who_asked_and_to_nobody_else(world: World) -> None:
    ada, esra, chen = world.ada, world.esra, world.chen
    await company(world, world.finn)
    await start_network(world, world.dana, "Returners")
    await world.passes(days=22)
    await esra.click("I'd like help", within=letters(esra, "Does it work for you")[-1])
    found = await typed(chen, "/mentor risk")
    assert "@Esra Erdem asked for help" in found
    await world.settle()
    await world.passes(days=1)
    (letter,) = letters(chen, "would like help")
    assert "with @Ada Admiraal" in says(chen, letter)
    assert letters(world.dana, "would like help") == letters(ada, "would like help") == []
    await chen.open_home()
    assert chen.home is not None
    assert "1 pair could use attention" in says(chen, chen.home)
    await chen.click("What I can do …", within=letter)
    assert "@Esra Erdem asked for help" in says(chen, chen.answers[-1])
    assert "No pair of your networks is at risk" in await typed(world.dana, "/mentor risk"), "another network's lead"
    assert "That is for those who run a network" in await typed(world.finn, "/mentor risk")
    listed = await chen.command("/mentor risk")
    await chen.click("Offer other people", within=listed)
    await world.settle()
    letter = letters(esra, "Would somebody else fit better")[-1]
    assert "never told why" in says(esra, letter)
    await esra.click("Another mentor …", within=letter)
    assert await esra.submit() == {}
    await esra.close()
    await world.settle()
    assert "No pair of your networks is at risk" in await typed(chen, "/mentor risk")
    assert "Thank you for what you have put into it" in says(ada)


async def test_the_pulse_and_the_interviews_come_once_with_one_reminder(world: World) -> None:
    ada, esra, chen = world.ada, world.esra, world.chen
    await company(world)
    await chen.command("/mentor interview")
    await chen.click("Halfway")
    await chen.type("scale", "How brave have you been?")
    await chen.type("open1", "Tell us of one brave moment")
    assert await chen.submit() == {}
    await chen.close()
    await world.passes(days=12)
    assert len(letters(esra, "three short questions")) == 2, "one, and one reminder"
    await esra.click("Answer …", within=letters(esra, "At the beginning")[-1])
    assert "How sure are you of yourself in what you want to learn?" in modal(esra)
    await esra.choose("score", "2 · A little")
    await esra.type("answer1", "Sizing a cluster alone")
    assert await esra.submit() == {}
    await esra.close()
    # They meet, so that nothing is wrong, until the pulse says otherwise
    for day, days in (("2026-12-14", 9), ("2027-01-04", 21), ("2027-01-25", 21), ("2027-02-15", 21)):
        await ada.open_home()
        await ada.click("Book a session …", within=ada.home)
        await ada.choose("starts_at", f"{day} 10:00")
        assert await ada.submit() == {}
        await ada.close()
        await world.passes(days=days)
        await ada.click("Yes, we met", within=letters(ada, "Did you and")[-1])
    assert letters(ada, "Does it work for you") == []
    assert len(letters(esra, "How does it go with")) == 2
    await esra.click("2 · So-so", within=letters(esra, "How does it go with")[-1])
    helps = says(esra, letters(esra, "This may help")[-1])
    assert "I doubt whether we fit" in helps, "for her own pulse"
    await esra.click("Add a few words …")
    await esra.type("pulse_words", "wordscanary")
    assert await esra.submit() == {}
    await esra.close()
    await world.passes(days=3)
    assert len(letters(ada, "Does it work for you")) == 1, "without saying why"
    await world.passes(days=8)
    found = await typed(chen, "/mentor risk")
    assert "it gives them less than they hoped" in found
    assert "wordscanary" not in found
    assert len(letters(esra, "are halfway: three short questions")) >= 1
    await esra.click("Answer …", within=letters(esra, "are halfway")[-1])
    assert "How brave have you been?" in modal(esra)
    await esra.choose("score", "5 · Completely")
    assert await esra.submit() == {}
    await esra.close()


async def test_a_good_end_is_followed_by_questions_and_after_three_months_by_one_more(world: World) -> None:
    ada, esra = world.ada, world.esra
    await company(world)
    await esra.open_home()
    await esra.click("Our mentoring …", within=esra.home)
    await esra.click("We are done …")
    assert await esra.submit() == {}
    await esra.close()
    await world.passes(days=20)
    assert len(letters(ada, "Looking back on you and")) == 2
    await world.passes(days=73)
    assert len(letters(ada, "Three months ago you and")) == 1
    await world.passes(days=120)
    assert len(letters(ada, "Three months ago you and")) == 2
    assert "5 · Very well" not in "".join(says(ada, letter) for letter in letters(ada))


async def test_guides_are_listed_in_both_languages(world: World) -> None:
    assert "We never get round to meeting" in await typed(world.ada, "/mentor guides")
    assert "Het komt er nooit van" in await typed(world.bram, "/mentor gidsen")
    await world.bram.click("guide:stuck_polite")
    assert "Wat er kan spelen" in modal(world.bram)
