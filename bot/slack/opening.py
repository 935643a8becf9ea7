"""Which of the two ways to reach Slack the settings say, made and checked."""

from dataclasses import dataclass

import aiohttp
from sqlalchemy import select

from bot.config import Settings, SettingsError
from bot.database import Sessions
from bot.domain import workspaces
from bot.runtime import Now
from bot.slack import Workspaces, make_client
from bot.slack.installed import InstalledWorkspaces, bot_token
from bot.slack.oauth import Credentials
from bot.slack.renewal import Renewal
from bot.slack.single import SingleWorkspace, who_am_i
from bot.vault import Unreadable, Vault
from models import Installation


@dataclass(frozen=True)
class OAuthApp:
    """What installing needs: the app's credentials, and where its tokens go."""

    credentials: Credentials
    vault: Vault


def oauth_app(settings: Settings) -> OAuthApp | None:
    """None when Klik is in one workspace, by its token."""
    if not settings.by_oauth:
        return None
    assert settings.slack_client_id is not None
    assert settings.slack_client_secret is not None
    secret = settings.slack_client_secret.get_secret_value()
    return OAuthApp(Credentials(settings.slack_client_id, secret), Vault(settings.encryption_keys))


async def open_workspaces(settings: Settings, db: Sessions, now: Now, http: aiohttp.ClientSession) -> Workspaces:
    """Raises SettingsError when Slack refuses the token, or the keys do not open what is in the database."""
    app = oauth_app(settings)
    if app is None:
        return await _single(settings, db, now, http)
    await check_keys(db, app.vault)

    nobody = make_client(None, settings.slack_api_url, http)
    renewal = Renewal(db=db, now=now, vault=app.vault, app=app.credentials, slack=nobody)
    return InstalledWorkspaces(
        db=db,
        now=now,
        vault=app.vault,
        renewal=renewal,
        make=lambda token, workspace_id: make_client(token, settings.slack_api_url, http, workspace_id),
    )


async def _single(settings: Settings, db: Sessions, now: Now, http: aiohttp.ClientSession) -> SingleWorkspace:
    assert settings.slack_bot_token is not None
    slack = make_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url, http)
    identity = await who_am_i(slack)
    team, enterprise = str(identity["team_id"]), identity.get("enterprise_id")
    async with db.begin() as session:
        await workspaces.appear(session, team, now(), name=str(identity.get("team", "")), enterprise_id=enterprise)
        await workspaces.restore(session, team, now())  # uninstalled once, and here is a token again
    return SingleWorkspace(slack, identity)


async def check_keys(db: Sessions, vault: Vault) -> int:
    """The number of installations. Raises SettingsError when one of them cannot be read."""
    async with db.begin() as session:
        found = (await session.scalars(select(Installation))).all()
    closed = 0
    for installation in found:
        try:
            vault.open(installation.bot_token, bot_token(installation))
        except Unreadable:
            closed += 1
    if closed:
        raise SettingsError(
            f"KLIK_ENCRYPTION_KEYS opens the tokens of {len(found) - closed} of {len(found)} installations: "
            "add the key that they were encrypted with."
        )
    return len(found)
