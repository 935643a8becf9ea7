"""The whole loop once more, with mouse and keyboard on the page: two people in two windows, and the clock's buttons."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from tests.playground.page.conftest import browser
from tests.world import World, open_world

__all__ = ["browser"]
PATIENCE = 15_000
"""Milliseconds: two cores may be busy with other tests."""


@pytest.fixture
async def world(sqlite_url: str) -> AsyncIterator[World]:
    async with open_world(sqlite_url) as opened:

        async def skip(ahead: timedelta) -> None:
            await opened.passes(hours=ahead.total_seconds() / 3600)

        opened.playground.on_skip = skip
        yield opened


async def window(browser: Browser, world: World, name: str) -> Page:
    context = await browser.new_context(viewport={"width": 1280, "height": 900})
    page = await context.new_page()
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    await page.goto(f"{world.playground.url}/?as={world.people[name].id}")
    return page


async def says(page: Page, text: str) -> None:
    box = page.get_by_role("combobox", name="Message to")
    await box.fill(text)
    await box.press("Enter")
    await expect(box).to_have_value("")


async def dismisses(page: Page) -> None:
    """Close the modal, and wait until it is: what lies under an open one takes no keys."""
    await page.keyboard.press("Escape")
    await expect(page.locator("dialog#modal")).to_be_hidden()


async def picks_topic(page: Page, label: str, typed: str) -> None:
    box = page.locator("dialog#modal").get_by_role("combobox", name=label)
    await box.click()
    await box.press_sequentially(typed)
    await page.get_by_role("option", name=re.compile(f"^{typed}")).click()  # the wider topic stands behind it


async def presses(page: Page, name: str, *, modal: bool = False) -> None:
    """The newest button of that name."""
    place = page.locator("dialog#modal" if modal else "#log")
    await place.get_by_role("button", name=name).last.click()


async def skips(page: Page, name: str) -> None:
    """Move the clock on, until it stands again: a click on the way there would be seconds late by it."""
    async with page.expect_response("**/act/skip", timeout=60_000):
        await page.get_by_role("button", name=name).click()


async def opens_messages(page: Page) -> None:
    await page.goto(page.url.partition("&in=")[0] + "&in=messages")


async def test_the_whole_loop_on_the_page(world: World, browser: Browser) -> None:
    ada, bram = await window(browser, world, "ada"), await window(browser, world, "bram")
    adas_log, brams_log = ada.locator("#log"), bram.locator("#log")

    # Join, as mentor and as mentee
    await says(ada, "/mentor join")
    form = ada.locator("dialog#modal")
    await form.get_by_label("Mentee").click()
    await expect(form.get_by_text("Topics I want to learn")).to_be_hidden()
    await form.get_by_label("Mentor").click()
    await expect(form.get_by_text("Topics I can pass on")).to_be_visible()
    await picks_topic(ada, "Topics I can pass on", "Kubernetes")
    await presses(ada, "Join", modal=True)
    await expect(form).to_contain_text("Welcome, you're in!")
    await form.get_by_role("button", name="Close").first.click()
    await expect(form).to_be_hidden()
    await says(bram, "/mentor join")
    await picks_topic(bram, "Onderwerpen", "Kubernetes")
    await presses(bram, "Meedoen", modal=True)
    await expect(bram.locator("dialog#modal")).to_contain_text("Welkom")
    await dismisses(bram)

    # Find and ask
    await says(bram, "/mentor find kubernets")
    await expect(brams_log).to_contain_text("40 gedeelde werkuren per week")
    await presses(bram, "Ada vragen")
    question = bram.locator("dialog#modal").get_by_role("textbox")
    await question.fill("How do I size a cluster?")
    await presses(bram, "Vragen", modal=True)
    await expect(bram.locator("dialog#modal")).to_contain_text("vijf dagen")  # said only once it is asked
    await dismisses(bram)
    await world.settle()

    # Accept, and book the first talk with one click
    await opens_messages(ada)
    await expect(adas_log).to_contain_text("How do I size a cluster?")
    await presses(ada, "Accept")
    await expect(adas_log).to_contain_text("Thank you!")
    await world.settle()
    await opens_messages(bram)
    await expect(brams_log).to_contain_text("eerste gesprek")
    await bram.locator("#log .btn.primary, #log button.primary").last.click()
    await expect(brams_log).to_contain_text("Ingepland")
    await world.settle()
    await expect(adas_log).to_contain_text("has booked you both")  # it arrives by itself

    # Two days later: did you meet, did it click?
    await skips(ada, "Skip a day")
    await skips(ada, "Skip a day")
    await expect(adas_log).to_contain_text("Did you and")
    for page, met, clicked in (
        (ada, "Yes, we met", "Yes, let's go on"),
        (bram, "Ja, we hebben elkaar gesproken", "Ja, we gaan door"),
    ):
        await presses(page, met)
        await presses(page, clicked)
        await expect(page.locator("#log")).to_contain_text("🤫")
    await world.settle()
    await expect(adas_log).to_contain_text("It clicked")
    await expect(brams_log).to_contain_text("koppel")

    # The first real session, and how it was in one click
    await ada.locator("#log .btn.primary, #log button.primary").last.click()
    await expect(adas_log).to_contain_text("Booked: you and")
    await skips(ada, "Skip a week")
    await expect(brams_log.get_by_role("button", name="Ja, we hebben elkaar gesproken").last).to_be_visible()
    await presses(bram, "Ja, we hebben elkaar gesproken")
    await presses(bram, "5 · Een doorbraak")
    await expect(brams_log).to_contain_text("5 · Een doorbraak")

    # Home gathers it
    await ada.goto(ada.url.partition("&in=")[0] + "&in=home")
    await expect(ada.locator("#log")).to_contain_text("Bram Bakker")
