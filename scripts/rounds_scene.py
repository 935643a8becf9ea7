"""Rounds of the whole company for the pictures: two leads make one each and open its call, and colleagues sign up."""

from weakref import WeakSet

from playwright.async_api import Page

from playground.company.cohort import make, sign_up
from playground.company.hands import press, uses
from playground.server import Playground
from scripts.steps import Scene, Steps, pressing, round_rules, say, scrolled, seen

ENGLISH, DUTCH = 2, 3
"""Their numbers, after the demo's own."""
CALLED: WeakSet[Playground] = WeakSet()
ANSWERED: WeakSet[Playground] = WeakSet()
NAMES = {"U0LENA": "Spring round", "U0THIJS": "Voorjaarsronde"}


async def call(playground: Playground) -> None:
    """Lena's and Thijs' (in Dutch). Once, however many pictures want it."""
    if playground in CALLED:
        return
    CALLED.add(playground)
    for slack_id, name in NAMES.items():
        await make(playground.person(slack_id), name, everybody=True)


async def prepare(playground: Playground) -> None:
    """Both calls are answered and over. Once too."""
    await call(playground)
    if playground in ANSWERED:
        return
    ANSWERED.add(playground)
    for slack_id in NAMES:
        lead = playground.person(slack_id)
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
        await lead.command(f"/mentor round {ENGLISH if slack_id == 'U0LENA' else DUTCH}")
        await playground.settled()
        await press(lead, lead.answers[-1], "round_end_call")


def choosing(command: str, option: str, awaited: str, *, first: str, typed: str = "") -> Steps:
    """From the menu beside the first match: `first` is on the page before, `awaited` after."""

    async def steps(page: Page) -> None:
        await say(page, command, first)
        await page.wait_for_timeout(1000)
        await page.locator("#log").get_by_label("More actions").last.click()
        await page.locator("#log").get_by_role("button", name=option).last.click()
        await seen(page, awaited)
        if typed:
            await page.locator("dialog[open]").get_by_role("combobox").last.fill(typed)
        await page.wait_for_timeout(800)

    return steps


def signing_up(command: str, label: str, text: str) -> Steps:
    """The form, down to `text`."""

    async def steps(page: Page) -> None:
        await pressing(label, first=command, awaited=text)(page)
        field = page.locator("dialog[open]").get_by_text(text).last
        await field.evaluate("element => element.scrollIntoView({block: 'center'})")

    return steps


SCENES = (
    Scene(
        "round-call", "A call comes by direct message: one click, or not this time", "U0ZOE", "messages",
        scrolled("do you take part?"), before=call,
    ),
    Scene("round-call-nl", "The same in Dutch", "U0SANNE", "messages", scrolled("doe je mee?"), before=call),
    Scene(
        "round-join", "Signing up, with whom one would like", "U0ZOE",
        steps=signing_up("/mentor round", "Take part …", "Is there somebody you would like?"),
        size=(1180, 1000), before=call,
    ),
    Scene(
        "round-join-nl", "The same in Dutch", "U0SANNE",
        steps=signing_up("/mentor ronde", "Meedoen …", "Is er iemand die je graag zou willen?"),
        size=(1180, 1000), before=call,
    ),
    Scene(
        "round", "A round is matched: how well, with what proof, and each match with its reasons", "U0LENA",
        steps=pressing("Match now", first=f"/mentor round {ENGLISH}", awaited="Proven best"),
        size=(1180, 2000), before=prepare,
    ),
    Scene(
        "round-nl", "The same in Dutch", "U0THIJS",
        steps=pressing("Nu matchen", first=f"/mentor ronde {DUTCH}", awaited="Bewezen het beste"),
        size=(1180, 2000), before=prepare,
    ),
    Scene(
        "round-swap", "By hand: the mentees of two matches change places", "U0LENA",
        steps=choosing("/mentor round 1", "Swap …", "swaps with", first="Proven best", typed="Zo"),
        size=(1180, 1000),
    ),
    Scene(
        "round-swap-nl", "The same in Dutch", "U0THIJS",
        steps=choosing(f"/mentor ronde {DUTCH}", "Ruilen …", "ruilt met", first="Bewezen het beste", typed="ma"),
        size=(1180, 1000),
    ),
    Scene(
        "round-held", "A match that is held stays, whatever is matched anew", "U0LENA",
        steps=choosing("/mentor round 1", "Hold these two", "🔒", first="Proven best"), size=(1180, 1500),
    ),
    Scene(
        "round-held-nl", "The same in Dutch", "U0THIJS",
        steps=choosing(f"/mentor ronde {DUTCH}", "Deze twee vastzetten", "🔒", first="Bewezen het beste"),
        size=(1180, 1500),
    ),
    Scene(
        "round-rules", "`/mentor round new`: the rules of a round, and how many could be matched with them", "U0LENA",
        steps=round_rules("/mentor round new", "Autumn", "On to the rules", "could have a mentor"), size=(1180, 1100),
    ),
    Scene(
        "round-rules-nl", "The same in Dutch", "U0THIJS",
        steps=round_rules("/mentor ronde nieuw", "Herfst", "Verder: de regels", "een mentor krijgen"),
        size=(1180, 1100),
    ),
    Scene("round-home", "On the home tab of who runs a round and of who is in it", "U0LENA", "home"),
    Scene("round-home-nl", "The same in Dutch", "U0SHARON", "home"),
)  # fmt: skip
