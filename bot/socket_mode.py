"""Socket Mode: Slack's payloads over a WebSocket instead of HTTP."""

import asyncio
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

GRACE = 10
"""Seconds that payloads under way get to be answered once Klik is told to stop."""


class Socket(AsyncSocketModeHandler):
    """Bolt's handler, which answers what it has taken before it lets go of the connection."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._under_way: set[asyncio.Task[Any]] = set()

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        task = asyncio.current_task()
        assert task is not None
        self._under_way.add(task)
        try:
            await super().handle(client, req)
        finally:
            self._under_way.discard(task)

    async def close_async(self) -> None:
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=GRACE)
        await super().close_async()  # type: ignore[no-untyped-call]
