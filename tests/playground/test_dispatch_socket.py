"""Socket Mode, with Bolt's own handler."""

import asyncio
import json
import time
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground import Person, Playground, text_of
from playground.dispatch_socket import MOST_CONNECTIONS
from tests.playground.asking import Json, actions, button, modal, refused, rules_broken
from tests.playground.bolt_app import TinyApp


async def address(playground: Playground) -> str:
    client = AsyncWebClient(base_url=playground.api_url, retry_handlers=[])
    answer = await client.apps_connections_open(app_token=playground.app_token)
    return str(answer["url"])


async def next_json(socket: aiohttp.ClientWebSocketResponse) -> Json:
    received: Json = await socket.receive_json(timeout=3)
    return received


async def test_the_same_app_works_over_a_socket(playground: Playground, ada: Person) -> None:
    app = TinyApp(playground)

    async def tiny(ack: Any, client: AsyncWebClient, body: Json, respond: Any, **_: Any) -> None:
        blocks = [actions(button("Open", "open"))]
        await client.chat_postMessage(channel=body["user_id"], text="Hello", blocks=blocks)
        await respond("And this")
        await ack("Done")

    async def opened(ack: Any, client: AsyncWebClient, body: Json, **_: Any) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal())
        await ack()

    async def form(ack: Any, body: Json, **_: Any) -> None:
        typed = body["view"]["state"]["values"]["name"]["typed"]["value"]
        await ack(**({"response_action": "errors", "errors": {"name": "Too short"}} if len(typed) < 3 else {}))

    app.on |= {"/tiny": tiny, "open": opened, "form": form}
    async with app.over_socket(playground):
        answer = await ada.command("/tiny")
        assert answer is not None
        assert text_of(answer) == "Done"
        assert [message.text for message in ada.answers] == ["And this", "Done"]
        await ada.click("Open")
        await ada.type("Name", "Al")
        assert await ada.submit() == {"Name": "Too short"}
        await ada.type("Name", "Ada")
        assert await ada.submit() == {}
        await playground.change_user(ada.id, title="Countess")
    assert app.received[-1]["event"]["type"] == "user_change"
    assert playground.workspace.violations == []


async def test_an_app_over_a_socket_that_answers_badly_sends_no_acknowledgement(
    playground: Playground, ada: Person
) -> None:
    app = TinyApp(playground)

    async def tiny(**_: Any) -> None:
        raise RuntimeError("oops")

    app.on["/tiny"] = tiny
    async with app.over_socket(playground):
        answer = await ada.command("/tiny")
    assert answer is not None
    assert "operation_timeout" in answer.text
    assert rules_broken(playground) == ["operation-timeout"]


async def test_greeting_envelope_ping_and_events(playground: Playground, ada: Person) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(await address(playground), autoping=False) as socket,
    ):
        hello = await next_json(socket)
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        await socket.ping(b"sdk-ping-pong:1793610000.5")
        pong = await socket.receive(timeout=3)
        assert (pong.type, bytes(pong.data)) == (aiohttp.WSMsgType.PONG, b"sdk-ping-pong:1793610000.5")
        sending = asyncio.create_task(playground.change_user(ada.id, title="Countess"))
        envelope = await next_json(socket)
        assert (envelope["type"], envelope["retry_attempt"], envelope["accepts_response_payload"]) == (
            "events_api",
            0,
            False,
        )
        await socket.send_json({"envelope_id": envelope["envelope_id"]})
        await sending
        assert playground.workspace.violations == []
        await socket.send_str("no JSON")
        await socket.send_json({"envelope_id": envelope["envelope_id"]})
        await socket.send_json({"envelope_id": "envelope-404"})
        seen = playground.workspace.revision
        async with asyncio.timeout(3):
            while len(playground.workspace.violations) < 3:
                seen = await playground.workspace.wait_for_change(seen)
    assert rules_broken(playground) == ["unknown-envelope"] * 3


async def test_a_ticket_is_good_once(playground: Playground) -> None:
    url = await address(playground)
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        assert (await next_json(socket))["type"] == "hello"
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url.partition("?")[0])


async def test_a_connection_needs_the_app_token(playground: Playground, client: AsyncWebClient) -> None:
    assert await refused(client.apps_connections_open(app_token=playground.bot_token)) == "not_allowed_token_type"
    with pytest.raises(SlackApiError, match="invalid_auth"):
        await client.apps_connections_open(app_token="xapp-other")


async def test_envelopes_take_turns_and_the_eleventh_connection_is_sent_away(
    playground: Playground, ada: Person
) -> None:
    async with aiohttp.ClientSession() as session:
        sockets = [await session.ws_connect(await address(playground)) for _ in range(MOST_CONNECTIONS)]
        counts = [(await next_json(socket))["num_connections"] for socket in sockets]
        assert counts == list(range(1, 11))
        async with session.ws_connect(await address(playground)) as surplus:
            assert await next_json(surplus) == {
                "type": "disconnect",
                "reason": "too_many_websockets",
                "debug_info": {"host": "local"},
            }
        sending = [asyncio.create_task(ada.command(f"/raw {number}")) for number in range(3)]
        for socket in sockets[:3]:
            envelope = await next_json(socket)
            await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "from me"}})
        answers = await asyncio.gather(*sending)
        assert all(answer is not None and answer.text == "from me" for answer in answers)
        for socket in sockets:
            await socket.close()
    assert playground.workspace.violations == []


async def test_a_connection_lost_before_the_acknowledgement(playground: Playground, ada: Person) -> None:
    async with aiohttp.ClientSession() as session:
        socket = await session.ws_connect(await address(playground))
        await next_json(socket)
        began = time.perf_counter()
        sending = asyncio.create_task(ada.command("/tiny"))
        await next_json(socket)
        await socket.close()
        answer = await sending
    assert answer is not None
    assert "dispatch_failed" in answer.text
    assert time.perf_counter() - began < 2, "nobody waits for three seconds for who has hung up"
    assert not playground.sockets.connected


async def test_an_app_told_to_reconnect_does(playground: Playground, ada: Person) -> None:
    app = TinyApp(playground)
    async with app.over_socket(playground):
        await playground.sockets.disconnect("warning")
        assert playground.sockets.count == 1
        await playground.sockets.disconnect("refresh_requested")
        async with asyncio.timeout(5):
            await playground.sockets.wait_connected()
        await ada.command("/tiny")
    opened = [exchange for exchange in playground.workspace.exchanges if exchange.kind == "apps.connections.open"]
    assert len(opened) >= 2
    assert app.received[-1]["command"] == "/tiny"
    assert json.dumps(app.received[-1])
