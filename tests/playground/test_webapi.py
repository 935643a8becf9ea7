"""How the Web API reads, authorises and refuses calls, whatever the method."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground import Clock, Person, Playground
from playground.webapi import METHODS
from tests.playground.asking import refusal, refused, rules_broken
from tests.playground.bolt_app import Json, written_manifest


async def post(
    playground: Playground, method: str, *, headers: Mapping[str, str] = MappingProxyType({}), **more: Any
) -> Json:
    """A raw call, as no Slack SDK makes it."""
    sent = {"Authorization": f"Bearer {playground.bot_token}", **headers}
    async with (
        aiohttp.ClientSession() as session,
        session.post(playground.api_url + method, headers=sent, **more) as response,
    ):
        answer: Json = await response.json()
        return answer


async def test_an_app_learns_who_it_is(playground: Playground, client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    workspace = playground.workspace
    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == ("T0KLIK", workspace.bot.id, workspace.bot_id)
    assert answer.headers["x-oauth-scopes"].split(",") == sorted(workspace.scopes)
    assert workspace.violations == []


@pytest.mark.parametrize(
    ("token", "error"),
    [("", "not_authed"), ("xoxb-somebody-else", "invalid_auth"), ("xapp-1-local-app", "not_allowed_token_type")],
)
async def test_a_wrong_token_is_refused(playground: Playground, token: str, error: str) -> None:
    client = AsyncWebClient(token or None, base_url=playground.api_url, retry_handlers=[])
    assert await refused(client.auth_test()) == error
    assert rules_broken(playground) == ["refused-call"]


async def test_a_revoked_token_is_dead(playground: Playground, client: AsyncWebClient) -> None:
    assert (await client.auth_revoke(test=True))["revoked"] is False
    await client.auth_test()
    assert (await client.auth_revoke())["revoked"] is True
    assert await refused(client.auth_test()) == "token_revoked"


async def test_a_missing_scope_is_named(tmp_path: Path, clock: Clock) -> None:
    async with Playground(written_manifest(tmp_path, scopes="users:read chat:write"), clock=clock) as playground:
        client = AsyncWebClient(playground.bot_token, base_url=playground.api_url, retry_handlers=[])
        answer = await refusal(client.conversations_join(channel=playground.general.id))
    assert answer == {
        "ok": False,
        "error": "missing_scope",
        "needed": "channels:join",
        "provided": "chat:write,users:read",
    }


async def test_an_unknown_method_and_an_unknown_argument_are_refused(
    playground: Playground, client: AsyncWebClient
) -> None:
    assert await refused(client.api_call("chat.shout")) == "unknown_method"
    answer = await refusal(client.chat_postMessage(channel=playground.general.id, text="a", colour="red"))
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == ["[ERROR] unknown argument: colour"]
    assert "unknown argument: colour" in str(playground.workspace.violations[-1])


async def test_a_missing_argument_is_named(client: AsyncWebClient) -> None:
    answer = await refusal(client.api_call("chat.postEphemeral", json={"text": "hello"}))
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] missing required field: channel",
        "[ERROR] missing required field: user",
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [({"channel": 5}, "must be a string"), ({"channel": "C1", "unfurl_links": "perhaps"}, "must be a boolean")],
)
async def test_an_argument_of_the_wrong_kind_is_pointed_at(client: AsyncWebClient, arguments: Json, words: str) -> None:
    answer = await refusal(client.api_call("chat.postMessage", json={"text": "hello", **arguments}))
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {words} [json-pointer:/{[*arguments][-1]}]"]


async def test_bodies_that_are_no_arguments_are_refused(playground: Playground) -> None:
    as_json = {"Content-Type": "application/json"}
    answers = [
        await post(playground, "chat.postMessage", data="{", headers=as_json),
        await post(playground, "chat.postMessage", data="[]", headers=as_json),
        await post(playground, "chat.postMessage", data="<a/>", headers={"Content-Type": "text/xml"}),
        await post(playground, "users.info", json={"user": "U1"}),
        await post(playground, "chat.postMessage", data=b"x", skip_auto_headers=["Content-Type"]),
    ]
    errors = [answer["error"] for answer in answers]
    assert errors == ["invalid_json", "json_not_object", "invalid_post_type", "invalid_post_type", "missing_post_type"]


async def test_arguments_come_as_json_form_or_query(playground: Playground, client: AsyncWebClient) -> None:
    channel = playground.general.id
    blocks = [{"type": "divider"}]
    await client.chat_postMessage(channel=channel, text="json", blocks=blocks)
    form = {"channel": channel, "text": "form", "blocks": json.dumps(blocks), "unfurl_links": "false"}
    assert (await post(playground, "chat.postMessage", data=form))["ok"]
    query = {"channel": channel, "text": "query", "token": playground.bot_token}
    assert (await post(playground, "chat.postMessage", params=query, headers={"Authorization": ""}))["ok"]
    posted = playground.workspace.messages(channel)
    assert [message.text for message in posted] == ["json", "form", "query"]
    assert [len(message.blocks) for message in posted] == [1, 1, 0]
    assert [message.unfurl_links for message in posted] == [True, False, True]


async def test_blocks_that_are_no_json_have_their_own_error(playground: Playground) -> None:
    form = {"channel": playground.general.id, "blocks": "[{"}
    assert (await post(playground, "chat.postMessage", data=form))["error"] == "invalid_blocks_format"


async def test_every_call_is_recorded_without_its_token(
    playground: Playground, client: AsyncWebClient, ada: Person
) -> None:
    await client.users_info(user=ada.id)
    await refused(client.users_info(user="U404"))
    first, second = playground.workspace.exchanges
    assert (first.number, first.direction, first.kind, first.status) == (1, "from app", "users.info", 200)
    assert first.request == {"user": ada.id}
    assert first.answer["user"]["real_name"] == "Ada Lovelace"
    assert first.ms is not None
    assert first.violations == []
    assert second.answer == {"ok": False, "error": "user_not_found"}
    assert second.violations == ["refused-call: users.info: user_not_found"]
    assert playground.workspace.violations[0].exchange == second.number


async def test_another_teams_id_is_refused(client: AsyncWebClient) -> None:
    await client.api_call("auth.test", params={"team_id": "T0KLIK"})
    assert await refused(client.api_call("auth.test", params={"team_id": "T1"})) == "team_not_found"


def test_every_declared_method_says_what_it_needs() -> None:
    assert len(METHODS) > 30
    for method in METHODS.values():
        assert method.required <= method.arguments.keys()
        assert method.name.count(".") >= 1
