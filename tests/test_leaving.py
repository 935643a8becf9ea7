"""People who leave or are deactivated: their places are freed, and those they leave behind are helped on."""

from asyncio import gather

import pytest

from bot.domain import members
from playground.person import Person
from tests.hands import asks, letters, modal, pair_up, two_mentors_and_two_mentees, typed
from tests.world import World, says


@pytest.fixture
async def company(world: World) -> World:
    return await two_mentors_and_two_mentees(world)


async def leaves(person: Person) -> None:
    await person.command("/mentor leave")
    await person.click("Leave …")
    assert "You have left" in says(person, person.answers[-1])


async def disappears(world: World, person: Person) -> None:
    """The account is deactivated, and Slack says so."""
    await world.playground.change_user(person.id, deleted=True)


@pytest.mark.parametrize("how", ["leaves", "is deactivated"])
async def test_a_mentor_who_goes_is_followed_by_words_and_other_mentors(company: World, how: str) -> None:
    ada, esra, finn = company.ada, company.esra, company.finn
    await pair_up(company, ada, esra)
    await ada.command("/mentor join")
    await ada.choose("capacity", "2")
    assert await ada.submit() == {}
    await ada.close()
    await asks(finn, "Ada")
    await finn.close()
    await company.settle()
    await esra.click("Another time …")
    await esra.choose("starts_at", "2026-11-26 10:00")
    assert await esra.submit() == {}
    await esra.close()
    before = len(letters(ada))
    await (leaves(ada) if how == "leaves" else disappears(company, ada))
    await company.settle()

    assert "Ada Admiraal is not here any more, so your mentoring ends" in says(esra)
    await esra.click("Find other mentors")
    await esra.type("words", "kubernetes")
    assert await esra.submit() == {}
    assert "Chen Cheng" in modal(esra)
    assert "Ada Admiraal" not in modal(esra)
    await esra.close()

    assert "The mentor you asked is not available any more" in says(finn)
    assert "Ask Chen" in says(finn)
    assert "No open requests" in await typed(finn, "/mentor requests")
    assert "No sessions planned" in await typed(esra, "/mentor sessions")
    await company.passes(days=14)
    assert len(letters(ada)) == before
    assert letters(esra, "In an hour") == []
    assert letters(esra, "Did you and") == []


async def test_a_mentee_who_goes_frees_the_place(company: World) -> None:
    ada, esra, finn = company.ada, company.esra, company.finn
    await pair_up(company, ada, esra)
    assert "Ada Admiraal" not in await typed(finn, "/mentor find kubernetes")
    await disappears(company, esra)
    await company.settle()
    assert "Esra Erdem is not here any more, so your mentoring ends" in says(ada)
    assert "other mentees can find you" in says(ada)
    assert "1 free place of 1" in await typed(ada, "/mentor profile")
    assert "Ada Admiraal" in await typed(finn, "/mentor find kubernetes")


async def test_a_mentee_who_goes_takes_the_question_along(company: World) -> None:
    ada, chen, esra = company.ada, company.chen, company.esra
    await asks(esra, "Ada")
    await company.settle()
    await asks(esra, "Chen")  # who would read it tomorrow
    await leaves(esra)
    await company.passes(days=1)
    assert "@Esra Erdem has withdrawn the request" in says(ada)
    assert letters(chen) == []
    assert letters(ada, "↩️ @Esra Erdem has withdrawn the question")
    assert "1 free place of 1" in await typed(ada, "/mentor profile")


async def test_who_is_deactivated_keeps_their_zone_and_language(company: World) -> None:
    """Slack says neither of an account that is gone; back again, they read at their own hours."""
    bram = company.bram
    await company.joins(bram, mentee="Kubernetes")
    await disappears(company, bram)
    async with company.klik.runtime.db.begin() as session:
        gone = await members.get(session, company.playground.workspace.team_id, bram.id)
        assert (gone.tz, gone.locale) == ("Europe/Amsterdam", "nl-NL")
        assert gone.deactivated_at is not None


async def test_hearing_twice_that_an_account_is_gone_changes_nothing_more(company: World) -> None:
    ada, esra = company.ada, company.esra
    await pair_up(company, ada, esra)
    company.playground.workspace.faults.ack_lost = 1  # so Slack sends the same event again, and again
    await disappears(company, ada)
    company.playground.workspace.faults.ack_lost = 0
    await company.passes(minutes=2)
    await disappears(company, ada)
    heard = [e for e in company.playground.workspace.exchanges if e.kind == "user_change"]
    assert len({exchange.request["event_id"] for exchange in heard}) == 2
    assert len(heard) == 4
    await company.passes(days=1)
    assert len(letters(esra, "is not here any more")) == 1


async def test_an_account_found_gone_when_a_message_is_due(company: World) -> None:
    """The event was lost: Slack's refusal says the same."""
    ada, chen, esra = company.ada, company.chen, company.esra
    await asks(esra, "Chen")
    company.playground.workspace.users[chen.id].deleted = True
    await company.passes(days=1)
    assert "The mentor you asked is not available any more" in says(esra)
    assert "Ask Ada" in says(esra)
    assert "Chen Cheng" not in await typed(esra, "/mentor find kubernetes")
    assert "Ada Admiraal" in await typed(company.finn, "/mentor find kubernetes")
    assert letters(ada) == []


async def test_who_comes_back_joins_again_by_themselves(company: World) -> None:
    ada, esra = company.ada, company.esra
    await pair_up(company, ada, esra)
    await disappears(company, ada)
    await company.playground.change_user(ada.id, deleted=False)
    company.playground.general.members.add(ada.id)
    assert "You have not joined yet" in await typed(ada, "/mentor profile")
    assert "Ada Admiraal" not in await typed(company.finn, "/mentor find kubernetes")
    await company.joins(ada, mentor="Kubernetes")
    assert "1 free place of 1" in await typed(ada, "/mentor profile")
    assert "No sessions planned" in await typed(ada, "/mentor sessions")
    assert "Ask Ada" in await typed(company.finn, "/mentor find kubernetes")
    await asks(company.finn, "Ada")
    await company.passes(days=1)
    assert "@Finn Fischer asks you to be their mentor" in says(ada)


async def test_old_buttons_about_somebody_who_has_gone(company: World) -> None:
    ada, esra, finn = company.ada, company.esra, company.finn
    found = await finn.command("/mentor find kubernetes")
    await finn.click("Ask Ada", within=found)
    await finn.type("question", "How do I size a cluster?")
    await pair_up(company, ada, esra)
    invited = letters(esra, "says yes")[-1]
    await disappears(company, ada)
    assert await finn.submit() == {}
    assert "@Ada Admiraal takes no requests at the moment" in modal(finn)
    await finn.close()
    times = next(block for block in invited.blocks if block["type"] == "actions")["elements"]
    for button in times:
        await esra.click(button["action_id"], within=invited)
        assert "These times are not on offer any more" in says(esra, esra.answers[-1])


async def test_old_forms_of_somebody_who_has_left(company: World) -> None:
    esra = company.esra
    await esra.command("/mentor pause")
    await esra.choose("until", "2026-12-24")
    form = esra.modal
    assert form is not None
    company.playground.workspace.modals.pop(esra.id)  # it stays open on another device
    await leaves(esra)
    await esra.playground.interactions.submit(esra.user, form)
    await company.joins(esra, mentor="SQL")
    assert "Paused" not in await typed(esra, "/mentor profile")
    assert "Esra Erdem" in await typed(company.finn, "/mentor find sql")


async def test_who_has_left_is_promised_no_message(company: World) -> None:
    finn = company.finn
    await leaves(finn)
    await typed(finn, "/mentor find sql")
    await finn.click("Tell me when somebody joins")
    assert "You have not joined yet" in says(finn, finn.answers[-1])


async def test_who_comes_back_without_joining_can_wait_for_a_mentor(company: World) -> None:
    dana = company.dana
    await typed(dana, "/mentor")
    await disappears(company, dana)
    await company.playground.change_user(dana.id, deleted=False, tz="Europe/Amsterdam")
    company.playground.general.members.add(dana.id)
    await typed(dana, "/mentor find sql")
    await dana.click("Tell me when somebody joins")
    await company.joins(company.esra, mentor="SQL")
    await company.settle()
    assert "There is a mentor for SQL now" in says(dana)


async def test_both_sides_leave_at_once(company: World) -> None:
    ada, esra = company.ada, company.esra
    await pair_up(company, ada, esra)
    for person in (ada, esra):
        await person.command("/mentor leave")
    await gather(ada.click("Leave …"), esra.click("Leave …"))
    for person in (ada, esra):
        assert "You have left" in says(person, person.answers[-1])
        assert "You have not joined yet" in await typed(person, "/mentor profile")


async def test_accepting_while_the_mentee_leaves_has_one_outcome(company: World) -> None:
    ada, esra = company.ada, company.esra
    await asks(esra, "Ada")
    await esra.close()
    await company.settle()
    await esra.command("/mentor leave")
    await gather(ada.click("Accept"), esra.click("Leave …"))
    assert "You have left" in says(esra, esra.answers[-1])
    await company.settle()
    assert "1 free place of 1" in await typed(ada, "/mentor profile")
    assert letters(ada, "is not here any more") or letters(ada, "has been withdrawn")
    assert letters(esra) == []


async def test_asking_while_the_mentor_leaves_leaves_nothing_open(company: World) -> None:
    ada, esra = company.ada, company.esra
    await ada.command("/mentor leave")
    await esra.command("/mentor find kubernetes")
    await esra.click("Ask Ada")
    await esra.type("question", "How do I size a cluster?")
    await gather(esra.submit(), ada.click("Leave …"))
    await esra.close()
    await company.settle()
    assert "No open requests" in await typed(esra, "/mentor requests")
    assert letters(ada) == []


async def test_networks_lose_whoever_is_gone(company: World) -> None:
    """Also those who never took part as mentor or mentee."""
    await company.ada.command("/mentor network start")
    await company.ada.type("name", "Women in Tech")
    await company.ada.choose("kind", "Diversity")
    await company.ada.type("challenge", "Too few role models")
    assert await company.ada.submit() == {}
    await company.ada.close()
    await company.settle()
    await company.dana.click("Join", within=company.dana.sees("mentoring")[-1])
    assert "2 members" in (await typed(company.esra, "/mentor networks")).replace("*", "")
    await disappears(company, company.dana)
    assert "1 member" in (await typed(company.esra, "/mentor networks")).replace("*", "")
