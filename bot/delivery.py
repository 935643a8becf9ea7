"""The outbox's other half: claim what is due, say it in the reader's language, send it, remember what became of it.

A message is claimed with a lease and a fresh token in one statement, committed before Slack is called, and finished
only by whoever still holds the token. Where nobody knows whether Slack took it (a cut connection, a 5xx, a lease that
ran out), the message is looked up by its metadata before it is sent again. Measured: docs/adr/0003-outbox.md.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import leaving, members, outbox
from bot.domain.errors import NotFound
from bot.i18n import Texts
from bot.runtime import Runtime
from bot.slack import NotInstalled
from bot.views.kit import Message
from models import Member, Outbox, OutboxState
from models.outbox import UNSENT

log = structlog.get_logger()

LEASE = timedelta(seconds=60)
SETTLE = timedelta(seconds=5)
"""Slack may need so long to show in the history what it accepted."""
MOST_ATTEMPTS = 10
IN_FLIGHT = 6
BATCH = 60
EVENT_TYPE = "klik_message"
GONE = {"user_disabled", "user_not_found"}
NO_TOKEN = {"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"}
PAUSED_WITHOUT_TOKEN = timedelta(minutes=10)
RATE_LIMITED = {"ratelimited", "429"}
TRANSIENT = {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}

EARLIEST = select(func.min(Outbox.next_at)).where(text("outbox." + UNSENT.text))
"""When the next unsent message is due."""

Render = Callable[[AsyncSession, Texts, Outbox], Awaitable[Message | None]]
"""What a planned message says; None when its reason is gone."""


@dataclass(frozen=True)
class Letter:
    """One claimed message, ready to send."""

    row: Outbox
    token: UUID
    reader: Member | None
    message: Message | None


async def pump(runtime: Runtime, render: Render) -> int:
    """Deliver what is due now, and return how many messages were tried. One that fails never stops the others."""
    rows, token = await _claim(runtime)
    by_place: dict[object, list[Outbox]] = {}
    for row in rows:
        by_place.setdefault(row.channel_id or row.member_id, []).append(row)
    gate = asyncio.Semaphore(IN_FLIGHT)

    async def in_order(queue: Sequence[Outbox]) -> None:
        async with gate:
            for row in queue:
                with runtime.watch.send(row.kind, row.workspace_id):
                    (outcome,) = await asyncio.gather(_deliver(runtime, render, row, token), return_exceptions=True)
                if isinstance(outcome, Exception):  # a mistake of ours: the lease runs out, and it is tried again
                    log.error("outbox.failed", kind=row.kind, outbox=str(row.id), exc_info=outcome)
                    runtime.watch.send_ended(row.kind, "failed")

    await asyncio.gather(*(in_order(queue) for queue in by_place.values()))
    return len(rows)


async def _claim(runtime: Runtime) -> tuple[Sequence[Outbox], UUID]:
    """Claim due messages with a lease, in one short transaction that ends before Slack is called."""
    now, token = runtime.now(), uuid4()
    due = (
        select(Outbox)
        # The states as literals: bound ones would not use the partial index on either database.
        .where(text("outbox." + UNSENT.text), Outbox.next_at <= now)
        .order_by(Outbox.next_at, Outbox.due_at, Outbox.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    async with runtime.db.begin() as session:
        rows = sorted((await session.scalars(due)).all(), key=lambda row: (row.due_at, row.id))
        for row in rows:
            if row.state is OutboxState.SENDING:
                # A lease ran out, however long ago: its holder may have sent it just after claiming it.
                row.uncertain_since = row.uncertain_since or row.next_at - LEASE
                row.attempts += 1
            row.state, row.claim_token, row.next_at = OutboxState.SENDING, token, now + LEASE
    return rows, token


async def _write(runtime: Runtime, render: Render, row: Outbox, token: UUID) -> Letter:
    """The message in the reader's language; without words when its reason is gone."""
    async with runtime.db.begin() as session:
        reader = await session.get(Member, row.member_id) if row.member_id is not None else None
        texts = (
            Texts.of(members.language_of(reader), reader.tz)
            if reader is not None
            else Texts.of(runtime.settings.klik_language, "UTC")
        )
        try:
            return Letter(row, token, reader, await render(session, texts, row))
        except NotFound:
            return Letter(row, token, reader, None)


async def _deliver(runtime: Runtime, render: Render, row: Outbox, token: UUID) -> None:
    now = runtime.now()
    if outbox.useful_until(row) <= now:
        return await _finish(runtime, row, token, state=OutboxState.EXPIRED)
    if row.attempts >= MOST_ATTEMPTS:
        log.error("outbox.dead", kind=row.kind, outbox=str(row.id), error=row.last_error, attempts=row.attempts)
        return await _finish(runtime, row, token, state=OutboxState.DEAD)
    letter = await _write(runtime, render, row, token)
    # Planned for working hours, but an outage, a back-off or a move to another zone may have brought it elsewhere.
    readable_at = outbox.readable_at(letter.reader, row.kind, now) if letter.reader else now
    if readable_at is not None and readable_at > now:
        return await _wait(runtime, letter, readable_at, row.last_error)
    if letter.message is None or readable_at is None:
        return await _finish(runtime, row, token, state=OutboxState.CANCELLED)
    try:
        slack = await runtime.slack(row.workspace_id)
        channel = row.channel_id or await _direct_message(runtime, slack, letter)
        ts = await _sent_before(slack, row, channel) if row.uncertain_since else None
        if ts is None:
            answer = await slack.chat_postMessage(
                channel=channel,
                text=letter.message.text,
                blocks=letter.message.blocks,
                metadata={"event_type": EVENT_TYPE, "event_payload": {"key": str(row.id)}},
                unfurl_links=False,
                unfurl_media=False,
            )
            ts = str(answer["ts"])
    except NotInstalled:
        return await _wait(runtime, letter, now + PAUSED_WITHOUT_TOKEN, "not_installed")
    except SlackApiError as error:
        return await _refused(runtime, letter, error)
    except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
        return await _try_again(runtime, letter, type(error).__name__)
    return await _finish(
        runtime, row, token, state=OutboxState.SENT, slack_channel=channel, slack_ts=ts, sent_at=now, last_error=None
    )


async def _direct_message(runtime: Runtime, slack: AsyncWebClient, letter: Letter) -> str:
    reader = letter.reader
    assert reader is not None, "a message goes to a channel or to a member"
    if reader.dm_channel:
        return reader.dm_channel
    opened = str((await slack.conversations_open(users=reader.slack_id))["channel"]["id"])
    async with runtime.db.begin() as session:
        await session.execute(update(Member).where(Member.id == reader.id).values(dm_channel=opened))
    return opened


async def _sent_before(slack: AsyncWebClient, row: Outbox, channel: str) -> str | None:
    """The ts of this message if Slack took it on an earlier attempt whose answer never arrived."""
    assert row.uncertain_since is not None
    oldest = row.uncertain_since - SETTLE
    history = await slack.conversations_history(
        channel=channel, oldest=str(oldest.timestamp()), include_all_metadata=True, limit=200
    )
    for message in history["messages"]:
        metadata = message.get("metadata") or {}
        if metadata.get("event_payload", {}).get("key") == str(row.id):
            return str(message["ts"])
    return None


async def _refused(runtime: Runtime, letter: Letter, error: SlackApiError) -> None:
    """Slack answered, but not with ok."""
    row, now = letter.row, runtime.now()
    reason = str(error.response.get("error") or error.response.status_code)
    if reason in RATE_LIMITED or error.response.status_code == 429:  # not an attempt: Slack said when
        wait = timedelta(seconds=float(error.response.headers.get("Retry-After", 1)) + random.uniform(0.1, 1))
        return await _wait(runtime, letter, now + wait, reason)
    if error.response.status_code >= 500 or reason in TRANSIENT:
        return await _try_again(runtime, letter, reason)
    if reason in NO_TOKEN:  # no fault of the message: it waits until somebody gives Klik a valid token
        log.error("outbox.no_token", error=reason)
        runtime.workspaces.forget(row.workspace_id)  # another replica may have a newer one
        return await _wait(runtime, letter, now + PAUSED_WITHOUT_TOKEN, reason)
    if reason in GONE and letter.reader is not None:
        async with runtime.db.begin() as session:
            member = await members.by_id(session, row.workspace_id, letter.reader.id)
            await leaving.deactivate(session, member, now)
        return await _finish(runtime, row, letter.token, state=OutboxState.CANCELLED, last_error=reason)
    log.error("outbox.dead", kind=row.kind, outbox=str(row.id), error=reason)
    return await _finish(runtime, row, letter.token, state=OutboxState.DEAD, last_error=reason)


async def _wait(runtime: Runtime, letter: Letter, until: datetime, reason: str | None) -> None:
    await _finish(runtime, letter.row, letter.token, state=OutboxState.PENDING, next_at=until, last_error=reason)


async def _try_again(runtime: Runtime, letter: Letter, reason: str) -> None:
    """Nobody knows whether Slack took it: back off, and look before sending again."""
    row, now = letter.row, runtime.now()
    back_off = timedelta(seconds=min(15 * 2**row.attempts, 3600) * random.uniform(0.8, 1.2))
    await _finish(
        runtime,
        row,
        letter.token,
        state=OutboxState.PENDING,
        attempts=row.attempts + 1,
        next_at=now + back_off,
        uncertain_since=row.uncertain_since or row.next_at - LEASE,
        last_error=reason,
    )


async def _finish(runtime: Runtime, row: Outbox, token: UUID, **values: object) -> None:
    """Write the outcome, unless somebody else holds the message by now or it was cancelled meanwhile."""
    mine = [Outbox.id == row.id, Outbox.claim_token == token, Outbox.state == OutboxState.SENDING]
    if values["state"] is OutboxState.SENT:
        # Cancelled while it was on its way: it was sent all the same, and the record says so.
        mine = [Outbox.id == row.id, or_(Outbox.claim_token == token, Outbox.claim_token.is_(None))]
    async with runtime.db.begin() as session:
        await session.execute(update(Outbox).where(*mine).values(claim_token=None, **values))
    runtime.watch.send_ended(row.kind, _outcome(values))
    log.info("outbox", kind=row.kind, outbox=str(row.id), state=values["state"])


def _outcome(values: Mapping[str, object]) -> str:
    """For those who watch: the state, and of what goes on waiting why."""
    if values["state"] is not OutboxState.PENDING:
        return str(values["state"])
    if "attempts" in values:
        return "retried"
    if values["last_error"] in RATE_LIMITED:
        return "rate_limited"
    return "no_token" if values["last_error"] in NO_TOKEN else "postponed"
