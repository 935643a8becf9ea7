"""What can come between: nobody signs up, or one alone; two release at once; somebody takes a break, a coordinator
loses the role in the middle, a result is left lying until after its end, a matching has died."""

from asyncio import gather

from sqlalchemy import update

from bot.domain import members
from models import NetworkMember, NetworkRole, Round
from playground.records import Message
from tests import cohorts
from tests.hands import letters, modal
from tests.test_networks import start_network
from tests.test_rounds import newest, opens, page_of
from tests.test_rounds_cohorts import matched
from tests.world import World, says

MENTORS, MENTEES = ("mia", "mona"), ("nia", "nora")


def forge(page: Message, action: str, value: str) -> None:
    page.blocks = [{"type": "actions", "block_id": "old", "elements": [
        {"type": "button", "action_id": action, "value": value, "text": {"type": "plain_text", "text": "Old"}}
    ]}]  # fmt: skip


async def test_whatever_comes_between_a_round_goes_on(world: World) -> None:
    esra, db = world.esra, world.klik.runtime.db
    await start_network(world, esra)
    await cohorts.of_network(world, MENTORS, MENTEES)
    await opens(world)

    # Nobody signs up, and a click that the page does not offer; then one alone
    await esra.click("End the call now …", within=await page_of(world))
    page = await page_of(world)
    assert "Match now" not in says(esra, page)
    forge(page, "round_match:0", "1-0")
    await esra.click("Old", within=page)
    await world.settle()
    assert "0 of 0 mentees have a mentor" in newest(world, "mentees have a mentor").replace("*", "")
    await reopens(world)
    await cohorts.sign_up(world, (), ("nia",))
    await esra.click("End the call now …", within=await page_of(world))
    await esra.click("Match again", within=await page_of(world))
    await world.settle()
    assert "nobody here offers SQL" in newest(world, "*0 of 1* mentee")
    await reopens(world)
    await cohorts.sign_up(world, MENTORS, MENTEES)
    assert "2 of 2 mentees have a mentor" in await matched(world, "Match again")

    # A coordinator beside her, who loses the role with the page open
    await world.joins(world.ada, mentee="SQL")
    await role(world, NetworkRole.COORDINATOR)
    await world.ada.command("/mentor round 1")
    await world.settle()
    hers = world.ada.answers[-1]
    await role(world, NetworkRole.MEMBER)
    await world.ada.click("Match again", within=hers)
    assert "for those who run a network" in says(world.ada, world.ada.answers[-1])
    await role(world, NetworkRole.COORDINATOR)

    # A matching that has died keeps nobody from going on after a quarter of an hour
    async with db.begin() as session:
        await session.execute(update(Round).values(working_since=world.clock.now()))
    await esra.click("Release …", within=await page_of(world))
    assert await esra.submit() == {}
    assert "under way" in modal(esra)
    await esra.close()
    await world.passes(days=200)

    # Left lying until after its end: that must be moved first, and the call stays over
    await esra.click("Release …", within=await page_of(world))
    assert "would end before its pairs have met" in str(await esra.submit())
    await esra.close()
    await esra.click("Dates …", within=await page_of(world))
    assert "at least two weeks" in str(await esra.submit())
    await esra.choose("The round ends on", "2027-12-01")
    assert await esra.submit() == {}
    await esra.close()

    # One takes a break; two coordinators release at once, and it begins once
    await world.mona.command("/mentor pause")
    assert await world.mona.submit() == {}
    await world.mona.close()
    pages = [await page_of(world)]
    await world.ada.command("/mentor round 1")
    await world.settle()
    pages.append(world.ada.answers[-1])
    for person, page in zip((esra, world.ada), pages, strict=True):
        await person.click("Release …", within=page)
    await gather(esra.submit(), world.ada.submit())
    said = [modal(person) for person in (esra, world.ada)]
    assert sum("is released" in words for words in said) == 1, said
    assert sum("has begun already" in words for words in said) == 1, said
    await world.passes(days=2)
    told = {name: len(letters(world.people[name], "brings you together")) for name in (*MENTORS, *MENTEES)}
    assert sum(told.values()) == 2
    assert (told["mia"], told["mona"]) == (1, 0)
    (left,) = (name for name in MENTEES if not told[name])
    assert "The other one has no place" in says(world.people[left], letters(world.people[left], "cannot begin")[-1])
    await world.passes(days=60)
    hers_after = letters(world.mona, "cannot begin")
    assert [("You took a break" in says(world.mona, one)) for one in hers_after] == [True]


async def reopens(world: World) -> None:
    """Its date has passed, so another one is asked for first."""
    esra = world.esra
    await esra.click("Open the call again", within=await page_of(world))
    await esra.choose("Sign up until", "2026-12-08")
    assert await esra.submit() == {}
    await esra.close()
    await esra.click("Open the call again", within=await page_of(world))


async def role(world: World, which: NetworkRole) -> None:
    """Ada's, in Esra's network."""
    team, now = world.playground.workspace.team_id, world.clock.now()
    async with world.klik.runtime.db.begin() as session:
        ada = await members.get(session, team, world.ada.id)
        inside = await session.get(NetworkMember, (1, ada.id))
        if inside is None:
            session.add(
                NetworkMember(workspace_id=team, network_id=1, member_id=ada.id, role=which, joined_at=now)
            )  # fmt: skip
        else:
            inside.role = which
