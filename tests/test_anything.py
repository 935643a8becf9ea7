"""Five people press anything, at once and twice, for weeks: whatever they do, what everybody sees fits together."""

import re
from asyncio import gather
from datetime import timedelta
from random import Random

import pytest

from playground.elements import Control, controls
from playground.person import Person
from playground.records import Message, View
from tests.hands import QUESTION, typed
from tests.world import World

Surface = Message | View
TROUBLE = "Something went wrong on my side"
TEXTS = {"question": QUESTION, "mentor_asks": "How big is it?", "mentee_adds": "Twelve nodes", "words": "kubernetes"}


def buttons(person: Person) -> list[tuple[Surface, Control]]:
    """Whatever this person could press: also what is long out of date."""
    seen: list[Surface] = [*person.direct_messages[-4:], *person.sees("general")[-2:]]
    seen += [person.home] if person.home else []
    found = [(surface, control) for surface in seen for control in controls(surface.blocks)]
    return [(surface, control) for surface, control in found if control.type in ("button", "overflow")]


async def press(person: Person, random: Random) -> None:
    if found := buttons(person):
        surface, control = random.choice(found)
        state = {"selected_option": random.choice(control.options)} if control.type == "overflow" else {}
        times = random.choice((1, 1, 2))
        act = person.playground.interactions.act
        await gather(*(act(person.user, surface, control, state) for _ in range(times)))


async def fill_in(person: Person, random: Random) -> None:
    """Fill in and submit the open modal, sometimes twice."""
    view = person.modal
    assert view is not None
    for control in controls(view.blocks):
        if control.action_id in TEXTS:
            await person.type(control.action_id, TEXTS[control.action_id], within=view)
        if control.action_id == "starts_at":
            hours = timedelta(hours=random.randint(-3, 100))
            moment = person.playground.clock.now() + hours
            await person.choose("starts_at", str(int(moment.timestamp())), within=view)
    if view.payload.get("submit"):
        await gather(*(person.submit() for _ in range(random.choice((1, 1, 2)))))
        assert TROUBLE not in person.reads(view)
    if person.modal and random.random() < 0.6:
        await person.close()


async def do_something(person: Person, random: Random) -> None:
    if person.modal is not None:
        await fill_in(person, random)
    elif random.random() < 0.4:
        await person.command(random.choice(("/mentor find kubernetes", "/mentor requests", "/mentor profile")))
    elif random.random() < 0.1:
        await person.open_home()
    else:
        await press(person, random)
    assert person.notice is None


@pytest.mark.parametrize("seed", [1, 2])
async def test_whatever_people_press_it_fits_together(world: World, seed: int) -> None:
    random = Random(seed)
    people = (world.ada, world.chen, world.dana, world.esra, world.finn)
    for person in people:
        await world.joins(person, mentor="Kubernetes", mentee="Kubernetes", capacity=random.choice((1, 2)))
    for _ in range(60):
        crowd = [random.choice(people) for _ in range(4)]
        await gather(world.klik.schedule.run_due(), *(do_something(person, random) for person in dict.fromkeys(crowd)))
        if random.random() < 0.4:
            await world.passes(hours=random.choice((1, 5, 20, 50)))
    await world.passes(days=1)
    for person in people:
        assert all(TROUBLE not in person.reads(message) for message in person.answers)
        if "have not joined" in await typed(person, "/mentor profile"):
            continue
        assert (await typed(person, "/mentor requests")).count("You asked @") <= 3
        home = person.reads(await person.open_home())
        if places := re.search(r"(\d+) free places? of (\d+)", await typed(person, "/mentor profile")):
            free, capacity = map(int, places.groups())
            assert free == capacity - home.count("your mentee")
            assert free >= 0
