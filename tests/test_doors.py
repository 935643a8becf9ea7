"""The doors over HTTP: who is turned away hears nothing, is not parsed and leaves nothing in the logs; what Slack
signed is believed once."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import aiohttp
import pytest
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from structlog.testing import capture_logs

from bot import doors
from bot.doors import LARGEST, Quiet, Recent
from bot.web import SlackDoor
from playground.dispatch_http import signature
from playground.hosting import Host
from tests.world import World, open_world

FORM = "application/x-www-form-urlencoded"
CANARY = "canary-in-the-body"


@pytest.fixture
async def world(sqlite_url: str) -> AsyncIterator[World]:
    async with open_world(sqlite_url) as opened:
        yield opened


@dataclass
class Answer:
    status: int
    body: bytes
    headers: dict[str, str]


def door(world: World) -> str:
    assert world.playground.request_url is not None
    return world.playground.request_url


async def post(
    world: World,
    body: bytes,
    *,
    kind: str = FORM,
    secret: str = "",
    age: float = 0,
    path: str = "/slack/events",
    method: str = "POST",
    headers: dict[str, str] | None = None,
) -> Answer:
    """A request that is signed with the right secret, now, unless told otherwise."""
    stamp = str(int(time.time() - age))
    signed = {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature(secret or world.playground.signing_secret, stamp, body),
    }
    signed.update(headers or {})
    address = door(world).replace("/slack/events", path)
    async with (
        aiohttp.ClientSession(skip_auto_headers=["User-Agent"]) as http,
        http.request(
            method, address, data=body, headers={name: value for name, value in signed.items() if value}
        ) as response,
    ):
        return Answer(response.status, await response.read(), {k.lower(): v for k, v in response.headers.items()})


def command(world: World, text: str = "help", **fields: str) -> bytes:
    return urlencode(
        {
            "command": "/mentor", "text": text, "team_id": world.playground.workspace.team_id, "user_id": "U0ADA",
            "channel_id": "C1", "response_url": "http://127.0.0.1:1/", "trigger_id": "1", **fields,
        }
    ).encode()  # fmt: skip


async def test_what_slack_signs_is_answered(world: World) -> None:
    answer = await post(world, command(world))
    assert answer.status == 200
    assert b"ephemeral" in answer.body


MALFORMED = (b"{" + CANARY.encode(), b"\xff\xfe" + CANARY.encode(), b"\x00", b"[" * 100_000, b"payload=%7B", b"")


@pytest.mark.parametrize("body", MALFORMED)
@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": "guessed"},
        {"age": 301},
        {"age": -301},
        {"headers": {"X-Slack-Signature": ""}},
        {"headers": {"X-Slack-Request-Timestamp": ""}},
        {"headers": {"X-Slack-Request-Timestamp": "soon"}},
        {"headers": {"X-Slack-Request-Timestamp": "9" * 6000}},
        {"headers": {"X-Slack-Request-Timestamp": "²"}},
        {"headers": {"X-Slack-Signature": "v0=é"}},
        {"headers": {"X-Slack-Signature": "v0="}},
    ],
)
async def test_the_unsigned_are_turned_away_before_anything_is_parsed(
    world: World, body: bytes, wrong: dict[str, object], capfd: pytest.CaptureFixture[str]
) -> None:
    answer = await post(world, body, **wrong)  # type: ignore[arg-type]
    assert (answer.status, answer.body) == (401, b"")
    assert set(answer.headers) <= {"content-length", "connection", "server", "date"}
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("body", MALFORMED[:-1])
@pytest.mark.parametrize("kind", [FORM, "application/json", "application/json; charset=utf-8"])
async def test_what_is_signed_and_unreadable_says_no_more_than_that(
    world: World, body: bytes, kind: str, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = await post(world, body, kind=kind)
    assert answer.status in (400, 200)  # a form may hold anything, and means nothing then
    assert CANARY.encode() not in answer.body
    if kind != FORM or body.startswith((b"{", b"\xff")):
        assert (answer.status, answer.body) == (400, b"")
    assert CANARY not in "".join(capfd.readouterr())


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", "application/xml", ""])
async def test_another_content_type_is_not_read(world: World, kind: str) -> None:
    answer = await post(world, command(world), kind=kind or "application/octet-stream")
    assert (answer.status, answer.body) == (400, b"")


@pytest.mark.parametrize("value", ["[1]", "1", "null", '"x"', '{"user": 1, "team": 2, "view": 3}', "1" * 10_000])
async def test_json_that_is_nothing_of_slacks(world: World, value: str) -> None:
    for body, kind in ((value, "application/json"), (urlencode({"payload": value}), FORM)):
        answer = await post(world, body.encode(), kind=kind)
        assert answer.status in (200, 400)
        assert b"Traceback" not in answer.body


async def test_nuls_and_half_characters_in_a_signed_command_are_answered(world: World) -> None:
    for text in ("find \x00", "find \ud83d".encode("utf-8", "surrogatepass").decode("latin-1"), "\x00"):
        assert (await post(world, command(world, text))).status == 200


async def test_a_body_over_the_limit_is_refused_whether_it_says_so_or_not(world: World) -> None:
    answer = await post(world, b"x" * (LARGEST + 1))
    assert (answer.status, answer.body) == (413, b"")
    largest = command(world, "x" * (LARGEST - 300))
    assert (await post(world, largest)).status == 200

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(200):
            yield b"x" * 10_000

    async with aiohttp.ClientSession() as http, http.post(door(world), data=chunks()) as response:
        assert response.status == 413


async def raw(url: str, *parts: bytes) -> bytes:
    """What comes back for bytes on the wire, until the other side closes."""
    address = urlsplit(url)
    assert address.port is not None
    reader, writer = await asyncio.open_connection("127.0.0.1", address.port)
    for part in parts:
        writer.write(part)
        await writer.drain()
    async with asyncio.timeout(10):
        answer = await reader.read()
    writer.close()
    return answer


HEAD = b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"


async def test_a_slow_body_is_not_waited_for(world: World) -> None:
    door = SlackDoor(world.klik.bolt, "secret", Quiet(world.klik.web), patience=0.2)
    async with Host(door) as host:
        answer = await raw(host.url, HEAD + b"Content-Length: 100\r\n\r\n", b"{")
        assert answer.startswith(b"HTTP/1.1 408")
        answer = await raw(host.url, HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n{\r\n")
        assert answer.startswith(b"HTTP/1.1 408")


@pytest.mark.parametrize("length", ["-1", "9" * 40, "1e3", "0x10"])
async def test_a_length_that_is_none(world: World, length: str) -> None:
    answer = await raw(door(world), HEAD + f"Content-Length: {length}\r\n\r\n{{}}".encode())
    assert answer.split(b" ")[1] in (b"400", b"413")
    assert b"Traceback" not in answer


async def test_unknown_paths_and_methods_all_look_the_same(world: World) -> None:
    async def seen(path: str, method: str) -> tuple[int, bytes, tuple[str, ...]]:
        answer = await post(world, b"", path=path, method=method)
        return answer.status, answer.body, tuple(sorted(set(answer.headers) - {"date"}))

    expected = await seen("/nothing", "GET")
    assert expected[0] == 404
    for path, method in (
        ("/slack/events", "GET"), ("/slack/events", "PUT"), ("/slack/events/", "POST"), ("/slack", "POST"),
        ("//slack/events", "POST"), ("/SLACK/EVENTS", "POST"), ("/admin", "POST"), ("/.env", "GET"), ("/", "GET"),
        ("/%00", "GET"), ("/slack/events%2f", "POST"), ("/docs", "GET"),
    ):  # fmt: skip
        assert await seen(path, method) == expected, (path, method)


async def test_a_page_is_sealed_and_an_error_says_nothing() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/boom":
            raise RuntimeError(CANARY)
        await HTMLResponse("<p>Hello</p>")(scope, receive, send)

    with capture_logs() as logs:
        await _visited(app)
    assert [line["event"] for line in logs] == ["door.failed"]


async def _visited(app: ASGIApp) -> None:
    async with Host(Quiet(app)) as host, aiohttp.ClientSession() as http:
        async with http.get(f"{host.url}/") as response:
            assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Referrer-Policy"] == "no-referrer"
            assert response.headers["Cache-Control"] == "no-store"
        async with http.get(f"{host.url}/boom") as response:
            assert (response.status, await response.read()) == (500, b"")


async def test_the_same_signature_a_second_time_does_nothing(world: World) -> None:
    body = command(world, "pause")
    assert (await post(world, body)).body != b""
    again = await post(world, body)
    assert (again.status, again.body) == (200, b"")
    other = await post(world, command(world, "pause", trigger_id="2"))
    assert other.body != b""


async def test_what_is_suggested_while_typing_may_be_asked_twice(world: World) -> None:
    body = {
        "type": "block_suggestion", "user": {"id": "U0ADA"}, "team": {"id": world.playground.workspace.team_id},
        "action_id": "topics:mentor_topics", "block_id": "mentor_topics", "value": "py",
    }  # fmt: skip
    data = urlencode({"payload": json.dumps(body)}).encode()
    first, second = await post(world, data), await post(world, data)
    assert first.body == second.body
    assert b"Python" in first.body


def test_signatures_are_remembered_as_long_as_they_are_good_and_no_longer() -> None:
    recent = Recent()
    assert recent.is_new("a", 1000.0)
    assert not recent.is_new("a", 1000.0 + doors.TRUSTED_FOR)
    assert recent.is_new("b", 1001.0 + 2 * doors.TRUSTED_FOR)
    assert recent.is_new("a", 1001.0 + 2 * doors.TRUSTED_FOR)
    for number in range(doors.MOST_REMEMBERED + 10):
        recent.is_new(f"c{number}", 2000.0)
    assert len(recent) == doors.MOST_REMEMBERED
