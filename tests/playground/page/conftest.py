"""A browser in front of the local workspace: the machine's own Chromium, headless, one for all of these tests.

A browser belongs to the event loop it was started in, so these tests and their fixtures share one loop.
"""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from playground import Clock, Person, Playground
from tests import browser as finding
from tests.playground.bolt_app import TinyApp, written_manifest

ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
EXPECTED = ("409", "ERR_INTERNET_DISCONNECTED")
"""What the browser logs of its own when an act is refused, or when a test cuts its connection."""

Look = Callable[..., Awaitable[Page]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    path = finding.find()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(finding.ABSENT)
        pytest.skip(finding.ABSENT)
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        await started.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A browser of one's own, for stories elsewhere that run in a loop of their own."""
    async with chromium() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def playground(tmp_path: Path, clock: Clock) -> AsyncIterator[Playground]:
    async with Playground(written_manifest(tmp_path), clock=clock) as served:
        yield served


@pytest_asyncio.fixture(loop_scope="session")
async def app(playground: Playground) -> AsyncIterator[TinyApp]:
    async with TinyApp(playground).over_http(playground) as served:
        yield served


@pytest_asyncio.fixture(loop_scope="session")
async def look(shared_browser: Browser, playground: Playground) -> AsyncIterator[Look]:
    """Opens the page as somebody: ``await look(ada, "home")``; nothing may go wrong in its script."""
    went_wrong: list[str] = []
    contexts = []

    async def opened(person: Person | None = None, place: str = "", **how: Any) -> Page:
        size = how.pop("size", (1280, 800))
        viewport: ViewportSize = {"width": size[0], "height": size[1]}
        context = await shared_browser.new_context(viewport=viewport, reduced_motion="reduce", **how)
        contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(8000)
        page.on("pageerror", lambda error: went_wrong.append(str(error)))
        page.on("console", lambda line: went_wrong.append(line.text) if line.type == "error" else None)
        who = f"?as={person.id}&in={place}" if person else ""
        await page.goto(f"{playground.url}/{who}")
        return page

    yield opened
    for context in contexts:
        await context.close()
    assert [words for words in went_wrong if not any(expected in words for expected in EXPECTED)] == []
