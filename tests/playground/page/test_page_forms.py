"""Forms at the page: every kind of input, searching, errors in place, stacked views, and nothing typed is ever lost."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from playwright.async_api import FilePayload, Locator, Page, Response, expect

from playground import Person, Playground
from tests.playground.asking import Json, actions, button, field, modal, options, plain, section, text_field
from tests.playground.bolt_app import TinyApp
from tests.playground.page.conftest import Look
from tests.playground.page.forms import every_input, suggested
from tests.playground.page.test_page import say


def opens(app: TinyApp, view: Json) -> None:
    """``/tiny`` opens this form, and whatever is searched in it finds topics."""

    async def open_form(body: Any, ack: Any, client: Any, **_: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def suggest(body: Any, ack: Any, **_: Any) -> None:
        await ack(suggested(body["value"]))

    app.on["/tiny"] = open_form
    app.on["suggest typed"] = suggest


async def form_of(page: Page) -> Locator:
    await say(page, "/tiny")
    form = page.locator("dialog#modal")
    await expect(form).to_be_visible()
    return form


def submitted(app: TinyApp) -> Json:
    """The values of the last submission, by block: what is under the one key besides type and zone."""
    values = app.received[-1]["view"]["state"]["values"]
    return {block_id: next(v for k, v in state["typed"].items() if k != "type") for block_id, state in values.items()}


async def submit(page: Page, name: str = "Send") -> None:
    async with page.expect_response("**/act/submit"):
        await page.locator("dialog#modal").get_by_role("button", name=name).click()


async def pick(form: Locator, label: str, typed: str, option: str) -> None:
    """Searches and picks with the keyboard."""
    box = form.get_by_role("combobox", name=label, exact=True)
    await box.click()
    await box.press_sequentially(typed)
    await expect(form.get_by_role("option", name=option)).to_be_visible()
    await box.press("ArrowDown")
    async with form.page.expect_response("**/act/choose"):
        await box.press("Enter")


async def test_every_kind_of_input_can_be_filled_in(
    playground: Playground, app: TinyApp, look: Look, ada: Person, bram: Person
) -> None:
    opens(app, every_input())
    page = await look(ada)
    form = await form_of(page)

    typed = {"Words": "Hello", "Story": "Two\nlines", "Number": "7", "Mail": "ada@example.org"}
    for label, text in {**typed, "Link": "https://example.org", "Prose": "Dear all"}.items():
        await form.get_by_label(label, exact=True).fill(text)
    await form.get_by_label("Date", exact=True).fill("2026-11-24")
    await form.get_by_label("Time", exact=True).fill("10:30")
    await form.get_by_label("Moment", exact=True).fill("2026-11-24T10:30")
    await form.get_by_label("Size", exact=True).select_option("Large")
    for label, search, option in (
        ("Sizes", "hu", "Huge"),
        ("Sizes", "ti", "Tiny"),
        ("Topic", "kub", "Kubernetes"),
        ("Topics", "k", "Kubernetes"),
        ("Topics", "lea", "Leadership"),
        ("Person", "vries", "Bram de Vries"),
        ("People", "engineer", "Ada Lovelace"),
        ("Channel", "mentor", "#mentoring"),
        ("Conversations", "gen", "#general"),
    ):
        await pick(form, label, search, option)
    await form.get_by_label("Right").check()
    await form.get_by_label("Monday").check()
    await form.get_by_label("Friday").check()
    note: FilePayload = {"name": "note.txt", "mimeType": "text/plain", "buffer": b"Be kind."}
    async with page.expect_response("**/act/attach"):
        await form.get_by_label("Files", exact=True).set_input_files(note)
    await submit(page)

    await expect(form).to_be_hidden()
    values = submitted(app)
    assert {label: values[label.lower()] for label in typed} == typed
    assert values["link"] == "https://example.org"
    assert values["prose"]["elements"][0]["elements"][0]["text"] == "Dear all"
    assert (values["date"], values["time"]) == ("2026-11-24", "10:30")
    assert datetime.fromtimestamp(values["moment"], UTC) == datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
    assert values["size"] == {"text": {"type": "plain_text", "text": "Large"}, "value": "large"}
    assert [option["value"] for option in values["sizes"]] == ["huge", "tiny"]
    assert values["topic"]["value"] == "kubernetes"
    assert [option["value"] for option in values["topics"]] == ["kubernetes", "leadership"]
    assert (values["person"], values["people"]) == (bram.id, [ada.id])
    assert (values["channel"], values["conversations"]) == (playground.mentoring.id, [playground.general.id])
    assert values["side"]["value"] == "right"
    assert [option["value"] for option in values["days"]] == ["monday", "friday"]
    assert [file["name"] for file in values["files"]] == ["note.txt"]
    assert playground.workspace.violations == []


async def test_what_is_missing_is_said_beside_its_input(app: TinyApp, look: Look, ada: Person) -> None:
    opens(app, modal(text_field("Name", "name"), text_field("Nickname", "nick", min_length=3), callback_id="form"))
    page = await look(ada)
    form = await form_of(page)
    await form.get_by_label("Nickname").fill("Al")
    await submit(page)

    name = form.get_by_label("Name", exact=True)
    await expect(name).to_be_focused()
    await expect(name).to_have_accessible_description("Please complete this required field.")
    await expect(form.get_by_label("Nickname")).to_have_accessible_description(
        "Please lengthen this text to at least 3 characters."
    )
    await expect(form.get_by_label("Nickname")).to_have_value("Al")
    assert [body for body in app.received if body.get("type") == "view_submission"] == []


async def test_what_the_app_finds_wrong_is_said_beside_its_input(app: TinyApp, look: Look, ada: Person) -> None:
    async def complain(ack: Any, **_: Any) -> None:
        await ack(response_action="errors", errors={"name": "This name is taken."})

    opens(app, modal(text_field("Name", "name"), callback_id="form"))
    app.on["form"] = complain
    page = await look(ada)
    form = await form_of(page)
    await form.get_by_label("Name").fill("Ada")
    await form.get_by_label("Name").press("Enter")

    await expect(form.get_by_role("alert")).to_have_text("This name is taken.")
    await expect(form.get_by_label("Name")).to_have_value("Ada")
    await expect(form.get_by_label("Name")).to_have_attribute("aria-invalid", "true")


async def test_what_is_being_typed_survives_whatever_else_happens(
    playground: Playground, app: TinyApp, look: Look, ada: Person
) -> None:
    opens(app, every_input(external_id="mine"))
    page = await look(ada)
    form = await form_of(page)
    await form.get_by_label("Size", exact=True).select_option("Large")
    await form.get_by_label("Words", exact=True).press_sequentially("Half a sen")

    workspace = playground.workspace
    workspace.post(playground.general, user=workspace.bot.id, text="Meanwhile")
    await expect(page.locator("#log").get_by_text("Meanwhile")).to_be_attached()
    view = every_input(external_id="mine")
    view["blocks"].insert(0, section("Something new"))
    await app.client.views_update(external_id="mine", view=view)
    await expect(form.get_by_text("Something new")).to_be_visible()

    await expect(form.get_by_label("Words", exact=True)).to_be_focused()
    await form.get_by_label("Words", exact=True).press_sequentially("tence")
    await expect(form.get_by_label("Words", exact=True)).to_have_value("Half a sentence")
    await expect(form.get_by_label("Size", exact=True)).to_have_value("large")

    topic = form.get_by_role("combobox", name="Topic", exact=True)
    await topic.press_sequentially("k")
    await topic.press_sequentially("o")
    await expect(form.get_by_role("option", name="Kotlin")).to_be_visible()
    view["blocks"].insert(0, section("Something newer"))
    await app.client.views_update(external_id="mine", view=view)
    await expect(form.get_by_text("Something newer")).to_be_visible()
    await expect(form.get_by_role("option", name="Kotlin")).to_be_visible()
    await expect(topic).to_have_value("ko")


async def test_views_are_stacked_and_escape_goes_back(app: TinyApp, look: Look, ada: Person) -> None:
    below = modal(text_field("Name", "name"), actions(button("Deeper", "deeper")), notify_on_close=True)
    above = modal(section("Down here"), callback_id="above", notify_on_close=True)

    async def push(body: Any, ack: Any, client: Any, **_: Any) -> None:
        await ack()
        await client.views_push(trigger_id=body["trigger_id"], view=above)

    opens(app, below)
    app.on["deeper"] = push
    page = await look(ada)
    form = await form_of(page)
    await form.get_by_label("Name").fill("Ada")
    await form.get_by_role("button", name="Deeper").click()
    await expect(form.get_by_text("Down here")).to_be_visible()
    await page.keyboard.press("Escape")

    await expect(form.get_by_label("Name")).to_have_value("Ada")
    await page.keyboard.press("Escape")
    await expect(form).to_be_hidden()
    await expect(page.get_by_role("combobox", name="Message to")).to_be_focused()
    closed = [body["view"]["callback_id"] for body in app.received if body.get("type") == "view_closed"]
    assert closed == ["above", "form"]


async def test_the_whole_stack_is_closed_with_its_cross(app: TinyApp, look: Look, ada: Person) -> None:
    async def push(ack: Any, **_: Any) -> None:
        await ack(response_action="push", view=modal(section("Second"), callback_id="second"))

    opens(app, modal(text_field("Name", "name"), callback_id="form"))
    app.on["form"] = push
    page = await look(ada)
    form = await form_of(page)
    await form.get_by_label("Name").fill("Ada")
    await submit(page)
    await expect(form.get_by_text("Second")).to_be_visible()
    await form.locator(".head").get_by_role("button", name="Close").click()

    await expect(form).to_be_hidden()


async def test_a_search_says_when_it_is_too_short_and_when_nothing_is_found(
    app: TinyApp, look: Look, ada: Person
) -> None:
    opens(app, every_input())
    page = await look(ada)
    form = await form_of(page)
    topic = form.get_by_role("combobox", name="Topic", exact=True)
    offered = form.locator("li[role=option]:visible")

    await topic.click()
    await expect(offered).to_have_text("Type at least 2 letters to search")
    await topic.press_sequentially("kn")
    await expect(offered).to_have_text("Knitting")
    await topic.press_sequentially("zz")
    await expect(offered).to_have_text("Nothing found")
    await topic.press("Escape")
    await expect(offered).to_have_count(0)
    await expect(form).to_be_visible()
    await topic.press("Tab")
    await expect(topic).to_have_value("")


async def test_chips_can_be_removed_and_there_are_only_so_many(app: TinyApp, look: Look, ada: Person) -> None:
    opens(app, every_input())
    page = await look(ada)
    form = await form_of(page)
    for topic in ("Kubernetes", "Kotlin"):
        await pick(form, "Topics", topic.lower(), topic)
    await pick(form, "Topics", "lead", "Leadership")
    await expect(page.locator("#toasts")).to_contain_text("You can choose at most 2.")

    chips = form.locator(".combo", has=page.get_by_role("combobox", name="Topics", exact=True)).get_by_role("listitem")
    await expect(chips).to_have_text(["Kubernetes", "Kotlin"])
    await form.get_by_role("button", name="Remove Kubernetes").click()
    await expect(chips).to_have_text(["Kotlin"])
    await page.keyboard.press("Backspace")
    await expect(chips).to_have_count(0)


def tells(value: str) -> Callable[[Response], bool]:
    """The answer to the act that tells the app of a typed value."""
    return lambda response: f'"value":"{value}","dispatch":true' in (response.request.post_data or "")


async def test_an_input_that_asks_for_it_is_told_at_once(app: TinyApp, look: Look, ada: Person) -> None:
    typed = {"type": "plain_text_input", "action_id": "typed"}
    each_letter = {**typed, "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}
    chosen = {"type": "static_select", "action_id": "typed", "options": options("Small", "Large")}
    opens(
        app,
        modal(
            field("Entered", typed, "entered", dispatch_action=True),
            field("Letters", each_letter, "letters", dispatch_action=True),
            field("Size", chosen, "size", dispatch_action=True),
            field("Quiet", typed, "quiet"),
        ),
    )
    page = await look(ada)
    form = await form_of(page)
    await form.get_by_label("Quiet").fill("x")
    await form.get_by_label("Entered").fill("one")
    async with page.expect_response(tells("one")):
        await page.keyboard.press("Enter")
    async with page.expect_response(tells("ab")):
        await form.get_by_label("Letters").press_sequentially("ab")
    async with page.expect_response("**/act/choose"):
        await form.get_by_label("Size").select_option("Large")

    told = [body["actions"][0] for body in app.received if body.get("type") == "block_actions"]
    assert [(action["block_id"], action.get("value")) for action in told] == [
        ("entered", "one"),
        ("letters", "ab"),
        ("size", None),
    ]
    await expect(form).to_be_visible()


async def test_a_form_that_is_gone_says_so(playground: Playground, app: TinyApp, look: Look, ada: Person) -> None:
    opens(app, modal(text_field("Name", "name"), callback_id="form"))
    page, other = await look(ada), await look(ada)
    await form_of(page)
    await expect(other.locator("dialog#modal")).to_be_visible()
    await other.locator("dialog#modal").get_by_role("button", name="Close").first.click()

    await expect(page.locator("dialog#modal")).to_be_hidden()
    await expect(other.locator("dialog#modal")).to_be_hidden()
    assert playground.workspace.modals.get(ada.id, []) == []


async def test_a_confirmation_in_a_form_stands_above_it(app: TinyApp, look: Look, ada: Person) -> None:
    words = {"title": "Sure?", "text": "All of it.", "confirm": "Yes", "deny": "No"}
    confirm = {name: plain(text) for name, text in words.items()}
    opens(app, modal(text_field("Name", "name"), actions(button("Empty", "empty", confirm=confirm))))
    page = await look(ada)
    form = await form_of(page)
    await form.get_by_role("button", name="Empty").click()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog", name="Confirmation")).to_be_hidden()
    await expect(form).to_be_visible()

    assert [body for body in app.received if body.get("type") == "block_actions"] == []
