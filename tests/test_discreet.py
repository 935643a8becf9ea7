"""Networks that one asks to join, and discreet ones: a stranger cannot tell a member from anybody else."""

from sqlalchemy import select

from models import Round
from playground.person import Person
from tests.hands import letters, modal, typed
from tests.pairing import change, together
from tests.test_access import press
from tests.world import World, says

NAME = "Quiet strength"


async def starts(world: World, person: Person, who: str, name: str = NAME) -> None:
    await person.command("/mentor network start")
    await person.type("name", name)
    await person.choose("kind", "Diversity")
    await person.type("challenge", "A safe place to learn from each other")
    await person.choose("openness", who)
    assert await person.submit() == {}
    await person.close()
    await world.settle()


async def asks(world: World, person: Person) -> None:
    announced = [message for message in person.sees("mentoring") if not message.ephemeral_for][-1]
    await person.click("Ask to join", within=announced)
    await world.settle()


async def in_team(person: Person, team: str) -> None:
    await person.command("/mentor profile")
    await person.click("More about me …")
    await person.choose("teams", team)
    assert await person.submit() == {}
    await person.close()


async def test_who_asks_is_welcomed_or_kindly_not(world: World) -> None:
    ada, chen, dana, finn, bram = world.ada, world.chen, world.dana, world.finn, world.bram
    await starts(world, chen, "By approval")
    assert "Those who run it answer you privately" in says(ada, ada.sees("mentoring")[-1])
    for person in (ada, dana, finn):
        await asks(world, person)
    assert f"You asked to join {NAME}" in says(ada, ada.answers[-1]).replace("*", "")
    listed = await typed(dana, "/mentor networks")
    assert "by approval" in listed
    assert "1 member" in listed
    await dana.click("Asked · take back")
    await asks(world, finn)  # twice is once
    await world.passes(days=1)  # Chen sleeps in Singapore by now
    assert len(letters(chen, "would like to join")) == 2, "what was taken back before it was read is not said"
    await chen.open_home()
    assert "2 colleagues ask to join" in says(chen, chen.home)
    asked = letters(chen, "@Ada")[-1]
    assert not await press(finn, asked, "Welcome"), "who runs nothing welcomes nobody"
    await chen.click("Welcome", within=asked)
    await chen.click("Answer …", within=chen.home)
    assert "@Ada" not in modal(chen)
    await chen.click("Not at the moment", within=chen.modal)
    assert "Nobody waits for an answer" in modal(chen)
    await chen.close()
    await chen.click("Welcome", within=letters(chen, "@Finn")[-1])
    assert "settled already" in says(chen, letters(chen)[-1])
    await world.passes(days=1)
    assert f"You are in {NAME}" in says(ada, letters(ada)[-1]).replace("*", "")
    assert "says nothing about you" in says(finn, letters(finn)[-1])
    assert "Chen" not in says(finn, letters(finn)[-1])
    await asks(world, finn)
    assert "can't take you in at the moment" in says(finn, finn.answers[-1])
    assert letters(chen, "would like to join") == [], "nobody is asked again the next day"
    await world.passes(days=31)
    await asks(world, finn)
    await asks(world, bram)

    # It opens: whoever waits is welcome
    await chen.command("/mentor network roles")
    await chen.click("Who may join …")
    await chen.choose("openness", "Open to all")
    assert await chen.submit() == {}
    await chen.close()
    await world.passes(days=1)
    for person in (finn, bram):
        assert NAME in says(person, letters(person)[-1])
    assert "Chen Cheng changed who may join" in await typed(world.esra, "/mentor audit")


async def screens(world: World, person: Person) -> list[str]:
    """All that somebody can look at and that could say who is in a network."""
    seen = [
        await typed(person, f"/mentor {words}")
        for words in ("networks", "find kubernetes", "groups", "help", "stats", "audit", "risk", "network roles")
    ]
    home = await person.open_home()
    announced = "".join(says(person, message) for message in person.sees("mentoring"))
    return [*seen, says(person, home), announced]


async def test_nobody_can_tell_who_is_in_a_discreet_network(world: World) -> None:
    ada, chen, dana, esra, finn = world.ada, world.chen, world.dana, world.esra, world.finn
    for mentor in (ada, finn):
        await world.joins(mentor, mentor="Kubernetes")
    await world.joins(dana, mentee="Kubernetes")
    await world.joins(esra, mentee="Kubernetes")
    await starts(world, chen, "Discreet")
    announced = says(dana, dana.sees("mentoring")[-1])
    assert "Chen" not in announced
    assert "discreet" in announced
    assert all(NAME.lower() not in channel.name for channel in world.playground.workspace.channels.values())
    assert "Chen" not in await typed(esra, "/mentor audit"), "nor whom an admin would see start it"

    await typed(esra, "/mentor audit")  # looking is in the log too: from now on it reads the same
    before = {person.id: await screens(world, person) for person in (dana, esra)}
    await asks(world, ada)
    await world.passes(days=1)
    await chen.click("Welcome", within=letters(chen, "@Ada")[-1])
    await world.passes(days=1)
    for person in (dana, esra):
        after = await screens(world, person)
        for one, other in zip(before[person.id], after, strict=True):
            if "What those with a role did" not in one and "waited" not in one:
                assert one == other
        assert "Quiet strength" not in after[5]
    assert "member" not in (await typed(dana, "/mentor networks")).split(NAME)[1].split("Start")[0]

    # A member sees nothing of the others either, nor they of theirs; and nobody of their own team
    await asks(world, dana)
    await world.passes(days=1)
    await chen.click("Welcome", within=letters(chen, "@Dana")[-1])
    await world.passes(days=1)
    found = await typed(dana, "/mentor find kubernetes")
    assert "Ada Admiraal" in found
    assert "Finn Fischer" in found
    assert NAME not in found
    for person in (ada, finn, dana):
        await in_team(person, "Payments")
    found = await typed(dana, "/mentor find kubernetes")
    assert "Ada Admiraal" not in found
    assert "Finn Fischer" not in found, "also who is not in the network: who is missing tells nothing"
    assert "Ada Admiraal" in await typed(esra, "/mentor find kubernetes")

    # Those who run it see it as any other
    assert "3 members" in await typed(chen, "/mentor networks")
    assert "became lead" in await typed(chen, "/mentor audit")
    await chen.command("/mentor network roles")
    await chen.click("Who may join …")
    await chen.choose("openness", "Open to all")
    assert "it stays so" in (await chen.submit())["Who may join?"]


async def test_a_pair_is_never_led_to_its_discreet_network(world: World) -> None:
    """Both are in it, and neither learns so: no interview of its own, no coordinator who sees them at risk."""
    ada, chen, esra = world.ada, world.chen, world.esra
    await world.joins(ada, mentor="Kubernetes")
    await world.joins(esra, mentee="Kubernetes")
    await starts(world, chen, "Open to all")
    await chen.command("/mentor interview")
    await chen.click("At the beginning")
    await chen.type("scale", "How quiet are you?")
    await chen.type("open1", "Where would you like to be heard?")
    assert await chen.submit() == {}
    await chen.close()
    await chen.command("/mentor network roles")
    await chen.click("Who may join …")
    await chen.choose("openness", "Discreet")
    assert await chen.submit() == {}
    await chen.close()
    assert "At the beginning" not in await typed(chen, "/mentor interview")
    for person in (ada, esra):
        await person.command("/mentor networks")
        await person.click("Ask to join")
    await world.passes(days=1)
    for name in ("@Ada", "@Esra"):
        await chen.click("Welcome", within=letters(chen, name)[-1])
    await together(world, ada, esra)
    await change(world, ada, esra)
    await world.passes(days=31)
    await esra.click("Answer …", within=letters(esra, "At the beginning")[-1])
    assert "How quiet are you?" not in modal(esra)
    assert "No pair of your networks is at risk" in await typed(chen, "/mentor risk")


async def test_a_discreet_network_has_no_channel(world: World) -> None:
    chen = world.chen
    world.playground.workspace.add_channel("engineering", for_everyone=True)
    await chen.command("/mentor network start")
    await chen.type("name", NAME)
    await chen.choose("kind", "Diversity")
    await chen.type("challenge", "A safe place")
    await chen.choose("openness", "Discreet")
    await chen.choose("channel", "engineering")
    assert "shows who is in it" in (await chen.submit())["Channel"]
    await chen.close()
    await starts(world, chen, "Open to all")
    await chen.command("/mentor network roles")
    await chen.click("Who may join …")
    await chen.choose("openness", "Discreet")
    assert await chen.submit() == {}
    assert "still shows who is in it" in modal(chen)
    assert "in #" not in await typed(world.ada, "/mentor networks")


async def test_a_round_of_a_discreet_network_never_matches_within_a_team(world: World) -> None:
    chen = world.chen
    await starts(world, chen, "Discreet")
    await chen.command("/mentor round new")
    await chen.type("round_name", "Quiet round")
    assert await chen.submit() == {}
    await world.settle()
    await chen.click("Discreet", within=chen.modal)  # the tick is taken away
    assert await chen.submit() == {}
    await chen.close()
    async with world.klik.runtime.db.begin() as session:
        stored = (await session.scalars(select(Round.terms))).one()
    assert stored["wanted"] == ["discreet", "floor", "language", "new", "topic"]
