"""What takes more than a label: adding a topic, asking and answering in one line, and what no honest client sends."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from playground.elements import Control, controls, state_object
from playground.person import Person
from playground.records import Message, View
from tests.world import World

QUESTION = "How do I size a cluster for a team of ten?"


async def typed(person: Person, text: str) -> str:
    """What a person reads after typing a command that answers with a message."""
    answer = await person.command(text)
    assert answer is not None, f"no answer to {text!r}"
    return person.reads(answer)


def modal(person: Person) -> str:
    assert person.modal is not None
    return person.reads(person.modal)


def letters(person: Person, words: str = "") -> list[Message]:
    """The messages Klik sent, without the answers to clicks that only this person sees, that have these words."""
    sent = [message for message in person.direct_messages if not message.ephemeral_for]
    return [message for message in sent if words in person.reads(message)]


def sent_at(person: Person, message: Message) -> datetime:
    """When it arrived, by the reader's clock."""
    return datetime.fromtimestamp(float(message.ts), UTC).astimezone(ZoneInfo(person.user.tz))


async def adds_topic(person: Person, field: str, name: str) -> None:
    """Type a topic that is not in the list, and choose the option that adds it."""
    view, control = _control(person, f"topics:{field}")
    options = await person.playground.interactions.suggest(person.user, view, control, name)
    new = [option for option in options if str(option["value"]).startswith("new:")]
    assert new, f"nothing offers to add {name!r}"
    view.values[control.block_id][control.action_id] = state_object(control, new)


async def asks(
    mentee: Person, mentor: str, words: str = "kubernetes", *, question: str = QUESTION, button: str = "Ask"
) -> dict[str, str]:
    """Search and ask the first found of that name; what the form complained about, or nothing."""
    await mentee.command(f"/mentor find {words}")
    await mentee.click(f"{button} {mentor}")
    await mentee.type("question", question)
    return await mentee.submit()


async def pair_up(world: World, mentor: Person, mentee: Person, words: str = "kubernetes") -> None:
    """From asking to an introduction that is open. Both have joined, in English and in office hours."""
    first_name = mentor.user.real_name.split()[0]
    assert await asks(mentee, first_name, words) == {}
    await world.settle()
    await mentor.click("Accept", within=await mentor.command("/mentor requests"))  # on a busy day no card has come yet
    await world.settle()


async def books_at(person: Person, words: str, when: str) -> None:
    """Book a time of one's own, from the newest message that says `words`."""
    await person.click("Another time …", within=letters(person, words)[-1])
    await person.choose("starts_at", when)
    assert await person.submit() == {}
    await person.close()


async def meet_and_click(world: World, mentor: Person, mentee: Person) -> None:
    """From an open introduction to a pair, four days later. Both in English."""
    await books_at(mentee, "says yes", "2026-11-26 10:00")
    await world.passes(days=3)
    for person in (mentor, mentee):
        asked = letters(person, "Did you and")[-1]
        await person.click("Yes, we met", within=asked)
        await person.click("Yes, let's go on", within=asked)
    await world.passes(days=1)  # whoever has had two messages that day reads it on the next


async def two_mentors_and_two_mentees(world: World) -> World:
    """Ada and Chen, one place each, pass on Kubernetes; Esra and Finn want to learn it."""
    for mentor in (world.ada, world.chen):
        await world.joins(mentor, mentor="Kubernetes")
    for mentee in (world.esra, world.finn):
        await world.joins(mentee, mentee="Kubernetes")
    return world


# What no honest client sends


def forge_state(person: Person, field: str, **state: Any) -> None:
    """Put into a field of the open modal what the client would not let through."""
    view = person.modal
    assert view is not None
    block = view.values[field]
    for action_id in block:
        block[action_id] = {**block[action_id], **state}


async def forge_submit(person: Person) -> dict[str, str]:
    """Submit the open modal without the client's own checks; what Klik complained about, by block."""
    assert person.modal is not None
    return await person.playground.interactions.submit(person.user, person.modal)


def forge_value(message: Message | View, label: str, value: str) -> None:
    """Give a button another value than Klik gave it."""
    button = next(control for control in controls(message.blocks) if control.label == label)
    button.element["value"] = value


def forge_metadata(person: Person, metadata: str) -> None:
    assert person.modal is not None
    person.modal.payload["private_metadata"] = metadata


def _control(person: Person, action_id: str) -> tuple[View, Control]:
    view = person.modal
    assert view is not None
    return view, next(control for control in controls(view.blocks) if control.action_id == action_id)
