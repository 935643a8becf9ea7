"""Rounds with more people than click their way through a story: a pilot with its verdict, a reverse round in two
waves, two who are put together by hand, and a matching in a process of its own."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.matching.errors import CannotLock
from bot.domain.rounds import engine, gathering, learning
from bot.domain.rounds.gathering import Gathered
from bot.domain.rounds.terms import Terms
from models import Round, RoundMatch
from tests import cohorts
from tests.hands import letters, modal
from tests.test_networks import start_network
from tests.test_rounds import newest, opens, page_of
from tests.world import World, says

MENTORS = ("mia", "mona", "milo", "max", "mara")
MENTEES = ("nia", "nora", "nils", "nick", "nele")
PEERS = ("pia", "paul", "pam", "pola", "piet")


async def matched(world: World, words: str = "Match now", proof: str = "Proven best") -> str:
    """Esra ends the call and matches; the page of the result."""
    esra = world.esra
    await esra.click("End the call now …", within=await page_of(world))
    await esra.click(words, within=await page_of(world))
    await world.settle()
    return newest(world, proof).replace("*", "")


async def board(world: World) -> str:
    return says(world.esra, await page_of(world)).replace("*", "")


async def test_a_pilot_is_held_against_its_thresholds_as_it_goes_and_at_its_end(world: World) -> None:
    esra = world.esra
    await start_network(world, esra)
    await cohorts.of_network(world, MENTORS, MENTEES)
    await opens(world, pilot=True)
    await cohorts.sign_up(world, MENTORS, MENTEES)
    assert "5 of 5 mentees have a mentor" in await matched(world)
    await esra.click("Release …")
    assert await esra.submit() == {}
    await esra.close()
    await world.passes(days=1)
    assert "No verdict yet" in await board(world)

    # One talk each, of little use: nothing is reached
    await cohorts.all_meet(world)
    await cohorts.all_say(world, useful=2, mentee="little", mentor="little")
    said = await board(world)
    assert "Stop: most of it was not reached" in said
    assert "❌ pairs that met 2 times: 0 %, wanted 70 %" in said
    assert "❌ how useful sessions are: 2.0 of 5, wanted 3.5 of 5" in said
    assert "As it stands now" in said

    # They think better of it, but they have met once: some of it is reached
    await cohorts.all_say(world, useful=5, mentee="skill", mentor="explaining")
    said = await board(world)
    assert "Redesign: some of it was reached" in said
    assert "❌ pairs that met 2 times: 0 %" in said
    assert "✅ mentors who learned something: 100 %, wanted 60 %" in said

    # They meet again, and the round is closed by hand: all of it, and it stays so
    await cohorts.all_meet(world)
    page = await page_of(world)
    await esra.click("Close the round …", within=page)
    for said in (says(esra, page), await board(world)):
        assert "Continue: the pilot reached everything" in said.replace("*", "")
        assert "✅ pairs that met 2 times: 100 %, wanted 70 %" in said
        assert "As it stands now" not in said
    async with world.klik.runtime.db.begin() as session:
        row = (await session.scalars(select(Round))).one()
        assert row.verdict == "continue"
        pairs = await learning.fared(session, row)

    # The next round is told that five pairs are too few to learn from
    assert [(one.held, one.useful, one.shares["topics"] > 0) for one in pairs] == [(2, 5.0, True)] * 5
    await esra.command("/mentor round new")
    await esra.type("round_name", "Next")
    assert await esra.submit() == {}
    assert "Too few pairs to learn from" in modal(esra)


async def test_a_reverse_round_by_hand_in_two_waves_and_in_a_process_of_its_own(world: World) -> None:
    """Four juniors mentor four seniors of other teams; Joris is a junior, and nobody is junior to him."""
    esra = world.esra
    juniors, seniors = MENTORS[:4], (*MENTEES[:4], "joris")
    facts = {name: {"level": 1, "team": "Platform"} for name in juniors}
    facts |= {name: {"level": 5, "team": "Sales"} for name in seniors} | {"joris": {"level": 1, "team": "Sales"}}
    await start_network(world, esra)
    await cohorts.of_network(world, juniors, seniors, facts)
    await opens(world, kind="Reverse: juniors mentor seniors")
    await cohorts.sign_up(world, juniors, seniors)
    result = await matched(world)
    assert "4 of 5 mentees have a mentor" in result
    assert "@Joris Tester: ruled out by the distance in level. Without it 4 people would fit" in result

    # Two are put together by hand, whatever fits best; somebody who has not signed up is refused
    mentor_of = {
        mentee: mentor for mentor in juniors for mentee in seniors
        if f"@{mentor.title()} Tester → @{mentee.title()} Tester" in result
    }  # fmt: skip
    other = next(name for name in juniors if name != mentor_of["nia"])
    await esra.click("Put two together …")
    await esra.choose("Mentee", "@nia")
    await esra.choose("Mentor", "@finn")
    assert "have not signed up" in str(await esra.submit())
    await esra.choose("Mentor", f"@{other}")
    assert await esra.submit() == {}
    await world.settle()
    assert "as few other changes as can be" in modal(esra)
    await esra.close()
    changed = says(esra, esra.answers[-1]).replace("*", "")
    assert f"@{other.title()} Tester → @Nia Tester" in changed
    assert "4 of 5 mentees" in changed
    assert changed.count("🔒 held") == 1

    # What a process of its own finds is what a thread finds, held and ruled out pairs included
    async with world.klik.runtime.db.begin() as session:
        gathered, row = await in_round(session, world)
    terms = Terms.read(row.terms)
    here, apart = [await engine.solve(gathered, row.kind, terms, 200, at_hand=size) for size in (250, 0)]
    assert apart == here
    assert len(apart.matches) == 4
    counts = [await engine.count(gathered, row.kind, terms, at_hand=size) for size in (250, 0)]
    assert counts[0] == counts[1]
    ((mentor, mentee),) = gathered.locked
    another = next(one.people[1] for one in here.matches if one.people[1] != mentee)
    twice = replace(gathered, locked=((mentor, mentee), (mentor, another)))
    with pytest.raises(CannotLock):
        await engine.solve(twice, row.kind, terms, 0, at_hand=0)

    # Half of them begin now, half a week later
    await esra.click("Release …")
    await esra.choose("waves", "In 2 waves, a week apart")
    assert await esra.submit() == {}
    await esra.close()
    await world.passes(days=1)
    begun = [name for name in seniors if letters(world.people[name], "brings you together")]
    assert len(begun) == 2
    assert len(letters(world.joris, "nobody was left who fits you")) == 1
    assert "2 in a later wave" in await board(world)
    await world.passes(days=5)
    assert [name for name in seniors if letters(world.people[name], "brings you together")] == begun
    await world.passes(days=2)
    assert [len(letters(world.people[name], "brings you together")) for name in seniors] == [1, 1, 1, 1, 0]
    assert "later wave" not in await board(world)
    assert len(letters(esra, "All introductions of")) == 1, "told once, after the last of them"
    async with world.klik.runtime.db.begin() as session:
        waves = (await session.scalars(select(RoundMatch.wave).order_by(RoundMatch.score.desc(), RoundMatch.id))).all()
    assert waves == [1, 1, 2, 2], "the best fits first"


def together(text: str) -> list[set[str]]:
    """Who of PEERS is with whom, as a page says it."""
    lines = [line for line in text.splitlines() if "⇄" in line]
    return [{name for name in PEERS if f"@{name.title()} Tester" in line} for line in lines]


async def test_three_peers_are_put_together_held_and_swapped_like_two(world: World) -> None:
    esra = world.esra
    await start_network(world, esra)
    await cohorts.of_network(world, PEERS, PEERS)
    await opens(world, kind="Peers who teach each other")
    await cohorts.sign_up(world, PEERS, ())
    first = await matched(world, proof="Best by an exact method")
    assert "5 of 5 people have somebody" in first
    two, three = sorted(together(first), key=len)
    assert (len(two), len(three)) == (2, 3)

    # Held, all three stay; one of them changes places with one of the two
    await esra.click("Hold these three")
    assert "🔒 held" in says(esra, esra.answers[-1])
    goes, comes = sorted(three)[0], sorted(two)[0]
    await esra.click("Swap …", near=next(line for line in first.splitlines() if line.count("⇄") == 2).split(" · ")[0])
    await esra.choose("Who goes", f"{goes.title()} Tester")
    (left,) = two - {comes}
    await esra.choose("Who comes instead", f"{comes.title()} Tester (⇄ {left.title()} Tester)")
    assert await esra.submit() == {}
    await world.settle()
    await esra.close()
    swapped = says(esra, esra.answers[-1])
    assert sorted(together(swapped), key=len) == [two - {comes} | {goes}, three - {goes} | {comes}]
    assert swapped.count("🔒 held") == 2

    # Three whom nobody would have put together; the two who are left over are matched anew
    one = min(two - {comes} | {goes})
    chosen = [one, *sorted(three - {goes} | {comes})[:2]]
    await esra.click("Put people together …")
    for field, name in zip(("One", "The other", "A third"), chosen, strict=True):
        await esra.choose(field, f"@{name}")
    assert await esra.submit() == {}
    await world.settle()
    await esra.close()
    given = says(esra, esra.answers[-1])
    assert sorted(together(given), key=len) == [set(PEERS) - set(chosen), set(chosen)]
    assert given.count("🔒 held") == 1

    # As a table, three others
    line = ",".join(f"U0{name.upper()}" for name in (*sorted(set(PEERS) - set(chosen)), one))
    await esra.click("Table in …")
    await esra.attach("The table (CSV)", "matches.csv", f"mentor,mentee,third\n{line}".encode())
    assert await esra.submit() == {}
    await world.settle()
    await esra.close()
    tabled = newest(world, "The table is taken over: 1 matches, 1 of them new")
    assert set(PEERS) - set(chosen) | {one} in together(tabled)
    await esra.click("Release …")
    assert await esra.submit() == {}
    await world.passes(days=1)
    assert sorted(len(letters(world.people[name], "brings you together")) for name in PEERS) == [1, 1, 2, 2, 2]


async def in_round(session: AsyncSession, world: World) -> tuple[Gathered, Round]:
    row = (await session.scalars(select(Round))).one()
    return await gathering.gather(session, row, world.clock.now()), row
