"""The composition root: everything is made here and handed on. The only importer of handlers and jobs."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from starlette.types import ASGIApp

import handlers
from bot import migrating
from bot.config import Settings
from bot.database import Sessions, lexicons, open_sessions
from bot.domain.retention import KEEP
from bot.domain.search.quick import Quick
from bot.domain.search.ranking import WEIGHTS, Weights
from bot.domain.search.remembered import Remembered
from bot.feeds import feed_routes
from bot.health import Health, watched
from bot.i18n import Texts
from bot.oauth import INSTALL, install_routes
from bot.reads import open_reads
from bot.runtime import Background, Now, Runtime, utc_now
from bot.schedule import Schedule
from bot.slack import Workspaces, make_client
from bot.slack.opening import oauth_app, open_workspaces
from bot.socket_mode import Socket
from bot.tracing import Tracing
from bot.watch import Watch
from bot.watchdog import guarded
from bot.web import make_web

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
async def create_app(
    settings: Settings,
    now: Now = utc_now,
    tracing: Tracing | None = None,
    slack_http: aiohttp.ClientSession | None = None,
    sessions: type[Sessions] = Sessions,
) -> AsyncIterator[Klik]:
    """Klik on `settings`, its database reached and its workspace known. Closes everything at the end but `slack_http`,
    over which it calls Slack if that is given. `sessions` makes its sessions.

    Raises SettingsError when a token is missing or refused, or the database's schema is not the code's.
    """
    settings.for_slack()
    watch = Watch(tracing=tracing)
    async with (
        _calling(watch, slack_http) as http,
        open_sessions(settings.database_url, settings.klik_database_connections, now, sessions) as db,
        open_reads(settings.database_url) as reads,
        Background() as background,
    ):
        weights = Weights.parse(settings.klik_ranking)
        db.configure(info={**db.kw.get("info", {}), WEIGHTS: weights, KEEP: settings.keep})
        await migrating.check(db)
        workspaces = await open_workspaces(settings, db, now, http)
        quick = Quick(reads=reads, lexicons=lexicons(db), weights=weights, remembered=Remembered(weights))
        runtime = Runtime(
            settings=settings,
            db=db,
            now=now,
            workspaces=workspaces,
            quick=quick,
            later=background.start,
            watch=watch,
        )
        nobody = make_client(None, settings.slack_api_url, http)
        bolt = _make_bolt(settings, nobody, workspaces)
        handlers.register(bolt, runtime)
        health = Health(runtime=runtime)
        app = oauth_app(settings)
        pages = [*feed_routes(runtime), *([] if app is None else install_routes(runtime, app, nobody))]
        yield Klik(
            runtime=runtime,
            bolt=bolt,
            web=make_web(bolt, runtime, health, pages),
            health=health,
            schedule=Schedule(runtime=runtime, background=background),
        )


@asynccontextmanager
async def _calling(watch: Watch, given: aiohttp.ClientSession | None) -> AsyncIterator[aiohttp.ClientSession]:
    if given is not None:
        yield given
        return
    async with aiohttp.ClientSession(trace_configs=[watch.slack_calls()]) as http:
        yield http


def _make_bolt(settings: Settings, slack: AsyncWebClient, workspaces: Workspaces) -> AsyncApp:
    async def authorize(team_id: str | None, enterprise_id: str | None) -> AuthorizeResult | None:
        # A plain function: Bolt reads the names of the arguments, and would fill `self` of a method too.
        return await workspaces.authorize(team_id, enterprise_id)

    return AsyncApp(
        # Without a token: authorize() says which, request by request.
        client=slack,
        authorize=authorize,  # type: ignore[arg-type]  # Bolt takes None too, and says so to the person
        # The door checks the signature (bot/web.py), before anything is parsed; in Socket Mode the connection itself is
        # authenticated.
        request_verification_enabled=False,
        user_facing_authorize_error_message=_not_installed(settings),
        process_before_response=True,
        logger=logging.getLogger("slack_bolt.klik"),
    )


def _not_installed(settings: Settings) -> str:
    """What people read where Klik has no token (any more): nobody's own language is known there."""
    t = Texts.of(settings.klik_language, "UTC")
    if settings.klik_public_url is None:
        return t("Klik is not installed in this workspace any more.")
    where = settings.klik_public_url + INSTALL
    return t("Klik is not installed in this workspace any more. Whoever may can install it again: {where}", where=where)
