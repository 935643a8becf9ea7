"""oauth.v2.access: a code, or a refresh token, for tokens.

slack_sdk's own call and its TokenRotator are not used: they build their credentials by a way that aiohttp has
deprecated, and the rotator goes by the machine's clock.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient


@dataclass(frozen=True)
class Credentials:
    """The app's own, from its page at Slack."""

    client_id: str
    client_secret: str


@dataclass(frozen=True, kw_only=True)
class Granted:
    """What Slack gave, in the clear: handed on to be encrypted, never kept or logged."""

    bot_token: str
    refresh_token: str | None
    expires_at: datetime | None
    bot_user_id: str
    scopes: str
    team_id: str | None
    """None for an organisation."""
    team_name: str
    enterprise_id: str | None
    enterprise_name: str
    is_enterprise: bool
    user_id: str
    """Who installed it; empty when a token was renewed."""
    app_id: str

    @property
    def installation_id(self) -> str:
        """Of the organisation or of the team that has it now."""
        found = self.enterprise_id if self.is_enterprise else self.team_id
        assert found is not None, "Slack says neither a team nor an organisation"
        return found

    def __repr__(self) -> str:
        return f"Granted({self.installation_id})"


async def access(slack: AsyncWebClient, app: Credentials, now: datetime, **arguments: str) -> Granted:
    """Ask Slack; `arguments` are code and redirect_uri, or grant_type and refresh_token. Raises SlackApiError."""
    who = {"Authorization": aiohttp.encode_basic_auth(app.client_id, app.client_secret)}
    answer: dict[str, Any] = dict((await slack.api_call("oauth.v2.access", data=arguments, headers=who)).data)  # type: ignore[arg-type]
    team, enterprise = answer.get("team") or {}, answer.get("enterprise") or {}
    life = answer.get("expires_in")
    whole = bool(answer.get("is_enterprise_install"))
    return Granted(
        bot_token=str(answer["access_token"]),
        refresh_token=answer.get("refresh_token"),
        expires_at=now + timedelta(seconds=int(life)) if life else None,
        bot_user_id=str(answer.get("bot_user_id") or ""),
        scopes=str(answer.get("scope") or ""),
        team_id=None if whole else team.get("id"),  # Slack may name a team all the same
        team_name=str(team.get("name") or ""),
        enterprise_id=enterprise.get("id"),
        enterprise_name=str(enterprise.get("name") or ""),
        is_enterprise=whole,
        user_id=str((answer.get("authed_user") or {}).get("id") or ""),
        app_id=str(answer.get("app_id") or ""),
    )
