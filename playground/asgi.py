"""Requests to an app in the same process, without a socket between: the same bytes, asked and answered.

A connection costs both sides more than most requests do; nobody looks at it where years are lived in minutes.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from playground.hosting import CUT


class Asked:
    """One request, and its answer once the app has given it."""

    def __init__(self, method: str, url: str, headers: Iterable[tuple[str, str]], body: bytes) -> None:
        parts = urlsplit(url)
        given = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        self.scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": parts.path,
            "root_path": "",
            "query_string": parts.query.encode("latin-1"),
            "headers": [*given, (b"content-length", str(len(body)).encode())],
            "client": ("127.0.0.1", 0),
            "server": ("127.0.0.1", 80),
            "extensions": {CUT: self._cut},
        }
        self._body: bytes | None = body
        self._parts = bytearray()
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self.done = False
        """The whole answer is there."""
        self.is_cut = False

    def _cut(self) -> None:
        self.is_cut = True

    @property
    def body(self) -> bytes:
        return bytes(self._parts)

    async def receive(self) -> dict[str, Any]:
        if self._body is None or self.is_cut:
            return {"type": "http.disconnect"}
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(self, message: Any) -> None:
        if self.is_cut:
            return
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], [*message.get("headers", ())]
            return
        self._parts += message.get("body", b"")
        self.done = not message.get("more_body")
