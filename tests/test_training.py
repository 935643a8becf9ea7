"""Trained mentors: marked by those who run networks, said in results, searched for, and taken back."""

from tests.hands import modal, typed
from tests.world import World, says


async def test_a_trained_mentor_is_shown_as_one_until_the_training_ends(world: World) -> None:
    ada, bram, esra, finn = world.ada, world.bram, world.esra, world.finn
    await world.joins(ada, mentor="Kubernetes")
    await world.joins(bram, mentor="Kubernetes")
    assert "Nobody is marked as trained" in await typed(esra, "/mentor trained")
    await esra.click("Mark as trained …")
    await esra.choose("people", "Ada Admiraal", "Finn Fischer")
    await esra.submit()
    assert "somebody of these is none" in modal(esra)  # Finn mentors nobody
    await esra.choose("people", "Ada Admiraal")
    await esra.submit()
    assert "Marked as trained: @Ada Admiraal" in modal(esra)
    await esra.close()

    found = await typed(finn, "/mentor find kubernetes")
    assert found.count("trained mentor") == 1
    assert "@Esra Erdem marked @Ada Admiraal as trained" in await typed(esra, "/mentor audit")
    listed = await typed(esra, "/mentor trained")
    assert "Ada Admiraal · Staff engineer until 23 November 2028" in listed
    assert "Bram" not in listed
    await esra.click("Take back …")
    assert "@Ada Admiraal is no longer marked as trained" in says(esra, esra.answers[-1])
    assert "trained mentor" not in await typed(finn, "/mentor find kubernetes")


async def test_only_those_who_run_something_mark_people(world: World) -> None:
    assert "That is for those who run a network" in await typed(world.finn, "/mentor trained")
    assert "Dat is voor wie een netwerk leidt" in await typed(world.bram, "/mentor opgeleid")
