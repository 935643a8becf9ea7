"""During a pause nothing comes, nobody waits in vain, and afterwards what was decided is told."""

import pytest

from bot.simulation.forgotten import forgotten_pairs
from tests.hands import asks, letters, pair_up, two_mentors_and_two_mentees, typed
from tests.pairing import together
from tests.world import World, says


@pytest.fixture
async def company(world: World) -> World:
    return await two_mentors_and_two_mentees(world)


async def test_during_a_pause_nothing_comes_and_afterwards_what_was_decided(company: World) -> None:
    ada, esra = company.ada, company.esra
    await asks(esra, "Ada")
    await esra.close()
    await company.settle()
    await esra.command("/mentor pause")
    await esra.choose("until", "2026-12-14")
    assert await esra.submit() == {}
    await esra.close()
    await ada.click("Accept")
    await company.passes(days=19)
    assert letters(esra) == []
    await company.passes(days=1)
    assert "@Ada Admiraal says yes to a first talk" in "".join(says(esra, message) for message in letters(esra))


async def test_ending_a_pause_early_brings_what_was_decided_meanwhile(company: World) -> None:
    ada, esra = company.ada, company.esra
    await asks(esra, "Ada")
    await esra.close()
    await company.settle()
    await esra.command("/mentor pause")
    await esra.choose("until", "2026-12-14")
    assert await esra.submit() == {}
    await esra.close()
    await ada.click("Accept")
    await company.passes(hours=2)
    assert letters(esra) == []
    assert "Welcome back" in await typed(esra, "/mentor resume")
    await company.settle()
    assert "@Ada Admiraal says yes to a first talk" in says(esra)


@pytest.mark.parametrize("early", [True, False])
async def test_reminders_during_a_pause(company: World, early: bool) -> None:
    """None comes while it lasts; when it ends early, those that are still ahead come at their own hour."""
    ada, esra = company.ada, company.esra
    await pair_up(company, ada, esra)
    await esra.click("Another time …")
    await esra.choose("starts_at", "2026-12-02 10:00")
    assert await esra.submit() == {}
    await esra.command("/mentor pause")
    await esra.choose("until", "2026-12-10")
    assert await esra.submit() == {}
    await esra.close()
    before = len(letters(esra))
    await company.passes(days=2)
    if early:
        await esra.command("/mentor resume")
    await company.passes(days=7)
    assert len(letters(ada, "In an hour")) == 1
    assert len(letters(esra, "In an hour")) == early
    assert bool(letters(esra, "Did you and")) == early
    if not early:
        assert len(letters(esra)) == before
        await company.passes(days=8)
        assert len(letters(esra)) > before  # a new time is asked for, now that the pause is over


async def test_a_mentor_who_pauses_does_not_keep_people_waiting(company: World) -> None:
    """What she has not read she will not read in time; what she has read is still hers to answer."""
    ada, chen, esra, finn = company.ada, company.chen, company.esra, company.finn
    await asks(esra, "Ada")
    await company.settle()
    await asks(finn, "Chen")
    await esra.close()
    await finn.close()
    for mentor in (ada, chen):
        await mentor.command("/mentor pause")
        await mentor.choose("until", "2026-12-24")
        assert await mentor.submit() == {}
        await mentor.close()
    await company.settle()
    assert "The mentor you asked is not available any more" in says(finn)
    assert "No open requests" in await typed(finn, "/mentor requests")
    assert "You asked @Ada Admiraal" in await typed(esra, "/mentor requests")
    await company.passes(days=3)
    assert letters(ada, "still waiting") == []
    await ada.click("Accept")
    await company.settle()
    assert "says yes to a first talk" in says(esra)


async def test_who_meets_somebody_on_a_break_knows_until_when_and_nobody_is_taken_for_silent(company: World) -> None:
    """Ada hears of it once, then neither is asked to book for two months; nor does a warning wait for who is back.
    Coming back sooner is heard of too: both are asked to book at once."""
    ada, esra = company.ada, company.esra
    await together(company, ada, esra)
    await company.passes(days=1)
    for until in ("2027-01-31", "2027-02-02"):
        await esra.command("/mentor pause")
        await esra.choose("until", until)
        assert await esra.submit() == {}
        await esra.close()
    await company.passes(days=1)
    assert ["until 2 February 2027" in says(ada, told) for told in letters(ada, "takes a break")] == [True]
    await company.passes(days=55)
    assert [len(letters(ada, words)) for words in ("takes a break", "When do you and", "Does it work")] == [1, 0, 0]
    async with company.klik.runtime.db.begin() as session:
        assert not await forgotten_pairs(session, company.clock.now())
    await company.passes(days=28)  # by then they have been asked three times
    assert len(letters(ada, "When do you and")) > 0 < len(letters(esra, "When do you and"))
    for person in (ada, esra):
        assert letters(person, "Does it work for you") == letters(person, "quiet") == []

    await ada.command("/mentor pause")
    await ada.choose("until", "2027-12-01")
    assert await ada.submit() == {}
    await company.passes(days=30)
    assert len(letters(esra, "takes a break")) == 1
    asked = len(letters(esra, "When do you and"))
    await ada.command("/mentor resume")
    await company.passes(days=4)
    assert len(letters(esra, "When do you and")) > asked
