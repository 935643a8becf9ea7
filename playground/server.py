"""The local workspace as a server: the Web API, Socket Mode and the page on one port."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any, Self

import aiohttp
import yaml
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from playground.clock import Clock
from playground.dispatch import ACK_SECONDS, Dispatch
from playground.dispatch_events import Events
from playground.dispatch_http import HttpWire
from playground.dispatch_socket import PATH as SOCKET_PATH
from playground.dispatch_socket import Sockets
from playground.errors import SlackError
from playground.faults import Faults
from playground.grants import Grants
from playground.hosting import Host
from playground.interactions import Interactions
from playground.limits import RateLimits
from playground.page import routes
from playground.person import Person
from playground.records import Channel, Json, User
from playground.responses import PREFIX as RESPONSE_PREFIX
from playground.responses import ResponseUrls
from playground.shapes import user_object
from playground.tokens import Token, Tokens
from playground.webapi import WebApi
from playground.webapi_files import receive
from playground.workspace import Workspace


class Playground:
    """A workspace with the app of a manifest, served by ``async with``: ``url`` for people, ``api_url`` for the app.

    The app is reached over the socket it connects, else at ``request_url``, which whoever starts the app sets.
    """

    def __init__(
        self,
        manifest_path: Path,
        *,
        clock: Clock,
        host: str = "127.0.0.1",
        port: int = 0,
        seed: int = 0,
        installed: bool = True,
        patience: float = ACK_SECONDS,
        **team: Any,
    ) -> None:
        """``team`` are further arguments of Workspace; with ``installed`` False the app has to be installed first.

        ``patience`` is how many real seconds the app has to answer: more than Slack's three where only the machine
        would be measured.
        """
        manifest = yaml.load(manifest_path.read_text(), yaml.CSafeLoader)
        self.workspace = Workspace(clock, manifest, faults=Faults(Random(seed)), **team)
        self.clock = clock
        self.bot_token = "xoxb-local-bot"
        self.app_token = "xapp-1-local-app"
        self.tokens = Tokens(clock)
        self.tokens.add(Token(self.app_token, "app"))
        self.installed = installed
        if installed:
            self.tokens.add(Token(self.bot_token, "bot"))
        self.signing_secret = "local-signing-secret"
        self.patience = patience
        self.request_url: str | None = None
        self.on_skip: Callable[[timedelta], Awaitable[None]] | None = None
        """What the page's clock buttons call; whoever starts the workspace advances the clock and runs jobs in it."""
        self.guides: dict[str, str] = {}
        """Whom the page recommends to be, and what to try as them; by user id."""
        self.grants = Grants(clock)
        self.limits = RateLimits(clock)
        self.response_urls = ResponseUrls(self)
        self.sockets = Sockets(self)
        self.dispatch = Dispatch(self)
        self.events = Events(self)
        self.interactions = Interactions(self)
        self.web_api = WebApi(self)
        self.http: HttpWire
        self.app = Starlette(routes=self._routes())
        self._host = Host(self.app, host=host, port=port)
        self._background: set[asyncio.Task[Any]] = set()
        self._open = contextlib.AsyncExitStack()
        self.general = self.workspace.add_channel("general", for_everyone=True, is_general=True)
        self.mentoring = self.workspace.add_channel("mentoring", for_everyone=True)

    @property
    def url(self) -> str:
        return self._host.url

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    def person(self, user_id: str) -> Person:
        return Person(self, self.workspace.users[user_id])

    # --- what happens in the workspace ------------------------------------------------------------------------------

    async def send_event(self, event: Json) -> bool:
        """Tells the app of an event it subscribes to; says whether it acknowledged.

        Unacknowledged it is sent again at once, after one and after five minutes by the clock.
        """
        return await self.events.send(event)

    async def change_user(self, user_id: str, **fields: Any) -> User:
        """Changes fields of a person (``deleted=True`` deactivates them) and sends user_change."""
        user = self.workspace.users[user_id]
        for name, value in fields.items():
            if not hasattr(user, name):
                raise AttributeError(f"a user has no {name}")
            setattr(user, name, value)
        user.updated = int(self.clock.now().timestamp())
        if user.deleted:
            self.workspace.modals.pop(user_id, None)
            for channel in self.workspace.channels.values():
                if channel.kind == "channel":
                    channel.members.discard(user_id)
        self.workspace.touch()
        shape = user_object(self.workspace, user, include_locale=True)
        await self.send_event({"type": "user_change", "user": shape, "cache_ts": user.updated})
        return user

    async def join_team(self, user: User) -> Person:
        """Takes a new person into the workspace and sends team_join."""
        self.workspace.enlist(user)
        shape = user_object(self.workspace, user, include_locale=True)
        await self.send_event({"type": "team_join", "user": shape, "cache_ts": user.updated})
        return self.person(user.id)

    def add_member(self, channel: Channel, user_id: str, *, inviter: str = "") -> None:
        """Puts somebody into a channel and sends member_joined_channel without waiting for it."""
        channel.members.add(user_id)
        self.workspace.touch()
        event = {
            "type": "member_joined_channel",
            "user": user_id,
            "channel": channel.id,
            "channel_type": "G" if channel.is_private else "C",
            "team": self.workspace.team_id,
            **({"inviter": inviter} if inviter else {}),
        }
        self.in_background(self.send_event(event))

    @property
    def revoked(self) -> bool:
        """Whether no token of the app's bot is good any more."""
        return not self.tokens.alive

    def revoke_token(self) -> None:
        """Makes the app's tokens invalid and sends tokens_revoked without waiting for it."""
        self.tokens.revoke()
        self.in_background(self.send_event(self._revocation()))

    async def uninstall(self) -> None:
        """Removes the app from the workspace: its tokens die, tokens_revoked and app_uninstalled are sent."""
        self.tokens.revoke()
        await self.send_event(self._revocation())
        await self.send_event({"type": "app_uninstalled"})
        self.installed = False

    def _revocation(self) -> Json:
        return {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self.workspace.bot.id]}}

    def in_background(self, job: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(job)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def settled(self) -> None:
        """Returns once nothing that was sent without waiting is under way."""
        while self._background:
            await asyncio.gather(*self._background)

    # --- serving ----------------------------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        async with contextlib.AsyncExitStack() as opening:
            session = await opening.enter_async_context(aiohttp.ClientSession())
            self.http = HttpWire(session, self.signing_secret, self.patience)
            await opening.enter_async_context(self._host)
            self.workspace.url = self.url
            opening.push_async_callback(self._stop, asyncio.create_task(self.events.keep_retrying()))
            self._open = opening.pop_all()
        return self

    async def _stop(self, retrying: asyncio.Task[None]) -> None:
        self.workspace.close()
        stopping = [retrying, *self._background]
        for task in stopping:
            task.cancel()
        outcomes = await asyncio.gather(*stopping, return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                raise outcome

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()

    def _routes(self) -> list[BaseRoute]:
        return [
            Route("/api/{method}", self.web_api.endpoint, methods=["GET", "POST"]),
            Route(RESPONSE_PREFIX + "/{kind}/{number}/{secret}", self.response_urls.endpoint, methods=["POST"]),
            Route("/upload/v1/{file_id}", self._upload, methods=["POST"]),
            Route("/files/{file_id}/{name}", self._download, methods=["GET"]),
            WebSocketRoute(SOCKET_PATH, self.sockets.serve),
            *routes(self),
        ]

    async def _upload(self, request: Request) -> Response:
        """Takes the bytes an app announced with files.getUploadURLExternal."""
        content = await request.body()
        exchange = self.workspace.record("from app", "upload", {"bytes": len(content)})
        file = self.workspace.files.get(request.path_params["file_id"])
        try:
            if file is None:
                raise SlackError("file_not_found")
            exchange.answer, exchange.status = receive(file, content), 200
        except SlackError as refusal:
            exchange.answer, exchange.status = refusal.error, 400
            self.workspace.violation("refused-upload", str(refusal), exchange)
        return PlainTextResponse(str(exchange.answer), exchange.status)

    async def _download(self, request: Request) -> Response:
        file = self.workspace.files.get(request.path_params["file_id"])
        if file is None or not file.completed:
            return PlainTextResponse("file_not_found", 404)
        return Response(file.content, media_type=file.mimetype)
