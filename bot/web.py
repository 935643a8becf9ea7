"""Klik's doors: what it answers over HTTP."""

import asyncio

import structlog
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.runtime import Runtime
from models import Outbox, OutboxState

log = structlog.get_logger()


def make_web(bolt: AsyncApp, runtime: Runtime) -> Starlette:
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
