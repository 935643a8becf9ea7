"""The composition root: everything is made here and handed on. The only importer of handlers and jobs."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError
from starlette.types import ASGIApp

import handlers
from bot import migrating
from bot.config import Settings, SettingsError
from bot.database import open_sessions
from bot.domain import topics
from bot.domain.rows import insert_new
from bot.health import Health, watched
from bot.runtime import Background, Now, Runtime, utc_now
from bot.schedule import Schedule
from bot.slack import SingleWorkspace, make_client, who_am_i
from bot.socket_mode import Socket
from bot.tracing import Tracing
from bot.watch import Watch
from bot.watchdog import guarded
from bot.web import make_web
from models import Workspace

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Klik:
    """A running Klik, without a server or a scheduler around it yet."""

    runtime: Runtime
    bolt: AsyncApp
    web: ASGIApp
    schedule: Schedule
    health: Health

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """While the block runs, figures are served (if a port is set for them) and the watchdog is awake."""
        async with (
            watched(self.health, self.runtime.settings),
            guarded(self.runtime.watch, self.runtime.settings.klik_watchdog_seconds),
        ):
            yield

    @asynccontextmanager
    async def socket(self) -> AsyncIterator[None]:
        """Socket Mode instead of HTTP, while the block runs."""
        token = self.runtime.settings.slack_app_token
        assert token is not None, "Socket Mode needs SLACK_APP_TOKEN"
        handler = Socket(self.bolt, token.get_secret_value(), web_client=self.bolt.client)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        try:
            yield
        finally:
            await handler.close_async()


@asynccontextmanager
async def create_app(settings: Settings, now: Now = utc_now, tracing: Tracing | None = None) -> AsyncIterator[Klik]:
    """Klik on `settings`, its database reached and its workspace known. Closes everything at the end.

    Raises SettingsError when a token is missing or refused, or the database's schema is not the code's.
    """
    settings.for_slack()
    assert settings.slack_bot_token is not None
    watch = Watch(tracing=tracing)
    async with (
        aiohttp.ClientSession(trace_configs=[watch.slack_calls()]) as http,
        open_sessions(settings.database_url, settings.klik_database_connections) as db,
        Background() as background,
    ):
        slack = make_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url, http)
        identity = await who_am_i(slack)
        await _check_schema(db)
        workspaces = SingleWorkspace(slack, identity)
        runtime = Runtime(
            settings=settings, db=db, now=now, slack=workspaces.client, later=background.start, watch=watch
        )
        await _prepare_workspace(runtime, identity)
        bolt = _make_bolt(settings, slack, workspaces)
        handlers.register(bolt, runtime)
        health = Health(runtime=runtime)
        yield Klik(
            runtime=runtime,
            bolt=bolt,
            web=make_web(bolt, runtime, health),
            health=health,
            schedule=Schedule(runtime=runtime, background=background),
        )


async def _check_schema(db: Any) -> None:
    try:
        async with db.begin() as session:
            complaint = await (await session.connection()).run_sync(migrating.complaint)
    except (SQLAlchemyError, OSError) as error:
        raise SettingsError(f"The database cannot be reached ({type(error).__name__}): check DATABASE_URL.") from None
    if complaint:
        raise SettingsError(complaint)


async def _prepare_workspace(runtime: Runtime, identity: dict[str, Any]) -> None:
    async with runtime.db.begin() as session:
        await insert_new(
            session, Workspace, id=identity["team_id"], name=str(identity.get("team", "")), created_at=runtime.now()
        )
        await topics.plant(session, identity["team_id"], runtime.now())


def _make_bolt(settings: Settings, slack: AsyncWebClient, workspaces: SingleWorkspace) -> AsyncApp:
    async def authorize(team_id: str | None) -> AuthorizeResult | None:
        # A plain function: Bolt reads the names of the arguments, and would fill `self` of a method too.
        return await workspaces.authorize(team_id)

    return AsyncApp(
        # Without a token: authorize() says which, request by request.
        client=make_client(None, settings.slack_api_url, slack.session),
        authorize=authorize,  # type: ignore[arg-type]  # Bolt takes None too, and says so to the person
        # The door checks the signature (bot/web.py), before anything is parsed; in Socket Mode the connection itself is
        # authenticated.
        request_verification_enabled=False,
        process_before_response=True,
        logger=logging.getLogger("slack_bolt.klik"),
    )
