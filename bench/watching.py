"""What it costs a request to be counted, and what it costs to count the outbox."""

import asyncio
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import typer

from bench import harness
from bot import migrating
from bot.database import make_engine, make_sessions
from bot.metrics import outbox_depth
from bot.watch import Watch

GOAL = 5.0
"""Microseconds."""
DEPTH_GOAL = 50.0
"""Milliseconds, with 100,000 planned and 100,000 sent messages."""
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def main(*, rounds: int = 9, operations: int = 20_000, messages: int = 100_000) -> bool:
    watch = Watch()

    def nothing() -> None:
        pass

    def counted() -> None:
        with watch.request("command", "find", "T1"):
            pass

    floor, seen = harness.in_turns(
        {"nothing": harness.of_callable(nothing), "counted": harness.of_callable(counted)},
        rounds=rounds,
        operations=operations,
    )
    cost = seen.median - floor.median
    met = cost <= GOAL
    typer.echo(f"\nCounting a request: {cost:.1f} us  goal {GOAL:.0f} us: {'met' if met else 'MISSED'}")
    with TemporaryDirectory() as folder:
        milliseconds = asyncio.run(_depth(Path(folder) / "klik.db", messages))
    cheap = milliseconds <= DEPTH_GOAL
    typer.echo(
        f"Counting an outbox of {messages:,} planned and {messages:,} sent messages on SQLite: "
        f"{milliseconds:.1f} ms  goal {DEPTH_GOAL:.0f} ms: {'met' if cheap else 'MISSED'}"
    )
    return met and cheap


async def _depth(file: Path, messages: int) -> float:
    url = f"sqlite+aiosqlite:///{file}"
    await migrating.migrate(url)
    await asyncio.to_thread(_fill, file, messages)
    engine = make_engine(url)
    taken = []
    for _ in range(7):
        start = time.perf_counter()
        depth = await outbox_depth(make_sessions(engine), NOW)
        taken.append((time.perf_counter() - start) * 1000)
    await engine.dispose()
    assert depth.planned + depth.due == messages
    return sorted(taken)[3]


def _fill(file: Path, messages: int) -> None:
    """Planned over the coming half year, a hundredth of them due, and as many sent ones."""
    ahead = timedelta(days=180) / messages
    first = NOW - messages // 100 * ahead
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("INSERT INTO workspaces (id, name, created_at) VALUES ('T1', '', '2026-01-01')")
        connection.executemany(
            "INSERT INTO outbox"
            " (id, workspace_id, key, kind, subject, subject_id, params, due_at, next_at, state, attempts)"
            " VALUES (?, 'T1', ?, 'request.asked', 'request:1', 1, '{}', ?, ?, ?, 0)",
            (
                (uuid4().hex, f"{state}{number}", at, at, state)
                for state in ("pending", "sent")
                for number in range(messages)
                for at in [(first + number * ahead).strftime("%Y-%m-%d %H:%M:%S.%f")]
            ),
        )


if __name__ == "__main__":
    main()
