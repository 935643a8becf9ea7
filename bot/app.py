"""The composition root: everything is made here and handed on. The only importer of handlers and jobs."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiohttp
import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

import handlers
from bot import migrating
from bot.config import Settings, SettingsError
from bot.database import open_sessions
from bot.domain import topics
from bot.domain.rows import insert_new
from bot.jobs import JOBS, Job
from bot.runtime import Background, Now, Runtime, utc_now
from models import Outbox, OutboxState, Workspace

log = structlog.get_logger()

WAITED_FOR = tuple(job for job in JOBS if job.earliest is not None)
EARLIEST = select(*(job.earliest.scalar_subquery() for job in WAITED_FOR if job.earliest is not None))
"""One query for what all of them wait for."""


@dataclass(frozen=True, kw_only=True)
class Klik:
    """A running Klik, without a server or a scheduler around it yet."""

    runtime: Runtime
    bolt: AsyncApp
    web: Starlette
    background: Background

    async def run_due(self) -> None:
        """Run every job until nothing is due at this moment: what the scheduler does as time goes by."""
        for _ in range(100):
            await self.background.finished()
            now = self.runtime.now()
            due = [job for job, moment in (await self._moments()).items() if moment <= now]
            if not due:
                return
            await self._run(due)
        log.warning("run_due.unfinished")

    async def _run(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            await job.run(self.runtime)
        await self.background.finished()

    async def _moments(self) -> dict[Job, datetime]:
        """When each job next has something to do, as far as is known now; in the past when it is late."""
        async with self.runtime.db.begin() as session:
            found = (await session.execute(EARLIEST)).one()
        return {job: moment + job.later for job, moment in zip(WAITED_FOR, found, strict=True) if moment is not None}

    async def live_until(self, until: datetime, travel_to: Callable[[datetime], None]) -> None:
        """Let time pass: whatever becomes due on the way is done at its own moment, as the scheduler would."""
        while moments := {job: moment for job, moment in (await self._moments()).items() if moment <= until}:
            if (next_moment := min(moments.values())) > self.runtime.now():
                travel_to(next_moment)
            await self._run([job for job, moment in moments.items() if moment <= self.runtime.now()])
        travel_to(until)

    @asynccontextmanager
    async def scheduling(self) -> AsyncIterator[None]:
        """The clock of this process while the block runs: memory store, no leader; rows are claimed, so every replica
        may look. At the end what is under way is finished, nothing new begins."""
        under_way: set[asyncio.Task[Any]] = set()

        async def look(job: Job) -> None:
            task = asyncio.current_task()
            assert task is not None
            under_way.add(task)
            try:
                await job.run(self.runtime)
            finally:
                under_way.discard(task)

        scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        for job in JOBS:
            scheduler.add_job(look, args=[job], id=job.name, **job.trigger)
        scheduler.start()
        try:
            yield
        finally:
            scheduler.pause()
            while under_way:
                await asyncio.wait(under_way)
            scheduler.shutdown(wait=False)

    @asynccontextmanager
    async def socket(self) -> AsyncIterator[None]:
        """Socket Mode instead of HTTP, while the block runs."""
        token = self.runtime.settings.slack_app_token
        assert token is not None, "Socket Mode needs SLACK_APP_TOKEN"
        handler = AsyncSocketModeHandler(self.bolt, token.get_secret_value(), web_client=self.bolt.client)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        try:
            yield
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def create_app(settings: Settings, now: Now = utc_now) -> AsyncIterator[Klik]:
    """Klik on `settings`, its database reached and its workspace known. Closes everything at the end.

    Raises SettingsError when a token is missing or refused, or the database's schema is not the code's.
    """
    settings.for_slack()
    assert settings.slack_bot_token is not None
    async with (
        aiohttp.ClientSession() as http,
        open_sessions(settings.database_url) as db,
        Background() as background,
    ):
        slack = AsyncWebClient(
            settings.slack_bot_token.get_secret_value(),
            base_url=settings.slack_api_url,
            session=http,
            retry_handlers=[],
        )
        identity = await _who_am_i(slack)
        await _check_schema(db)
        runtime = Runtime(settings=settings, db=db, now=now, slack=lambda _: slack, later=background.start)
        await _prepare_workspace(runtime, identity)
        bolt = _make_bolt(settings, slack, identity)
        handlers.register(bolt, runtime)
        yield Klik(runtime=runtime, bolt=bolt, web=_make_web(bolt, runtime), background=background)


async def _who_am_i(slack: AsyncWebClient) -> dict[str, Any]:
    try:
        return dict((await slack.auth_test()).data)  # type: ignore[arg-type]
    except SlackApiError as error:
        raise SettingsError(
            f"Slack refused SLACK_BOT_TOKEN ({error.response['error']}): copy it again from your app's page."
        ) from None
    except (aiohttp.ClientError, TimeoutError) as error:
        raise SettingsError(
            f"Slack cannot be reached at {slack.base_url} ({type(error).__name__}): check the network or SLACK_API_URL."
        ) from None


async def _check_schema(db: Any) -> None:
    try:
        async with db.begin() as session:
            state = await (await session.connection()).run_sync(migrating.state)
    except (SQLAlchemyError, OSError) as error:
        raise SettingsError(f"The database cannot be reached ({type(error).__name__}): check DATABASE_URL.") from None
    if state != migrating.head():
        raise SettingsError("The database's schema is not this version's: run `klik migrate` first.")


async def _prepare_workspace(runtime: Runtime, identity: dict[str, Any]) -> None:
    async with runtime.db.begin() as session:
        await insert_new(
            session, Workspace, id=identity["team_id"], name=str(identity.get("team", "")), created_at=runtime.now()
        )
        await topics.plant(session, identity["team_id"], runtime.now())


def _make_bolt(settings: Settings, slack: AsyncWebClient, identity: dict[str, Any]) -> AsyncApp:
    known = AuthorizeResult(
        enterprise_id=identity.get("enterprise_id"),
        team_id=identity["team_id"],
        bot_user_id=identity["user_id"],
        bot_id=identity.get("bot_id"),
        bot_token=slack.token,
    )

    async def authorize(team_id: str | None) -> AuthorizeResult | None:
        # Answered from memory: Bolt's own would ask auth.test on every request.
        return known if team_id == known.team_id else None

    secret = settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else ""
    return AsyncApp(
        # Without a token: authorize() says which, request by request.
        client=AsyncWebClient(base_url=slack.base_url, session=slack.session, retry_handlers=[]),
        authorize=authorize,  # type: ignore[arg-type]  # Bolt takes None too, and says so to the person
        signing_secret=secret,
        # In Socket Mode there is no signature: the connection itself is authenticated.
        request_verification_enabled=bool(secret),
        process_before_response=True,
        logger=logging.getLogger("slack_bolt.klik"),
    )


def _make_web(bolt: AsyncApp, runtime: Runtime) -> Starlette:
    handler = AsyncSlackRequestHandler(bolt)

    async def slack_events(request: Request) -> Response:
        return await handler.handle(request)

    async def alive(_: Request) -> Response:
        return JSONResponse({"ok": True})

    async def ready(_: Request) -> Response:
        try:
            async with asyncio.timeout(2), runtime.db.begin() as session:
                await session.execute(text("SELECT 1"))
                dead = select(Outbox.id).where(Outbox.state == OutboxState.DEAD).limit(1)
                has_dead = await session.scalar(dead) is not None
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            log.error("not_ready", error=type(error).__name__)
            return JSONResponse({"ok": False, "database": "unreachable"}, 503)
        return JSONResponse({"ok": True, "database": "ok", "dead_messages": has_dead})

    return Starlette(
        routes=[
            Route("/slack/events", slack_events, methods=["POST"]),
            Route("/healthz", alive),
            Route("/readyz", ready),
        ]
    )
