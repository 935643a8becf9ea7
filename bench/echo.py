"""What Klik's own stack costs for a signed command, next to the least that a Python server or Bolt needs.

`/mentor echo` exists only here: all of Klik's handlers are there, and one more that answers without asking the
database. `/mentor help` is a whole command, with its transaction on SQLite.
"""

import asyncio
import os
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import harness, slack
from bot import migrating
from bot.app import create_app
from bot.cli import web_server
from bot.config import load_settings
from bot.domain import access
from handlers.registry import Visit, registry


async def echo(visit: Visit) -> None:
    await visit.ack(text=visit.text)


async def serve() -> None:
    registry.command("echo", may=access.LOOK_AROUND)(echo)
    settings = load_settings().for_slack()
    await migrating.migrate(settings.database_url)
    async with create_app(settings) as klik:
        await web_server(klik, settings).serve()


def main(*, rounds: int = 15, operations: int = 400) -> bool:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        workspace, starlette, bolt, klik = (harness.free_port() for _ in range(4))
        python = sys.executable
        env = {
            **os.environ,
            "SLACK_API_URL": f"http://127.0.0.1:{workspace}/api/",
            "SLACK_BOT_TOKEN": slack.TOKEN,
            "SLACK_SIGNING_SECRET": slack.SECRET,
            "DATABASE_URL": f"sqlite:///{folder / 'klik.db'}",
            "PORT": str(klik),
            "LOG_LEVEL": "WARNING",
        }
        stack.enter_context(harness.serving([python, "-m", "bench.slack", str(workspace)], port=workspace))
        plain, bare, whole = (
            stack.enter_context(harness.serving([python, "-m", *arguments], port=port, env=environment))
            for port, arguments, environment in (
                (starlette, ["bench.floor", "starlette", str(starlette)], os.environ),
                (bolt, ["bench.floor", "bolt", str(bolt)], os.environ),
                (klik, ["bench.echo", "serve"], env),
            )
        )

        def echo_on(server: harness.Server) -> harness.Measure:
            return harness.of_server(server, lambda: slack.command("echo hello"), expect=b"hello")

        results = harness.in_turns(
            {
                "Starlette and the signature": echo_on(plain),
                "Bolt with one listener": echo_on(bare),
                "Klik: /mentor echo": echo_on(whole),
                "Klik: /mentor help, SQLite": harness.of_server(whole, lambda: slack.command("help"), expect=b"find"),
            },
            rounds=rounds,
            operations=operations,
        )
    return harness.report("A signed slash command", results, goals={"Klik: /mentor echo": 2.5})


if __name__ == "__main__":
    if sys.argv[1:] == ["serve"]:
        asyncio.run(serve())
    else:
        main()
