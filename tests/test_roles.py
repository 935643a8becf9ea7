"""Who runs a network: given and taken by its lead, told to whom it concerns, and never nobody."""

from asyncio import gather

from sqlalchemy import func, select

from models import NetworkMember, NetworkRole
from playground.person import Person
from tests.hands import forge_value, letters, modal, typed
from tests.test_networks import start_network
from tests.world import World, says


async def gives(lead: Person, person: str, role: str) -> str:
    await lead.command("/mentor roles")
    await lead.click("Give somebody a role …")
    await lead.choose("person", person)
    await lead.choose("role", role)
    errors = await lead.submit()
    said = modal(lead) if lead.modal is not None else says(lead, lead.answers[-1])
    if lead.modal is not None:
        await lead.close()
    return str(errors) if errors else said


async def test_a_lead_gives_takes_and_hands_over(world: World) -> None:
    ada, bram, chen, dana, esra = world.ada, world.bram, world.chen, world.dana, world.esra
    await start_network(world, chen)
    announcement = ada.sees("mentoring")[-1]
    assert "is not in Women in Tech yet" in await gives(chen, "Bram Bakker", "coordinator")
    for person in (ada, bram):
        await person.click("Join", within=announcement)
    assert "@Bram Bakker is coordinator now" in await gives(chen, "Bram Bakker", "coordinator")
    await gives(chen, "Bram Bakker", "coordinator")  # the same again changes nothing
    await world.settle()
    assert len(letters(bram, "@Chen Cheng heeft je coördinator van *Women in Tech* gemaakt")) == 1
    assert "Women in Tech" in await typed(bram, "/mentor cijfers")
    assert "Roles are given by a network's lead" in await typed(dana, "/mentor roles")
    assert "Rollen geeft wie een netwerk leidt" in await typed(bram, "/mentor rollen")
    # The only lead can neither leave nor step down; two can, one after the other.
    await typed(chen, "/mentor networks")
    await chen.click("Leave")
    assert "Nobody else leads Women in Tech" in says(chen, chen.answers[-1])
    listed = await chen.command("/mentor network roles")
    assert listed is not None
    await chen.click("Take the role away", within=listed, near="Chen Cheng")
    assert "Nobody else leads Women in Tech" in says(chen, chen.answers[-1])
    await chen.click("Make them lead", within=listed, near="Bram Bakker")
    assert "@Bram Bakker is lead now" in says(chen, listed)
    assert "became lead of Women in Tech (by @Chen Cheng)" in await typed(esra, "/mentor audit")
    # Both step down in the same moment: one of them stays.
    his = await bram.command("/mentor rollen")
    assert his is not None
    await gather(
        chen.click("Take the role away", within=listed, near="Chen Cheng"),
        bram.click("Rol wegnemen", within=his, near="Bram Bakker"),
    )
    async with world.klik.runtime.db.begin() as session:
        leads = select(func.count()).where(NetworkMember.role == NetworkRole.LEAD)
        assert await session.scalar(leads) == 1


async def test_a_network_whose_lead_is_gone_goes_to_its_coordinator(world: World) -> None:
    ada, bram, chen, esra = world.ada, world.bram, world.chen, world.esra
    await start_network(world, chen)
    announcement = ada.sees("mentoring")[-1]
    for person in (ada, bram):
        await person.click("Join", within=announcement)
    await gives(chen, "Ada Admiraal", "coordinator")
    await world.settle()
    await world.playground.change_user(chen.id, deleted=True)
    await world.passes(days=1)  # it is no third message of the day
    assert len(letters(ada, "The lead of *Women in Tech* is gone, so you are its lead now")) == 1
    listed = await ada.command("/mentor roles")
    assert listed is not None
    # A forged menu gives nobody a role in a network that one does not lead.
    await start_network(world, world.dana, "Returners")
    forge_value(listed, "Give somebody a role …", "2")
    await ada.click("Give somebody a role …", within=listed)
    assert "Roles are given by a network's lead" in says(ada, ada.answers[-1])
    assert "Of which network?" in await typed(esra, "/mentor roles")  # a workspace admin, of all
    await esra.click("Returners")
    await esra.click("Make them coordinator", near="Dana Doyle")
    assert "Nobody else leads Returners" in says(esra, esra.answers[-1])
