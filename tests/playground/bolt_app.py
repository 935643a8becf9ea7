"""A small Bolt app to hold the local workspace to: it does what a test asks of it and remembers what it was sent."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import yaml
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from playground import Playground
from playground.hosting import Host

SCOPES = (
    "commands chat:write chat:write.public im:write im:history users:read channels:read channels:manage channels:join"
    " channels:history files:write files:read team:read"
)
EVENTS = ("app_home_opened", "team_join", "user_change", "member_joined_channel", "app_uninstalled", "tokens_revoked")

ANYTHING = re.compile("")
Json = dict[str, Any]
Answer = Callable[..., Awaitable[None]]


def manifest(**changes: Any) -> Json:
    """An app that may do most things; ``scopes`` and ``events`` replace what it may."""
    return {
        "display_information": {"name": "Tiny"},
        "features": {
            "app_home": {"home_tab_enabled": changes.get("home", True)},
            "bot_user": {"display_name": "Tiny"},
            "slash_commands": [
                {"command": "/tiny", "description": "Do", "should_escape": True},
                {"command": "/raw", "description": "Do"},
            ],
            "shortcuts": [
                {"name": "Go", "type": "global", "callback_id": "go", "description": "Go"},
                {"name": "Keep", "type": "message", "callback_id": "keep", "description": "Keep"},
            ],
        },
        "oauth_config": {"scopes": {"bot": changes.get("scopes", SCOPES).split()}},
        "settings": {"event_subscriptions": {"bot_events": list(changes.get("events", EVENTS))}},
    }


def written_manifest(folder: Path, **changes: Any) -> Path:
    path = folder / "app.yaml"
    path.write_text(yaml.safe_dump(manifest(**changes)))
    return path


class TinyApp:
    """``on`` decides what happens: ``app.on["/tiny"] = handler``; whatever it has no word for is acknowledged empty."""

    def __init__(self, playground: Playground) -> None:
        logger = logging.getLogger("tiny")
        self.client = AsyncWebClient(playground.bot_token, base_url=playground.api_url, retry_handlers=[])
        self.bolt = AsyncApp(
            client=self.client,
            signing_secret=playground.signing_secret,
            process_before_response=True,
            logger=logger,
            ignoring_self_events_enabled=False,
        )
        self.on: dict[str, Answer] = {}
        self.received: list[Json] = []
        for command in ("/tiny", "/raw"):
            self.bolt.command(command)(self._answer)
        self.bolt.shortcut({"type": "shortcut", "callback_id": "go"})(self._answer)
        self.bolt.shortcut({"type": "message_action", "callback_id": "keep"})(self._answer)
        self.bolt.action({"type": "block_actions", "action_id": ANYTHING})(self._answer)
        self.bolt.options(ANYTHING)(self._answer)
        self.bolt.view({"type": "view_submission", "callback_id": ANYTHING})(self._answer)
        self.bolt.view({"type": "view_closed", "callback_id": ANYTHING})(self._answer)
        self.bolt.event(ANYTHING)(self._answer)

    async def _answer(self, body: Json, ack: Any, client: AsyncWebClient, respond: Any) -> None:
        self.received.append(body)
        handler = self.on.get(what_of(body))
        if handler is None:
            await ack()
        else:
            await handler(body=body, ack=ack, client=client, respond=respond)

    @asynccontextmanager
    async def over_http(self, playground: Playground) -> AsyncIterator[TinyApp]:
        handler = AsyncSlackRequestHandler(self.bolt)

        async def endpoint(request: Request) -> Response:
            return await handler.handle(request)

        async with Host(Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])) as host:
            playground.request_url = f"{host.url}/slack/events"
            yield self

    @asynccontextmanager
    async def over_socket(self, playground: Playground) -> AsyncIterator[Any]:
        handler: Any = AsyncSocketModeHandler(self.bolt, playground.app_token)
        await handler.connect_async()
        await playground.sockets.wait_connected()
        try:
            yield handler
        finally:
            await handler.close_async()


def what_of(body: Json) -> str:
    """The name a test knows a request by: its command, action_id, callback_id or event type."""
    if "command" in body:
        return str(body["command"])
    if body["type"] == "event_callback":
        return str(body["event"]["type"])
    if body["type"] == "block_actions":
        return str(body["actions"][0]["action_id"])
    if body["type"] == "block_suggestion":
        return "suggest " + str(body["action_id"])
    if body["type"] == "view_closed":
        return "closed " + str(body["view"]["callback_id"])
    return str(body.get("callback_id") or body["view"]["callback_id"])
