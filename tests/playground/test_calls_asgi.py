"""The app's own calls in one process: the workspace reads what it reads behind a socket, and answers the same."""

import re
from typing import Any, cast

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from playground import Person, Playground
from playground.calls_asgi import Calls
from playground.records import Json

Http = aiohttp.ClientSession
BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "é & <https://example.org|ü>"}}]


async def everything(playground: Playground, ada: Person, http: Http) -> list[Any]:
    """One of each kind of call that Klik makes: what became of it, and what the workspace had read."""
    client = AsyncWebClient(playground.bot_token, base_url=playground.api_url, session=http, retry_handlers=[])
    seen: list[Any] = []
    before = len(playground.workspace.exchanges)
    channel = (await client.conversations_open(users=ada.user.id))["channel"]["id"]
    said = await client.chat_postMessage(channel=channel, text="é", blocks=BLOCKS, unfurl_links=False)
    seen.append((said.status_code, said.headers["Content-Type"], said["message"]["blocks"][0]["text"]))
    await client.conversations_history(channel=channel, limit=5, include_all_metadata=True)
    await client.users_info(user=ada.user.id, include_locale=True)
    shared = await client.files_upload_v2(
        channel=channel, thread_ts=said["ts"], filename="a.ics", title="ü", content="BEGIN:VCALENDAR\r\n"
    )
    seen.append(playground.workspace.files[shared["files"][0]["id"]].content)
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel="C0NOBODY", text="x")
    seen.append((refused.value.response.status_code, refused.value.response["error"]))
    granted = playground.grants.new_response_url("actions", ada.user.id, channel)
    url = playground.response_urls.address(granted)
    for address in (url, f"{url}x"):
        answer = await AsyncWebhookClient(address, session=http).send(text="ü", blocks=BLOCKS)
        seen.append((answer.status_code, answer.body))
    playground.workspace.faults.drop_before = 1
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client.auth_test()
    playground.workspace.faults.drop_before = 0
    exchanges = list(playground.workspace.exchanges)[before:]
    return seen + [(one.kind, without_ids(one.request), one.status) for one in exchanges]


def without_ids(request: Json) -> str:
    return re.sub(r"\b([CDFU]0?[A-Z0-9]{6,}|\d{10}\.\d{6})\b", "*", str(request))


async def test_calls_in_one_process_are_those_over_a_socket(playground: Playground, ada: Person) -> None:
    async with Http() as socket:
        behind_a_socket = await everything(playground, ada, socket)
    assert await everything(playground, ada, cast("Http", Calls(playground.app))) == behind_a_socket
