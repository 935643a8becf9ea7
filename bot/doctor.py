"""`klik doctor`: is everything in place? Each line says ok, or what to do."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError

import handlers  # noqa: F401 (fills the registry)
from bot import migrating
from bot.config import Settings, SettingsError
from bot.database import make_engine, open_sessions
from bot.manifest import manifest, scopes
from bot.oauth import REDIRECT
from bot.slack.opening import check_keys
from bot.vault import Vault
from handlers.networks import announcement_channel
from handlers.notices import NOTICES
from handlers.registry import registry

COMMAND = "/mentor"


@dataclass(frozen=True)
class Finding:
    what: str
    advice: str = ""
    """What to do; empty when it is in order."""

    @property
    def ok(self) -> bool:
        return not self.advice


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Every finding, in the order in which one would mend them."""
    for finding in _settings(settings):
        yield finding
    async for finding in _database(settings):
        yield finding
    for finding in _manifest(manifest()):
        yield finding
    if settings.by_oauth:
        async for finding in _installations(settings):
            yield finding
    elif settings.slack_bot_token is not None:
        async for finding in _slack(settings):
            yield finding


def _settings(settings: Settings) -> Iterator[Finding]:
    if settings.by_oauth:
        yield from _oauth(settings)
    else:
        yield Finding(
            "Bot token", "" if settings.slack_bot_token else "Set SLACK_BOT_TOKEN (your app: OAuth & Permissions)."
        )
    if settings.slack_app_token is not None:
        yield Finding("App token: Socket Mode")
        return
    secret = settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else ""
    yield Finding(
        "Signing secret",
        "" if secret else "Set SLACK_SIGNING_SECRET (your app: Basic Information), or SLACK_APP_TOKEN for Socket Mode.",
    )


def _oauth(settings: Settings) -> Iterator[Finding]:
    basic = "(your app: Basic Information)."
    yield Finding("Client id", "" if settings.slack_client_id else f"Set SLACK_CLIENT_ID {basic}")
    yield Finding("Client secret", "" if settings.slack_client_secret else f"Set SLACK_CLIENT_SECRET {basic}")
    keys = len(settings.encryption_keys)
    yield Finding(
        f"Encryption keys: {keys}" if keys else "Encryption keys",
        "" if keys else "Make one with `klik keys generate` and set KLIK_ENCRYPTION_KEYS; keep it safe.",
    )
    url = settings.klik_public_url or ""
    advice = "" if url.startswith("https://") else "Slack sends people only to https:// addresses."
    yield Finding(f"Public address: {url}" if url else "Public address", advice if url else "Set KLIK_PUBLIC_URL.")
    declared = manifest()["oauth_config"].get("redirect_urls") or []
    wanted = f"{url}{REDIRECT}"
    yield Finding(
        "Manifest: redirect address",
        "" if not url or wanted in declared else f"Put {wanted} into redirect_urls of app.yaml and of your app.",
    )
    if settings.slack_bot_token is not None:
        yield Finding("Bot token", "SLACK_BOT_TOKEN is not used with OAuth: leave it out, install at /slack/install.")


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    engine = make_engine(settings.database_url)
    try:
        async with engine.begin() as connection:
            state = await connection.run_sync(migrating.state)
    except (SQLAlchemyError, OSError) as error:
        yield Finding("Database", f"It cannot be reached ({type(error).__name__}): check DATABASE_URL.")
        return
    finally:
        await engine.dispose()
    yield Finding(f"Database: {engine.dialect.name}")
    head = migrating.head()
    if state is not None and state not in migrating.revisions():
        advice = f"At {state}, newer than this Klik: run that version, or with it `klik migrate --back-to {head}`."
    else:
        advice = "" if state == head else f"At {state or 'nothing yet'}, not {head}: run `klik migrate`."
    yield Finding("Migrations", advice)


def _manifest(found: dict[str, Any]) -> Iterator[Finding]:
    features, settings = found["features"], found["settings"]
    pairs = (
        ("commands", {command["command"] for command in features["slash_commands"]}, {COMMAND}),
        ("shortcuts", {shortcut["callback_id"] for shortcut in features["shortcuts"]}, set(registry.shortcuts)),
        ("events", set(settings["event_subscriptions"]["bot_events"]), set(registry.events) | set(NOTICES)),
    )
    for what, declared, handled in pairs:
        missing, idle = handled - declared, declared - handled
        advice = []
        if missing:
            advice.append(f"add {', '.join(sorted(missing))} to app.yaml")
        if idle:
            advice.append(f"nothing handles {', '.join(sorted(idle))}")
        yield Finding(f"Manifest: {what}", "; ".join(advice))


async def _installations(settings: Settings) -> AsyncIterator[Finding]:
    """How many workspaces there are, and whether their tokens can be read."""
    if not settings.encryption_keys:
        return
    async with open_sessions(settings.database_url) as db:
        try:
            count = await check_keys(db, Vault(settings.encryption_keys))
        except SettingsError as error:
            yield Finding("Installations", str(error))
        except (SQLAlchemyError, OSError):
            return  # said already, of the database and its migrations
        else:
            yield Finding(f"Installations: {count}")


async def _slack(settings: Settings) -> AsyncIterator[Finding]:
    assert settings.slack_bot_token is not None
    async with aiohttp.ClientSession() as http:
        slack = AsyncWebClient(
            settings.slack_bot_token.get_secret_value(),
            base_url=settings.slack_api_url,
            session=http,
            retry_handlers=[],
        )
        try:
            identity = await slack.auth_test()
        except SlackApiError as error:
            yield Finding("Slack", f"It refuses the bot token ({error.response['error']}): copy it again.")
            return
        except (aiohttp.ClientError, TimeoutError) as error:
            yield Finding(
                "Slack", f"It cannot be reached ({type(error).__name__}): check the network or SLACK_API_URL."
            )
            return
        yield Finding(f"Slack: {identity.get('team')}, as {identity.get('user')}")
        yield _scopes(str(identity.headers.get("x-oauth-scopes", "")))
        try:
            channel = await announcement_channel(slack, settings.klik_announcement_channel)
        except SlackApiError as error:
            yield Finding("Announcement channel", f"Channels cannot be listed ({error.response['error']}).")
            return
        missing = f"No channel #{settings.klik_announcement_channel}: make it, or set KLIK_ANNOUNCEMENT_CHANNEL."
        yield Finding("Announcement channel", "" if channel else missing)


def _scopes(granted: str) -> Finding:
    wanted = set(scopes())
    missing = wanted - {scope.strip() for scope in granted.split(",")}
    return Finding(
        "Scopes", f"Missing {', '.join(sorted(missing))}: install the app again from app.yaml." if missing else ""
    )
