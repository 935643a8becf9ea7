"""Tokens that expire: renewed ahead of time, by one replica, once."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.database import Sessions
from bot.domain import installations
from bot.domain.installations import Tokens
from bot.slack import reason_of
from bot.slack.oauth import Credentials, Granted, access
from bot.vault import Vault
from models import Installation

log = structlog.get_logger()

REFUSED = {"invalid_refresh_token", "token_revoked", "token_expired", "invalid_auth", "account_inactive"}
LOOKS, LOOK_EVERY = 30, 0.1
"""How often, and after how many seconds each time, one who may not renew looks whether another has."""


def lock(vault: Vault, granted: Granted) -> Tokens:
    """The tokens as they may be written down."""
    place = granted.installation_id
    return Tokens(
        bot=vault.lock(granted.bot_token, f"{place}:bot"),
        refresh=vault.lock(granted.refresh_token, f"{place}:refresh") if granted.refresh_token else None,
        expires_at=granted.expires_at,
    )


class Renewal:
    def __init__(
        self,
        *,
        db: Sessions,
        now: Callable[[], datetime],
        vault: Vault,
        app: Credentials,
        slack: AsyncWebClient,
    ) -> None:
        self._db = db
        self._now = now
        self._vault = vault
        self._app = app
        self._slack = slack

    async def renew(self, installation: Installation) -> Installation | None:
        """The installation with a fresh token, or None when Slack takes its refresh token no more.

        When Slack cannot be reached, or another replica is at it, the token it has is used as long as it lives. A
        process that dies between Slack's answer and our writing it down loses the installation: the refresh token was
        good once. Then somebody has to install again; nothing else is lost.
        """
        async with self._db.begin() as session:
            mine = await installations.claim_renewal(session, installation, self._now())
        if not mine:
            return await self._of_another(installation)
        assert installation.refresh_token is not None, "only what can be renewed says when"
        refresh = self._vault.open(installation.refresh_token, f"{installation.id}:refresh")
        try:
            granted = await access(
                self._slack, self._app, self._now(), grant_type="refresh_token", refresh_token=refresh
            )
        except SlackApiError as error:
            reason = reason_of(error)
            log.error("installation.not_renewed", installation=installation.id, error=reason)
            return await self._lost(installation) if reason in REFUSED else installation
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            log.warning("installation.not_renewed", installation=installation.id, error=type(error).__name__)
            return installation
        async with self._db.begin() as session:
            await installations.renewed(session, installation, lock(self._vault, granted))
            log.info("installation.renewed", installation=installation.id)
            return await installations.get(session, installation.id)

    async def _lost(self, installation: Installation) -> Installation | None:
        async with self._db.begin() as session:
            await installations.lose(session, installation)
            return await installations.get(session, installation.id)  # another one, if it was installed anew

    async def _of_another(self, installation: Installation) -> Installation | None:
        """What another replica has renewed; while the token lives there is no need to wait for it."""
        found: Installation | None = installation
        for _ in range(LOOKS):
            async with self._db.begin() as session:
                found = await installations.get(session, installation.id)
            if found is None or found.expires_at is None or found.expires_at > self._now():
                return found
            await asyncio.sleep(LOOK_EVERY)
        return found
