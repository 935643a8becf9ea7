"""The home tab says of every pair how far it is."""

from tests.hands import pair_up
from tests.world import World


async def test_a_first_talk_that_was_held_is_not_ahead_any_more(world: World) -> None:
    ada, dana = world.ada, world.dana
    await world.joins(ada, mentor="Kubernetes")
    await world.joins(dana, mentee="Kubernetes")
    await pair_up(world, ada, dana)
    assert "first talk ahead" in ada.reads(await ada.open_home())
    await world.passes(hours=8)
    invitation = dana.direct_messages[-1]
    slot = next(e for b in invitation.blocks if b["type"] == "actions" for e in b["elements"])
    await dana.click(slot["action_id"], within=invitation)
    await world.passes(days=4)
    await ada.click("Yes, we met")
    home = ada.reads(await ada.open_home())
    assert "first talk ahead" not in home
    assert "your mentee · 1 session so far" in home
