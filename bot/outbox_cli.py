"""`klik outbox`: what waits, what could not be delivered and why, and another try. Never anybody's words."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, TypeVar
from uuid import UUID

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import load_settings
from bot.domain import undelivered
from bot.migrating import open_database
from bot.runtime import utc_now
from models import Outbox

app = typer.Typer(help="Planned messages: what waits, what could not be delivered, and trying again.")

MessageId = Annotated[UUID, typer.Argument(help="The id of a message, as `klik outbox` shows it.")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]
T = TypeVar("T")


def _with_database(work: Callable[[AsyncSession], Awaitable[T]]) -> T:
    async def run() -> T:
        async with open_database(load_settings().database_url) as db, db.begin() as session:
            return await work(session)

    return asyncio.run(run())


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment is not None else None


def _facts(row: Outbox) -> dict[str, object]:
    return {
        "id": str(row.id), "state": row.state.value, "kind": row.kind, "workspace": row.workspace_id,
        "about": row.subject, "due_at": _time(row.due_at), "next_at": _time(row.next_at),
        "expires_at": _time(row.expires_at), "attempts": row.attempts, "uncertain_since": _time(row.uncertain_since),
        "sent_at": _time(row.sent_at), "why": row.why.value if row.why is not None else None, "error": row.last_error,
    }  # fmt: skip


@app.callback(invoke_without_command=True)
def outbox(context: typer.Context, as_json: AsJson = False) -> None:
    """What waits by state and kind, since when the oldest is due, the dead ones with their reasons, and why others were
    withdrawn."""
    if context.invoked_subcommand is not None:
        return
    now = utc_now()

    async def look(session: AsyncSession) -> dict[str, object]:
        return {
            "messages": [
                {"state": state.value, "kind": kind, "count": count}
                for state, kind, count in await undelivered.depth(session)
            ],
            "oldest_due": _time(await undelivered.oldest_due(session, now)),
            "dead": [_facts(row) for row in await undelivered.dead(session)],
            "cancelled": [
                {"why": why.value if why is not None else None, "kind": kind, "count": count}
                for why, kind, count in await undelivered.cancelled(session, now)
            ],
        }

    found = _with_database(look)
    typer.echo(json.dumps(found, indent=2) if as_json else _in_words(found))


def _in_words(found: dict[str, object]) -> str:
    messages, dead, cancelled = found["messages"], found["dead"], found["cancelled"]
    assert isinstance(messages, list)
    assert isinstance(dead, list)
    assert isinstance(cancelled, list)
    lines = [f"{row['state']:8} {row['kind']:22} {row['count']:6}" for row in messages] or ["Nothing waits."]
    if found["oldest_due"] is not None:
        lines.append(f"The oldest is due since {found['oldest_due']}.")
    if dead:
        lines.append("\nCould not be delivered (newest first):")
        lines += [f"{row['id']}  {row['due_at']}  {row['kind']:22} {row['error'] or ''}" for row in dead]
        lines.append("Try again with `klik outbox retry ID` or `klik outbox retry --all`.")
    if cancelled:
        lines.append("\nWithdrawn in the last 90 days, and why:")
        lines += [f"{row['why'] or 'unknown':12} {row['kind']:22} {row['count']:6}" for row in cancelled]
    return "\n".join(lines)


@app.command()
def show(message: MessageId, as_json: AsJson = False) -> None:
    """All that is known of one message, without its words."""
    row = _with_database(lambda session: undelivered.find(session, message))
    if row is None:
        _fail(f"There is no message {message}.")
        return
    facts = _facts(row)
    typer.echo(
        json.dumps(facts, indent=2)
        if as_json
        else "\n".join(f"{name:16} {value}" for name, value in facts.items() if value is not None)
    )


@app.command()
def retry(
    message: Annotated[UUID | None, typer.Argument(help="The id of a dead message.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All dead messages that are still of use.")] = False,
) -> None:
    """Send a dead message after all. If an earlier attempt may have arrived, it is looked up first."""
    if (message is None) == (not every):
        _fail("Name one message, or say --all.")
    elif message is None:
        count = _with_database(lambda session: undelivered.retry_all(session, utc_now()))
        typer.echo(f"{count} will be sent.")
    elif _with_database(lambda session: undelivered.retry(session, message, utc_now())):
        typer.echo("It will be sent.")
    else:
        _fail("It is not dead, or of no use any more: see `klik outbox show`.")


@app.command()
def cancel(message: MessageId) -> None:
    """Let a planned or dead message be."""
    if _with_database(lambda session: undelivered.cancel(session, message)):
        typer.echo("It will not be sent.")
    else:
        _fail("There is no such message, or it is settled already: see `klik outbox show`.")


def _fail(words: str) -> None:
    typer.secho(words, fg="red", err=True)
    raise typer.Exit(1)
