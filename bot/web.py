"""Klik's doors: what it answers over HTTP."""

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.health import Health
from bot.runtime import Runtime

log = structlog.get_logger()

EVENTS = "/slack/events"
UNSIGNED = 401


class SlackDoor:
    """The ASGI app for what Slack sends; everything else goes to `elsewhere`.

    Thinner than Bolt's adapter (bench/requests.py): no router, and no objects for request and response.
    The signature is checked on the bytes as they came, before anything is parsed; Bolt parses before it checks.
    """

    def __init__(self, bolt: AsyncApp, secret: str, elsewhere: ASGIApp) -> None:
        self._bolt = bolt
        self._verifier = SignatureVerifier(secret)
        self._elsewhere = elsewhere

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != EVENTS or scope["method"] != "POST":
            await self._elsewhere(scope, receive, send)
            return
        body = await read(receive)
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if not self._is_signed(body, headers):
            await answer(send, UNSIGNED)
            return
        response = await self._bolt.async_dispatch(AsyncBoltRequest(body=body.decode(), headers=headers))
        content_type = response.first_headers().get("content-type", "text/plain")
        await answer(send, response.status, response.body.encode(), content_type)

    def _is_signed(self, body: bytes, headers: dict[str, str]) -> bool:
        stamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature")
        return stamp.isascii() and stamp.isdigit() and self._verifier.is_valid(body, stamp, signature)


async def read(receive: Receive) -> bytes:
    """The whole body."""
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
    return body


async def answer(send: Send, status: int, body: bytes = b"", content_type: str = "text/plain") -> None:
    headers = [(b"content-type", content_type.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def make_web(bolt: AsyncApp, runtime: Runtime, health: Health) -> ASGIApp:
    """Everything that is served over HTTP. Without a signing secret (Socket Mode) nothing is taken from Slack here."""
    plain = Starlette(routes=health.routes())
    secret = runtime.settings.slack_signing_secret
    return plain if secret is None else SlackDoor(bolt, secret.get_secret_value(), plain)
