"""Alive and ready: what load balancers and orchestrators ask, and the side door at which figures are served.

Alive means that the event loop answers. Ready means that a click would get its answer here: the database is reached,
its tables are those of this code, and what should go out does go out. Why it is so: docs/adr/0009-watching.md.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

import structlog
import uvicorn
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot import migrating
from bot.config import Settings, SettingsError
from bot.metrics import Database, exposition
from bot.runtime import Runtime

log = structlog.get_logger()

PATIENCE = 2.0
"""Seconds that the database has to answer a probe."""
SILENT = 30.0
"""Seconds without a sign of the pump, which runs every second, before this process is not ready."""
REVISION = text("SELECT version_num FROM alembic_version")


@dataclass(kw_only=True)
class Health:
    """What one process knows about itself."""

    runtime: Runtime
    draining: bool = False
    """It has been told to stop: it finishes what it has, and wants nothing new."""
    _known: frozenset[str] = field(default_factory=migrating.revisions)
    _head: str | None = field(default_factory=migrating.head)

    def drain(self) -> None:
        """Say from now on that nothing new is wanted here."""
        self.draining = True

    async def parts(self) -> dict[str, str]:
        """One word for each part; "ok" and "off" are well."""
        if self.draining:
            return {"state": "draining"}
        database, migrations = await self._database()
        return {"database": database, "migrations": migrations, "scheduler": self._scheduler()}

    async def _database(self) -> tuple[str, str]:
        try:
            async with asyncio.timeout(PATIENCE), self.runtime.db.begin() as session:
                revision = await session.scalar(REVISION)
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            log.error("not_ready", error=type(error).__name__)
            return "unreachable", "unknown"
        # A revision that this code never heard of is a newer one: while a new version is rolled out the old replicas
        # serve on, and a migration that they could not serve on does not belong into one step.
        old = revision != self._head and (revision is None or revision in self._known)
        return "ok", "old" if old else "ok"

    def _scheduler(self) -> str:
        pump = self.runtime.watch.pump
        if not pump.expected:
            return "off"
        return "ok" if pump.silent_for() < SILENT else "silent"

    def routes(self) -> list[Route]:
        async def alive(_: Request) -> Response:
            return JSONResponse({"ok": True})

        async def ready(_: Request) -> Response:
            parts = await self.parts()
            well = all(word in ("ok", "off") for word in parts.values())
            return JSONResponse({"ok": well, **parts}, 200 if well else 503)

        return [Route("/healthz", alive), Route("/readyz", ready)]


def side_door(health: Health) -> Starlette:
    """For those who watch: figures, and the probes again, for Socket Mode has no other door."""
    runtime = health.runtime
    database = Database(runtime.db)
    runtime.watch.metrics.registry.register(database)

    async def figures(request: Request) -> Response:
        body, content_type = await exposition(
            runtime.watch.metrics, database, runtime.now(), request.headers.get("accept", "")
        )
        return Response(body, headers={"content-type": content_type})

    return Starlette(routes=[Route("/metrics", figures), *health.routes()])


class _Beside(uvicorn.Server):
    """A second server in one process: signals are for the first."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def watched(health: Health, settings: Settings) -> AsyncIterator[None]:
    """The side door is open while the block runs, if KLIK_METRICS_PORT says so."""
    if settings.klik_metrics_port == 0:
        yield
        return
    place = (settings.klik_metrics_host, settings.klik_metrics_port)
    try:
        listener = socket.create_server(place, family=socket.AF_INET6 if ":" in place[0] else socket.AF_INET)
    except OSError as error:
        raise SettingsError(
            f"KLIK_METRICS_PORT {place[1]} cannot be used on {place[0]} ({error.strerror}): choose another."
        ) from None
    server = _Beside(
        uvicorn.Config(side_door(health), log_config=None, access_log=False, lifespan="off", server_header=False)
    )
    serving = asyncio.create_task(server.serve([listener]))
    log.info("watched", host=place[0], port=place[1])
    try:
        yield
    finally:
        server.should_exit = True
        await serving
