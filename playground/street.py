"""Several workspaces behind one API address, as all of Slack's are: people of each install the app by OAuth.

The app has one client id, one secret for signing and one app-level token everywhere; what tells the workspaces apart is
the bot token that each installation gives it. People allow or cancel on a page at ``/oauth/v2/authorize``.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from playground.clock import Clock
from playground.dispatch import ACK_SECONDS
from playground.errors import SlackError
from playground.hosting import Host
from playground.oauth import Installer
from playground.oauth_page import AuthorizePage
from playground.records import Enterprise, Json
from playground.server import Playground
from playground.webapi import METHODS, arguments, token_of


@dataclass(frozen=True, kw_only=True)
class Address:
    """A workspace of the street: its team, and the organisation it is in."""

    team_id: str
    team_name: str
    domain: str
    enterprise: Enterprise | None = None


@dataclass
class Answered:
    """One call that went to the app rather than to a workspace: what it asked and what it got."""

    method: str
    answer: Json = field(default_factory=dict)


class Street:
    """Served by ``async with``: ``api_url`` for the app, ``workspaces`` by team id, for people and tests."""

    def __init__(
        self,
        manifest_path: Path,
        addresses: Iterable[Address],
        *,
        clock: Clock,
        rotation: bool = False,
        patience: float = ACK_SECONDS,
    ):
        self.clock = clock
        self.workspaces: Mapping[str, Playground] = {
            address.team_id: Playground(manifest_path, clock=clock, installed=False, patience=patience, **vars(address))
            for address in addresses
        }
        first = next(iter(self.workspaces.values()))
        self.app_id = first.workspace.app_id
        self.app_token = first.app_token
        self.signing_secret = first.signing_secret
        for playground in self.workspaces.values():
            playground.sockets = first.sockets  # the app's connections are the app's, not a workspace's
        self.oauth = Installer(self, rotation=rotation)
        self.calls: list[Answered] = []
        self._page = AuthorizePage(self)
        self._host = Host(
            Starlette(
                routes=[
                    Route("/api/{method}", self._endpoint, methods=["GET", "POST"]),
                    Route("/oauth/v2/authorize", self._page.show, methods=["GET"]),
                    Route("/oauth/v2/authorize", self._page.decide, methods=["POST"]),
                ]
            )
        )
        self._open = contextlib.AsyncExitStack()

    @property
    def url(self) -> str:
        return self._host.url

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    def __getitem__(self, team_id: str) -> Playground:
        return self.workspaces[team_id]

    def reached_at(self, url: str) -> None:
        """Where the app takes what happens in any of the workspaces."""
        for playground in self.workspaces.values():
            playground.request_url = url

    def of_organisation(self, enterprise_id: str) -> list[Playground]:
        found = (p for p in self.workspaces.values() if p.workspace.enterprise)
        return [p for p in found if p.workspace.enterprise and p.workspace.enterprise.id == enterprise_id]

    async def uninstall_from(self, enterprise_id: str) -> None:
        """The organisation removes the app: its token dies everywhere, the app is told once."""
        everywhere = [p for p in self.of_organisation(enterprise_id) if p.workspace.is_enterprise_install]
        for playground in everywhere[1:]:
            playground.tokens.revoke()
            playground.installed = False
        await everywhere[0].uninstall()

    def called(self, method: str) -> int:
        """How often the app has called a method, anywhere."""
        here = sum(answered.method == method for answered in self.calls)
        return here + sum(
            exchange.direction == "from app" and exchange.kind == method
            for playground in self.workspaces.values()
            for exchange in playground.workspace.exchanges
        )

    @property
    def violations(self) -> list[Any]:
        return [broken for playground in self.workspaces.values() for broken in playground.workspace.violations]

    async def settled(self) -> None:
        for playground in self.workspaces.values():
            await playground.settled()

    # --- the one address --------------------------------------------------------------------------------------------

    async def _endpoint(self, request: Request) -> Response:
        name = request.path_params["method"]
        if name == "oauth.v2.access":
            return await self._access(request)
        method = METHODS.get(name)
        sent = await arguments(request, method) if method else {}
        team_id = str(sent.get("team_id") or "")
        places = self._places(token_of(request, sent))
        named = [playground for playground in places if playground.workspace.team_id == team_id]
        if len(places) > 1 and not named and name != "auth.test":
            return self._refused(places[0], name, sent)
        return await (named or places)[0].web_api.endpoint(request)

    def _places(self, token: str) -> list[Playground]:
        """The workspaces a token is good in; one that nobody knows is refused by whichever workspace, as by all."""
        everywhere = list(self.workspaces.values())
        if token == self.app_token:  # the app's, of no workspace
            return everywhere[:1]
        return [playground for playground in everywhere if token in playground.tokens] or everywhere[:1]

    @staticmethod
    def _refused(playground: Playground, name: str, sent: Json) -> Response:
        """An organisation's token alone does not say which workspace is meant. Slack asks for ``team_id`` where it
        cannot be told from the channel; here it is asked for always, since the workspaces have the same ids."""
        exchange = playground.workspace.record("from app", name, sent)
        exchange.answer = SlackError("missing_argument", "missing required field: team_id").answer
        playground.workspace.violation("refused-call", f"{name}: team_id is missing", exchange)
        return JSONResponse(exchange.answer)

    async def _access(self, request: Request) -> Response:
        answered = Answered("oauth.v2.access")
        self.calls.append(answered)
        try:
            answered.answer = {"ok": True, **await self.oauth.access(request)}
        except SlackError as refusal:
            answered.answer = refusal.answer
        return JSONResponse(answered.answer)

    async def __aenter__(self) -> Self:
        async with contextlib.AsyncExitStack() as opening:
            for playground in self.workspaces.values():
                await opening.enter_async_context(playground)
            await opening.enter_async_context(self._host)
            self._open = opening.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()
