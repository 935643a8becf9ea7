"""Networks, figures and the home tab, through the front door."""

from playground.person import Person
from tests.world import World


async def start_network(world: World, person: Person, name: str = "Women in Tech") -> None:
    await person.command("/mentor network start")
    await person.type("name", name)
    await person.choose("kind", "Diversity")
    await person.type("challenge", "Too few role models, and nobody knows who to ask")
    assert await person.submit() == {}
    await person.close()
    await world.settle()


async def test_a_member_starts_a_network_which_is_announced_with_a_join_button(world: World) -> None:
    await start_network(world, world.chen)
    announcement = world.ada.sees("mentoring")[-1]
    text = world.ada.reads(announcement)
    assert "Women in Tech" in text
    assert "Too few role models" in text
    assert "Chen Cheng" in text
    assert world.chen.sees("women-in-tech") is not None

    await world.ada.click("Join", within=announcement)
    assert "You are in Women in Tech" in world.ada.reads(world.ada.answers[-1]).replace("*", "")
    await world.ada.click("Join", within=announcement)
    assert "already" in world.ada.reads(world.ada.answers[-1])


async def test_joining_a_network_leads_on_to_the_programme(world: World) -> None:
    await start_network(world, world.chen)
    await world.dana.click("Join", within=world.dana.sees("mentoring")[-1])
    await world.dana.click("Join as mentor or mentee")
    assert world.dana.modal is not None


async def test_a_taken_name_is_refused_in_the_form_and_a_taken_channel_too(world: World) -> None:
    await start_network(world, world.chen)
    await world.ada.command("/mentor network start")
    await world.ada.type("name", "women in TECH")
    await world.ada.choose("kind", "Diversity")
    await world.ada.type("challenge", "The same")
    assert "already" in (await world.ada.submit())["Name"]
    await world.ada.type("name", "General")  # a channel of that name is there, a network is not
    assert "already" in (await world.ada.submit())["Name"]
    await world.ada.type("name", "Role models")
    assert await world.ada.submit() == {}


async def test_an_existing_channel_can_become_a_networks_home(world: World) -> None:
    world.playground.workspace.add_channel("engineering", for_everyone=True)
    await world.ada.command("/mentor network start")
    await world.ada.type("name", "Engineers")
    await world.ada.choose("kind", "Job role")
    await world.ada.type("challenge", "Growing seniors")
    await world.ada.choose("channel", "engineering")
    assert await world.ada.submit() == {}
    assert "#engineering" in world.ada.reads(world.ada.modal)  # type: ignore[arg-type]


async def test_networks_are_listed_with_the_way_in_and_out(world: World) -> None:
    empty = await world.dana.command("/mentor networks")
    assert empty is not None
    assert "Somebody has to be first" in world.dana.reads(empty)
    await start_network(world, world.chen)
    listed = await world.dana.command("/mentor networks")
    assert listed is not None
    await world.dana.click("Join", within=listed)
    again = await world.dana.command("/mentor networks")
    assert again is not None
    await world.dana.click("Leave", within=again)
    assert "You have left Women in Tech" in world.dana.reads(world.dana.answers[-1])


async def test_figures_begin_at_five_people(world: World) -> None:
    await start_network(world, world.chen)
    await world.joins(world.chen, mentor="Python")
    answer = await world.chen.command("/mentor stats")
    assert answer is not None
    assert "1 member so far" in world.chen.reads(answer)


async def test_only_those_who_run_a_network_see_figures(world: World) -> None:
    await start_network(world, world.chen)
    refused = await world.ada.command("/mentor stats")
    assert refused is not None
    assert "Figures are for those who run a network" in world.ada.reads(refused)


async def test_a_lead_sees_figures_and_a_picture(world: World) -> None:
    await start_network(world, world.chen)
    announcement = world.chen.sees("mentoring")[-1]
    for person in world.people.values():
        await world.joins(person, mentor="Python", mentee="Kubernetes")
        if person is not world.chen:
            await person.click("network_join:1", within=announcement)
    await world.chen.command("/mentor stats")
    await world.settle()
    text = world.chen.reads(world.chen.answers[-1])
    assert "6 members" in text.replace("*", "")
    assert "Python: 6 offer it, 0 want it" in text
    images = [block for block in world.chen.answers[-1].blocks if block["type"] == "image"]
    picture = world.playground.workspace.files[images[0]["slack_file"]["id"]]
    assert picture.content.startswith(b"\x89PNG")


async def test_a_workspace_admin_chooses_between_networks_and_everything(world: World) -> None:
    await start_network(world, world.chen)
    choice = await world.esra.command("/mentor stats")
    assert choice is not None
    await world.esra.click("The whole workspace", within=choice)
    assert "0 members so far" in world.esra.reads(world.esra.answers[-1])


async def test_home_shows_what_waits_and_leads_everywhere(world: World) -> None:
    home = await world.dana.open_home()
    assert "You have not joined yet" in world.dana.reads(home)
    await world.dana.click("Join", within=home)
    assert world.dana.modal is not None
    await world.dana.close()
    await world.joins(world.ada, mentor="Python")
    await world.joins(world.bram, mentee="Python")
