"""Serving an ASGI app in the running event loop: starts in milliseconds, stops without waiting, takes no signals.

``uvicorn.Server`` is made for the one server of a process: it ticks ten times a second and takes a tenth of a second to
stop. A test suite starts hundreds; so this runs uvicorn's protocols itself.
"""

import asyncio
from types import TracebackType
from typing import Any, Self, cast

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState

CUT = "playground.cut"
"""The ASGI extension with which an app cuts its connection without an answer: ``scope["extensions"][CUT]()``."""
GRACE = 1.0
"""Seconds that requests under way get to finish when the server stops."""


class CuttableHttp(HttpToolsProtocol):
    """HTTP whose connections the app can cut, as a network does."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        cast("dict[str, object]", self.scope)["extensions"] = {CUT: self.transport.abort}


class Host:
    """Serves ``app`` on ``host:port`` (0: any free port) for as long as the ``async with`` block lasts."""

    def __init__(self, app: Any, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self._config = uvicorn.Config(
            app,
            http=CuttableHttp,
            ws=WebSocketsSansIOProtocol,
            lifespan="off",
            log_config=None,
            access_log=False,
            ws_ping_interval=None,
        )
        self._state = ServerState()
        self._host = host
        self._port = port
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        return f"http://{self._host}:{self._port}"

    async def __aenter__(self) -> Self:
        self._config.load()
        self._server = await asyncio.get_running_loop().create_server(self._protocol, self._host, self._port)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    def _protocol(self) -> asyncio.Protocol:
        loop = asyncio.get_running_loop()
        return CuttableHttp(config=self._config, server_state=self._state, app_state={}, _loop=loop)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for connection in list(self._state.connections):
            connection.shutdown()
        stuck = set(self._state.tasks)
        if stuck:
            _, stuck = await asyncio.wait(stuck, timeout=GRACE)
        for connection in list(self._state.connections):
            connection.transport.abort()
        for task in stuck:
            task.cancel()
        await asyncio.gather(*stuck, return_exceptions=True)
        while self._state.connections:  # noqa: ASYNC110 - they are gone at the loop's next turn
            await asyncio.sleep(0)
        await self._server.wait_closed()
