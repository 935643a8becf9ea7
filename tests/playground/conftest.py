from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground import Clock, Person, Playground
from tests.playground.bolt_app import TinyApp, written_manifest


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 11, 2, 9, tzinfo=UTC), running=False)


@pytest.fixture
async def playground(tmp_path: Path, clock: Clock) -> AsyncIterator[Playground]:
    async with Playground(written_manifest(tmp_path), clock=clock) as served:
        yield served


@pytest.fixture
def client(playground: Playground) -> AsyncWebClient:
    """The app's own Slack client, which repeats nothing."""
    return AsyncWebClient(playground.bot_token, base_url=playground.api_url, retry_handlers=[])


@pytest.fixture
async def app(playground: Playground) -> AsyncIterator[TinyApp]:
    """The app under test, reached over signed HTTP."""
    async with TinyApp(playground).over_http(playground) as served:
        yield served


@pytest.fixture
def ada(playground: Playground) -> Person:
    user = playground.workspace.add_user("ada", "Ada Lovelace", title="Engineer", tz="Europe/London", locale="en-GB")
    return playground.person(user.id)


@pytest.fixture
def bram(playground: Playground) -> Person:
    user = playground.workspace.add_user("bram", "Bram de Vries", tz="Europe/Amsterdam", locale="nl-NL")
    return playground.person(user.id)
