"""Every workspace that installed Klik by OAuth: its token is looked up once a minute at most, whatever comes in.

Bolt's own ways ask auth.test and the database on every request (16 cold requests made 16 calls, measured). Here a warm
request costs a look into a dict, and however many come at once to a cold one, one of them asks.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.database import Sessions
from bot.domain import installations, workspaces
from bot.slack import NotInstalled
from bot.slack.renewal import Renewal
from bot.vault import Unreadable, Vault
from models import Installation

log = structlog.get_logger()

REMEMBERED = timedelta(minutes=1)
"""For so long another replica may still use the token of an installation that has changed. Slack itself takes the old
one no more after an uninstallation; after a renewal it does until it expires."""

ORGANISATION = "E"
"""How Slack's ids of organisations begin; those of teams begin with T."""
MakeClient = Callable[[str, str], AsyncWebClient]
"""A client from a token and the id of the workspace to speak in."""


def bot_token(installation: Installation) -> str:
    """Where its token is kept, for the vault."""
    return f"{installation.id}:bot"


@dataclass(frozen=True)
class Known:
    authorized: AuthorizeResult
    slack: AsyncWebClient
    installation_id: str
    until: datetime


class InstalledWorkspaces:
    """Implements bot.slack.Workspaces."""

    def __init__(
        self, *, db: Sessions, now: Callable[[], datetime], vault: Vault, renewal: Renewal, make: MakeClient
    ) -> None:
        self._db = db
        self._now = now
        self._vault = vault
        self._renewal = renewal
        self._make = make
        self._remembered: dict[str, Known] = {}
        """By workspace; by organisation where Slack names no workspace."""
        self._looking: dict[str, asyncio.Task[Known | None]] = {}
        self._changes = 0

    async def client(self, workspace_id: str, enterprise_id: str | None = None) -> AsyncWebClient:
        known = await self._known(workspace_id, enterprise_id)
        if known is None:
            raise NotInstalled(workspace_id)
        return known.slack

    async def authorize(self, team_id: str | None, enterprise_id: str | None) -> AuthorizeResult | None:
        where = team_id or enterprise_id
        known = await self._known(where, enterprise_id) if where else None
        return known.authorized if known else None

    def forget(self, installation_id: str) -> None:
        self._changes += 1
        self._looking.clear()  # whoever looks now may have read what was true before
        for workspace_id, known in list(self._remembered.items()):
            if installation_id in (workspace_id, known.installation_id):
                del self._remembered[workspace_id]

    async def renew(self) -> int:
        async with self._db.begin() as session:
            due = await installations.due(session, self._now())
        for installation in due:
            await self._renewal.renew(installation)
            self.forget(installation.id)
        return len(due)

    async def _known(self, workspace_id: str, enterprise_id: str | None) -> Known | None:
        known = self._remembered.get(workspace_id)
        if known is not None and self._now() < known.until:
            return known
        look = self._looking.get(workspace_id)
        if look is None:
            look = asyncio.get_running_loop().create_task(self._look_up(workspace_id, enterprise_id))
            self._looking[workspace_id] = look
            look.add_done_callback(lambda done: self._looked(workspace_id, done))
        # Shielded: whoever goes away does not take the answer from the others.
        return await asyncio.shield(look)

    def _looked(self, workspace_id: str, look: asyncio.Task[Known | None]) -> None:
        if self._looking.get(workspace_id) is look:
            del self._looking[workspace_id]

    async def _look_up(self, workspace_id: str, enterprise_id: str | None) -> Known | None:
        changes = self._changes
        async with self._db.begin() as session:
            installation = await installations.serving(session, workspace_id, enterprise_id)
            if installation is not None and not workspace_id.startswith(ORGANISATION):
                await workspaces.appear(session, workspace_id, self._now(), enterprise_id=enterprise_id)
        if installation is not None and self._is_due(installation):
            installation = await self._renewal.renew(installation)
        if installation is None:
            self._remembered.pop(workspace_id, None)
            return None
        try:
            token = self._vault.open(installation.bot_token, bot_token(installation))
        except Unreadable:
            log.error("installation.unreadable", installation=installation.id)
            return None
        known = Known(
            AuthorizeResult(
                enterprise_id=enterprise_id,
                team_id=workspace_id,
                bot_user_id=installation.bot_user_id,
                bot_token=token,
            ),
            self._make(token, workspace_id),
            installation.id,
            self._now() + REMEMBERED,
        )
        if changes == self._changes:
            self._remembered[workspace_id] = known
        return known

    def _is_due(self, installation: Installation) -> bool:
        """Also when another replica is renewing it, if its token is of no use any more."""
        moments = (installation.renew_at, installation.expires_at if installation.refresh_token else None)
        return any(moment is not None and moment <= self._now() for moment in moments)
