"""What every HTTP door does before anything is believed: how much it reads, for how long, who signed it, whether it has
been here before, and how little an answer tells. bot/web.py puts it to work."""

import asyncio
import hashlib
import hmac
from collections import OrderedDict

import structlog
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger()

LARGEST = 1_000_000
"""Bytes. Slack's own largest, a view of 250 kB, form-encoded in a submission, is less than that."""
PATIENCE = 5.0
"""Seconds for a whole body. Slack gives up after three."""
TRUSTED_FOR = 300
"""Seconds that a signature is good for, before and after: Slack's own rule."""
MOST_REMEMBERED = 50_000
UNREADABLE, UNSIGNED, TIMED_OUT, TOO_LARGE, FAILED = 400, 401, 408, 413, 500
HIDE = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
"""What a page of ours needs is nothing from anywhere; an answer that sets one of these itself keeps its own."""


class Turned(Exception):
    """Turned away, with this status and not a word."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def read(scope: Scope, receive: Receive, *, largest: int = LARGEST, patience: float = PATIENCE) -> bytes:
    """The whole body. Raises Turned when it is too large, said so or not, or too slow."""
    for name, value in scope["headers"]:
        if name == b"content-length" and not (value.isdigit() and len(value) < 12 and int(value) <= largest):
            raise Turned(TOO_LARGE)
    try:
        async with asyncio.timeout(patience):
            message = await receive()
            body = bytearray(message.get("body", b""))
            while message.get("more_body") and len(body) <= largest:
                message = await receive()
                body += message.get("body", b"")
    except TimeoutError:
        raise Turned(TIMED_OUT) from None
    if len(body) > largest:
        raise Turned(TOO_LARGE)
    return bytes(body)


def is_signed(secret: bytes, headers: dict[str, str], body: bytes, now: float) -> bool:
    """Whether Slack signed these very bytes in the last five minutes. Nothing is parsed or decoded for it."""
    stamp = headers.get("x-slack-request-timestamp", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12) or abs(now - int(stamp)) > TRUSTED_FOR:
        return False
    expected = hmac.digest(secret, b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hex()
    given = headers.get("x-slack-signature", "").encode()
    return hmac.compare_digest(b"v0=" + expected.encode(), given)


class Recent:
    """Signatures seen while they are good. Slack signs every request anew, so one that comes twice was copied.

    Each process remembers its own; what another replica lets through is harmless because every decision is claimed in
    the database (docs/adr/0008-doors.md).
    """

    def __init__(self) -> None:
        self._seen: OrderedDict[str, float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._seen)

    def is_new(self, signature: str, now: float) -> bool:
        if signature in self._seen:
            return False
        self._seen[signature] = now
        while self._seen and (
            len(self._seen) > MOST_REMEMBERED or next(iter(self._seen.values())) < now - 2 * TRUSTED_FOR
        ):
            self._seen.popitem(last=False)
        return True

    def forget(self, signature: str) -> None:
        """It was not carried out: when Slack sends it again, within the same second too, that is no copy."""
        self._seen.pop(signature, None)


async def turn_away(send: Send, status: int) -> None:
    """An empty answer, and the connection with it: whoever was turned away has nothing more to say."""
    headers = [(b"content-length", b"0"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


class Quiet:
    """Around the pages that people and machines ask for: whatever goes wrong says nothing, and a page is sealed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def sealed(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in HIDE.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, sealed)
        except Exception as error:
            log.error("door.failed", path=scope["path"], exc_info=error)
            if not begun:
                await turn_away(send, FAILED)
