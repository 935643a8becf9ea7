"""Events: sent in an envelope, and sent again at once, after one and after five minutes until acknowledged."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from playground.dispatch import Ack, Delivery
from playground.records import Json
from playground.shapes import VERIFICATION_TOKEN, unix
from playground.workspace import section

if TYPE_CHECKING:
    from playground.server import Playground

RETRY_DELAYS = (timedelta(0), timedelta(minutes=1), timedelta(minutes=5))
"""After the first failure, by the workspace's clock."""
REASONS = {"operation_timeout": "http_timeout", "dispatch_failed": "http_error"}


@dataclass
class Undelivered:
    payload: Json
    attempt: int
    """How often it was tried."""
    first_failed: datetime
    due: datetime
    reason: str


class Events:
    """Sends the events the app subscribes to in its manifest."""

    def __init__(self, playground: Playground) -> None:
        self._playground = playground
        self.undelivered: list[Undelivered] = []
        self._added = asyncio.Event()

    def subscribed(self, kind: str) -> bool:
        wanted = section(self._playground.workspace.manifest, "settings", "event_subscriptions").get("bot_events")
        return kind in (wanted or ())

    async def send(self, event: Json) -> bool:
        """Sends an event; says whether the app acknowledged it.

        Not sent is what the app does not subscribe to, and anything while there is no app here to send it to.
        """
        playground = self._playground
        if not (self.subscribed(event["type"]) and playground.dispatch.has_app and playground.installed):
            return False
        payload = self._envelope(event)
        ack = await self._attempt(payload, None)
        if ack.ok:
            return True
        now = self._playground.clock.now()
        reason = REASONS[ack.error]
        self.undelivered.append(Undelivered(payload, 1, now, now, reason))
        await self.retry_due()
        return not any(waiting.payload is payload for waiting in self.undelivered)

    def _envelope(self, event: Json) -> Json:
        workspace = self._playground.workspace
        now = workspace.clock.now()
        enterprise_id = workspace.enterprise.id if workspace.enterprise else None
        installed = {
            "enterprise_id": enterprise_id,
            "team_id": None if workspace.is_enterprise_install else workspace.team_id,
            "user_id": workspace.bot.id,
            "is_bot": True,
            "is_enterprise_install": workspace.is_enterprise_install,
        }
        return {
            "token": VERIFICATION_TOKEN,
            "team_id": workspace.team_id,
            "context_team_id": workspace.team_id,
            "context_enterprise_id": enterprise_id,
            "api_app_id": workspace.app_id,
            "type": "event_callback",
            "event": {"event_ts": f"{now.timestamp():.6f}", **event},
            "event_id": workspace.new_id("Ev"),
            "event_time": unix(now),
            "authorizations": [installed],
            "is_ext_shared_channel": False,
            "event_context": workspace.new_id("Ec"),
        }

    async def _attempt(self, payload: Json, retry: tuple[int, str] | None) -> Ack:
        ack, exchange = await self._playground.dispatch.send(
            Delivery("events_api", payload["event"]["type"], payload, retry)
        )
        faults = self._playground.workspace.faults
        if ack.ok and faults.strikes(faults.ack_lost):
            exchange.answer = "acknowledged, but the acknowledgement was lost"
            return Ack(error="operation_timeout", detail="the acknowledgement was lost")
        return ack

    async def retry_due(self) -> None:
        """Sends again whatever is due by the clock."""
        now = self._playground.clock.now()
        due = [waiting for waiting in self.undelivered if waiting.due <= now]
        self.undelivered = [waiting for waiting in self.undelivered if waiting not in due]
        for waiting in due:
            ack = await self._attempt(waiting.payload, (waiting.attempt, waiting.reason))
            if ack.ok:
                continue
            if waiting.attempt == len(RETRY_DELAYS):
                detail = f"{waiting.payload['event']['type']} given up after {waiting.attempt} retries"
                self._playground.workspace.violation("event-given-up", detail)
                continue
            waiting.due = waiting.first_failed + RETRY_DELAYS[waiting.attempt]
            waiting.attempt += 1
            waiting.reason = REASONS[ack.error]
            self.undelivered.append(waiting)
            self._added.set()

    async def keep_retrying(self) -> None:
        """Retries by the clock for as long as the workspace is served."""
        while True:
            self._added.clear()
            if self.undelivered:
                await self._playground.clock.sleep_until(min(waiting.due for waiting in self.undelivered))
                await self.retry_due()
            else:
                await self._added.wait()
