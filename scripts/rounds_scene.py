"""A round for the pictures: a lead makes one and opens its call, and colleagues sign up. By action_id and value, since
labels differ by language."""

from playground.company.hands import pick, press
from playground.person import Person
from playground.server import Playground


async def make(lead: Person) -> None:
    """From the three forms to an open call."""
    await lead.command("/mentor round new")
    await lead.type("round_name", "Voorjaarsronde" if lead.user.locale.startswith("nl") else "Spring round")
    await pick(lead, "round_who", "everybody")
    assert await lead.submit() == {}
    await lead.playground.settled()
    assert await lead.submit() == {}
    assert await lead.submit() == {}
    modal = lead.modal
    assert modal is not None
    await press(lead, modal, "round_announce")
    await lead.close()


async def sign_up(person: Person) -> bool:
    """From their list of rounds, in what their profile says they are; False for who has no profile."""
    page = await person.command("/mentor round")
    if page is None:
        return False
    before = person.modal
    await press(person, page, "round_join")
    modal = person.modal
    if modal is None or modal is before:
        return False
    if any(block.get("block_id") == "round_places" for block in modal.blocks):
        await pick(person, "round_roles", "mentor")
    await person.type("round_motivation", "I want to give back what others gave me, and meet people outside my team")
    await person.type("round_goals", "Lead my first project from the first sketch to the last invoice")
    await pick(person, "round_time", "checked")
    taken = await person.submit() == {}
    await person.close()
    return taken


async def prepare(playground: Playground) -> None:
    """Round 1 is Lena's, round 2 is Thijs' and in Dutch; both calls are over. Once, however many pictures want it."""
    for slack_id in ("U0LENA", "U0THIJS"):
        lead = playground.person(slack_id)
        if any("round_announce" in str(answer.blocks) for answer in lead.answers):
            return
        await make(lead)
        for user in playground.workspace.people():
            if user.id != lead.id and not user.deleted:
                await sign_up(playground.person(user.id))
        page = await lead.command("/mentor round")
        assert page is not None
        await press(lead, page, "round_show")
        await playground.settled()
        await press(lead, lead.answers[-1], "round_end_call")
