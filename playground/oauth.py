"""Installing by OAuth: codes that a person's consent makes, and the tokens they are exchanged for."""

from __future__ import annotations

import base64
import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from starlette.requests import Request

from playground.errors import SlackError
from playground.records import Enterprise, Json
from playground.server import Playground
from playground.tokens import Token

if TYPE_CHECKING:
    from playground.street import Street

CODE_LIFE = timedelta(minutes=10)
TOKEN_LIFE = timedelta(hours=12)


@dataclass
class Code:
    """What a person has allowed, until the app exchanges it."""

    where: Playground
    whole: bool
    """Whether it was allowed for the whole organisation of that workspace."""
    user: str
    scopes: frozenset[str]
    redirect_uri: str
    at: datetime
    used: bool = False


@dataclass
class Grant:
    """An installation: the token the app has, and the one it gets the next with."""

    places: list[Playground]
    enterprise: Enterprise | None
    whole: bool
    scopes: frozenset[str]
    refresh_token: str = ""


class Installer:
    """The app's client id and secret, its redirect addresses, and who has installed it."""

    def __init__(self, street: Street, *, rotation: bool) -> None:
        self.client_id = "1111.2222"
        self.client_secret = "local-client-secret"
        self.redirect_urls: list[str] = []
        """As in the app's settings: a redirect_uri must be one of these or below it."""
        self.rotation = rotation
        self._street = street
        self._numbers = itertools.count(1)
        self._codes: dict[str, Code] = {}
        self._refresh: dict[str, Grant] = {}

    # --- consent ----------------------------------------------------------------------------------------------------

    def check_request(self, client_id: str, redirect_uri: str, scope: str) -> str:
        """What is wrong with what the app asks, in Slack's word; empty when nothing is."""
        if client_id != self.client_id:
            return "invalid_client_id"
        if not any(redirect_uri == known or redirect_uri.startswith(f"{known}/") for known in self.redirect_urls):
            return "bad_redirect_uri"
        declared = next(iter(self._street.workspaces.values())).workspace.manifest["oauth_config"]["scopes"]["bot"]
        if not scope:
            return "no_scopes"
        return "" if set(scope.split(",")) <= set(declared) else "invalid_scope"

    def allow(self, where: Playground, user: str, scope: str, redirect_uri: str, *, whole: bool) -> str:
        """The code for what a person allowed."""
        code = f"code-{next(self._numbers)}"
        scopes = frozenset(scope.split(","))
        self._codes[code] = Code(where, whole, user, scopes, redirect_uri, self._street.clock.now())
        return code

    # --- tokens -----------------------------------------------------------------------------------------------------

    async def access(self, request: Request) -> Json:
        """Answers oauth.v2.access, for a code or for a refresh token."""
        async with request.form() as form:
            sent = {**request.query_params, **{name: str(value) for name, value in form.items()}}
        self._check_client(request, sent)
        match sent.get("grant_type") or "authorization_code":
            case "authorization_code":
                return self._exchange(sent)
            case "refresh_token":
                return self._renew(sent.get("refresh_token", ""))
        raise SlackError("invalid_grant_type")

    def _check_client(self, request: Request, sent: Json) -> None:
        client_id, secret = sent.get("client_id", ""), sent.get("client_secret", "")
        kind, _, encoded = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "basic":
            client_id, _, secret = base64.b64decode(encoded).decode().partition(":")
        if client_id != self.client_id:
            raise SlackError("invalid_client_id")
        if secret != self.client_secret:
            raise SlackError("bad_client_secret")

    def _exchange(self, sent: Json) -> Json:
        code = self._codes.get(sent.get("code", ""))
        if code is None or self._street.clock.now() - code.at > CODE_LIFE:
            raise SlackError("invalid_code")
        if code.used:
            raise SlackError("code_already_used")
        if sent.get("redirect_uri", code.redirect_uri) != code.redirect_uri:
            raise SlackError("bad_redirect_uri")
        code.used = True
        workspace = code.where.workspace
        enterprise = workspace.enterprise
        places = self._street.of_organisation(enterprise.id) if code.whole and enterprise else [code.where]
        grant = Grant(places, enterprise, code.whole, code.scopes)
        return {
            **self._issue(grant),
            "bot_user_id": workspace.bot.id,
            "team": None if code.whole else {"id": workspace.team_id, "name": workspace.team_name},
            "enterprise": vars(enterprise) if enterprise else None,
            "is_enterprise_install": code.whole,
            "authed_user": {"id": code.user},
        }

    def _issue(self, grant: Grant) -> Json:
        """A new token for the installation, good at once in all its places."""
        number = next(self._numbers)
        expires_at = self._street.clock.now() + TOKEN_LIFE if self.rotation else None
        value = f"xoxe.xoxb-1-local-{number}" if self.rotation else f"xoxb-local-{number}"
        for place in grant.places:
            kind: Literal["bot"] = "bot"
            place.tokens.add(Token(value, kind, expires_at))
            place.bot_token = value
            place.installed = True
            place.workspace.is_enterprise_install = grant.whole
            place.workspace.scopes = grant.scopes
        answer: Json = {
            "access_token": value,
            "token_type": "bot",
            "scope": ",".join(sorted(grant.scopes)),
            "app_id": self._street.app_id,
        }
        if self.rotation:
            self._refresh.pop(grant.refresh_token, None)  # good for one exchange
            grant.refresh_token = f"xoxe-1-local-{number}"
            self._refresh[grant.refresh_token] = grant
            answer |= {"expires_in": int(TOKEN_LIFE.total_seconds()), "refresh_token": grant.refresh_token}
        return answer

    def _renew(self, refresh_token: str) -> Json:
        grant = self._refresh.get(refresh_token)
        if grant is None or not grant.places[0].installed:
            raise SlackError("invalid_refresh_token")
        workspace = grant.places[0].workspace
        return {
            **self._issue(grant),
            "bot_user_id": workspace.bot.id,
            "team": None if grant.whole else {"id": workspace.team_id, "name": workspace.team_name},
            "enterprise": vars(grant.enterprise) if grant.enterprise else None,
            "is_enterprise_install": grant.whole,
        }
