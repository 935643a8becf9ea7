"""Requests to an app in the same process: the same signed bytes through its front door, without a socket between.

A connection costs both sides more than most requests do; nobody looks at it where years are lived in minutes.
"""

import asyncio
from typing import Any
from urllib.parse import urlsplit

from playground.dispatch_http import Answer, HttpWire


class AsgiWire(HttpWire):
    def __init__(self, app: Any, signing_secret: str) -> None:
        """``app`` is what the server would serve."""
        super().__init__(None, signing_secret)
        self._app = app
        self._running: set[asyncio.Task[None]] = set()

    async def ask(self, url: str, body: bytes, headers: dict[str, str]) -> Answer:
        asking = _Asking(url, body, headers)
        # A task of its own: as behind a socket, the app goes on when nobody waits any longer.
        task = asyncio.create_task(self._app(asking.scope, asking.receive, asking.send))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        task.add_done_callback(asking.ended)
        return await asyncio.shield(asking.answered)


class _Asking:
    """One request, and its answer once the app has given it."""

    def __init__(self, url: str, body: bytes, headers: dict[str, str]) -> None:
        given = {**headers, "Content-Length": str(len(body))}
        self.scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": urlsplit(url).path,
            "root_path": "",
            "query_string": b"",
            "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in given.items()],
            "client": ("127.0.0.1", 0),
            "server": ("127.0.0.1", 80),
        }
        self.answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._body: bytes | None = body
        self._status, self._type, self._parts = 500, "", bytearray()

    async def receive(self) -> dict[str, Any]:
        if self._body is None:
            await asyncio.shield(self.answered)
            return {"type": "http.disconnect"}
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            kinds = [value for name, value in message.get("headers", ()) if name.lower() == b"content-type"]
            self._type = kinds[0].decode("latin-1").partition(";")[0].strip() if kinds else ""
            return
        self._parts += message.get("body", b"")
        if not message.get("more_body") and not self.answered.done():
            self.answered.set_result(Answer(self._status, self._type, self._parts.decode()))

    def ended(self, task: "asyncio.Task[None]") -> None:
        """Without an answer: what a server would say of it."""
        if not self.answered.done():
            self.answered.set_result(Answer(500, "text/plain", "Internal Server Error"))
        if not task.cancelled() and (error := task.exception()) is not None:
            raise error
