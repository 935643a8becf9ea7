"""What can be switched on to go wrong: rates, errors and cut connections."""

from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from playground import Clock, Person, Playground
from tests.playground.bolt_app import written_manifest


async def limited(client: AsyncWebClient, channel: str) -> int:
    """The Retry-After of a post that has to be refused for its rate."""
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=channel, text="a")
    response = caught.value.response
    assert (response.status_code, response["error"]) == (429, "ratelimited")
    return int(response.headers["Retry-After"])


async def test_a_channel_takes_one_message_a_second(
    playground: Playground, client: AsyncWebClient, clock: Clock
) -> None:
    playground.workspace.faults.rate_limits = True
    await client.chat_postMessage(channel="general", text="a")
    assert await limited(client, "general") == 1
    await client.chat_postMessage(channel="mentoring", text="a")
    clock.advance(timedelta(seconds=1))
    await client.chat_postMessage(channel="general", text="a")
    assert playground.workspace.violations == [], "an app cannot always know"


async def test_a_method_has_its_calls_a_minute(playground: Playground, client: AsyncWebClient, clock: Clock) -> None:
    playground.workspace.faults.rate_limits = True
    for _ in range(20):
        await client.users_list()
        clock.advance(timedelta(seconds=1))
    with pytest.raises(SlackApiError) as caught:
        await client.users_list()
    assert caught.value.response.headers["Retry-After"] == "40"
    clock.advance(timedelta(seconds=40))
    await client.users_list()


async def test_a_client_that_waits_gets_through(tmp_path: Path) -> None:
    async with Playground(written_manifest(tmp_path), clock=Clock()) as playground:
        playground.workspace.faults.rate_limits = True
        waiting = [AsyncRateLimitErrorRetryHandler(max_retry_count=1)]
        patient = AsyncWebClient(playground.bot_token, base_url=playground.api_url, retry_handlers=[*waiting])
        await patient.chat_postMessage(channel="general", text="a")
        await patient.chat_postMessage(channel="general", text="b")
        assert [message.text for message in playground.workspace.messages(playground.general)] == ["a", "b"]


async def test_without_limits_nothing_is_limited(playground: Playground, client: AsyncWebClient) -> None:
    for _ in range(25):
        await client.users_list()
        await client.chat_postMessage(channel="general", text="a")
    assert playground.workspace.violations == []


async def test_a_server_error_carries_nothing_out(playground: Playground, client: AsyncWebClient) -> None:
    playground.workspace.faults.server_error = 1
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="general", text="a")
    assert caught.value.response.status_code == 500
    assert playground.workspace.messages(playground.general) == []
    assert playground.workspace.violations == []


@pytest.mark.parametrize(("before", "posted"), [(True, 0), (False, 1)])
async def test_a_cut_connection_leaves_the_app_in_doubt(
    playground: Playground, client: AsyncWebClient, before: bool, posted: int
) -> None:
    faults = playground.workspace.faults
    faults.drop_before, faults.drop_after = (1, 0) if before else (0, 1)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client.chat_postMessage(channel="general", text="a")
    assert len(playground.workspace.messages(playground.general)) == posted
    faults.drop_before = faults.drop_after = 0
    await client.auth_test()


async def test_the_sdks_own_retries_double_what_was_accepted(playground: Playground) -> None:
    playground.workspace.faults.drop_after = 1
    eager = AsyncWebClient(playground.bot_token, base_url=playground.api_url)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await eager.chat_postMessage(channel="general", text="a")
    assert len(playground.workspace.messages(playground.general)) == 2


async def test_a_refused_call_is_never_cut_after(playground: Playground, client: AsyncWebClient) -> None:
    playground.workspace.faults.drop_after = 1
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await client.chat_postMessage(channel="C404", text="a")


async def test_a_slow_workspace(playground: Playground, client: AsyncWebClient, ada: Person) -> None:
    playground.workspace.faults.slow = 0.05
    await client.users_info(user=ada.id)
    assert (playground.workspace.exchanges[-1].ms or 0) >= 50


async def test_the_same_seed_fails_at_the_same_calls(tmp_path: Path, clock: Clock) -> None:
    async def failures(seed: int) -> list[bool]:
        async with Playground(written_manifest(tmp_path), clock=clock, seed=seed) as playground:
            playground.workspace.faults.server_error = 0.5
            client = AsyncWebClient(playground.bot_token, base_url=playground.api_url, retry_handlers=[])
            outcomes = []
            for _ in range(20):
                try:
                    await client.auth_test()
                    outcomes.append(False)
                except SlackApiError:
                    outcomes.append(True)
            return outcomes

    first = await failures(7)
    assert first == await failures(7)
    assert first != await failures(8)
    assert any(first)
    assert not all(first)
