"""Rounds, from the form to the verdict: signed up for, matched, changed by hand, released, looked back on."""

from collections.abc import Sequence

from playground.person import Person
from playground.records import Message, User
from tests.hands import books_at, letters, modal, pair_up
from tests.test_escaping import FORGED, reads
from tests.test_networks import start_network
from tests.world import World, says

MENTORS = {"mia": "Kubernetes", "mona": "SQL", "milo": "SQL"}
MENTEES = {"nia": "Kubernetes", "nora": "SQL", "nils": "SQL", "nick": "Presenting"}


def enlist(world: World, *names: str) -> None:
    """More colleagues, in Amsterdam and in English."""
    for name in names:
        user = User(
            id=f"U0{name.upper()}", name=name, real_name=f"{name.title()} Tester", email=f"{name}@example.com",
            title="Colleague", tz="Europe/Amsterdam", locale="en-GB",
        )  # fmt: skip
        world.playground.workspace.enlist(user)
        world.people[name] = world.playground.person(user.id)


async def programme(world: World) -> None:
    """Esra leads a network; three mentors and four mentees are in it, one of whom looks for what nobody offers."""
    await start_network(world, world.esra)
    announcement = world.esra.sees("mentoring")[-1]
    enlist(world, *MENTORS, *MENTEES)
    for name, topic in MENTORS.items():
        await world.joins(world.people[name], mentor=topic, capacity=1)
    for name, topic in MENTEES.items():
        await world.joins(world.people[name], mentee=topic)
    for name in (*MENTORS, *MENTEES):
        await world.people[name].click("network_join:1", within=announcement)


async def makes(
    world: World, *, kind: str = "Mentors and mentees", pilot: bool = False, rules: Sequence[str] = ()
) -> str:
    """Esra makes a round in three forms; what the last one says."""
    esra = world.esra
    await esra.command("/mentor round new")
    await esra.type("round_name", "Spring round")
    await esra.choose("round_kind", kind)
    assert await esra.submit() == {}
    await world.settle()
    assert "If everybody who may sign up did" in modal(esra), "the count comes by itself"
    for rule in rules:
        await esra.click(rule)
    assert await esra.submit() == {}
    if pilot:
        await esra.click("This round is a pilot")
    assert await esra.submit() == {}
    said = modal(esra)
    await esra.close()
    return said


async def opens(world: World, **how: object) -> Message:
    """The round is made and its call opened; the page that says so."""
    await makes(world, **how)  # type: ignore[arg-type]
    page = await page_of(world)
    await world.esra.click("Open the call", within=page)
    await world.settle()
    return page


async def page_of(world: World, number: int = 1) -> Message:
    """What `/mentor round 1` shows, once it is there."""
    await world.esra.command(f"/mentor round {number}")
    await world.settle()
    return world.esra.answers[-1]


def newest(world: World, words: str) -> str:
    """The newest of Esra's pages with these words; pages are drawn anew in their place."""
    return next(text for one in reversed(world.esra.answers) if words in (text := says(world.esra, one)))


async def signs_up(world: World, person: Person, role: str = "", goal: str = "To run a cluster on my own") -> None:
    await person.click("Take part …", within=letters(person, "do you take part?")[-1])
    if role == "mentor":
        await person.choose("round_roles", "As mentor: I pass on")
    await person.type("round_motivation", f"{person.user.name} wants in")
    await person.type("round_goals", goal)
    await person.choose("round_time", "In my calendar there is room until 8 June 2027")
    assert await person.submit() == {}
    assert "You are in" in modal(person)
    await person.close()


async def test_a_round_from_the_form_to_the_introductions(world: World) -> None:
    esra = world.esra
    await programme(world)
    nia = world.nia
    page = await opens(world, pilot=True)
    assert "The call is open until" in says(esra, page)

    # The call: in the channel and by direct message; one click and a short form, and out again
    assert "All are matched at once" in says(esra, esra.sees("women-in-tech")[-1])
    for name in MENTORS:
        await signs_up(world, world.people[name], "mentor")
    for name in MENTEES:
        await signs_up(world, world.people[name], goal=FORGED if name == "nia" else "To run a cluster on my own")
    assert "4 mentees, 3 mentors, 3 places" in says(esra, await page_of(world))
    await nia.command("/mentor round")
    assert "You are in" in says(nia, nia.answers[-1])
    await nia.click("Withdraw …")
    assert "3 mentees" in says(esra, await page_of(world))
    await nia.command("/mentor round")
    await nia.click("Take part …")
    assert await nia.submit() == {}, "what they said before stands in the form"
    await nia.close()

    # It closes at its date, and whoever runs it is told
    await world.passes(days=15)
    assert len(letters(esra, "The call of")) == 1
    assert letters(nia, "Sign up for") == [], "no last call for whoever is in"
    page = await page_of(world)
    await esra.click("Match now", within=page)
    await world.settle()
    result = says(esra, esra.answers[-1])
    assert "3 of 4 mentees have a mentor" in result.replace("*", "")
    assert "Proven best" in result
    assert "@Nick Tester: nobody here offers Presenting" in result
    assert "can pass on" in result
    images = [block for block in esra.answers[-1].blocks if block["type"] == "image"]
    assert world.playground.workspace.files[images[0]["slack_file"]["id"]].content.startswith(b"\x89PNG")

    # Changed by hand: held, swapped, forbidden; and matched anew each time with few other changes
    mates = {
        mentor: mentee
        for mentor in ("Mona", "Milo")
        for mentee in ("Nora", "Nils")
        if f"@{mentor} Tester → @{mentee}" in result.replace("*", "")
    }
    await esra.click("Hold these two", near="@Mia Tester")
    assert "🔒 held" in says(esra, esra.answers[-1])
    await esra.click("Swap …", near="@Mona Tester")
    await esra.choose("The other match", f"Milo Tester → {mates['Milo']} Tester")
    assert await esra.submit() == {}
    await world.settle()
    await esra.close()
    swapped = says(esra, esra.answers[-1]).replace("*", "")
    assert f"@Milo Tester → @{mates['Mona']} Tester" in swapped
    assert swapped.count("🔒 held") == 3
    await esra.click("Never these two", near="@Mia Tester")
    await world.settle()
    ruled_out = says(esra, esra.answers[-1]).replace("*", "")
    assert "2 of 4 mentees have a mentor" in ruled_out
    assert "ruled out by pairs you ruled out" in ruled_out
    await esra.click("Allow all pairs again")
    await world.settle()
    assert "3 of 4 mentees" in says(esra, esra.answers[-1]).replace("*", "")

    # Out as a table, and in again: errors by line, then taken over
    await esra.click("As a table")
    await world.settle()
    (sheet,) = letters(esra)[-1].files
    lines = sheet.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("mentor,mentor_name,mentee")
    bad = "\n".join([lines[0], "U0NOBODY,,U0NIA,,,,,", "U0NIA,,U0NORA,,,,,", "U0MIA,,U0NIA,,,,,", "U0MIA,,U0NIA,,,,,"])
    await esra.click("Table in …")
    await esra.attach("The table (CSV)", "matches.csv", bad.encode())
    assert await esra.submit() == {}
    for words in (
        "line 2: U0NOBODY has not signed up",
        "line 3: U0NIA has not signed up as mentor",
        "line 5: is matched in an",
    ):
        assert words in modal(esra)
    await esra.close()
    await esra.click("Table in …")
    await esra.attach("The table (CSV)", "matches.csv", sheet.content)
    assert await esra.submit() == {}
    await world.settle()
    await esra.close()
    assert newest(world, "The table is taken over: 3 matches, 0 of them new")

    # A place goes away meanwhile: that one is told kindly and stands on the board, all others begin by themselves
    await world.joins(world.dana, mentee="SQL")
    await pair_up(world, world.mona, world.dana, "sql")
    await esra.click("Release …")
    assert await esra.submit() == {}
    await esra.close()
    await world.passes(days=1)
    mia, nia = world.mia, world.nia
    assert "Spring round brings you together with @Mia Tester" in says(nia, letters(nia, "brings you together")[-1])
    assert reads(world, mia, FORGED), "nothing of it pings, links or formats"
    assert len(letters(world.nick, "nobody was left who fits you")) == 1
    lost = [one for one in (world.nora, world.nils) if letters(one, "cannot begin after all")]
    assert len(lost) == 1
    assert letters(lost[0], "brings you together") == []
    board = says(esra, await page_of(world)).replace("*", "")
    assert "introduced 2" in board
    assert "1 could not be introduced" in board
    assert "⚠️ @Mona Tester" in board
    assert "no place left" in board

    # How they fare; halfway it is told, and at the end there are too few people for a verdict
    await books_at(nia, "brings you together", "2026-12-14 10:00")
    await world.passes(days=5)
    for person in (mia, nia):
        asked = letters(person, "Did you and")[-1]
        await person.click("Yes, we met", within=asked)
        await person.click("Yes, let's go on", within=asked)
    await world.passes(days=1)
    assert "●●○○ @Mia Tester → @Nia Tester: became a pair" in says(esra, await page_of(world))
    await world.passes(days=90)
    assert "Of 2 pairs 1 have talked" in says(esra, letters(esra, "is halfway")[-1])
    await world.passes(days=100)
    over = says(esra, letters(esra, "is over")[-1])
    assert "No verdict yet" in over
    assert "too few to say" in over
