"""Rounds of the whole company for the pictures: two leads make one each and open its call, and colleagues sign up."""

from playground.company.cohort import make, sign_up
from playground.company.hands import press, uses
from playground.server import Playground

ENGLISH, DUTCH = 2, 3
"""Their numbers, after the demo's own."""
NAMES = {"U0LENA": "Spring round", "U0THIJS": "Voorjaarsronde"}


async def prepare(playground: Playground) -> None:
    """Lena's and Thijs' (in Dutch); both calls are over. Once, however many pictures want it."""
    for slack_id, name in NAMES.items():
        lead = playground.person(slack_id)
        if any(name in lead.reads(answer) for answer in lead.answers):
            return
        await make(lead, name, everybody=True)
        for user in playground.workspace.people():
            person = playground.person(user.id)
            page = await person.command("/mentor round") if user.id != lead.id and not user.deleted else None
            if page is None or not uses(page, "round_join"):
                continue
            await press(person, page, "round_join")
            form = person.modal
            if form is None:
                continue
            places = any(block.get("block_id") == "round_places" for block in form.blocks)
            await person.close()
            await sign_up(
                person,
                page,
                "mentor" if places else "mentee",
                "I want to give back what others gave me, and meet people outside my team",
                "Lead my first project from the first sketch to the last invoice",
            )
        page = await lead.command("/mentor round")
        assert page is not None
        await press(lead, page, "round_show")
        await playground.settled()
        await press(lead, lead.answers[-1], "round_end_call")
