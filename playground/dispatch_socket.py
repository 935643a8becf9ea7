"""Requests to the app over its own WebSocket connections: Socket Mode."""

from __future__ import annotations

import asyncio
import itertools
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from playground.dispatch import Ack, Delivery
from playground.records import Json

if TYPE_CHECKING:
    from playground.server import Playground

MOST_CONNECTIONS = 10
PATH = "/link"


@dataclass(eq=False)
class Connection:
    number: int
    websocket: WebSocket
    waiting: dict[str, asyncio.Future[Any]] = field(default_factory=dict)
    """The envelopes not yet acknowledged."""


class Sockets:
    """The app's open connections; each envelope goes to one of them."""

    def __init__(self, playground: Playground) -> None:
        self._playground = playground
        self._tickets: set[str] = set()
        self._numbers = itertools.count(1)
        self._connections: list[Connection] = []
        self._arrived = asyncio.Event()
        self.ever_connected = False

    @property
    def connected(self) -> bool:
        return bool(self._connections)

    @property
    def count(self) -> int:
        return len(self._connections)

    async def wait_connected(self) -> None:
        """Returns once the app has a connection that was greeted."""
        while not self.connected:
            self._arrived.clear()
            await self._arrived.wait()

    def new_address(self) -> str:
        """A WebSocket address that is good for one connection."""
        ticket = f"ticket-{next(self._numbers)}"
        self._tickets.add(ticket)
        app_id = self._playground.workspace.app_id
        return f"ws{self._playground.url.removeprefix('http')}{PATH}?ticket={ticket}&app_id={app_id}"

    async def serve(self, websocket: WebSocket) -> None:
        """One connection from its greeting to its end."""
        ticket = websocket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await websocket.close(1008, "invalid ticket")
            return
        self._tickets.remove(ticket)
        await websocket.accept()
        if self.count >= MOST_CONNECTIONS:
            await websocket.send_json(self._goodbye("too_many_websockets"))
            await websocket.close()
            return
        connection = Connection(next(self._numbers), websocket)
        await websocket.send_json(self._hello())
        self._connections.append(connection)
        self.ever_connected = True
        self._arrived.set()
        try:
            async for text in websocket.iter_text():
                self._take(connection, text)
        finally:
            if connection in self._connections:
                self._connections.remove(connection)
            for envelope in connection.waiting.values():
                envelope.set_exception(ConnectionResetError("the connection was closed before the acknowledgement"))

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": self.count + 1,
            "connection_info": {"app_id": self._playground.workspace.app_id},
            "debug_info": {"host": "local", "approximate_connection_time": 18060},
        }

    def _goodbye(self, reason: str) -> Json:
        return {"type": "disconnect", "reason": reason, "debug_info": {"host": "local"}}

    def _take(self, connection: Connection, text: str) -> None:
        try:
            answer = json.loads(text)
            envelope = connection.waiting.pop(answer["envelope_id"])
        except (ValueError, KeyError, TypeError):
            self._playground.workspace.violation(
                "unknown-envelope", f"an acknowledgement nobody waits for: {text[:200]}"
            )
            return
        if not envelope.done():
            envelope.set_result(answer.get("payload"))

    async def deliver(self, delivery: Delivery) -> Ack:
        """Sends an envelope over the connection whose turn it is and waits for its acknowledgement."""
        connection = self._connections.pop(0)
        self._connections.append(connection)
        envelope_id = f"envelope-{next(self._numbers)}"
        envelope: Json = {
            "envelope_id": envelope_id,
            "type": delivery.category,
            "payload": delivery.payload,
            "accepts_response_payload": delivery.category != "events_api",
        }
        if delivery.category == "events_api":
            number, reason = delivery.retry or (0, "")
            envelope |= {"retry_attempt": number, "retry_reason": reason}
        answered: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope_id] = answered
        try:
            await connection.websocket.send_json(envelope)
            body = await asyncio.wait_for(answered, self._playground.patience)
        except TimeoutError:
            seconds = self._playground.patience
            return Ack(error="operation_timeout", detail=f"no acknowledgement within {seconds:.0f} seconds")
        except (WebSocketDisconnect, ConnectionResetError) as error:
            return Ack(error="dispatch_failed", detail=f"{type(error).__name__}: {error}")
        finally:
            connection.waiting.pop(envelope_id, None)
        return Ack(200, body)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tells every connection to go (``warning``, ``refresh_requested`` or ``link_disabled``); they then close."""
        for connection in list(self._connections):
            await connection.websocket.send_json(self._goodbye(reason))
            if reason != "warning":
                self._connections.remove(connection)
                await connection.websocket.close()
