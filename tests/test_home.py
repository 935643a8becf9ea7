"""App Home, and sessions moved and called off."""

import pytest

from tests.hands import letters
from tests.world import World, last, says


@pytest.fixture
async def introduced(world: World) -> World:
    """Ada and Bram with an open introduction and proposed times."""
    await world.joins(world.ada, mentor="Python")
    await world.joins(world.bram, mentee="Python")
    await world.bram.command("/mentor find python")
    await world.bram.click("Ada vragen")
    await world.bram.type("question", "How do I test asynchronous code?")
    assert await world.bram.submit() == {}
    await world.settle()
    await world.ada.click("Accept")
    await world.settle()
    return world


async def test_home_gathers_what_waits(world: World) -> None:
    await world.joins(world.ada, mentor="Python")
    await world.joins(world.bram, mentee="Python")
    await world.bram.command("/mentor find python")
    await world.bram.click("Ada vragen")
    await world.bram.type("question", "How do I test asynchronous code?")
    await world.bram.submit()
    await world.settle()
    home = await world.ada.open_home()
    assert "How do I test asynchronous code?" in says(world.ada, home)
    await world.ada.click("Accept", within=home)
    now = world.ada.home  # drawn anew by itself: the buttons are gone
    assert now is not None
    assert "Accept" not in says(world.ada, now)
    assert "first talk ahead" in says(world.ada, now)
    assert "No time yet with" in says(world.ada, now)
    mine = await world.bram.open_home()
    assert "Ada Admiraal" in says(world.bram, mine)


async def test_choose_another_time_than_the_proposed(introduced: World) -> None:
    world = introduced
    await world.ada.click("Another time …")
    await world.ada.choose("starts_at", "2026-11-27 15:30")
    assert await world.ada.submit() == {}
    assert "27" in world.ada.reads(world.ada.modal)  # type: ignore[arg-type]
    await world.settle()
    assert "15:30" in says(world.bram)


async def test_a_time_in_the_past_or_far_away_is_refused_in_the_form(introduced: World) -> None:
    ada = introduced.ada
    await ada.click("Another time …")
    await ada.choose("starts_at", "2026-11-20 15:30")
    assert "passed" in next(iter((await ada.submit()).values()))
    await ada.choose("starts_at", "2028-11-20 15:30")
    assert "half a year" in next(iter((await ada.submit()).values()))
    await ada.choose("starts_at")
    assert "Choose one of the times" in next(iter((await ada.submit()).values()))


async def test_move_and_call_off(introduced: World) -> None:
    world = introduced
    await world.ada.click("Another time …")
    await world.ada.choose("starts_at", "2026-11-27 15:30")
    await world.ada.submit()
    await world.ada.close()
    await world.settle()
    await world.bram.click("Verzetten …")
    await world.bram.choose("starts_at", "2026-11-30 11:00")
    assert await world.bram.submit() == {}
    await world.bram.close()
    await world.settle()
    assert "has moved your session" in says(world.ada)
    await world.passes(days=4)  # past the first date, whose reminders were withdrawn with it
    assert "Coming up" in says(world.ada)  # on Friday, for Monday
    assert not any("Did you and" in world.ada.reads(message) for message in world.ada.direct_messages)

    await world.ada.click("Call off …", within=last(world.ada))
    await world.settle()
    await world.passes(days=4)
    texts = [world.bram.reads(message) for message in world.bram.direct_messages]
    assert any("Ada Admiraal" in text and "afgezegd" in text for text in texts)
    assert "When do you and" in says(world.ada)


async def test_other_times_come_later_than_those_shown(introduced: World) -> None:
    ada = introduced.ada
    before = [element["text"]["text"] for element in _times(last(ada))]
    await ada.click("Other times")
    after = [element["text"]["text"] for element in _times(last(ada))]
    assert len(after) == 3
    assert not set(before) & set(after)


async def test_did_you_meet_no_leads_to_a_new_time(introduced: World) -> None:
    world = introduced
    await world.ada.click(_times(last(world.ada))[0]["text"]["text"])
    await world.passes(days=2)
    await world.ada.click("No, we didn't")
    await world.passes(days=1, hours=1)
    assert "When do you and" in says(world.ada)


async def test_silence_after_the_first_talk_parts_kindly(introduced: World) -> None:
    world = introduced
    await world.ada.click(_times(last(world.ada))[0]["text"]["text"])
    await world.passes(days=2)
    await world.ada.click("Yes, we met")
    await world.ada.click("Yes, let's go on")
    await world.passes(days=10)
    assert "You will not go on as a pair" in says(world.ada)
    # On to other people: a place that is free again, and the same question to somebody else
    await world.joins(world.chen, mentor="Python")
    assert "Your place is free again" in says(world.ada)


def _times(message: object) -> list[dict[str, dict[str, str]]]:
    """The buttons with proposed times."""
    rows = [block for block in message.blocks if block["type"] == "actions"]  # type: ignore[attr-defined]
    return [element for element in rows[0]["elements"] if element["action_id"].startswith("session_slot")]


async def test_nobody_books_so_both_are_asked_again(introduced: World) -> None:
    world = introduced
    before = len(world.ada.direct_messages)
    await world.passes(days=6)
    assert len(world.ada.direct_messages) == before + 1
    assert "When do you and" in says(world.ada)
    await world.passes(days=21)
    assert len(letters(world.ada, "When do you and")) == 2, "with the first message three times, and then no more"


async def test_nobody_says_whether_they_met_so_new_times_are_proposed(introduced: World) -> None:
    world = introduced
    await world.ada.click(_times(last(world.ada))[0]["text"]["text"])
    await world.passes(days=8)
    assert "When do you and" in says(world.ada)
    await world.ada.click("Yes, we met")  # late, but true
    assert any("Did it click" in world.ada.reads(message) for message in world.ada.direct_messages)


async def test_what_a_modal_from_home_does_shows_on_home(introduced: World) -> None:
    ada = introduced.ada
    await ada.open_home()
    assert ada.home is not None
    await ada.click("Choose a time …", within=ada.home)
    await ada.choose("starts_at", "2026-11-27 15:30")
    assert await ada.submit() == {}
    await ada.close()
    assert "15:30 with" in says(ada, ada.home)
    await ada.click("Pause …", within=ada.home)
    assert await ada.submit() == {}
    await ada.close()
    assert "Paused until" in says(ada, ada.home)


async def test_nobody_is_booked_twice_at_once(introduced: World) -> None:
    """Ada has a first talk with Bram; what she and Dana are proposed, or choose, is at another time."""
    world = introduced
    await world.ada.click("Another time …")
    await world.ada.choose("starts_at", "2026-11-27 15:30")
    await world.ada.submit()
    await world.ada.close()
    await world.ada.command("/mentor profile")
    await world.ada.click("Change")
    await world.ada.choose("capacity", "3")
    assert await world.ada.submit() == {}
    await world.ada.close()
    await world.joins(world.dana, mentee="Python")
    await world.dana.command("/mentor find python")
    await world.dana.click("Ask Ada")
    await world.dana.type("question", "How do I test asynchronous code?")
    assert await world.dana.submit() == {}
    await world.passes(days=1)  # the question is no third message of her day
    await world.ada.click("Accept")
    await world.settle()
    await world.ada.click("Another time …")
    await world.ada.choose("starts_at", "2026-11-27 15:15")
    assert "another session at that time" in next(iter((await world.ada.submit()).values()))
    await world.ada.choose("starts_at", "2026-11-27 16:00")
    assert await world.ada.submit() == {}


async def test_a_time_of_ones_own_takes_the_place_of_the_buttons_and_warns_of_odd_hours(introduced: World) -> None:
    ada = introduced.ada
    offer = last(ada)
    await ada.click("Another time …", within=offer)
    await ada.choose("starts_at", "2026-11-29 03:00")  # a Sunday night
    assert await ada.submit() == {}
    assert "outside Bram's working hours" in says(ada, ada.modal)
    assert "Booked: you and" in says(ada, offer)
    assert not any("session_slot" in str(block) for block in offer.blocks)


async def test_a_time_that_has_passed_is_said_to_have(introduced: World) -> None:
    world = introduced
    offer = last(world.ada)
    first = _times(offer)[0]["text"]["text"]
    await world.passes(days=2)
    await world.ada.click(first, within=offer)
    assert "has passed or is taken" in says(world.ada, offer)


async def test_whoever_stays_silent_about_the_click_knows_until_when(introduced: World) -> None:
    world = introduced
    await world.ada.click(_times(last(world.ada))[0]["text"]["text"])
    await world.passes(days=2)
    await world.ada.click("Yes, we met")
    assert "silence counts as a no" in says(world.ada)
