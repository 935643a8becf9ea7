"""Groups with one mentor: opened, joined by a click, met, said how it was, left, ended."""

from asyncio import gather

from tests.hands import letters, modal, typed
from tests.test_access import press
from tests.test_calendar_files import event
from tests.test_networks import start_network
from tests.world import World, last, says


async def opens(world: World, *, places: str = "2") -> None:
    """Ada opens a group on first line management, announced in the network she is in."""
    ada = world.ada
    await start_network(world, ada)
    await world.joins(ada, mentor="Kubernetes", capacity=1)
    for mentee in (world.esra, world.finn, world.dana):
        await world.joins(mentee, mentee="Kubernetes")
    await ada.command("/mentor group")
    await ada.click("Open a group …")
    await ada.type("group_title", "Your first cluster")
    await ada.type("group_about", "Size it, run it, sleep at night")
    await ada.choose("places", places)
    await ada.choose("network", "Women in Tech")
    assert await ada.submit() == {}
    assert "is open for" in modal(ada)
    await ada.close()
    await world.settle()


async def test_from_opening_to_the_end(world: World) -> None:
    ada, esra, finn, dana, chen = world.ada, world.esra, world.finn, world.dana, world.chen
    await opens(world)
    announcement = ada.sees("women-in-tech")[-1]
    assert "A group with @Ada Admiraal: Your first cluster" in says(ada, announcement)

    # First come, first served; the third finds no place, and somebody who has not joined none at all
    await esra.command("/mentor group")
    await esra.click("Join")
    await finn.command("/mentor group")
    await finn.click("Join")
    await dana.command("/mentor group")
    assert "Your first cluster" not in says(dana, dana.answers[-1] if dana.answers else last(dana))
    assert "You have not joined yet" in await typed(chen, "/mentor group")
    await world.passes(days=1)
    (joined,) = letters(ada, "joined")
    assert "@Esra Erdem and @Finn Fischer have joined" in says(ada, joined), "one message about all who came"

    # The mentor chooses a date within everybody's hours; everybody is told and says whether they come
    await ada.click("Choose a date …", within=joined)
    assert "Within everybody's hours" in modal(ada)
    assert "11:00" in modal(ada), "mornings"
    assert "13:30" in modal(ada), "and afternoons"
    await ada.choose("starts_at", "2026-11-20 10:00")
    assert await ada.submit() != {}, "a day that has passed"
    await ada.choose("starts_at", "2026-11-30 03:00")
    await ada.type("place", "Room 4")
    assert await ada.submit() == {}
    assert "outside the working hours of 3 of you" in modal(ada)
    await ada.close()
    await world.settle()
    await finn.click("I can't", within=letters(finn, "Do you come?")[-1])
    await ada.command("/mentor group")
    await ada.click("Move …")
    assert "now Monday" in modal(ada)
    await ada.choose("starts_at", "2026-11-30 10:00")
    assert await ada.submit() == {}
    await ada.close()
    await world.settle()
    told = last(esra)
    assert "Your first cluster moves to" in says(esra, told).replace("*", "")
    assert "Room 4" in says(esra, told)
    assert "✓" not in says(finn, last(finn)), "what she said of the other time holds no more"
    assert not await press(dana, told, "I'll be there"), "who is not in it cannot say that they come"
    method, invited = event(esra, told)
    assert (method, invited.summary.value) == ("REQUEST", "Mentoring session")
    assert event(ada, letters(ada, "For your calendar")[-1])[1].uid.value == invited.uid.value
    await esra.click("I'll be there", within=told)
    await finn.click("I can't", within=last(finn))
    await world.passes(days=4)
    assert "1 come, 1 can't, 0 have not said" in "".join(says(ada, one) for one in letters(ada, "Your first cluster"))

    # Afterwards each says how it was, privately
    await world.passes(days=3)
    assert letters(finn, "In an hour") == [], "who does not come is not reminded"
    assert len(letters(esra, "In an hour")) == 1
    assert letters(finn, "How useful was") == []
    await esra.click("4 · Very", within=letters(esra, "How useful was")[-1])
    await esra.click("Note what I learned …")
    await esra.type("group_learned", "groupcanary")
    assert await esra.submit() == {}
    await esra.close()
    await ada.click("5 · A breakthrough", within=letters(ada, "How useful was")[-1])
    assert not any("groupcanary" in says(ada, one) for one in ada.direct_messages)

    # One leaves, comes back, leaves: calendars follow, by ever later editions of one event
    await ada.command("/mentor group")
    await ada.click("Choose a date …")
    await ada.choose("starts_at", "2026-12-14 10:00")
    assert await ada.submit() == {}
    await ada.close()
    await world.settle()
    editions = [event(finn, last(finn))]
    for button in ("Leave", "Join", "Leave"):
        await finn.command("/mentor group")
        await finn.click(button)
        await world.passes(days=1)
        editions.append(event(finn, last(finn)))
    assert letters(ada, "@Finn Fischer has left")
    assert [method for method, _ in editions] == ["REQUEST", "CANCEL", "REQUEST", "CANCEL"]
    assert len({one.uid.value for _, one in editions}) == len({one.dtstart.value for _, one in editions}) == 1
    assert [int(one.sequence.value) for _, one in editions] == sorted({int(one.sequence.value) for _, one in editions})
    assert event(esra, last(esra))[0] == "REQUEST", "whoever stays keeps it"

    # Another one takes the place, and the mentor ends it: it goes out of everybody's calendar
    await dana.command("/mentor group")
    await dana.click("Join")
    await world.passes(days=3)  # a weekend
    method, invited = event(dana, last(dana))
    assert (method, invited.uid.value) == ("REQUEST", editions[0][1].uid.value)
    await ada.command("/mentor group")
    await ada.click("End …")
    await world.passes(days=1)
    for person in (esra, dana):
        assert len(letters(person, "has come to its end")) == 1
        assert event(person, last(person))[0] == "CANCEL"
    assert event(ada, letters(ada, "Called off, for your calendar")[-1])[0] == "CANCEL"
    assert letters(finn, "has come to its end") == []
    assert "1 free place of 1" in await typed(ada, "/mentor profile"), "a group takes none of the mentor's places"


async def test_two_clicks_for_the_last_place_and_a_mentor_who_leaves(world: World) -> None:
    ada, esra, finn, dana = world.ada, world.esra, world.finn, world.dana
    await opens(world)
    for person in (esra, finn, dana):
        await person.command("/mentor group")
    await gather(*(person.click("Join") for person in (esra, finn, dana)))
    await world.passes(days=1)
    assert " have joined" in says(ada, letters(ada, "joined")[-1])
    await ada.command("/mentor leave")
    await ada.click("Leave …")
    assert "You have left" in says(ada, ada.answers[-1])
    await world.passes(days=1)
    assert sum(len(letters(person, "has come to its end")) for person in (esra, finn, dana)) == 2
    assert "Your first cluster" not in await typed(esra, "/mentor group")


async def test_nobody_learns_beside_whom_they_would_rather_not_or_from_their_own_line(world: World) -> None:
    """Each looks like a group without a place, and nobody is told why."""
    ada, esra, finn, dana = world.ada, world.esra, world.finn, world.dana
    await opens(world, places="8")
    announcement = ada.sees("women-in-tech")[-1]
    await finn.command("/mentor profile")
    await finn.click("More about me …")
    await finn.choose("reports_to", "Ada Admiraal")
    assert await finn.submit() == {}
    await finn.close()
    await esra.click("Join", within=announcement)
    await dana.command("/mentor avoid @esra")
    for person in (finn, dana):
        assert "Your first cluster" not in await typed(person, "/mentor group")
        await person.click("Join", within=announcement)
        assert "has no place at the moment" in says(person, person.answers[-1])
    assert "Your first cluster" in await typed(esra, "/mentor group")
    await dana.command("/mentor avoid @esra")
    await dana.click("Undo")
    assert "Your first cluster" in await typed(dana, "/mentor group")
