"""What is done on a screen before its picture is taken."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from playwright.async_api import Page

from playground.server import Playground

Steps = Callable[[Page], Awaitable[None]]


@dataclass(frozen=True)
class Scene:
    name: str
    caption: str
    who: str = ""
    place: str = ""
    steps: Steps | None = None
    size: tuple[int, int] = (1180, 820)
    dark: bool = False
    before: Callable[[Playground], Awaitable[None]] | None = None
    """What happens in the workspace first."""


async def say(page: Page, text: str, awaited: str) -> None:
    box = page.get_by_role("combobox", name="Message to")
    await box.fill(text)
    await box.press("Enter")
    await seen(page, awaited)


async def seen(page: Page, text: str) -> None:
    await page.get_by_text(text).locator("visible=true").last.wait_for()


def typing(text: str, awaited: str, *, top: str = "") -> Steps:
    """Type a command; then bring `top` into view, or stay at the end."""

    async def steps(page: Page) -> None:
        await say(page, text, awaited)
        await page.wait_for_timeout(400)
        if top:
            await page.get_by_text(top).last.evaluate("element => element.scrollIntoView({block: 'start'})")

    return steps


def asking_about(*names: str, oneself: str) -> Steps:
    """Ask about several colleagues, one after the other, and about oneself."""

    async def steps(page: Page) -> None:
        for name in (*names, oneself):
            await say(page, f"/mentor find {name}", "@" + names[-1] if name == oneself else "@" + name)
            await page.wait_for_timeout(500)

    return steps


def pressing(*labels: str, first: str = "", awaited: str = "") -> Steps:
    async def steps(page: Page) -> None:
        if first:
            await say(page, first, labels[0])
        for label in labels:
            await page.locator("dialog[open], #log").last.get_by_role("button", name=label).last.click()
        await seen(page, awaited or labels[-1])
        await page.wait_for_timeout(400)

    return steps


def scrolled(text: str, block: str = "center") -> Steps:
    """Bring the newest `text` into view."""

    async def steps(page: Page) -> None:
        await (
            page.locator("#log")
            .get_by_text(text)
            .last.evaluate("(element, block) => element.scrollIntoView({block})", block)
        )

    return steps


def filtering(text: str, button: str, must: str, show: str, awaited: str) -> Steps:
    """Search, and filter what is found."""

    async def steps(page: Page) -> None:
        await say(page, text, button)
        await page.get_by_role("button", name=button).last.click()
        await page.locator("dialog[open]").get_by_label(must).check()
        await page.locator("dialog[open]").get_by_role("button", name=show).click()
        await seen(page, awaited)
        await page.wait_for_timeout(400)
        await page.get_by_text(awaited).last.evaluate("element => element.scrollIntoView({block: 'start'})")

    return steps


def paired(*labels: str, typed: str = "", awaited: str = "") -> Steps:
    """The page about the first pair on the home tab, then buttons on it; into the form they open, `typed`."""

    async def steps(page: Page) -> None:
        await page.get_by_label("More actions").first.click()
        await page.get_by_role("button", name="Our mentoring …").first.click()
        for label in labels:
            await page.locator("dialog[open]").last.get_by_role("button", name=label).first.click()
            if label.startswith("Propose") and typed:
                await page.locator("dialog[open] textarea").last.fill(typed)
        await seen(page, awaited)
        await page.wait_for_timeout(400)

    return steps


def opened(page_label: str, label: str, *, awaited: str) -> Steps:
    """From the menu beside the first pair on the home tab to its page, and a button there."""

    async def steps(page: Page) -> None:
        await page.get_by_label("More actions").first.click()
        await page.get_by_role("button", name=page_label).first.click()
        await page.locator("dialog[open]").last.get_by_role("button", name=label).first.click()
        await seen(page, awaited)
        await page.wait_for_timeout(400)

    return steps


def round_rules(text: str, name: str, button: str, awaited: str) -> Steps:
    """From the first form of a new round to its rules."""

    async def steps(page: Page) -> None:
        await say(page, text, button)
        form = page.locator("dialog[open]")
        await form.get_by_role("textbox").first.fill(name)
        await form.get_by_role("button", name=button).click()
        await seen(page, awaited)

    return steps


async def panel(page: Page) -> None:
    await say(page, "/mentor find python", "Mentors for")
    await page.get_by_role("button", name="Developer").click()
    await page.wait_for_timeout(400)
