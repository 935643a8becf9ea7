"""`make chaos`, or `python -m bench.chaos --seed 2 --messages 500`. Ends with 1 when anything is lost or doubled."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated
from uuid import uuid4

import psycopg
import typer

from bench.chaos.plan import Plan
from bench.chaos.run import Result, Run
from bench.chaos.worker import work
from tests import postgres

PER_MINUTE = 3000
SET_UPS = {"sqlite-1": ("sqlite", 1), "postgresql-1": ("postgresql", 1), "postgresql-3": ("postgresql", 3)}
COLUMNS = (
    "database   workers  seed   sent  lost doubled  files  lost doubled  nagged  unrecorded  429s  kills  look-ups"
    f"{'seconds':>9}{'messages/s':>12}"
)


@contextmanager
def fresh(backend: str) -> Iterator[str]:
    """The URL of an empty database."""
    with ExitStack() as stack:
        if backend == "sqlite":
            folder = stack.enter_context(TemporaryDirectory(prefix="klik-chaos-", dir=postgres.scratch()))
            yield f"sqlite+aiosqlite:///{Path(folder) / 'klik.db'}"
            return
        found = postgres.find()
        if found is None:
            raise typer.BadParameter("PostgreSQL was not found: see CONTRIBUTING.md, or choose --only sqlite-1.")
        server = stack.enter_context(postgres.running(found))
        name = f"chaos_{uuid4().hex[:8]}"
        address = server.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        yield server.set(database=name).render_as_string(hide_password=False)


def line(result: Result) -> str:
    plan = result.plan
    limited = sum(count for name, count in result.refusals.items() if name == "ratelimited")
    return (
        f"{result.database:10} {plan.workers:7} {plan.seed:5} {result.arrived:6} {len(result.lost):5}"
        f" {len(result.doubled):7} {result.files:6} {len(result.files_lost):5} {len(result.files_doubled):7}"
        f" {result.over_the_cap:7} {result.unrecorded:10} {limited:5} {result.kills:6}"
        f" {result.calls.get('conversations.history', 0):10} {result.seconds:8.0f}"
        f" {result.arrived / result.seconds:11.1f}"
    )


def chaos(
    seed: Annotated[int, typer.Option(help="What goes wrong, and when.")] = 1,
    messages: Annotated[int, typer.Option(min=100, help="How many messages are due.")] = 2000,
    logs: Annotated[Path | None, typer.Option(help="A folder in which the workers' logs stay.")] = None,
    only: Annotated[str, typer.Option(help=f"One of {', '.join(SET_UPS)}.")] = "",
) -> None:
    """Send due messages under fire, on both databases, with one worker and with three."""
    if only and only not in SET_UPS:
        raise typer.BadParameter(f"There are {', '.join(SET_UPS)}.")
    typer.echo(COLUMNS)
    clean = True
    for backend, workers in [SET_UPS[only]] if only else SET_UPS.values():
        with fresh(backend) as url:
            plan = Plan(seed=seed, messages=messages, workers=workers)
            kept = logs and logs / f"{backend}-{workers}-{seed}"
            if kept:
                kept.mkdir(parents=True, exist_ok=True)
            result = asyncio.run(Run(plan, url, per_minute=PER_MINUTE, logs=kept).run())
        typer.echo(line(result))
        for what, keys in (
            ("lost", result.lost), ("doubled", result.doubled), ("file lost", result.files_lost),
            ("file doubled", result.files_doubled),
        ):  # fmt: skip
            for key in keys[:10]:
                typer.echo(f"  {what}: {key}", err=True)
        typer.echo("  " + ", ".join(f"{name}: {count}" for name, count in sorted(result.refusals.items())), err=True)
        clean = clean and result.is_clean
    raise typer.Exit(not clean)


if __name__ == "__main__":
    if sys.argv[1:] == ["worker"]:
        asyncio.run(work())
    else:
        typer.run(chaos)
