"""Guides: every file can be read, in both languages, and by whom it is for; one is a button away at any time."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot import guides
from bot.domain.situations import Observed, Sign, signs
from bot.views import stuck
from tests.hands import letters, modal
from tests.world import TUESDAY, World


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


@pytest.mark.parametrize("for_mentee", [True, False])
def test_whatever_is_seen_a_guide_fits_it(for_mentee: bool) -> None:
    for sign in Sign:
        chosen = stuck.fitting([sign], for_mentee=for_mentee)
        assert chosen
        assert all(sign in guide.fits for guide in chosen), sign
        assert all(guide.whom in ("both", "mentee" if for_mentee else "mentor") for guide in chosen)
    everything = stuck.fitting(list(Sign), for_mentee=for_mentee)
    assert [guide.fits[0] for guide in everything] == ["team", "never_met", "quiet"], "the plainest first"


def test_each_of_the_twelve_is_the_first_that_some_sign_offers() -> None:
    first = {stuck.fitting([sign], for_mentee=side)[0].id for sign in Sign for side in (True, False)}
    assert first == {guide.id for guide in guides.shelf(stuck.SHELF)}
    assert len(first) == 12


def test_the_page_names_every_sign_with_its_guides() -> None:
    page = (Path(__file__).parents[1] / "docs" / "health.md").read_text()
    table = dict(re.findall(r"^\| `(\w+)` \| .* \| (`[a-z_]+`(?:[^|]*)) \|$", page, re.MULTILINE))
    assert list(table) == [str(sign) for sign in Sign]
    for sign, named in table.items():
        fitting = {guide.id.removeprefix("stuck_") for guide in guides.shelf(stuck.SHELF) if sign in guide.fits}
        assert set(re.findall(r"`(\w+)`", named)) == fitting, sign


DAY = timedelta(days=1)
MET = [TUESDAY - n * 14 * DAY for n in range(1, 4)]


@pytest.mark.parametrize(
    ("sign", "seen"),
    [
        (Sign.TEAM, Observed(one_team=True)),
        (Sign.NEVER_MET, Observed(quiet=21 * DAY)),
        (Sign.QUIET, Observed(quiet=21 * DAY, held=MET[:1])),
        (Sign.CALLED_OFF, Observed(upset=2)),
        (Sign.OFTEN, Observed(held=[TUESDAY, TUESDAY - 5 * DAY, TUESDAY - 13 * DAY])),
        (Sign.MY_PULSE, Observed(pulse=2)),
        (Sign.MY_USE, Observed(use=[1, 3])),
        (Sign.FALLING, Observed(use=[3, 4, 5, 4])),
        (Sign.ALL_DONE, Observed(done=1)),
        (Sign.NO_STEP, Observed(open_since=60 * DAY)),
        (Sign.EMPTY, Observed(held=MET, by_mentee=0)),
        (Sign.NOT_SIGNED, Observed(signed=False, together=28 * DAY)),
        (Sign.UNSAID, Observed(held=MET, said=0)),
    ],
)
def test_each_sign_is_seen_alone_and_not_a_little_sooner(sign: Sign, seen: Observed) -> None:
    assert signs(seen) == [sign]
    assert signs(Observed()) == []
    sooner = replace(
        seen, one_team=False, quiet=20 * DAY, held=seen.held[:2], upset=seen.upset // 2, use=seen.use[:1],
        pulse=3 if seen.pulse else None, done=0, open_since=None if seen.open_since is None else 59 * DAY,
        together=27 * DAY,
    )  # fmt: skip
    assert signs(sooner) == []


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
