"""Rounds of peers, who takes part and who does not any more, two clicks at once, what no honest client sends; and the
verdict, which needs more people than a story has."""

from asyncio import gather

import pytest

from bot.domain.rounds.verdict import Evidence, Figure, Verdict, decide
from tests.hands import forge_state, forge_submit, letters, modal, typed
from tests.test_dashboard import shown
from tests.test_networks import start_network
from tests.test_rounds import enlist, makes, newest, page_of
from tests.world import World, says

PEERS = ("pia", "paul", "pam")


async def peers_round(world: World) -> None:
    """Three who teach each other, and Finn, who only learns; all in Esra's network, the call is open."""
    await start_network(world, world.esra)
    announcement = world.esra.sees("mentoring")[-1]
    enlist(world, *PEERS)
    for name in PEERS:
        await world.joins(world.people[name], mentor=("SQL", "Python"), mentee=("SQL", "Python"), capacity=2)
    await world.joins(world.finn, mentee="SQL")
    for name in (*PEERS, "finn"):
        await world.people[name].click("network_join:1", within=announcement)
    await makes(world, kind="Peers who teach each other")
    await world.esra.click("Open the call", within=await page_of(world))
    await world.settle()


async def test_peers_three_of_them_and_who_is_not_in_it(world: World) -> None:
    esra, finn, dana = world.esra, world.finn, world.dana
    await peers_round(world)

    # Who has nothing to pass on, is not in the network or has not joined reads what is missing
    await finn.click("Take part …", within=letters(finn, "do you take part?")[-1])
    await finn.type("round_motivation", "Why not")
    await finn.type("round_goals", "To learn")
    assert "tick this" in (await forge_submit(finn))["round_time"]
    await finn.choose("round_time", "In my calendar there is room until 8 June 2027")
    assert "say first what you can pass on" in str(await finn.submit())
    await finn.close()
    await world.joins(dana, mentee="SQL")
    assert "There is none" in await typed(dana, "/mentor round")
    assert "I can't find that" in await typed(esra, "/mentor round 99")
    assert "for those who run a network" in await typed(dana, "/mentor round 1")

    # Three peers are one match of three; what no honest client sends changes nothing
    for name in PEERS:
        person = world.people[name]
        await person.click("Take part …", within=letters(person, "do you take part?")[-1])
        await person.type("round_motivation", "Why not")
        await person.type("round_goals", "To learn")
        await person.choose("round_time", "In my calendar there is room until 8 June 2027")
        forge_state(person, "round_hours", selected_option={"value": "2", "text": {"type": "plain_text", "text": "x"}})
        assert await person.submit() == {}
        await person.close()
    page = await page_of(world)
    assert "3 people" in says(esra, page)
    await esra.click("End the call now …", within=page)
    assert "The call of this round is over" in await typed_click(world, "pia")
    await esra.click("Match now", within=await page_of(world))
    await world.settle()
    assert "3 of 3 people have somebody" in newest(world, "Best by an exact method").replace("*", "")
    assert newest(world, "Best by an exact method").count("⇄") == 2, "three are one match"

    # One leaves before the release; then the two who are left are released by two clicks at once, and begin once
    await world.pam.command("/mentor leave")
    await world.pam.click("Leave …")
    page = await page_of(world)
    assert "has withdrawn since" in says(esra, page)
    await esra.click("Match again", within=page)
    await world.settle()
    await esra.click("Release …")
    view = esra.modal
    assert view is not None
    await gather(*(esra.playground.interactions.submit(esra.user, view) for _ in range(2)))
    await world.passes(days=1)
    pia, paul = world.pia, world.paul
    assert [len(letters(person, "brings you together")) for person in (pia, paul, world.pam)] == [1, 1, 0]
    assert "Pia Tester" in says(esra, await page_of(world))
    assert "introductions are out" in await typed_click(world, "pia", "Withdraw …")


async def typed_click(world: World, name: str, button: str = "Change what I said …") -> str:
    """What somebody reads who still has an old page of the call open."""
    person = world.people[name]
    page = next(one for one in reversed([*person.answers, *person.direct_messages]) if _has(one.blocks, "round_join"))
    if button.startswith("Withdraw"):
        page.blocks = [{"type": "actions", "block_id": "old", "elements": [
            {"type": "button", "action_id": "round_withdraw:1", "value": "1",
             "text": {"type": "plain_text", "text": "Withdraw …"}}
        ]}]  # fmt: skip
        await person.click("Withdraw …", within=page)
    else:
        await person.click("round_join:1", within=page)
    said = modal(person) if person.modal else says(person, person.answers[-1])
    if person.modal:
        await person.close()
    return said


async def test_the_home_tab_shows_a_round_as_it_goes(world: World) -> None:
    esra = world.esra
    await start_network(world, esra)
    announcement = esra.sees("mentoring")[-1]
    enlist(world, "mia", "nia")
    mia, nia = world.mia, world.nia
    await world.joins(mia, mentor="SQL")
    await world.joins(nia, mentee="SQL")
    for person in (mia, nia):
        await person.click("network_join:1", within=announcement)
    for person in (esra, mia, nia):
        await person.open_home()
    await makes(world)
    await esra.click("Open the call", within=await page_of(world))
    await world.settle()
    assert "Spring round* · Women in Tech" in shown(nia)
    assert "Mentors and mentees · sign up until" in shown(nia)
    assert "Spring round" not in shown(esra), "she has not joined herself, and nothing waits for her yet"

    # Answered from the tab, and out again, and by whoever is in the call is shown no more as a question
    for person, role in ((nia, ""), (mia, "As mentor: I pass on")):
        await person.click("Take part …", within=person.home)
        if role:
            await person.choose("round_roles", role)
        await person.type("round_motivation", "Why not")
        await person.type("round_goals", "To learn")
        await person.choose("round_time", "In my calendar there is room until 8 June 2027")
        assert await person.submit() == {}
        await person.close()
        await world.settle()
        assert "You are in. All are matched after Tuesday, December 8th 17:00" in shown(person)
        assert "Take part" not in shown(person)

    # The call closes by its date: those who run it are shown what to do next, until it is done
    await world.passes(days=13)
    for person in (esra, nia):
        await person.open_home()  # a tab is kept right for a week after it was opened
    await world.passes(days=2)
    assert "The call is over, and the matches are being made" in shown(nia)
    assert "The call of *Spring round* is over" in shown(esra)
    await esra.click("Look at it …", within=esra.home)
    await world.settle()
    await esra.click("Match now", within=esra.modal)
    await world.settle()
    await esra.close()
    assert "*Spring round* is matched and waits to be released" in shown(esra)
    await esra.click("Look at it …", within=esra.home)
    await world.settle()
    await esra.click("Release …")
    assert await esra.submit() == {}
    await world.passes(days=1)
    assert "Spring round" not in shown(esra)
    assert "Spring round" not in shown(nia)
    assert "your mentor · first talk ahead" in shown(nia)


def _has(blocks: object, action: str) -> bool:
    return action in str(blocks)


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ((80, 4, 70, 70), Verdict.CONTINUE),
        ((80, 4, 70, 50), Verdict.REDESIGN),
        ((80, 4, 50, 50), Verdict.REDESIGN),
        ((80, 3, 50, 50), Verdict.STOP),
        ((10, 2, 0, 0), Verdict.STOP),
        ((80, 4, None, 70), None),
    ],
)
def test_a_verdict_needs_every_figure_and_follows_the_thresholds(
    values: tuple[float | None, ...], verdict: Verdict | None
) -> None:
    thresholds = (70, 3.5, 60, 60)
    evidence = [
        Evidence(figure=figure, value=value, threshold=threshold)
        for figure, value, threshold in zip(Figure, values, thresholds, strict=True)
    ]
    assert decide(evidence) is verdict
