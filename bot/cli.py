"""`klik`: run it, try it, look after it."""

import asyncio
import gc
import signal
import socket
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import structlog
import typer
import uvicorn

from bot import migrating, tracing
from bot.app import Klik, create_app
from bot.config import Settings, SettingsError, load_settings
from bot.database import AlreadyRunning, sole_process
from bot.jobs import JOBS
from bot.keys import keys
from bot.logs import set_up_logs
from bot.outbox_cli import app as outbox
from bot.runtime import Now, utc_now

app = typer.Typer(
    help="Klik: mentoring that colleagues run themselves.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
jobs = typer.Typer(help="Background work: what there is, and running it by hand.", no_args_is_help=True)
app.add_typer(jobs, name="jobs")
app.add_typer(keys, name="keys")
app.add_typer(outbox, name="outbox")
log = structlog.get_logger()


def main() -> None:
    try:
        app()
    except SettingsError as error:
        typer.secho(str(error), fg="red", err=True)
        raise SystemExit(2) from None


def _settings(**overrides: object) -> Settings:
    settings = load_settings(**overrides)
    set_up_logs(settings.log_level, settings.klik_log_format, settings.secrets)
    return settings


def on_fast_loop(work: Coroutine[Any, Any, None]) -> None:
    """Run `work` to its end, or until Ctrl-C, on the loop that serves the most."""
    with suppress(KeyboardInterrupt), asyncio.Runner(loop_factory=_fast_loop()) as runner:
        runner.run(work)


def _fast_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The loop that uvicorn itself would choose; it does not exist for Windows."""
    if sys.platform == "win32":
        return None
    import uvloop

    return uvloop.new_event_loop


@app.command()
def run() -> None:
    """Run Klik: HTTP by default, Socket Mode when SLACK_APP_TOKEN is set."""
    settings = _settings().for_slack()
    on_fast_loop(serve(settings))


async def serve(settings: Settings, now: Now = utc_now) -> None:
    """Run Klik until it is told to stop; then finish what was acknowledged, and give back what was claimed."""
    async with AsyncExitStack() as stack:
        if settings.sqlite_file is not None:
            stack.enter_context(_alone(settings.sqlite_file))
            await migrating.migrate(settings.database_url)  # embedded, one process: nobody else could mind
        traces = tracing.from_environment()
        if traces is not None:
            stack.callback(traces.close)
        klik = await stack.enter_async_context(create_app(settings, now, tracing=traces))
        await stack.enter_async_context(klik.watched())
        if settings.klik_scheduler:
            await stack.enter_async_context(klik.schedule.running())
        if settings.slack_app_token is not None:
            await stack.enter_async_context(klik.socket())
            log.info("listening", mode="socket")
            if not settings.by_oauth:
                settle()
                await _until_stopped()
                klik.health.drain()
                return
        await web_server(klik, settings).serve()  # also in Socket Mode with OAuth: people install it in a browser


@contextmanager
def _alone(database: Path) -> Iterator[None]:
    try:
        with sole_process(database):
            yield
    except AlreadyRunning as error:
        raise SettingsError(
            f"Klik runs on {database} already (process {error}): stop that one first, "
            "or give several processes one PostgreSQL (DATABASE_URL)."
        ) from None


GRACE = 10
"""Seconds that requests under way get to finish once Klik is told to stop: Slack waits three for each."""


class WebServer(uvicorn.Server):
    """The one server of a process: told to stop, it says so to whoever asks whether it is ready."""

    def __init__(self, klik: Klik, settings: Settings) -> None:
        super().__init__(
            uvicorn.Config(
                klik.web,
                host=settings.host,
                port=settings.port,
                log_config=None,
                access_log=False,
                lifespan="off",
                server_header=False,
                timeout_graceful_shutdown=GRACE,
            )
        )
        self._health = klik.health
        self._drain = settings.klik_drain_seconds

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        settle()
        await super().startup(sockets)
        for server in self.servers:
            for bound in server.sockets:
                host, port, *_ = bound.getsockname()
                log.info("listening", mode="http", host=host, port=port)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Not ready from now on; closed a little later, when no balancer sends anything here any more."""
        if self._health.draining or not self._drain:
            self._health.drain()
            super().handle_exit(sig, frame)
            return
        self._health.drain()
        self._loop.call_soon_threadsafe(self._loop.call_later, self._drain, super().handle_exit, sig, frame)


def settle() -> None:
    """What is loaded by now stays for as long as the process. Looking through its 400,000 objects for garbage again and
    again would keep everybody waiting for a quarter of a second each time."""
    gc.collect()
    gc.freeze()


def web_server(klik: Klik, settings: Settings) -> uvicorn.Server:
    return WebServer(klik, settings)


async def _until_stopped() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    await stop.wait()


@app.command()
def migrate(
    back_to: Annotated[
        str | None,
        typer.Option(help="An earlier revision, before an older version runs again; `klik doctor` names it."),
    ] = None,
) -> None:
    """Bring the database to this version's schema, or back to that of an older version."""
    settings = _settings()
    try:
        asyncio.run(migrating.migrate(settings.database_url, back_to=back_to))
    except migrating.UnknownRevision:
        raise SettingsError(
            f"This version has no revision {back_to}: {', '.join(sorted(migrating.revisions()))}."
        ) from None
    typer.echo(f"The database is at revision {back_to or migrating.head()}.")


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="The new file; nothing is overwritten.")]) -> None:
    """Copy the SQLite database to a file, while Klik runs on it. For PostgreSQL see docs/deploy/backup.md."""
    from bot.backup import back_up

    database = _settings().sqlite_file
    if database is None:
        raise SettingsError("DATABASE_URL is PostgreSQL, which brings its own tool: pg_dump (docs/deploy/backup.md).")
    back_up(database, file)
    typer.echo(f"{file}: {file.stat().st_size // 1024} KB, checked.")


@app.command()
def restored(
    since: Annotated[str, typer.Argument(help="When the backup was made, or a little before.")],
    at: Annotated[str | None, typer.Option(help="Pretend it is this moment, as 2026-11-24T09:00+01:00.")] = None,
) -> None:
    """After a backup was put back and before Klik runs on it: what may have been sent since is not sent again."""
    from bot.backup import look_before_sending

    made_at, now = _moment(since), _moment(at) or utc_now()
    assert made_at is not None

    async def mark() -> int:
        async with migrating.open_database(_settings().database_url) as db:
            return await look_before_sending(db, made_at, now)

    typer.echo(f"{asyncio.run(mark())} messages are looked up in Slack before they are sent.")


@app.command()
def audit(
    style: Annotated[str, typer.Option("--format", help="csv or jsonl.")] = "csv",
    since: Annotated[
        str | None, typer.Option(help="From this moment on, as 2026-11-24 or 2026-11-24T09:00+01:00.")
    ] = None,
) -> None:
    """Write the audit log (who with a role did what, when) to standard output."""
    from bot import audit_file

    if style not in audit_file.FORMATS:
        raise SettingsError(f"--format {style!r} is not one of {', '.join(audit_file.FORMATS)}.")
    asyncio.run(audit_file.write(_settings(), style, _moment(since, "--since")))


@app.command()
def doctor() -> None:
    """Check token, scopes, secret, database, migrations and manifest: each line ok, or what to do."""
    from bot.doctor import examine

    async def look() -> bool:
        well = True
        async for finding in examine(_settings()):
            well = well and finding.ok
            mark = typer.style("ok  ", fg="green") if finding.ok else typer.style("no  ", fg="red")
            typer.echo(f"{mark} {finding.what}" + (f"\n     {finding.advice}" if finding.advice else ""))
        return well

    if not asyncio.run(look()):
        raise typer.Exit(1)


@app.command()
def playground(
    port: Annotated[int, typer.Option(help="Where the workspace's page is served; 0 takes a free port.")] = 8765,
    host: Annotated[str, typer.Option(help="The address it listens on.")] = "127.0.0.1",
    socket: Annotated[bool, typer.Option("--socket", help="Reach Klik by Socket Mode instead of HTTP.")] = False,
    empty: Annotated[bool, typer.Option("--empty", help="No history: a workspace on its first day.")] = False,
) -> None:
    """Try Klik in a local Slack workspace, in the browser. Nothing is kept."""
    from bot.demo import demo  # the workspace is no part of a running Klik

    set_up_logs("WARNING", "console")

    async def play() -> None:
        async with demo(now=utc_now(), port=port, host=host, socket_mode=socket, history=not empty, say=typer.echo) as (
            workspace,
            _,
        ):
            typer.secho(f"\nKlik is in its local workspace: {workspace.url}\n", fg="green", bold=True)
            typer.echo("Press Ctrl+C to stop.")
            await _until_stopped()

    try:
        on_fast_loop(play())
    except OSError as error:
        raise SettingsError(f"Port {port} cannot be used ({error.strerror}): choose another with --port.") from None


@app.command()
def simulate(
    members: Annotated[int, typer.Option(min=10, help="How many people.")] = 500,
    days: Annotated[int, typer.Option(min=1, help="How many days they live through.")] = 365,
    seed: Annotated[int, typer.Option(help="Another number, other people and another year.")] = 1,
    database: Annotated[str, typer.Option(help="An empty database; a SQLite that is thrown away if not given.")] = "",
    chart: Annotated[Path | None, typer.Option(help="Draw pairs by state over time into this file.")] = None,
) -> None:
    """Let a made-up company use Klik for a year, and see whether what must always hold does."""
    from rich.console import Console

    from bot.simulation import report, simulate  # the workspace is no part of a running Klik

    set_up_logs("ERROR", "console")
    with asyncio.Runner(loop_factory=_fast_loop()) as runner:
        year = runner.run(simulate(members, days, seed, database, typer.echo))
    typer.echo()
    held = report.show(year, Console())
    if chart is not None:
        report.picture(year.days, chart)
    if not held:
        raise typer.Exit(1)


@jobs.command("list")
def list_jobs() -> None:
    """The jobs, and how often each looks for work."""
    for job in JOBS:
        typer.echo(f"{job.name:15} {job.every:14} {(job.doc.splitlines() or [''])[0]}")


@jobs.command("run")
def run_job(
    name: Annotated[str, typer.Argument(help="A name from `klik jobs list`.")],
    at: Annotated[str | None, typer.Option(help="Pretend it is this moment, as 2026-11-24T09:00+01:00.")] = None,
) -> None:
    """Run one job now, or as if it were another time."""
    job = next((job for job in JOBS if job.name == name), None)
    if job is None:
        raise SettingsError(f"There is no job {name!r}; there are {', '.join(job.name for job in JOBS)}.")
    moment = _moment(at)

    async def once() -> None:
        settings = _settings()
        async with AsyncExitStack() as stack:
            if settings.sqlite_file is not None:
                stack.enter_context(_alone(settings.sqlite_file))
            now = (lambda: moment) if moment is not None else utc_now
            klik = await stack.enter_async_context(create_app(settings, now))
            typer.echo(f"{name}: {await job.run(klik.runtime)} done")

    asyncio.run(once())


def _moment(at: str | None, option: str = "--at") -> datetime | None:
    if at is None:
        return None
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise SettingsError(f"{at!r} is not a time like 2026-11-24T09:00+01:00.") from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


if __name__ == "__main__":
    main()
