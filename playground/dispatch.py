"""Sending to the app: over its socket when one is connected, else over signed HTTP; every request is recorded.

The app has three real seconds to acknowledge. What it fails to acknowledge is a violation.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from playground.records import Exchange, Json

if TYPE_CHECKING:
    from playground.server import Playground

Category = Literal["slash_commands", "interactive", "events_api"]
ACK_SECONDS = 3.0


@dataclass(frozen=True)
class Delivery:
    """A request to the app: ``kind`` is the payload's type, ``retry`` the number and reason of a repetition."""

    category: Category
    kind: str
    payload: Json
    retry: tuple[int, str] | None = None


@dataclass(frozen=True)
class Ack:
    """The app's answer; ``error`` is Slack's word for what went wrong, empty when it acknowledged."""

    status: int | None = None
    body: Any = None
    error: str = ""
    detail: str = ""

    @property
    def ok(self) -> bool:
        return not self.error


@dataclass
class Dispatch:
    """Chooses the wire for each delivery and notes how it went."""

    playground: Playground

    @property
    def has_app(self) -> bool:
        """Whether an app was ever there: it has an address, or has once connected."""
        return bool(self.playground.request_url) or self.playground.sockets.ever_connected

    async def send(self, delivery: Delivery) -> tuple[Ack, Exchange]:
        playground = self.playground
        exchange = playground.workspace.record("to app", delivery.kind, delivery.payload)
        started = time.perf_counter()
        if playground.sockets.connected:
            ack = await playground.sockets.deliver(delivery)
        elif playground.request_url:
            ack = await playground.http.deliver(playground.request_url, delivery)
        else:
            ack = Ack(error="dispatch_failed", detail="no socket is connected and request_url is not set")
        exchange.status = ack.status
        exchange.answer = ack.body if ack.ok else {"error": ack.error, "detail": ack.detail, "body": ack.body}
        exchange.ms = (time.perf_counter() - started) * 1000
        if not ack.ok:
            playground.workspace.violation(ack.error.replace("_", "-"), f"{delivery.kind}: {ack.detail}", exchange)
        playground.workspace.touch()
        return ack, exchange
