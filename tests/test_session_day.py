"""The day of a session and what follows: agenda, late, did not come, how it was, and no more than one reminder."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from models import MentoringSession, SessionState
from playground.person import Person
from tests.hands import letters, modal, pair_up
from tests.world import World, open_world, says


@pytest.fixture
async def pair(world: World) -> World:
    """Ada and Esra have clicked, on Thursday the 26th; their first session is still to be booked."""
    await clicks(world, "2026-11-26 10:00")
    return world


async def clicks(world: World, when: str) -> None:
    """From joining to a pair; the first talk is two days from now."""
    ada, esra = world.ada, world.esra
    await world.joins(ada, mentor="Kubernetes")
    await world.joins(esra, mentee="Kubernetes")
    await pair_up(world, ada, esra)
    await esra.click("Other times", within=letters(esra, "says yes")[-1])
    assert "📖 Guide …" in says(esra), "the guide outlives the times it stood beside"
    await books(esra, when, "first talk")
    await world.passes(days=2, hours=2)
    for person in (ada, esra):
        asked = letters(person, "Did you and")[-1]
        await person.click("Yes, we met", within=asked)
        await person.click("Yes, let's go on", within=asked)
    await world.passes(days=1)  # until then they have had two messages


async def books(person: Person, when: str, words: str, place: str = "") -> None:
    await person.click("Another time …", within=letters(person, words)[-1])
    await person.choose("starts_at", when)
    if place:
        await person.type("place", place)
    assert await person.submit() == {}
    await person.close()


async def test_an_agenda_late_and_how_it_was(pair: World) -> None:
    ada, esra = pair.ada, pair.esra
    await books(ada, "2026-12-03 10:00", "It clicked", "https://meet.example/ada")
    assert "Write our agreement …" in says(ada, letters(ada, "Booked")[-1]), "so does what else was asked there"
    await pair.settle()

    # The day before: an agenda with the guide that fits the first session
    await pair.passes(days=5)
    agenda = letters(esra, "Coming up")[-1]
    assert "Your first session as a pair" in says(esra, agenda)
    await esra.click("📖 Guide …", within=agenda)
    assert "Decide" not in modal(esra)
    assert "Write your agreement down" in modal(esra)
    await esra.close()

    # An hour before: late, at once, and once
    await pair.passes(hours=21, minutes=20)
    soon = letters(ada, "In an hour")[-1]
    for _ in range(2):
        await ada.click("I'm 10 minutes late", within=soon)
    assert "knows that you are 10 minutes late" in says(ada, ada.answers[-1])
    await pair.settle()
    assert len(letters(esra, "@Ada Admiraal is 10 minutes late")) == 1
    await esra.click("They did not come", within=letters(esra, "In an hour")[-1])
    assert "from five minutes after the beginning" in says(esra, esra.answers[-1])

    # How it was: a tap each, and what a mentor practised
    await pair.passes(hours=6)
    asked = letters(ada, "Did you and")[-1]
    for label in (
        "Yes, we met",
        "1 · Not at all",
        "Another score …",
        "2 · A little",
        "Energy",
        "Ask more, advise less",
        "Listening",
        "Empathy",
        "✓ Listening",
    ):
        await ada.click(label, within=asked)
    assert "You said: *2 · A little*. You took away: *Energy*. Next: *Ask more, advise less*." in says(ada, asked)
    assert "✓ Empathy" in says(ada, asked)
    assert "✓ Listening" not in says(ada, asked)
    await ada.click("What I practised and learned …", within=asked)
    for words in ("What I learned myself", "Questions that made them think", "differently with Esra next time"):
        assert words in modal(ada)
    await ada.type("learned", "How it is to begin")
    assert await ada.submit() == {}
    await ada.close()

    # The other side stays silent: one reminder, and never another
    await pair.passes(days=12)
    assert len(letters(esra, "How useful was your session")) == 1
    assert len(letters(ada, "How useful was your session")) == 0

    # The next talk's agenda knows what Ada said; Esra's says nothing of it
    await books(esra, "2026-12-17 10:00", "meet next")
    await pair.passes(days=2)
    hers, mine = letters(esra, "Coming up")[-1], letters(ada, "Coming up")[-1]
    assert "When the last talk gave little" in says(ada, mine)
    assert "Ask more, advise less" in says(ada, mine)
    assert "A talk in five steps" in says(esra, hers)
    assert "advise less" not in says(esra, hers)


async def test_who_did_not_come_is_asked_kindly(pair: World) -> None:
    ada, esra = pair.ada, pair.esra
    await books(ada, "2026-12-03 10:00", "It clicked")
    await pair.passes(days=5, hours=22, minutes=10)  # ten past ten
    await esra.click("They did not come", within=letters(esra, "In an hour")[-1])
    assert "Thank you for waiting" in says(esra, letters(esra)[-1])
    await pair.passes(hours=1)
    told = letters(esra, "Thank you for waiting")[-1]
    assert "on the next working day" in says(esra, told)
    assert "Book a session …" in says(esra, told)
    asked = letters(ada, "waited for you")[-1]
    assert "no harm done" in says(ada, asked)
    assert letters(ada, "Did you and") == [], "asked once, in one way"

    # They did meet, after all: a yes corrects it, and asks how it was
    await ada.click("We did meet", within=asked)
    assert "How useful was your session" in says(ada, asked)
    async with pair.klik.runtime.db.begin() as session:
        states = (await session.scalars(select(MentoringSession.state).order_by(MentoringSession.id))).all()
    assert states[1] is SessionState.HELD


async def test_what_has_begun_is_not_called_off_but_asked_about(pair: World) -> None:
    ada, esra = pair.ada, pair.esra
    await books(ada, "2026-12-03 10:00", "It clicked")
    await pair.passes(days=6, hours=25)  # an hour ago
    asked = letters(ada, "Did you and")[-1]
    await ada.click("We moved it …", within=asked)
    assert await ada.submit() != {}, "to another time than the one that has passed"
    await ada.close()
    await ada.click("Call off …", within=letters(ada, "In an hour")[-1])
    assert len(letters(ada, "Did you and")) == 2, "asked in its place"
    await pair.settle()
    assert letters(esra, "called it off") == []
    await ada.click("No, we didn't", within=asked)
    assert "on the next working day" in says(ada, asked)


async def test_every_two_weeks_at_this_time(database_url: str) -> None:
    """Across the change to summer time on 28 March: the wall clock stays."""
    async with open_world(database_url, at=datetime(2027, 3, 2, 9, tzinfo=UTC)) as world:
        ada, esra = world.ada, world.esra
        await clicks(world, "2027-03-04 10:00")
        await books(ada, "2027-03-11 10:00", "It clicked")
        news = letters(ada, "Booked")[-1]
        await ada.click("Every 2 weeks at this time", within=news)
        assert "meet every 2 weeks at this time" in says(ada, news)
        await world.passes(days=8)
        await ada.click("Yes, we met", within=letters(ada, "Did you and")[-1])
        await world.passes(days=21)  # and once nobody says anything
        again = letters(esra, "Booked, as always")
        assert len(again) == 2
        async with world.klik.runtime.db.begin() as session:
            met = await session.scalars(select(MentoringSession).order_by(MentoringSession.id))
            starts = [f"{one.starts_at:%d %b %H:%M}" for one in met]
        assert starts[1:] == ["11 Mar 09:00", "25 Mar 09:00", "08 Apr 08:00"]
        assert letters(esra, "meet next") == [], "nobody had to be asked"

        # Once it does not suit, and then no more
        await esra.click("Choose each time anew", within=again[-1])
        await world.passes(days=14)
        assert len(letters(esra, "Booked, as always")) == 1, "the other one says so now"
        assert letters(esra, "meet next")
