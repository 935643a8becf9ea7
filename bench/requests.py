"""What Klik costs for each thing that Slack sends, next to the least that a Python server or Bolt needs.

`/mentor echo` exists only here: all of Klik's handlers are there, and one more that answers without asking the
database. `/mentor help` asks it once per person and half a minute (that first time is measured too); a button and the
home tab are whole transactions. Slack is a stand-in that takes everything, so that Klik is what is measured.
"""

import itertools
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from bench import harness, load, slack
from bot import migrating
from bot.app import create_app
from bot.cli import on_fast_loop, web_server
from bot.config import load_settings
from bot.domain import access
from bot.logs import set_up_logs
from bot.views import ids
from handlers.registry import Visit, registry
from tests import postgres

CROWD = 200
"""People who ask in turn: nobody's answer is only the last one again."""
FLOOR, BARE, ECHO = "Starlette and the signature", "Bolt with one listener", "Klik: /mentor echo"
HELP, FIRST, BUTTON, HOME = "Klik: /mentor help", "… somebody's first", "Klik: a button", "Klik: the home tab"
GOALS = {ECHO: 2.5, HELP: 2.5}
LEAST_THROUGHPUT = 0.8
"""Of the bare Bolt's, for `/mentor help`."""


async def echo(visit: Visit) -> None:
    await visit.ack(text=visit.text)


async def serve() -> None:
    set_up_logs("WARNING", "console")
    registry.command("echo", may=access.LOOK_AROUND)(echo)
    settings = load_settings().for_slack()
    await migrating.migrate(settings.database_url)
    async with create_app(settings) as klik:
        await web_server(klik, settings).serve()


@contextmanager
def servers(database_url: str, **settings: str) -> Iterator[tuple[harness.Server, harness.Server, harness.Server]]:
    """The floor, bare Bolt and Klik on `database_url`."""
    with ExitStack() as stack:
        workspace, starlette, bolt, klik = (harness.free_port() for _ in range(4))
        env = {
            **os.environ,
            "SLACK_API_URL": f"http://127.0.0.1:{workspace}/api/",
            "SLACK_BOT_TOKEN": slack.TOKEN,
            "SLACK_SIGNING_SECRET": slack.SECRET,
            "DATABASE_URL": database_url,
            "PORT": str(klik),
            **settings,
        }
        commands = (
            (["bench.slack", str(workspace)], workspace),
            (["bench.floor", "starlette", str(starlette)], starlette),
            (["bench.floor", "bolt", str(bolt)], bolt),
            (["bench.requests", "serve"], klik),
        )
        _, floor, bare, whole = (
            stack.enter_context(harness.serving([sys.executable, "-m", *arguments], port=port, env=env))
            for arguments, port in commands
        )
        yield floor, bare, whole


def payloads() -> dict[str, Callable[[], bytes]]:
    """One of each kind, by somebody of the crowd in turn; `FIRST` by somebody who was never there before."""
    people = itertools.cycle(f"U0CROWD{number}" for number in range(CROWD))
    strangers = (f"U0STRANGER{number}" for number in itertools.count())
    return {
        ECHO: lambda: slack.command("echo hello", next(people)),
        HELP: lambda: slack.command("help", next(people)),
        FIRST: lambda: slack.command("help", next(strangers)),
        BUTTON: lambda: slack.click(ids.LIST_NETWORKS, next(people)),
        HOME: lambda: slack.home_opened(next(people)),
    }


@dataclass(frozen=True)
class Effort:
    """How long to measure; less of it only shows that everything runs."""

    rounds: int = 10
    operations: int = 320
    seconds: float = 1.0
    least: int = 200
    imports: int = 5
    postgresql: bool = True


def main(effort: Effort = Effort()) -> bool:
    met = True
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(dir=postgres.scratch()))
        databases = {"SQLite": f"sqlite:///{Path(folder) / 'klik.db'}"}
        if effort.postgresql and (found := postgres.find()):
            url = stack.enter_context(postgres.running(found))
            databases["PostgreSQL"] = url.render_as_string(hide_password=False)
        for name, url_ in databases.items():
            with servers(url_) as (floor, bare, whole):
                met = compare(name, floor, bare, whole, effort) and met
    start_up(effort.imports)
    return met


def compare(name: str, floor: harness.Server, bare: harness.Server, whole: harness.Server, effort: Effort) -> bool:
    made = payloads()
    answers = {ECHO: b"hello", HELP: b"/mentor find", FIRST: b"/mentor find", BUTTON: b"", HOME: b""}
    contestants = {
        FLOOR: harness.of_server(floor, made[ECHO], expect=b"hello"),
        BARE: harness.of_server(bare, made[ECHO], expect=b"hello"),
    } | {what: harness.of_server(whole, made[what], expect=answers[what]) for what in made}
    results = harness.in_turns(contestants, rounds=effort.rounds, operations=effort.operations)
    met = harness.report(f"A signed request, Klik on {name}", results, goals=GOALS)

    targets = {FLOOR: (floor, made[ECHO]), BARE: (bare, made[ECHO])} | {what: (whole, made[what]) for what in made}
    rates = load.in_turns(targets, effort.seconds, effort.least)
    typer.echo(f"\nThroughput and latency, Klik on {name}\n{'':40}{'req/s':>8}{'x Bolt':>8}{'p50 ms':>8}{'p99 ms':>8}")
    for what, rate in rates.items():
        late = load.at_half(targets[what], rate, effort.seconds, effort.least)
        typer.echo(f"{what:40}{rate:8.0f}{rate / rates[BARE]:8.2f}{late.p50:8.1f}{late.p99:8.1f}")
    share = rates[HELP] / rates[BARE]
    enough = share >= LEAST_THROUGHPUT
    verdict = "met" if enough else "MISSED"
    typer.echo(f"/mentor help against bare Bolt: {share:.2f}  goal at least {LEAST_THROUGHPUT}: {verdict}")
    return met and enough


def start_up(times: int) -> None:
    """CPU time and memory of importing Klik, next to importing Bolt alone."""
    typer.echo(f"\nImporting\n{'':40}{'CPU s':>8}{'MB':>8}")
    for what, module in (("Bolt alone", "slack_bolt.async_app"), ("Klik", "bot.app"), ("klik run", "bot.cli")):
        seconds, megabytes = harness.importing(module, times)
        typer.echo(f"{what:40}{seconds:8.2f}{megabytes:8.0f}")


if __name__ == "__main__":
    if sys.argv[1:] == ["serve"]:
        on_fast_loop(serve())  # as `klik run` does, and uvicorn with the floor and the bare Bolt
    else:
        main()
