"""`klik doctor`: is everything in place? Each line says ok, or what to do."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import yaml
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError

import handlers  # noqa: F401 (fills the registry)
from bot import migrating
from bot.config import Settings
from bot.database import make_engine
from handlers.networks import announcement_channel
from handlers.registry import registry

MANIFEST = Path(__file__).parents[1] / "app.yaml"
COMMAND = "/mentor"


@dataclass(frozen=True)
class Finding:
    what: str
    advice: str = ""
    """What to do; empty when it is in order."""

    @property
    def ok(self) -> bool:
        return not self.advice


def manifest() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(MANIFEST.read_text("utf-8"))
    return loaded


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Every finding, in the order in which one would mend them."""
    for finding in _settings(settings):
        yield finding
    async for finding in _database(settings):
        yield finding
    for finding in _manifest(manifest()):
        yield finding
    if settings.slack_bot_token is not None:
        async for finding in _slack(settings):
            yield finding


def _settings(settings: Settings) -> Iterator[Finding]:
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
    yield Finding(
        "Migrations", "" if state == head else f"At {state or 'nothing yet'}, not {head}: run `klik migrate`."
    )


def _manifest(found: dict[str, Any]) -> Iterator[Finding]:
    features, settings = found["features"], found["settings"]
    pairs = (
        ("commands", {command["command"] for command in features["slash_commands"]}, {COMMAND}),
        ("shortcuts", {shortcut["callback_id"] for shortcut in features["shortcuts"]}, set(registry.shortcuts)),
        ("events", set(settings["event_subscriptions"]["bot_events"]), set(registry.events)),
    )
    for what, declared, handled in pairs:
        missing, idle = handled - declared, declared - handled
        advice = []
        if missing:
            advice.append(f"add {', '.join(sorted(missing))} to app.yaml")
        if idle:
            advice.append(f"nothing handles {', '.join(sorted(idle))}")
        yield Finding(f"Manifest: {what}", "; ".join(advice))


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
    wanted = set(manifest()["oauth_config"]["scopes"]["bot"])
    missing = wanted - {scope.strip() for scope in granted.split(",")}
    return Finding(
        "Scopes", f"Missing {', '.join(sorted(missing))}: install the app again from app.yaml." if missing else ""
    )
