"""Deliveries to an app in the same process: the same signed requests through its front door (playground/asgi.py)."""

import asyncio
from typing import Any

from playground.asgi import Asked
from playground.dispatch_http import Answer, HttpWire


class AsgiWire(HttpWire):
    def __init__(self, app: Any, signing_secret: str) -> None:
        """``app`` is what the server would serve."""
        super().__init__(None, signing_secret)
        self._app = app
        self._running: set[asyncio.Task[None]] = set()

    async def ask(self, url: str, body: bytes, headers: dict[str, str]) -> Answer:
        asked = Asked("POST", url, headers.items(), body)
        # A task of its own: as behind a socket, the app goes on when nobody waits any longer.
        task = asyncio.create_task(self._app(asked.scope, asked.receive, asked.send))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        await asyncio.shield(task)
        if not asked.done:  # what a server would say of it
            return Answer(500, "text/plain", "Internal Server Error")
        kinds = [value for name, value in asked.headers if name.lower() == b"content-type"]
        kind = kinds[0].decode("latin-1").partition(";")[0].strip() if kinds else ""
        return Answer(asked.status, kind, asked.body.decode())
