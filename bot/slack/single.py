"""One workspace, known by the bot token in the settings: the simple way, and the default."""

from typing import Any

import aiohttp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.config import SettingsError
from bot.slack import NotInstalled, reason_of


class SingleWorkspace:
    """Implements bot.slack.Workspaces."""

    def __init__(self, slack: AsyncWebClient, identity: dict[str, Any]) -> None:
        self._slack = slack
        self._known = AuthorizeResult(
            enterprise_id=identity.get("enterprise_id"),
            team_id=identity["team_id"],
            bot_user_id=identity["user_id"],
            bot_id=identity.get("bot_id"),
            bot_token=slack.token,
        )

    async def client(self, workspace_id: str, enterprise_id: str | None = None) -> AsyncWebClient:
        """Raises NotInstalled for another workspace: the database may know one from an earlier token."""
        if workspace_id != self._known.team_id:
            raise NotInstalled(workspace_id)
        return self._slack

    async def authorize(self, team_id: str | None, enterprise_id: str | None) -> AuthorizeResult | None:
        """Answered from memory: Bolt's own would ask auth.test on every request."""
        return self._known if team_id == self._known.team_id else None

    def forget(self, installation_id: str) -> None:
        """Nothing to look up: the token is the settings'."""

    async def renew(self) -> int:
        """A token in the settings does not rotate."""
        return 0


async def who_am_i(slack: AsyncWebClient) -> dict[str, Any]:
    try:
        return dict((await slack.auth_test()).data)  # type: ignore[arg-type]
    except SlackApiError as error:
        raise SettingsError(
            f"Slack refused SLACK_BOT_TOKEN ({reason_of(error)}): copy it again from your app's page."
        ) from None
    except (aiohttp.ClientError, TimeoutError) as error:
        raise SettingsError(
            f"Slack cannot be reached at {slack.base_url} ({type(error).__name__}): check the network or SLACK_API_URL."
        ) from None
