"""People at the page: choosing who one is, talking, commands, buttons, two windows side by side."""

from datetime import timedelta
from typing import Any

from playwright.async_api import Page, expect

from playground import Clock, Person, Playground
from tests.playground.asking import actions, button, options, plain, section
from tests.playground.bolt_app import TinyApp
from tests.playground.page.conftest import Look


async def say(page: Page, text: str) -> None:
    await page.get_by_role("combobox", name="Message to").fill(text)
    await page.keyboard.press("Enter")


def in_log(page: Page, text: str) -> Any:
    return page.locator("#log").get_by_text(text)


async def answer(body: Any, ack: Any, respond: Any, **_: Any) -> None:
    await ack()
    await respond(f"You typed {body['text']!r}")


async def test_one_chooses_who_one_is_among_many_by_searching(playground: Playground, look: Look, ada: Person) -> None:
    for number in range(40):
        playground.workspace.add_user(f"p{number}", f"Person {number}", title="Tester", tz="Asia/Tokyo")
    page = await look()

    await page.get_by_label("Search 41 people").fill("engineer london")
    await expect(page.locator(".people li:visible")).to_have_count(1)
    await expect(page.locator(".people li:visible")).to_contain_text("09:00")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")

    await expect(page).to_have_title("general · Ada Lovelace · Klik & Co")


async def test_nobody_like_that_is_said_in_words(look: Look, ada: Person) -> None:
    page = await look()
    await page.get_by_label("Search 1 people").fill("zzz")

    await expect(page.get_by_text("Nobody like that works here.")).to_be_visible()


async def test_a_command_is_picked_from_what_the_manifest_offers(app: TinyApp, look: Look, ada: Person) -> None:
    app.on["/tiny"] = answer
    page = await look(ada)
    composer = page.get_by_role("combobox", name="Message to #general")

    await composer.press_sequentially("/")
    await expect(page.get_by_role("listbox", name="Commands").get_by_role("option")).to_have_text(
        ["/tiny Do", "/raw Do"]
    )
    await composer.press("ArrowDown")
    await composer.press("Enter")
    await expect(composer).to_have_value("/tiny")
    await composer.press_sequentially(" hello")
    await composer.press("Enter")

    message = page.locator("article", has_text="You typed 'hello'")
    await expect(message).to_contain_text("Only visible to you")
    await expect(composer).to_have_value("")


async def test_what_is_wrong_with_a_command_is_said_in_a_toast(look: Look, app: TinyApp, ada: Person) -> None:
    page = await look(ada)
    await say(page, "/nothing here")

    await expect(page.locator("#toasts")).to_contain_text("/nothing is not a command of this workspace")
    await expect(page.get_by_role("combobox", name="Message to")).to_have_value("/nothing here")


async def test_a_failed_acknowledgement_is_a_toast_and_a_broken_rule(
    playground: Playground, look: Look, ada: Person
) -> None:
    playground.request_url = f"{playground.url}/nobody/listens"
    page = await look(ada)
    await say(page, "/tiny")

    await expect(page.locator("#toasts")).to_contain_text('/tiny failed with the error "dispatch_')
    await expect(page.get_by_role("button", name="Developer")).to_contain_text("1 broken rules")


async def test_two_people_in_two_windows_see_each_other_at_their_own_times(
    look: Look, ada: Person, bram: Person
) -> None:
    of_ada, of_bram = await look(ada), await look(bram)
    await say(of_ada, "Hello @bram, 1 < 2 & *true*")

    line = of_bram.locator("article", has_text="Hello @Bram de Vries, 1 < 2 & true")
    await expect(line).to_contain_text("Ada Lovelace")
    await expect(line.locator("time")).to_have_text("10:00")
    await expect(of_ada.locator("article time")).to_have_text("09:00")


async def test_what_is_new_is_counted_until_it_is_looked_at(
    playground: Playground, look: Look, ada: Person, bram: Person
) -> None:
    page = await look(ada)
    dm = playground.workspace.dm(ada.id)
    for text in ("One", "Two"):
        playground.workspace.post(dm, user=playground.workspace.bot.id, text=text)

    entry = page.get_by_role("navigation").get_by_role("link", name="Messages")
    await expect(entry).to_contain_text("2 unread")
    await entry.click()
    await expect(page.locator("#new")).to_be_visible()
    await expect(in_log(page, "Two")).to_be_visible()
    await expect(page.get_by_role("navigation").get_by_role("link", name="Messages")).not_to_contain_text("unread")


async def test_what_came_before_the_page_was_opened_is_new_only_if_recent(
    playground: Playground, clock: Clock, look: Look, ada: Person, bram: Person
) -> None:
    workspace = playground.workspace
    workspace.post(playground.mentoring, user=bram.id, text="Long ago")
    clock.advance(timedelta(days=3))
    workspace.post(playground.mentoring, user=bram.id, text="Just now")
    page = await look(ada)
    entry = page.get_by_role("navigation").get_by_role("link", name="mentoring")
    await expect(entry).to_contain_text("1 unread")
    clock.advance(timedelta(days=3))
    workspace.post(playground.mentoring, user=bram.id, text="Even later")

    await expect(entry).to_contain_text("2 unread")


async def test_a_message_changes_while_one_looks(playground: Playground, look: Look, ada: Person) -> None:
    page = await look(ada)
    workspace = playground.workspace
    message = workspace.post(playground.general, user=workspace.bot.id, text="First")
    await expect(in_log(page, "First")).to_be_visible()

    workspace.edit(message, text="Second")
    await expect(in_log(page, "Second")).to_be_visible()
    await expect(in_log(page, "First")).to_have_count(0)
    await expect(page.locator("#log article")).to_contain_text("(edited)")

    workspace.delete(message)
    await expect(in_log(page, "Second")).to_have_count(0)


async def test_a_button_asks_before_it_is_pressed(
    playground: Playground, app: TinyApp, look: Look, ada: Person
) -> None:
    confirm = {
        "title": plain("Really?"),
        "text": plain("It is gone then."),
        "confirm": plain("Yes"),
        "deny": plain("No"),
    }
    row = actions(button("Remove", "remove", style="danger", value="7", confirm={**confirm, "style": "danger"}))
    workspace = playground.workspace
    workspace.post(playground.general, user=workspace.bot.id, text="x", blocks=[row])
    page = await look(ada)

    await page.get_by_role("button", name="Remove").click()
    await page.get_by_role("dialog", name="Confirmation").get_by_role("button", name="No").click()
    await page.get_by_role("button", name="Remove").click()
    await expect(page.get_by_role("dialog")).to_contain_text("It is gone then.")
    async with page.expect_response("**/act/press"):
        await page.get_by_role("dialog").get_by_role("button", name="Yes").click()

    assert [body["actions"][0]["value"] for body in app.received] == ["7"]


async def test_of_equal_buttons_the_one_that_was_pressed_is_told(
    playground: Playground, app: TinyApp, look: Look, ada: Person
) -> None:
    rows = [section(name, accessory=button("Ask", "ask", value=name)) for name in ("Chen", "Dana", "Esra")]
    workspace = playground.workspace
    workspace.post(playground.general, user=workspace.bot.id, text="x", blocks=rows)
    page = await look(ada)

    async with page.expect_response("**/act/press"):
        await page.get_by_role("button", name="Ask").nth(1).click()

    assert [body["actions"][0]["value"] for body in app.received] == ["Dana"]


async def test_menus_and_selects_in_a_message_tell_the_app_at_once(
    playground: Playground, app: TinyApp, look: Look, ada: Person
) -> None:
    overflow = {"type": "overflow", "action_id": "more", "options": options("Pause", "Leave")}
    select = {"type": "static_select", "action_id": "size", "options": options("Small", "Large")}
    days = {"type": "checkboxes", "action_id": "days", "options": options("Monday", "Friday")}
    workspace = playground.workspace
    workspace.post(playground.general, user=workspace.bot.id, text="x", blocks=[actions(overflow, select, days)])
    page = await look(ada)

    await page.get_by_label("More actions").click()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    async with page.expect_response("**/act/press"):
        await page.keyboard.press("Enter")
    async with page.expect_response("**/act/choose"):
        await page.get_by_role("combobox", name="Choose").select_option("Large")
    async with page.expect_response("**/act/choose"):
        await page.get_by_label("Friday").check()

    used = [body["actions"][0] for body in app.received]
    assert [action.get("selected_option", {}).get("value") for action in used[:2]] == ["leave", "large"]
    assert [option["value"] for option in used[2]["selected_options"]] == ["friday"]
    await expect(page.get_by_label("Friday")).to_be_checked()


async def test_home_is_opened_and_its_buttons_work(app: TinyApp, look: Look, ada: Person) -> None:
    async def publish(body: Any, ack: Any, client: Any, **_: Any) -> None:
        await ack()
        blocks = [{"type": "header", "text": plain("Your home")}, actions(button("Refresh", "refresh"))]
        await client.views_publish(user_id=ada.id, view={"type": "home", "blocks": blocks})

    app.on["app_home_opened"] = publish
    page = await look(ada, "home")
    await expect(page.get_by_role("heading", name="Your home")).to_be_visible()
    async with page.expect_response("**/act/press"):
        await page.get_by_role("button", name="Refresh").click()

    assert app.received[-1]["container"] == {"type": "view", "view_id": app.received[-1]["view"]["id"]}


async def test_a_shortcut_is_in_the_composer(app: TinyApp, look: Look, ada: Person) -> None:
    page = await look(ada)
    await page.get_by_label("Shortcuts").click()
    async with page.expect_response("**/act/shortcut"):
        await page.get_by_role("button", name="Go", exact=False).first.click()

    assert [body["callback_id"] for body in app.received] == ["go"]


async def test_a_message_has_shortcuts_of_its_own(
    playground: Playground, app: TinyApp, look: Look, ada: Person
) -> None:
    message = playground.workspace.post(playground.general, user=ada.id, text="Worth keeping")
    page = await look(ada)
    await page.get_by_label("Message shortcuts").click()
    async with page.expect_response("**/act/shortcut"):
        await page.get_by_role("button", name="Keep").click()

    assert [(body["type"], body["message_ts"]) for body in app.received] == [("message_action", message.ts)]


async def test_a_channel_is_joined_from_the_side(playground: Playground, look: Look, ada: Person) -> None:
    channel = playground.workspace.add_channel("gardening")
    page = await look(ada)
    await page.get_by_text("More channels (1)").click()
    await page.get_by_role("button", name="Join #gardening").click()

    await expect(page.get_by_role("heading", level=1)).to_have_text("gardening")
    assert ada.id in channel.members


async def test_files_and_pictures_are_shown(playground: Playground, app: TinyApp, look: Look, ada: Person) -> None:
    green = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6364f0fd0f0002c6017f"
        "5f1d5d4b0000000049454e44ae426082"
    )
    dm = playground.workspace.dm(ada.id)
    for name, content in (("dot.png", green), ("plan.txt", b"Be kind.")):
        await app.client.files_upload_v2(filename=name, title=name, content=content, channel=dm.id)
    page = await look(ada, "messages")

    await expect(page.get_by_role("img", name="dot.png")).to_be_visible()
    async with page.expect_popup() as opened:
        await page.get_by_role("link", name="plan.txt").click()
    await expect((await opened.value).locator("body")).to_have_text("Be kind.")


async def test_what_people_type_runs_nowhere(playground: Playground, look: Look, ada: Person) -> None:
    evil = '<img src=x onerror="window.broken=1"><script>window.broken=1</script>"\'><svg onload=window.broken=1>'
    escaped = evil.replace("<", "&lt;").replace(">", "&gt;")
    workspace = playground.workspace
    workspace.users[ada.id].title = evil
    workspace.users[ada.id].display_name = evil
    workspace.post(playground.general, user=ada.id, text=evil)
    blocks = [
        section(escaped, accessory=button("x", "x", url="https://example.org/?\"'<b>", value=evil)),
        actions({"type": "overflow", "options": [{"text": plain(evil[:75]), "value": evil[:150]}]}),
        section("<javascript:window.broken=1|run>"),
    ]
    workspace.post(playground.general, user=workspace.bot.id, text="x", blocks=blocks)
    page = await look(ada)
    await page.get_by_role("button", name="Developer").click()

    await expect(in_log(page, "window.broken").first).to_be_visible()
    assert await page.evaluate("window.broken") is None
    await expect(page.locator("#log img, #log script, #log svg:not(.icon)")).to_have_count(0)


async def test_the_start_recommends_whom_to_be(playground: Playground, look: Look, ada: Person) -> None:
    playground.guides = {ada.id: "mentors: look at her App Home."}
    page = await look()
    await page.get_by_role("list", name="A good start").get_by_role("link", name="mentors: look at her").click()
    await expect(page.locator("body")).to_have_attribute("data-as", ada.id)


async def test_suggestions_make_way_for_the_answer(look: Look, ada: Person) -> None:
    page = await look(ada)
    await page.get_by_role("combobox", name="Message to").press_sequentially("/ti")
    await expect(page.get_by_role("listbox", name="Commands")).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("listbox", name="Commands")).to_be_hidden()
