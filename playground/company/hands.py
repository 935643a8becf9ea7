"""How people use the bot: they press and fill in what is on their screen, in whatever language it is.

Everything is found by action_id, by the value of an option and by who is mentioned, since labels differ by language.
"""

import json
import re
from datetime import UTC, datetime
from itertools import pairwise

from playground.company.networks import NetworkStart
from playground.company.profiles import Profile
from playground.company.work import Work
from playground.elements import Control, controls, words
from playground.finding import Surface
from playground.person import Person
from playground.records import Channel, Message, User, View


def uses(surface: Surface, action: str, about: User | None = None) -> list[Control]:
    """The elements with this action_id or one of its family ("ask:7" of "ask"), in a block that mentions ``about``, or
    in the buttons right under it."""
    mine = {id(block) for block in surface.blocks if about is None or _mentions(json.dumps(block), about)}
    for above, block in pairwise(surface.blocks):
        if block["type"] == "actions" and id(above) in mine:
            mine.add(id(block))
    return [
        control
        for control in controls(surface.blocks)
        if control.action_id.partition(":")[0] == action and id(control.block) in mine
    ]


def _mentions(text: str, user: User) -> bool:
    return f"<@{user.id}>" in text


def offered(person: Person, action: str, partner: Person, since: datetime | None = None) -> Message | None:
    """The newest direct message about ``partner`` that offers ``action``, if there is one; none from before ``since``,
    whose buttons are about what is over."""
    first = since.timestamp() if since is not None else 0
    about = [
        message
        for message in person.direct_messages
        if float(message.ts) >= first and _mentions(message.text, partner.user)
    ]
    return next((message for message in reversed(about) if uses(message, action)), None)


def newest(person: Person, action: str, partner: Person, since: datetime | None = None) -> Message:
    """The same, where there must be one."""
    message = offered(person, action, partner, since)
    if message is None:
        raise LookupError(f"{person} has no message about {partner} to {action} in")
    return message


async def press(person: Person, surface: Surface, action: str, which: int = 0, *, about: Person | None = None) -> None:
    found = uses(surface, action, about.user if about else None)
    if which >= len(found):
        whom = f" about {about}" if about else ""
        raise LookupError(f"{person} finds no {action}{whom} in:\n{person.reads(surface)}")
    await person.click(found[which].action_id, within=surface)


def channel(person: Person, name: str) -> Channel:
    found = person.playground.workspace.channel_named(name)
    if found is None:
        raise LookupError(f"{person} finds no #{name}")
    return found


def form(person: Person) -> View:
    view = person.modal
    if view is None:
        raise LookupError(f"{person} has no form open: {person.notice}")
    return view


async def pick(person: Person, field: str, *values: str) -> None:
    """Chooses the options with these values."""
    control = next(c for c in controls(form(person).blocks) if field in (c.action_id, c.block_id))
    texts = {option["value"]: words(option["text"]) for option in control.options}
    await person.choose(control.action_id, *(texts[value] for value in values))


async def submit(person: Person) -> View | None:
    """Submits the open form, reads what it says then and closes it; raises ValueError with what was wrong."""
    wrong = await person.submit()
    if wrong:
        raise ValueError(f"{person}: {wrong}")
    said = person.modal
    if said is not None:
        await person.close()
    return said


def time_on(surface: Surface | None) -> datetime:
    """The moment a message or form speaks of."""
    blocks = json.dumps(surface.blocks) if surface is not None else ""
    found = re.search(r"<!date\^(\d+)\^", blocks)
    if found is None:
        raise LookupError(f"no moment in {blocks}")
    return datetime.fromtimestamp(int(found[1]), UTC)


# --- taking part ------------------------------------------------------------------------------------------------------


async def start_network(person: Person, network: NetworkStart) -> None:
    await person.command("/mentor network start")
    await person.type("name", network.name)
    await pick(person, "kind", network.kind)
    await person.type("challenge", network.challenge)
    await submit(person)


async def join_network(person: Person, network: NetworkStart) -> None:
    """Presses Join under the announcement; who is not in the programme yet has the form to join it open then."""
    announced = [m for m in person.sees("mentoring") if network.name in m.text and uses(m, "network_join")]
    if not announced:
        raise LookupError(f"{person} sees no announcement of {network.name}")
    await press(person, announced[0], "network_join")
    answer = person.sees("mentoring")[-1]
    if uses(answer, "join"):
        await press(person, answer, "join")


async def fill_in(person: Person, profile: Profile) -> None:
    """Fills in and submits the open form of joining."""
    sides = [side for side, yes in (("mentor", profile.passes), ("mentee", profile.wants)) if yes]
    if sides != ["mentee"]:  # what the form starts with
        await pick(person, "sides", *sides)
    if profile.passes:
        await person.choose("topics:mentor_topics", *profile.passes)
        await person.type("passes_on", profile.passes_on)
        await person.type("hopes_to_learn", profile.hopes)
        await pick(person, "capacity", str(profile.capacity))
        await pick(person, "rhythm_days", str(profile.rhythm))
    if profile.wants:
        await person.choose("topics:mentee_topics", *profile.wants)
        await person.type("question", profile.question)
    if profile.speaks:
        await pick(person, "speaks", *profile.speaks)
    await person.type("motivation", profile.why)
    if not profile.suits:
        await submit(person)
        return
    if wrong := await person.submit():
        raise ValueError(f"{person}: {wrong}")
    await person.click("week")  # beside the welcome
    days, parts = zip(*(half_day.split("-") for half_day in profile.suits), strict=True)
    await pick(person, "days", *dict.fromkeys(days))
    await pick(person, "parts", *dict.fromkeys(parts))
    await submit(person)


async def say_more(person: Person, work: Work) -> None:
    """Team, level and strongest topics, in the form behind the profile."""
    card = await person.command("/mentor profile")
    if card is None:
        raise LookupError(f"{person} has no profile")
    await press(person, card, "about")
    await person.choose("teams", work.team)
    await pick(person, "level", str(work.level))
    if work.strong:
        await person.choose("strong", *work.strong)
    await submit(person)


async def pause(person: Person, until: datetime) -> None:
    await person.command("/mentor pause")
    await person.choose("until", until.date().isoformat())
    await submit(person)


# --- asking and answering ---------------------------------------------------------------------------------------------


async def search(mentee: Person, words: str) -> Message:
    found = await mentee.command(f"/mentor find {words}")
    if found is None:
        raise LookupError(f"{mentee} got no answer to {words!r}")
    return found


async def ask(mentee: Person, mentor: Person, looks_for: str, more_words: str, question: str) -> None:
    """Searches, with more words if ``mentor`` is not among those found, and asks."""
    found = await search(mentee, looks_for)
    if not uses(found, "ask", mentor.user):
        found = await search(mentee, more_words)
    await press(mentee, found, "ask", about=mentor)
    await mentee.type("question", question)
    await submit(mentee)


async def on_request(person: Person, other: Person, action: str) -> None:
    """On the card; on a day on which none came by itself, where all that waits is listed."""
    card = offered(person, action, other)
    if card is not None:
        await press(person, card, action)
    else:
        listed = await person.command("/mentor requests")
        assert listed is not None, "a command is answered"
        await press(person, listed, action, about=other)


async def accept(mentor: Person, mentee: Person) -> None:
    await on_request(mentor, mentee, "request_accept")


async def decline(mentor: Person, mentee: Person, reason: str) -> None:
    await on_request(mentor, mentee, "request_decline")
    await pick(mentor, "reason", reason)
    await submit(mentor)


async def ask_more(mentor: Person, mentee: Person, question: str) -> None:
    await on_request(mentor, mentee, "request_more")
    await mentor.type("mentor_asks", question)
    await submit(mentor)


async def tell_more(mentee: Person, mentor: Person, answer: str) -> None:
    await on_request(mentee, mentor, "request_add")
    await mentee.type("mentee_adds", answer)
    await submit(mentee)


async def withdraw(mentee: Person, mentor: Person) -> None:
    listed = await mentee.command("/mentor requests")
    if listed is None:
        raise LookupError(f"{mentee} sees no requests")
    await press(mentee, listed, "request_withdraw", about=mentor)


# --- meeting ----------------------------------------------------------------------------------------------------------


async def book(person: Person, partner: Person, which: int, since: datetime | None = None) -> datetime:
    """Takes one of the times proposed since then, and returns it."""
    message = newest(person, "session_slot", partner, since)
    while slots := uses(message, "session_slot"):  # a time that has passed meanwhile is answered with new ones
        await press(person, message, "session_slot", which % len(slots))
    return time_on(message)


async def book_at(person: Person, partner: Person, moment: datetime) -> datetime:
    """Books a time of one's own."""
    await press(person, newest(person, "session_own_time", partner), "session_own_time")
    await person.choose("starts_at", str(int(moment.timestamp())))
    return time_on(await submit(person))


async def move(person: Person, partner: Person) -> datetime:
    """Moves the booked session to the last of the times that suit both, and returns it."""
    await press(person, newest(person, "session_move", partner), "session_move")
    slots = next(control for control in controls(form(person).blocks) if control.block_id == "slot")
    await person.choose("slot", words(slots.options[-1]["text"]))
    return time_on(await submit(person))


async def call_off(person: Person, partner: Person) -> None:
    await press(person, newest(person, "session_cancel", partner), "session_cancel")


async def say_met(person: Person, partner: Person, *, met: bool = True) -> Message:
    """Answers "did you meet?"; the message then asks on, and is returned."""
    message = newest(person, "session_met", partner)
    await press(person, message, "session_met" if met else "session_not_met")
    return message


async def say_clicked(person: Person, message: Message, *, clicked: bool) -> None:
    await press(person, message, "click_yes" if clicked else "click_no")


async def say_how_it_was(person: Person, message: Message, useful: int, learned: str, next_step: str) -> None:
    """``useful`` is 1-5; without words nothing is written down."""
    await press(person, message, "feedback_rate", useful - 1)
    if learned or next_step:
        await press(person, message, "feedback_words")
        await person.type("learned", learned)
        await person.type("next_step", next_step)
        await submit(person)


async def end_pair(person: Person, partner: Person, reason: str) -> None:
    """Ends it from the menu beside the partner in the App Home."""
    home = await person.open_home()
    menu = uses(home, "pair_menu", partner.user)[0]
    end = next(option for option in menu.options if option["value"].startswith("end"))
    await person.click(words(end["text"]), within=home, near=f"@{partner.user.shown_as}")
    await pick(person, "reason", reason)
    await submit(person)
