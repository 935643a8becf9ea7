"""Klik's doors: what it answers over HTTP."""

import time
from collections.abc import Sequence

import structlog
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from bot import doors
from bot.answers import body_of
from bot.health import Health
from bot.runtime import Runtime

log = structlog.get_logger()

EVENTS = "/slack/events"
CONTENT_TYPES = ("application/json", "application/x-www-form-urlencoded")
UNREADABLE = (ValueError, RecursionError, LookupError, TypeError, AttributeError)
"""What Bolt's request raises on a body that is no text, no JSON, too deep, or not of Slack's shape."""


class SlackDoor:
    """The ASGI app for what Slack sends; everything else goes to `elsewhere`.

    Thinner than Bolt's adapter (bench/requests.py): no router, and no objects for request and response.
    The signature is checked on the bytes as they came, before anything is parsed; Bolt parses before it checks.
    """

    def __init__(self, bolt: AsyncApp, secret: str, elsewhere: ASGIApp, *, patience: float = doors.PATIENCE) -> None:
        self._bolt = bolt
        self._secret = secret.encode()
        self._elsewhere = elsewhere
        self._patience = patience
        self._recent = doors.Recent()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != EVENTS or scope["method"] != "POST":
            await self._elsewhere(scope, receive, send)
            return
        try:
            response = await self._answer(scope, receive)
        except doors.Turned as turned:
            await doors.turn_away(send, turned.status)
        except Exception as error:
            log.error("door.failed", path=EVENTS, exc_info=error)
            await doors.turn_away(send, doors.FAILED)
        else:
            content_type = response.first_headers().get("content-type", "text/plain")
            await answer(send, response.status, body_of(response), content_type)

    async def _answer(self, scope: Scope, receive: Receive) -> BoltResponse:
        body = await doors.read(scope, receive, patience=self._patience)
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        now = time.time()
        if not doors.is_signed(self._secret, headers, body, now):
            raise doors.Turned(doors.UNSIGNED)
        if not headers.get("content-type", "").startswith(CONTENT_TYPES):
            raise doors.Turned(doors.UNREADABLE)
        try:
            request = AsyncBoltRequest(body=body.decode(), headers=headers)
        except UNREADABLE:
            raise doors.Turned(doors.UNREADABLE) from None
        signature = headers["x-slack-signature"]
        # What is suggested while typing decides nothing, and asking the same twice in a second is no copy.
        if request.body.get("type") != "block_suggestion" and not self._recent.is_new(signature, now):
            return BoltResponse(status=200, body="")
        heard = False
        try:
            response = await self._bolt.async_dispatch(request)
            heard = response.status < 500
        finally:
            if not heard:
                self._recent.forget(signature)
        return response


async def answer(send: Send, status: int, body: bytes = b"", content_type: str = "text/plain") -> None:
    headers = [(b"content-type", content_type.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def make_web(bolt: AsyncApp, runtime: Runtime, health: Health, pages: Sequence[BaseRoute] = ()) -> ASGIApp:
    """Everything that is served over HTTP. Without a signing secret (Socket Mode) nothing is taken from Slack here."""
    plain = doors.Quiet(Starlette(routes=[*health.routes(), *pages]))
    secret = runtime.settings.slack_signing_secret
    return plain if secret is None else SlackDoor(bolt, secret.get_secret_value(), plain)
