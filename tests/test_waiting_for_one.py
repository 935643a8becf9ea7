"""Waiting for just one mentor who is full: told in turn, one for each place; and places that come free at once."""

from asyncio import gather

from sqlalchemy import select

from models import MentorWait, Outbox, PlaceOffer
from playground.person import Person
from playground.records import User
from tests.hands import asks, forge_value, letters, pair_up, typed
from tests.world import World, open_world, says

HAS_A_PLACE = "@Ada Admiraal has a place now"
TELL = "Tell me when Ada has a place"


async def waits_for_ada(person: Person) -> str:
    assert "All places with @Ada Admiraal are taken" in await typed(person, "/mentor find @ada")
    await person.click(TELL)
    return says(person, person.answers[-1])


async def ends(person: Person) -> None:
    await person.open_home()
    await person.click("End this pair …")
    assert await person.submit() == {}
    await person.close()


async def test_whoever_waits_for_one_mentor_is_told_in_turn(world: World) -> None:
    ada, bram, dana, esra, finn = world.ada, world.bram, world.dana, world.esra, world.finn
    await world.joins(ada, mentor="Kubernetes", capacity=1)
    for person in (bram, dana, esra, finn):
        await world.joins(person, mentee="Kubernetes")
    await pair_up(world, ada, esra)
    assert "You are number 1 of those who wait" in await waits_for_ada(finn)
    await world.passes(minutes=5)
    await typed(dana, "/mentor find kubernetes")  # for the topic: the same queue
    await dana.click("Tell me when somebody joins")
    await world.passes(minutes=5)
    await bram.command("/mentor zoek @ada")
    await bram.click("Laat weten als Ada een plek heeft")
    assert "Je bent nummer 2 van wie wachten" in says(bram, bram.answers[-1])
    assert "You are number 1 of those who wait for @Ada" in await typed(finn, "/mentor find @ada")
    assert "on 1 waiting list" in says(finn, await finn.open_home())
    mine = await bram.command("/mentor wachtlijst")
    assert mine is not None
    assert "@Ada Admiraal: je bent nummer 2" in says(bram, mine)
    async with world.klik.runtime.db.begin() as session:
        of_finn = await session.scalar(select(MentorWait.id).order_by(MentorWait.id))
    forge_value(mine, "Niet meer wachten", str(of_finn))
    await bram.click("Niet meer wachten", within=mine)
    assert "kan ik niet meer vinden" in says(bram, bram.answers[-1])
    await ends(esra)
    await world.settle()
    told = [(finn, HAS_A_PLACE), (dana, "There is a mentor for Kubernetes now"), (bram, "heeft nu een plek")]
    assert [len(letters(*one)) for one in told] == [1, 0, 0]
    assert "Nothing yet" in await typed(finn, "/mentor saved")
    await world.passes(days=2)
    assert [len(letters(*one)) for one in told] == [1, 0, 0]  # kept for Finn
    await world.passes(days=3)
    assert [len(letters(*one)) for one in told] == [1, 1, 0]  # who does not ask: then for Dana
    assert await asks(dana, "Ada") == {}
    await dana.close()
    await world.passes(days=1)
    await ada.click("Decline", within=letters(ada, "asks whether")[-1])
    assert await ada.submit() == {}
    await ada.close()
    await world.passes(days=4)
    assert [len(letters(*one)) for one in told] == [1, 1, 1]
    await bram.click("Ada vragen", within=letters(bram, "heeft nu een plek")[-1])
    assert bram.modal is not None
    assert "Je precieze vraag" in says(bram, bram.modal)


async def test_nobody_waits_in_vain(world: World) -> None:
    """Whoever waits may stop; a mentor who leaves is said to; what is not worth waiting for is refused."""
    ada, bram, esra, finn = world.ada, world.bram, world.esra, world.finn
    await world.joins(ada, mentor="Kubernetes", capacity=1)
    for person in (esra, finn):
        await world.joins(person, mentee="Kubernetes")
    found = await finn.command("/mentor find @ada")
    await pair_up(world, ada, esra)
    assert found is not None
    await finn.click("Ask Ada", within=found)  # she was free when it was drawn
    await finn.click(TELL)
    assert "I will send you a message as soon as @Ada Admiraal has a place for you" in says(finn, finn.answers[-1])
    await finn.click("Stop waiting")
    assert "You are off that waiting list" in says(finn, finn.answers[-1])
    stale = await bram.command("/mentor zoek @ada")
    assert stale is not None
    await waits_for_ada(finn)
    await ada.command("/mentor profile")
    await ada.click("Leave …")
    await world.settle()
    assert len(letters(finn, "Ada Admiraal, whom you waited for, does not mentor any more")) == 1
    await bram.click("Laat weten als Ada een plek heeft", within=stale)
    assert "neemt nu geen aanvragen aan" in says(bram, bram.answers[-1])
    assert "Nothing yet" in await typed(finn, "/mentor saved")


async def test_two_places_free_at_once_are_told_to_two(database_url: str) -> None:
    """Six wait, in both lists; two mentees end in one moment, and the mentor saves her profile and comes back from a
    pause in the same: two are told, no place twice and nobody twice."""
    async with open_world(database_url, klik_database_connections=20) as world:
        ada, pair = world.ada, (world.esra, world.finn)
        await world.joins(ada, mentor="Kubernetes", capacity=2)
        for mentee in pair:
            await world.joins(mentee, mentee="Kubernetes")
            await pair_up(world, ada, mentee)
        crowd = []
        for number in range(6):
            user = User(
                id=f"U0CROWD{number:02}", name=f"crowd{number:02}", real_name=f"Crowd{number:02} Some",
                email=f"crowd{number}@example.com", tz="Europe/Amsterdam", locale="en-GB",
            )  # fmt: skip
            world.playground.workspace.enlist(user)
            person = world.playground.person(user.id)
            crowd.append(person)
            await typed(person, "/mentor find kubernetes")
            await person.click("Tell me when somebody joins")
            if number % 2:
                await waits_for_ada(person)  # for her and for the topic: still one person
        await ada.command("/mentor join")
        for mentee in pair:
            await mentee.open_home()
            await mentee.click("End this pair …")
        await gather(*(mentee.submit() for mentee in pair), ada.submit(), ada.command("/mentor resume"))
        for person in (*pair, ada):
            await person.close()
        await world.passes(minutes=5)
        told = [len(letters(person, "Kubernetes now")) + len(letters(person, HAS_A_PLACE)) for person in crowd]
        assert told == [1, 1, 0, 0, 0, 0]
        async with world.klik.runtime.db.begin() as session:
            kinds = await session.scalars(select(Outbox.kind).where(Outbox.kind.in_(("need.met", "mentor.free"))))
            offers = await session.scalars(select(PlaceOffer.mentor_id).where(PlaceOffer.open.is_(True)))
            kept = await session.scalars(select(MentorWait.mentor_id).where(MentorWait.open.is_(True)))
            assert len(kinds.all()) == len(offers.all()) + len(kept.all()) == 2
