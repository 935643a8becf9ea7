"""Guides: every file can be read, in both languages, and by whom it is for; one is a button away at any time."""

from bot import guides
from tests.hands import letters, modal
from tests.world import World


def test_both_languages_say_the_same_things() -> None:
    assert guides.library()
    for guide in guides.library().values():
        assert len(guide.en.parts) == len(guide.nl.parts), guide.id
        assert all(one.title != other.title for one, other in zip(guide.en.parts, guide.nl.parts, strict=True)), (
            guide.id
        )
        assert bool(guide.en.summary) == bool(guide.nl.summary), guide.id


def test_a_shelf_holds_what_is_for_one_or_for_both() -> None:
    both = [guide.id for guide in guides.shelf("introduction")]
    assert both == ["first_talk_mentee", "first_talk_mentor"]
    assert [guide.id for guide in guides.shelf("introduction", "mentor")] == ["first_talk_mentor"]


async def test_each_has_their_own_guide_for_the_first_talk(world: World) -> None:
    ada, bram = world.ada, world.bram
    await world.joins(ada, mentor="Kubernetes")
    await world.joins(bram, mentee="Kubernetes")
    await bram.command("/mentor find kubernetes")
    await bram.click("Ada vragen")
    await bram.type("question", "How do I size a cluster?")
    assert await bram.submit() == {}
    await world.settle()
    await ada.click("Accept")
    await world.settle()
    await ada.click("📖 Guide …", within=letters(ada, "Your first talk with")[-1])
    assert "Hold back the first advice" in modal(ada)
    await ada.close()
    await world.passes(days=20)
    await bram.click("📖 Gids …", within=letters(bram, "zegt ja")[-1])
    assert "Het is geen toets" in modal(bram)
    await bram.close()

    # The page about the two, from the home tab and for nobody else
    await ada.open_home()
    await ada.click("Our mentoring …")
    assert "your mentee · you are getting to know each other" in modal(ada)
    await ada.close()
