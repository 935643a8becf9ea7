"""Whom one would like in a round, and not for me this time: what it does, and what nobody may tell from it."""

from sqlalchemy import func, select

from bot.domain import avoiding, export, members
from bot.domain.rounds import abstaining
from bot.domain.rounds.terms import Terms
from models import Round, RoundAbstention, RoundKind, RoundMatch, RoundWish
from playground.person import Person
from tests import cohorts
from tests.hands import letters, modal, typed
from tests.test_dashboard import shown
from tests.test_networks import start_network
from tests.test_rounds import newest, opens, page_of
from tests.test_rounds_cohorts import matched
from tests.world import World, says

MENTORS = ("mia", "mona", "milo", "max")
MENTEES = ("nia", "nora", "nick")


async def names(person: Person, *wished: str) -> str:
    """Signs up, or changes it, and names these; what is said then."""
    await person.command("/mentor round")
    await person.click("round_join:1")
    await person.type("round_motivation", "Why not")
    await person.type("round_goals", "To learn")
    await person.choose("round_time", "In my calendar there is room until 8 June 2027")
    await person.choose("round_wishes", *(f"@{name}" for name in wished))
    refused = await person.submit()
    said = str(refused) if refused else modal(person)
    await person.close()
    return said


async def test_a_wish_helps_and_nobody_can_tell_unless_both_wish(world: World) -> None:
    """Nia would like Mona; Nora and Mia name each other; Nick names Milo, who would rather not. Otherwise all fit each
    other as well."""
    esra, db = world.esra, world.klik.runtime.db
    await start_network(world, esra)
    await cohorts.of_network(world, MENTORS, MENTEES)
    nia = world.nia
    await opens(world)
    await cohorts.sign_up(world, MENTORS, ())
    assert "Choose somebody else than yourself" in await names(nia, "nia")
    assert "You are in" in await names(nia, "finn", "mona"), "Finn has never joined: an answer would tell"
    for name, wished in (("nora", "mia"), ("mia", "nora"), ("nick", "milo")):
        assert "*Spring round*" in await names(world.people[name], wished)
    async with db.begin() as session:
        team, now = world.playground.workspace.team_id, world.clock.now()
        milo, nick = [await members.get(session, team, world.people[name].id) for name in ("milo", "nick")]
        await avoiding.avoid(session, milo, nick.id, now)
        mine, theirs = [
            str(await export.everything(session, await members.get(session, team, person.id), language="en", now=now))
            for person in (nia, world.mona)
        ]
    assert "wished_for" in mine
    assert "Mona Tester" in mine
    assert "Nia Tester" not in theirs

    # The matching heeds them; of the wish of one alone nothing shows, not even in the score or the table
    result = await matched(world)
    assert "3 of 3 mentees have a mentor" in result
    assert "@Mona Tester → @Nia Tester" in result
    assert "@Mia Tester → @Nora Tester" in result
    assert "@Max Tester → @Nick Tester" in result
    assert result.count("each named the other") == 1
    assert "of one match" not in result, "what another would cost is partly what somebody wished for"
    async with db.begin() as session:
        matches = (await session.scalars(select(RoundMatch))).all()
    assert len({one.score for one in matches}) == 1
    assert not any("wish" in part for one in matches for part in one.why["parts"])

    # Where they do not count they do not show either
    await esra.click("Rules …")
    await esra.choose("Whom they named as somebody they would like", "does not count")
    assert await esra.submit() == {}
    assert await esra.submit() == {}
    await esra.close()
    await esra.click("Match again", within=await page_of(world))
    await world.settle()
    without = newest(world, "Proven best").replace("*", "")
    assert "each named" not in without
    assert not all(two in without for two in ("Mona Tester → @Nia", "Mia Tester → @Nora")), "it was no accident"
    async with db.begin() as session:
        (await session.get_one(Round, 1)).terms = Terms.usual(RoundKind.MENTORING).stored()
    await esra.click("Match again", within=await page_of(world))
    await world.settle()

    # Both read that both wished; nobody else reads anything, and then it is forgotten
    await esra.click("Release …")
    assert await esra.submit() == {}
    await world.passes(days=1)
    told = [
        name for name in (*MENTORS, *MENTEES)
        if "named each other" in "".join(says(world.people[name], one) for one in letters(world.people[name]))
    ]  # fmt: skip
    assert told == ["mia", "nora"]
    async with db.begin() as session:
        assert (await session.scalars(select(func.count()).select_from(RoundWish))).one() == 0


async def test_not_for_me_this_time_and_back(world: World) -> None:
    esra = world.esra
    await start_network(world, esra)
    await cohorts.of_network(world, MENTORS, MENTEES)
    nia, nora = world.nia, world.nora
    await nia.open_home()
    await opens(world)
    asked = letters(nia, "do you take part?")[-1]
    await nia.click("Not for me this time", within=asked)
    assert "not this time. You hear no more" in says(nia, asked)
    await world.settle()
    assert "Spring round" not in shown(nia)
    assert "You said: not this time" in await typed(nia, "/mentor round")

    # Taken back, it is an open question again; and once more it is none
    await nia.click("Undo", within=asked)
    assert "do you take part?" in says(nia, asked)
    await world.settle()
    assert "Spring round" in shown(nia)
    await nia.click("Not for me this time", within=asked)

    # How many, from five on; who is nobody's to know
    assert "Not this time" not in says(esra, await page_of(world))
    async with world.klik.runtime.db.begin() as session:
        for name in ("nick", "milo", "max", "mona"):
            member = await members.get(session, world.playground.workspace.team_id, world.people[name].id)
            await abstaining.abstain(session, member, 1, world.clock.now())
    said = says(esra, await page_of(world))
    assert "*Not this time*\n5 people" in said
    assert "Nia" not in said

    # Only who has not answered is reminded; whoever signs up all the same is in, whatever old button they click
    await world.passes(days=13)
    assert [len(letters(world.people[name], "Sign up for")) for name in ("nia", "nora", "nick")] == [0, 1, 0]
    assert "You are in" in await names(nia)
    async with world.klik.runtime.db.begin() as session:
        assert (await session.scalars(select(func.count()).select_from(RoundAbstention))).one() == 4
    reminder = letters(nora, "Sign up for")[-1]
    assert "You are in" in await names(nora)
    await nora.click("Not for me this time", within=reminder)
    assert "You have signed up for" in says(nora, reminder)
    await world.passes(days=2)
    await nia.command("/mentor round")
    await world.mia.click("Not for me this time", within=letters(world.mia, "do you take part?")[-1])
    assert "The call of this round is over" in (modal(world.mia) if world.mia.modal else says(world.mia))
