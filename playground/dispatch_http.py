"""Requests to the app over HTTP, signed as Slack signs them."""

import asyncio
import hashlib
import hmac
import json
import time
from typing import NamedTuple
from urllib.parse import urlencode

import aiohttp

from playground.dispatch import ACK_SECONDS, Ack, Delivery

USER_AGENT = "Slackbot 1.0 (local workspace)"


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's v0 signature: HMAC-SHA256 of ``v0:timestamp:body``."""
    signed = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def encoded(delivery: Delivery) -> tuple[bytes, str]:
    """The body of a request and its content type."""
    if delivery.category == "events_api":
        return json.dumps(delivery.payload).encode(), "application/json"
    fields = delivery.payload
    if delivery.category == "interactive":
        fields = {"payload": json.dumps(delivery.payload)}
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


class Answer(NamedTuple):
    status: int
    content_type: str
    """Without its parameters."""
    text: str


class HttpWire:
    def __init__(
        self, session: aiohttp.ClientSession | None, signing_secret: str, patience: float = ACK_SECONDS
    ) -> None:
        self._session = session
        self._secret = signing_secret
        self.patience = patience
        """Seconds it waits for an answer; more than Slack's three where only the machine would be measured."""

    async def deliver(self, url: str, delivery: Delivery) -> Ack:
        body, content_type = encoded(delivery)
        # Bolt compares with the real time, whatever the workspace's clock says.
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": content_type,
            "User-Agent": USER_AGENT,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._secret, timestamp, body),
        }
        if delivery.retry:
            number, reason = delivery.retry
            headers |= {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}
        try:
            async with asyncio.timeout(self.patience):
                status, answered_type, text = await self.ask(url, body, headers)
        except TimeoutError:
            return Ack(error="operation_timeout", detail=f"no answer within {self.patience:.0f} seconds")
        except aiohttp.ClientError as error:
            return Ack(error="dispatch_failed", detail=f"{type(error).__name__}: {error}")
        if status != 200 and not (delivery.category == "events_api" and 200 <= status < 300):
            return Ack(status, text, "dispatch_failed", f"the app answered {status}")
        if answered_type != "application/json" or not text:
            return Ack(status, text)
        try:
            return Ack(status, json.loads(text))
        except ValueError:
            return Ack(status, text, "dispatch_failed", "the answer says it is JSON but is not")

    async def ask(self, url: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Raises aiohttp.ClientError."""
        assert self._session is not None
        async with self._session.post(url, data=body, headers=headers, allow_redirects=False) as response:
            return Answer(response.status, response.content_type, await response.text())
