"""The round of Women in Tech: its call, who answers it, and its matching, which waits to be released."""

from random import Random

from playground.company import hands
from playground.company.agenda import Life
from playground.company.days import some_time
from playground.company.lives import Stage
from playground.finding import Surface
from playground.person import Person

LEAD, CALLED, CLOSES, MATCHED = "lena", -12, -4, -1
"""Who runs it; the working days on which its call begins and ends, and on which she matches those who signed up."""
NAME = "Winter round"
MENTORS = {
    "nia": "Two people did this for me. I have a place left, and the winter is quiet.",
    "weiling": "I would like to hear what keeps others busy, outside product.",
    "yasmin": "Omdat er altijd iemand is die er nét alleen voor staat.",
    "grace": "I was the only one like me in the room for ten years. That is enough for all of us.",
    "lena": "I started this network, so I had better be in it.",
}
MENTEES = {
    "zoe": ("I am to lead my first project in spring", "Lead a project from the first sketch to the last review"),
    "ines": ("Our migration is my first without a net", "Decide what goes into the cluster, and defend it"),
    "kavya": ("I see the problem first and say it last", "Say it in the meeting, not in the corridor"),
    "beatriz": ("I gave one talk and want to give ten", "Answer questions in English without fear"),
    "siti": ("A board will look at my figures in March", "Open that meeting in two minutes"),
    "hannah": ("Research comes last in every plan", "Get research asked for before the plan is made"),
    "sharon": ("Ik praat te veel om een punt heen", "Iemand aanspreken binnen een dag"),
}
"""Why they take part, and what they want to be able to do."""
WISHES = {"zoe": "grace", "grace": "zoe", "siti": "lena"}
"""Zoë and Grace name each other; of Siti's wish nothing shows."""
NOT_NOW = ("noor", "esmee")


async def calling(stage: Stage) -> Life:
    """Their lead's side of it."""
    lead, days = stage.person(LEAD), stage.days
    yield days.at(CALLED, lead.user, "10:20")
    await make(lead, NAME, days.date(CLOSES).isoformat())
    yield days.at(MATCHED, lead.user, "09:40")
    page = await lead.command("/mentor round 1")
    await lead.playground.settled()
    await hands.press(lead, page or lead.answers[-1], "round_match")


async def answering(stage: Stage, handle: str) -> Life:
    person, random = stage.person(handle), Random(f"answering {handle}")
    yield stage.days.at(random.randint(CALLED + 1, CLOSES - 1), person.user, some_time(random, 9, 14))
    page = await person.command("/mentor round")
    assert page is not None, f"{person} sees no rounds"
    if handle in NOT_NOW:
        await hands.press(person, page, "round_abstain")
        return
    wished = stage.person(WISHES[handle]) if handle in WISHES else None
    if handle in MENTORS:
        await sign_up(person, page, "mentor", MENTORS[handle], "", wished)
    else:
        await sign_up(person, page, "mentee", *MENTEES[handle], wished)


async def make(lead: Person, name: str, closes_on: str = "", *, everybody: bool = False) -> None:
    """From the three forms to an open call."""
    await lead.command("/mentor round new")
    await lead.type("round_name", name)
    if everybody:
        await hands.pick(lead, "round_who", "everybody")
    if closes_on:
        await lead.choose("closes_on", closes_on)
    assert await lead.submit() == {}
    await lead.playground.settled()
    assert await lead.submit() == {}
    assert await lead.submit() == {}
    await hands.press(lead, hands.form(lead), "round_announce")
    await lead.close()


async def sign_up(person: Person, page: Surface, role: str, why: str, goal: str, wished: Person | None = None) -> bool:
    """From a list of rounds; False for who has no profile for it."""
    before = person.modal
    await hands.press(person, page, "round_join")
    if person.modal is None or person.modal is before:
        return False
    await hands.pick(person, "round_roles", role)
    await person.type("round_motivation", why)
    if goal:
        await person.type("round_goals", goal)
    if wished is not None:
        await person.choose("round_wishes", f"@{wished.user.name}")
    await hands.pick(person, "round_time", "checked")
    taken = await person.submit() == {}
    await person.close()
    return taken
