"""How Klik reaches Slack: whose token a call carries, and what a request's workspace is."""

from typing import Protocol

import aiohttp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient


class NotInstalled(Exception):
    """Klik has no token for that workspace: it was uninstalled, or never installed."""


class Workspaces(Protocol):
    """The workspaces that this Klik is in: one known by its token, or all that installed it by OAuth."""

    async def client(self, workspace_id: str, enterprise_id: str | None = None) -> AsyncWebClient:
        """The client that speaks in that workspace; `enterprise_id` where the caller has just been told its
        organisation. Raises NotInstalled."""
        ...

    async def authorize(self, team_id: str | None, enterprise_id: str | None) -> AuthorizeResult | None:
        """Who Klik is where a request comes from; None where it is not installed. Of an organisation's installation
        Slack may name no team, or the organisation in its place."""
        ...

    def forget(self, installation_id: str) -> None:
        """Something changed about the installation in that team or organisation: look it up anew."""
        ...

    async def renew(self) -> int:
        """Renew the tokens that are due, and return how many were."""
        ...


def make_client(
    token: str | None, url: str, http: aiohttp.ClientSession | None, team_id: str | None = None
) -> AsyncWebClient:
    """A Web API client on the one shared HTTP session; without retries of its own, which would post twice.

    `team_id` goes along with every call: an organisation's token alone does not say which workspace is meant.
    """
    return AsyncWebClient(token, base_url=url, session=http, retry_handlers=[], team_id=team_id)


def reason_of(error: SlackApiError) -> str:
    """Slack's word for why it refused; the HTTP status when there is none, as when something before Slack answers."""
    response = error.response
    if isinstance(response, dict):  # as some of the SDK's own helpers raise it
        return str(response.get("error"))
    return str((isinstance(response.data, dict) and response.data.get("error")) or response.status_code)
