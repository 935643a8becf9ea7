"""Serving the workspace: quick to start, clean to stop, live to watch."""

import asyncio
import time
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from playground import Clock, Playground
from playground.hosting import Host
from tests.playground.bolt_app import TinyApp, written_manifest


async def test_hundreds_can_start_and_stop(tmp_path: Path, clock: Clock) -> None:
    path = written_manifest(tmp_path)
    began = time.perf_counter()
    for _ in range(20):
        async with Playground(path, clock=clock) as playground:
            await AsyncWebClient(playground.bot_token, base_url=playground.api_url).auth_test()
    assert time.perf_counter() - began < 20 * 0.1
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_stopping_leaves_nothing_running(tmp_path: Path, clock: Clock) -> None:
    async with Playground(written_manifest(tmp_path), clock=clock) as playground:
        app = TinyApp(playground)
        async with app.over_http(playground), aiohttp.ClientSession() as session:
            ada = playground.workspace.add_user("ada", "Ada")
            await playground.person(ada.id).command("/tiny")
            client = AsyncWebClient(base_url=playground.api_url)
            opened = await client.apps_connections_open(app_token=playground.app_token)
            socket = await session.ws_connect(opened["url"])
            assert (await socket.receive_json(timeout=1))["type"] == "hello"
            waiting = asyncio.create_task(playground.workspace.wait_for_change(10**9))
            await asyncio.sleep(0)
            began = time.perf_counter()
            await playground.__aexit__(None, None, None)
            assert time.perf_counter() - began < 0.5
            assert await waiting == playground.workspace.revision
            assert (await socket.receive(timeout=1)).type is aiohttp.WSMsgType.CLOSE
            await socket.close()


async def test_the_address_is_free_again_afterwards(tmp_path: Path, clock: Clock) -> None:
    async with Playground(written_manifest(tmp_path), clock=clock) as playground:
        port = int(playground.url.rpartition(":")[2])
    async with Playground(written_manifest(tmp_path), clock=clock, port=port) as again:
        assert again.url == playground.url
        assert again.api_url == f"{again.url}/api/"


async def test_a_host_gives_requests_under_way_a_moment_and_then_cuts_them() -> None:
    begun, cancelled = asyncio.Event(), asyncio.Event()

    async def stuck(request: Request) -> Response:
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.set()
            raise
        return PlainTextResponse("")

    async with aiohttp.ClientSession() as session:
        async with Host(Starlette(routes=[Route("/", stuck)])) as host:
            asking = asyncio.create_task(session.get(host.url))
            await begun.wait()
        assert cancelled.is_set()
        with pytest.raises(aiohttp.ClientError):
            await asking


async def test_answers_on_a_kept_connection_come_at_once(playground: Playground) -> None:
    async with aiohttp.ClientSession() as session:

        async def ask() -> float:
            began = time.perf_counter()
            async with session.post(f"{playground.api_url}api.test", json={}) as response:
                assert response.status == 200
                await response.read()
            return time.perf_counter() - began

        times = sorted([await ask() for _ in range(20)])
    assert times[10] < 0.03, "a small answer held back by the network stack takes 40 ms"


async def test_whoever_watches_learns_of_every_change(playground: Playground, client: Any) -> None:
    seen = playground.workspace.revision
    watching = asyncio.create_task(playground.workspace.wait_for_change(seen))
    await asyncio.sleep(0)
    assert not watching.done()
    await client.chat_postMessage(channel="general", text="a")
    assert await asyncio.wait_for(watching, 1) > seen


async def test_only_the_last_five_hundred_exchanges_are_kept(playground: Playground) -> None:
    for _ in range(510):
        playground.workspace.record("from app", "api.test", {})
    exchanges = playground.workspace.exchanges
    assert (len(exchanges), exchanges[0].number, exchanges[-1].number) == (500, 11, 510)


async def test_ids_are_counted(playground: Playground, tmp_path: Path, clock: Clock) -> None:
    workspace = playground.workspace
    assert [workspace.add_user(name, name).id for name in "ab"] == ["U00000001", "U00000002"]
    assert [channel.id for channel in workspace.channels.values()] == ["C00000001", "C00000002"]
    assert workspace.dm("U00000001").id == "D00000001"
    assert workspace.dm("U00000001").id == "D00000001"
    assert workspace.add_user("c", "C", id="UX").id == "UX"
    assert [user.name for user in workspace.people()] == ["a", "b", "c"]
    assert playground.general.members == {"U00000001", "U00000002", "UX"}
    assert len({user.colour for user in workspace.users.values()}) > 1
    other = Playground(written_manifest(tmp_path), clock=clock)
    assert other.workspace.add_user("a", "a").id == "U00000001"


async def test_a_person_who_is_not_there(playground: Playground) -> None:
    with pytest.raises(KeyError):
        playground.person("U404")
    ada = playground.workspace.add_user("ada", "Ada")
    with pytest.raises(AttributeError, match="shoe_size"):
        await playground.change_user(ada.id, shoe_size=40)
