"""The page is for everybody: axe-core finds nothing, light and dark, wide and at a phone's width, mouse or none."""

from typing import Any

from axe_core_python.base import AXE_SCRIPT
from playwright.async_api import Page, ViewportSize, expect

from playground import Person, Playground
from tests.playground.asking import plain
from tests.playground.bolt_app import TinyApp
from tests.playground.examples import BLOCKS, ELEMENTS, actions, input_, section, select
from tests.playground.page.conftest import Look
from tests.playground.page.forms import every_input
from tests.playground.page.test_page import answer, say
from tests.playground.page.test_page_forms import opens

PHONE: ViewportSize = {"width": 360, "height": 740}
CONTRAST = "{runOnly: ['color-contrast']}"
THE_REST = "{rules: {'color-contrast': {enabled: false}}}"


async def violations(page: Page) -> list[str]:
    """What axe-core finds, in light and dark and at a phone's width."""
    await page.evaluate(AXE_SCRIPT)
    found = await _axe(page, "{}")
    await page.emulate_media(color_scheme="dark")
    found += await _axe(page, CONTRAST)
    await page.emulate_media(color_scheme="light")
    wide = page.viewport_size
    assert wide is not None
    await page.set_viewport_size(PHONE)
    found += await _axe(page, THE_REST)
    if not await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"):
        found.append("it does not fit a phone")
    await page.set_viewport_size(wide)
    return found


async def _axe(page: Page, options: str) -> list[str]:
    found = await page.evaluate(f"axe.run({options})")
    broken = [(rule["id"], node) for rule in found["violations"] for node in rule["nodes"]]
    return [f"{rule}: {node['html']} {node['failureSummary']}" for rule, node in broken]


ELSEWHERE = ("alert", "file", "video", "image", "context", "card", "carousel")
"""Blocks for modals only, and those that show pictures from other addresses."""


def every_block() -> list[Any]:
    """What a message can hold: every block, and every element that goes into a section or a row of actions."""
    blocks = [block for kind, block in BLOCKS.items() if kind not in ELSEWHERE]
    pressed = [ELEMENTS[kind] for kind in ("button", "overflow", "datepicker", "timepicker", "datetimepicker")]
    chosen = [ELEMENTS[kind] for kind in ("static_select", "multi_static_select", "users_select", "radio_buttons")]
    styled = [{**ELEMENTS["button"], "style": style} for style in ("primary", "danger")]
    fields = section(fields=[plain("One"), plain("Two")])
    return [*blocks, actions(*pressed, *chosen, *styled), fields, input_(select("external_select"))]


async def test_axe_finds_nothing_in_conversations(
    playground: Playground, app: TinyApp, look: Look, ada: Person, bram: Person
) -> None:
    app.on["/tiny"] = answer
    workspace = playground.workspace
    workspace.post(
        playground.general, user=bram.id, text=f"*Hi* <@{ada.id}>, `code` and <https://example.org|a link>\n> said"
    )
    message = workspace.post(playground.general, user=workspace.bot.id, text="x", blocks=every_block())
    workspace.edit(message, text="y")
    workspace.post(playground.mentoring, user=bram.id, text="Unread")
    workspace.violation("made-up", "for the look of it")
    page = await look(ada)
    await say(page, "/tiny one")
    await expect(page.get_by_text("Only visible to you")).to_be_visible()
    assert await violations(page) == []

    await page.get_by_role("combobox", name="Message to").fill("/")
    await expect(page.get_by_role("listbox", name="Commands")).to_be_visible()
    assert await violations(page) == []
    await page.keyboard.press("Escape")

    await page.get_by_role("button", name="Developer").click()
    await page.locator("#panel summary").first.click()
    await expect(page.get_by_label("Request")).to_be_visible()
    assert await violations(page) == []


async def test_axe_finds_nothing_in_forms(playground: Playground, app: TinyApp, look: Look, ada: Person) -> None:
    opens(app, every_input())
    page = await look(ada)
    await say(page, "/tiny")
    form = page.locator("dialog#modal")
    await form.get_by_role("combobox", name="Sizes").click()
    await expect(form.locator("li[role=option]")).to_have_count(3)
    assert await violations(page) == []
    await form.locator("li[role=option]", has_text="Huge").click()
    await expect(form.get_by_role("button", name="Remove Huge")).to_be_visible()
    await form.get_by_role("button", name="Send").click()
    await expect(form.get_by_role("alert").first).to_be_visible()

    assert await violations(page) == []


async def test_axe_finds_nothing_elsewhere(playground: Playground, look: Look, ada: Person, bram: Person) -> None:
    workspace = playground.workspace
    workspace.users[bram.id].deleted = True
    workspace.add_channel("gardening")
    page = await look()
    assert await violations(page) == []

    page = await look(ada, "home")
    assert await violations(page) == []
    await page.locator(".you summary").click()
    assert await violations(page) == []
    await page.get_by_role("button", name="Be somebody else").click()
    await expect(page.get_by_label("Search 2 people")).to_be_focused()
    assert await violations(page) == []

    page = await look(bram, "messages")
    await expect(page.get_by_text("is deactivated")).to_be_visible()
    assert await violations(page) == []


async def test_on_a_phone_the_side_is_a_drawer(look: Look, ada: Person) -> None:
    page = await look(ada, size=(360, 740))
    side = page.get_by_role("navigation")
    await expect(side).to_be_hidden()
    await page.get_by_role("button", name="Channels").click()
    await expect(side.get_by_role("link", name="Home")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(side).to_be_hidden()
    await page.get_by_role("button", name="Channels").click()
    await side.get_by_role("link", name="mentoring").click()

    await expect(page.get_by_role("heading", level=1)).to_have_text("mentoring")
    await expect(page.get_by_role("navigation")).to_be_hidden()


async def test_everything_can_be_reached_with_the_keyboard_and_seen(app: TinyApp, look: Look, ada: Person) -> None:
    app.on["/tiny"] = answer
    page = await look(ada)
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the conversation")).to_be_focused()
    reached = set()
    for _ in range(40):
        await page.keyboard.press("Tab")
        reached.add(await page.evaluate("document.activeElement.getAttribute('data-do') ?? document.activeElement.id"))
        outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none" or await page.evaluate("document.activeElement === document.body")

    assert {"skip", "panel", "say", "log"} <= reached
