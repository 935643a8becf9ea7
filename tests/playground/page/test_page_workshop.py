"""The workshop around the workspace: the clock, the developer panel, faults, the admin's menu."""

import asyncio
from datetime import timedelta
from typing import Any

from playwright.async_api import expect

from playground import Clock, Person, Playground
from tests.playground.bolt_app import TinyApp
from tests.playground.page.conftest import Look
from tests.playground.page.test_page import answer, say


async def test_the_clock_is_shown_in_ones_own_zone_and_can_be_moved(look: Look, ada: Person, bram: Person) -> None:
    of_ada, of_bram = await look(ada), await look(bram)
    await expect(of_ada.locator("#now")).to_have_text("Mon 2 Nov 2026, 09:00")
    await of_ada.get_by_role("button", name="Skip an hour").click()
    await expect(of_bram.locator("#now")).to_have_text("Mon 2 Nov 2026, 11:00")
    await of_bram.get_by_role("button", name="Skip a week").click()

    await expect(of_ada.locator("#now")).to_have_text("Mon 9 Nov 2026, 10:00")


async def test_a_skip_is_the_starters_and_shows_how_far_it_is(
    playground: Playground, clock: Clock, look: Look, ada: Person
) -> None:
    skipped: list[timedelta] = []
    go_on = asyncio.Event()

    async def skip(ahead: timedelta) -> None:
        skipped.append(ahead)
        clock.advance(ahead / 2)
        playground.workspace.touch()
        await go_on.wait()
        clock.advance(ahead / 2)

    playground.on_skip = skip
    page = await look(ada)
    await page.get_by_role("button", name="Skip a day").click()
    await expect(page.get_by_role("progressbar")).to_have_attribute("value", "50")
    await expect(page.get_by_role("button", name="Skip a day")).to_have_count(0)
    go_on.set()

    await expect(page.locator("#now")).to_have_text("Tue 3 Nov 2026, 09:00")
    await expect(page.get_by_role("button", name="Skip a day")).to_be_visible()
    assert skipped == [timedelta(days=1)]


async def test_the_panel_shows_each_request_and_its_answer(app: TinyApp, look: Look, ada: Person) -> None:
    app.on["/tiny"] = answer
    page = await look(ada)
    await say(page, "/tiny hello")
    await page.get_by_role("button", name="Developer").click()
    panel = page.get_by_role("complementary", name="Developer panel")

    await expect(panel.locator("summary").first).to_contain_text("response_url")
    command = panel.locator("details", has_text="/tiny hello").last
    await expect(command).to_contain_text("to app")
    await expect(command.locator(".ms")).to_contain_text("ms")
    await command.locator("summary").click()
    await expect(command.get_by_label("Request")).to_contain_text('"command": "/tiny"')
    await say(page, "/tiny again")
    await expect(panel.locator("details", has_text="/tiny again")).to_be_visible()
    await expect(command.get_by_label("Request")).to_be_visible()


async def test_broken_rules_are_counted_and_shown(app: TinyApp, look: Look, ada: Person) -> None:
    async def misbehave(ack: Any, client: Any, **_: Any) -> None:
        await ack()
        await client.chat_postMessage(channel=ada.id, text="x", blocks=[{"type": "sektion"}])

    app.on["/tiny"] = misbehave
    page = await look(ada)
    await say(page, "/tiny")
    toggle = page.get_by_role("button", name="Developer")
    await expect(toggle).to_contain_text("broken rules")
    await toggle.click()

    panel = page.get_by_role("complementary", name="Developer panel")
    await expect(panel.locator(".violations")).to_contain_text("sektion")
    await expect(panel.locator("details.bad", has_text="chat.postMessage")).to_be_visible()
    await page.reload()
    await expect(panel).to_be_visible()
    await panel.get_by_role("button", name="Close the panel").click()
    await expect(panel).to_be_hidden()


async def test_faults_are_switched_on_and_off(playground: Playground, look: Look, ada: Person) -> None:
    page = await look(ada)
    await page.get_by_role("button", name="Developer").click()
    faults = playground.workspace.faults
    for name, attribute in (("Rate limits", "rate_limits"), ("Server errors", "server_error"), ("Slow", "slow")):
        switch = page.get_by_role("switch", name=name)
        async with page.expect_response("**/act/fault"):
            await switch.check()
        assert getattr(faults, attribute)
        async with page.expect_response("**/act/fault"):
            await switch.uncheck()
        assert not getattr(faults, attribute)


async def test_an_admin_moves_and_deactivates_people(
    playground: Playground, app: TinyApp, look: Look, ada: Person
) -> None:
    playground.workspace.post(playground.general, user=ada.id, text="Hello")
    page = await look(ada)
    account = page.locator(".you summary")
    await account.click()
    async with page.expect_navigation():
        await page.get_by_label("Time zone").select_option("Asia/Tokyo")
    await expect(page.locator("#log article time")).to_have_text("18:00")

    await account.click()
    async with page.expect_navigation():
        await page.get_by_label("Language").select_option("nl-NL")
    await account.click()
    async with page.expect_navigation():
        await page.get_by_role("button", name="Deactivate Ada Lovelace").click()
    await expect(page.get_by_text("is deactivated and can only look back")).to_be_visible()
    await expect(page.get_by_role("combobox", name="Message to")).to_have_count(0)

    await account.click()
    async with page.expect_navigation():
        await page.get_by_role("button", name="Reactivate Ada Lovelace").click()
    changes = [body["event"]["user"] for body in app.received if body["type"] == "event_callback"]
    assert [change["deleted"] for change in changes] == [False, False, True, False]
    assert (changes[0]["tz"], changes[1]["locale"]) == ("Asia/Tokyo", "nl-NL")


async def test_a_second_window_is_the_same_place(look: Look, ada: Person) -> None:
    page = await look(ada, "home")
    await page.locator(".you summary").click()
    async with page.expect_popup() as opened:
        await page.get_by_role("link", name="Open a second window").click()

    assert (await opened.value).url == page.url


async def test_a_lost_connection_is_shown_and_found_again(playground: Playground, look: Look, ada: Person) -> None:
    page = await look(ada)
    await expect(page.locator("body:not([data-lost])")).to_have_count(1)
    await page.context.set_offline(True)
    await say(page, "Hello?")

    await expect(page.locator("#toasts")).to_contain_text("The workspace does not answer.")
    await page.context.set_offline(False)
    workspace = playground.workspace
    workspace.post(playground.general, user=workspace.bot.id, text="Back again")
    await expect(page.get_by_text("Back again")).to_be_visible()
