"""What became of a message, and writing it down. All that wants to know of outcomes hangs on `record`."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Update, or_, update
from sqlalchemy.exc import SQLAlchemyError

from bot.delivery.letters import Letter
from bot.domain import leaving, members, pacing
from bot.domain.rows import once
from bot.runtime import Runtime
from models import Member, Outbox, OutboxState

log = structlog.get_logger()

PATIENCE = (0.2, 1.0, 2.0, 4.0, 8.0)
"""Seconds between tries to write outcomes when the database is away. After that the leases run out, and what was sent
is found by looking it up."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    letter: Letter
    word: str
    """For those who watch: sent, retried, rate_limited, no_token, postponed, failed, expired, cancelled or dead."""
    state: OutboxState
    values: Mapping[str, Any] = field(default_factory=dict)
    """More columns of the message."""
    waits_until: datetime | None = None
    """Set when the whole workspace waits, for the reason in `last_error`."""
    looks_at: datetime | None = None
    """Set when looking up waits."""
    reader_is_gone: bool = False


async def settle(runtime: Runtime, outcomes: Sequence[Outcome]) -> None:
    """Write them all down in one transaction, however long the database is away (within reason)."""
    for pause in (*PATIENCE, None):
        try:
            await _write(runtime, outcomes)
        except (SQLAlchemyError, OSError) as error:
            if pause is None:
                raise
            log.warning("outbox.database_away", outcomes=len(outcomes), error=type(error).__name__)
            await asyncio.sleep(pause)
        else:
            break
    for outcome in outcomes:
        record(runtime, outcome)


async def _write(runtime: Runtime, outcomes: Sequence[Outcome]) -> None:
    now = runtime.now()
    async with runtime.db.begin() as session:
        for outcome in sorted(outcomes, key=lambda outcome: outcome.letter.row.id):
            row = outcome.letter.row
            if outcome.state is OutboxState.SENT:
                said = (outcome.values[name] for name in ("slack_channel", "slack_ts", "sent_at"))
                await session.execute(*_was_sent(row.id, row.claim_token, *said))
            else:
                mine = Outbox.id == row.id, Outbox.claim_token == row.claim_token, Outbox.state == OutboxState.SENDING
                values = {"state": outcome.state, "claim_token": None, **outcome.values}
                await session.execute(
                    update(Outbox).where(*mine).values(values), execution_options={"synchronize_session": False}
                )
            reader, channel = outcome.letter.claimed.reader, outcome.letter.channel
            if reader is not None and channel is not None and channel != reader.dm_channel:
                await session.execute(
                    update(Member).where(Member.id == reader.id).values(dm_channel=channel),
                    execution_options={"synchronize_session": False},
                )
    for outcome in outcomes:
        workspace_id, reader = outcome.letter.row.workspace_id, outcome.letter.claimed.reader
        if outcome.waits_until is None and outcome.looks_at is None and not outcome.reader_is_gone:
            continue
        async with runtime.db.begin() as session:
            if outcome.waits_until is not None:
                why = str(outcome.values.get("last_error"))
                await pacing.wait_until(session, workspace_id, outcome.waits_until, why, now)
            if outcome.looks_at is not None:
                await pacing.look_later(session, workspace_id, outcome.looks_at, now)
            if outcome.reader_is_gone and reader is not None:
                member = await members.by_id(session, workspace_id, reader.id)
                await leaving.deactivate(session, member, now)


@once
def _was_sent(row_id: UUID, token: UUID | None, channel: str, ts: str, at: datetime) -> Update:
    # Cancelled, or taken for lost, while it was on its way: it was sent all the same; the record says so.
    mine = Outbox.id == row_id, or_(Outbox.claim_token == token, Outbox.claim_token.is_(None))
    where = {"slack_channel": channel, "slack_ts": ts, "sent_at": at}
    sent = {"state": OutboxState.SENT, "claim_token": None, "last_error": None, "why": None, **where}
    return update(Outbox).where(*mine).values(sent).execution_options(synchronize_session=False)


def record(runtime: Runtime, outcome: Outcome) -> None:
    """It is written down: say so to those who watch."""
    row = outcome.letter.row
    runtime.watch.send_ended(row.kind, outcome.word)
    report = log.error if outcome.state is OutboxState.DEAD or outcome.word == "no_token" else log.info
    error = outcome.values.get("last_error")
    why = outcome.values.get("why")
    more = {name: value for name, value in (("why", why), ("error", error)) if value}
    report("outbox", kind=row.kind, outbox=str(row.id), state=outcome.state, **more)
