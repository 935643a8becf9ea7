"""Asking about one colleague: whether they can be asked, and if not, why; what is private looks like nothing at all."""

from sqlalchemy import select, update

from bot.domain import members
from models import Avoidance, MentorProfile, Network, NetworkMember, UnmetNeed
from playground.person import Person
from tests.hands import asks, modal, pair_up, typed
from tests.test_networks import start_network
from tests.world import World, says

NOT_AVAILABLE = "is not available as a mentor at the moment"


async def ids(world: World, *people: Person) -> list[int]:
    async with world.klik.runtime.db.begin() as session:
        team = world.playground.workspace.team_id
        return [(await members.get(session, team, person.id)).id for person in people]


async def test_whoever_can_be_asked_is_shown_with_the_button(world: World) -> None:
    ada, esra = world.ada, world.esra
    await world.joins(ada, mentor=("Kubernetes", "SQL"), capacity=2)
    await world.joins(esra, mentee="SQL")
    for words in ("@ada", "Ada Admiraal", "ada  ADMIRAAL", "@ada kubernetes"):
        said = await typed(esra, f"/mentor find {words}")
        assert "Yes, you can ask @Ada Admiraal" in said, words
        assert "2 free places" in said
    await esra.shortcut("find_mentor")
    await esra.choose("person", "Ada Admiraal")
    assert await esra.submit() == {}
    assert "Yes, you can ask @Ada Admiraal" in modal(esra)
    await esra.click("Ask Ada")
    assert "Your precise question" in modal(esra)
    # A whole name, or none: a topic that happens to be said in two words is searched.
    assert "I don't know a topic for “Ada”" in await typed(esra, "/mentor find Ada")


async def test_what_stands_in_the_way_is_said_kindly(world: World) -> None:
    ada, bram, esra, finn = world.ada, world.bram, world.esra, world.finn
    await world.joins(ada, mentor="Kubernetes", mentee="Coaching", capacity=1)
    for person in (bram, esra, finn):
        await world.joins(person, mentee="Kubernetes")
    assert "That is you" in await typed(ada, "/mentor find @ada")
    await asks(esra, "Ada")
    await esra.close()
    assert "You have asked @Ada Admiraal already" in await typed(esra, "/mentor find @ada")
    assert "@Esra Erdem has asked you" in await typed(ada, "/mentor find @esra")
    await world.settle()
    await ada.click("Decline")
    assert await ada.submit() == {}
    await ada.close()
    assert "It did not work out with @Ada Admiraal before" in await typed(esra, "/mentor find @ada")
    await pair_up(world, ada, finn)
    assert "You and @Ada Admiraal are together already" in await typed(finn, "/mentor find @ada")
    full = await typed(bram, "/mentor zoek @ada")
    assert "Alle plekken bij @Ada Admiraal zijn op dit moment bezet" in full
    await bram.click("Kubernetes")  # the way to others, or to the waiting list
    assert "Niemand met een vrije plek" in says(bram, bram.answers[-1])
    await ada.command("/mentor pause")
    await ada.choose("until", "2026-12-08")
    assert await ada.submit() == {}
    await ada.close()
    assert "@Ada Admiraal neemt pauze tot 8 december 2026" in await typed(bram, "/mentor zoek @ada")


async def test_what_is_private_cannot_be_told_from_any_other_reason(world: World) -> None:
    """No mentor, unknown to Klik, gone, avoiding, avoided, shared with other networks: one and the same answer."""
    ada, chen, dana, esra, finn = world.ada, world.chen, world.dana, world.esra, world.finn
    for mentor in (ada, chen, dana):
        await world.joins(mentor, mentor="Kubernetes", capacity=1)
    await world.joins(esra, mentee="Kubernetes")
    await start_network(world, dana, "Women in Tech")
    me, avoids, avoided, elsewhere = await ids(world, esra, ada, chen, dana)
    async with world.klik.runtime.db.begin() as session:
        common = {"workspace_id": world.playground.workspace.team_id, "created_at": world.clock.now()}
        session.add(Avoidance(member_id=avoids, other_id=me, **common))
        session.add(Avoidance(member_id=me, other_id=avoided, **common))
        hidden = update(MentorProfile).where(MentorProfile.member_id == elsewhere)
        await session.execute(hidden.values(open_to_all=False))

    async def answers() -> set[str]:
        said = set()
        for person in (ada, chen, dana, finn):
            answer = await esra.command(f"/mentor find @{person.user.name}")
            assert answer is not None
            shown = f"{says(esra, answer)} {[block['type'] for block in answer.blocks]}"
            said.add(shown.replace(person.user.real_name, "X"))
        return said

    assert len(await answers()) == 1  # Finn has never met Klik
    assert NOT_AVAILABLE in (await answers()).pop()
    # That a hidden mentor has no place, or pauses, stays hidden as well.
    async with world.klik.runtime.db.begin() as session:
        await session.execute(update(MentorProfile).values(places_taken=1).where(MentorProfile.member_id == elsewhere))
    assert len(await answers()) == 1
    # Who is full says so to everybody alike: also to whom they avoid.
    async with world.klik.runtime.db.begin() as session:
        await session.execute(update(MentorProfile).values(places_taken=1).where(MentorProfile.member_id == avoids))
    for person in (esra, world.bram):
        await person.command("/mentor find @ada")
    assert "All places with @Ada Admiraal are taken" in says(esra, esra.answers[-1])
    assert "Alle plekken bij @Ada Admiraal" in says(world.bram, world.bram.answers[-1])
    # In the same network the profile is seen.
    async with world.klik.runtime.db.begin() as session:
        network = await session.get(Network, 1)
        assert network is not None
        session.add(
            NetworkMember(
                workspace_id=network.workspace_id, network_id=network.id, member_id=me, joined_at=world.clock.now()
            )
        )
    assert "All places with @Dana Doyle are taken" in await typed(esra, "/mentor find @dana")


async def test_who_has_left_the_company_is_nobody_s_unmet_need(world: World) -> None:
    await world.joins(world.esra, mentee="SQL")
    await world.joins(world.chen, mentor="Coaching")
    await world.playground.change_user(world.chen.id, deleted=True)
    await world.settle()
    assert NOT_AVAILABLE in await typed(world.esra, "/mentor find Chen Cheng")
    async with world.klik.runtime.db.begin() as session:
        assert (await session.scalars(select(UnmetNeed))).all() == []
