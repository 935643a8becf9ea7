"""The outbox's other half: claim what is due, say it in the reader's language, send it, remember what became of it.

A message is claimed with a lease and a fresh token in one statement, committed before Slack is called, and finished
only by whoever still holds the token. Where nobody knows whether Slack took it (a cut connection, a 5xx, a lease that
ran out), the message is looked up by its metadata before it is sent again. Measured: docs/adr/0003-outbox.md.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import leaving, members
from bot.i18n import Texts
from bot.runtime import Runtime
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
GONE = {"user_disabled", "account_inactive", "user_not_found"}
TRANSIENT = {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}

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
    """Deliver what is due now, and return how many messages were tried. Never raises for a single message."""
    letters = await _claim(runtime, render)
    by_place: dict[object, list[Letter]] = {}
    for letter in letters:
        by_place.setdefault(letter.row.channel_id or letter.row.member_id, []).append(letter)
    gate = asyncio.Semaphore(IN_FLIGHT)

    async def in_order(queue: Sequence[Letter]) -> None:
        async with gate:
            for letter in queue:
                await _deliver(runtime, letter)

    await asyncio.gather(*(in_order(queue) for queue in by_place.values()))
    return len(letters)


async def _claim(runtime: Runtime, render: Render) -> list[Letter]:
    """Claim due messages and write their words, in one short transaction."""
    now, token = runtime.now(), uuid4()
    due = (
        select(Outbox.id)
        # The states as literals: bound ones would not use the partial index on either database.
        .where(text("outbox." + UNSENT.text), Outbox.next_at <= now)
        .order_by(Outbox.next_at, Outbox.due_at, Outbox.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    async with runtime.db.begin() as session:
        ids = (await session.scalars(due)).all()
        if not ids:
            return []
        await session.execute(
            update(Outbox)
            .where(Outbox.id.in_(ids), Outbox.state == OutboxState.SENDING)
            .values(uncertain_since=now)  # a lease ran out: its holder may have sent it
            .execution_options(synchronize_session=False)
        )
        await session.execute(
            update(Outbox)
            .where(Outbox.id.in_(ids))
            .values(state=OutboxState.SENDING, claim_token=token, next_at=now + LEASE)
            .execution_options(synchronize_session=False)
        )
        rows = await session.scalars(select(Outbox).where(Outbox.id.in_(ids)).order_by(Outbox.due_at, Outbox.id))
        return [await _write(session, runtime, render, row, token) for row in rows]


async def _write(session: AsyncSession, runtime: Runtime, render: Render, row: Outbox, token: UUID) -> Letter:
    if row.expires_at is not None and row.expires_at <= runtime.now():
        return Letter(row, token, None, None)
    reader = await session.get(Member, row.member_id) if row.member_id is not None else None
    texts = (
        Texts.of(members.language_of(reader), reader.tz)
        if reader is not None
        else Texts.of(runtime.settings.klik_language, "UTC")
    )
    return Letter(row, token, reader, await render(session, texts, row))


async def _deliver(runtime: Runtime, letter: Letter) -> None:
    row, now = letter.row, runtime.now()
    if row.expires_at is not None and row.expires_at <= now:
        return await _finish(runtime, letter, state=OutboxState.EXPIRED)
    if letter.message is None:
        return await _finish(runtime, letter, state=OutboxState.CANCELLED)
    slack = runtime.slack(row.workspace_id)
    try:
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
    except SlackApiError as error:
        return await _refused(runtime, letter, error)
    except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
        return await _try_again(runtime, letter, type(error).__name__, uncertain=True)
    return await _finish(
        runtime, letter, state=OutboxState.SENT, slack_channel=channel, slack_ts=ts, sent_at=now, last_error=None
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
    oldest = row.uncertain_since - LEASE - SETTLE
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
    reason = str(error.response.get("error") or error.response.status_code)
    if reason == "ratelimited" or error.response.status_code == 429:
        wait = float(error.response.headers.get("Retry-After", 1)) + random.uniform(0.1, 1)
        return await _finish(
            runtime,
            letter,
            state=OutboxState.PENDING,
            next_at=runtime.now() + timedelta(seconds=wait),
            last_error=reason,
        )
    if error.response.status_code >= 500 or reason in TRANSIENT:
        return await _try_again(runtime, letter, reason, uncertain=True)
    if reason in GONE and letter.reader is not None:
        async with runtime.db.begin() as session:
            member = await members.by_id(session, letter.row.workspace_id, letter.reader.id)
            await leaving.deactivate(session, member, runtime.now())
        return await _finish(runtime, letter, state=OutboxState.CANCELLED, last_error=reason)
    log.error("outbox.dead", kind=letter.row.kind, outbox=str(letter.row.id), error=reason)
    return await _finish(runtime, letter, state=OutboxState.DEAD, last_error=reason)


async def _try_again(runtime: Runtime, letter: Letter, reason: str, *, uncertain: bool) -> None:
    row, now = letter.row, runtime.now()
    attempts = row.attempts + 1
    if attempts >= MOST_ATTEMPTS:
        log.error("outbox.dead", kind=row.kind, outbox=str(row.id), error=reason, attempts=attempts)
        return await _finish(runtime, letter, state=OutboxState.DEAD, attempts=attempts, last_error=reason)
    back_off = min(15 * 2**row.attempts, 3600) * random.uniform(0.8, 1.2)
    return await _finish(
        runtime,
        letter,
        state=OutboxState.PENDING,
        attempts=attempts,
        next_at=now + timedelta(seconds=back_off),
        uncertain_since=row.uncertain_since or now if uncertain else row.uncertain_since,
        last_error=reason,
    )


async def _finish(runtime: Runtime, letter: Letter, **values: object) -> None:
    """Write the outcome, unless somebody else holds the message by now or it was cancelled meanwhile."""
    mine = [Outbox.id == letter.row.id, Outbox.claim_token == letter.token, Outbox.state == OutboxState.SENDING]
    if values["state"] is OutboxState.SENT:
        # Cancelled while it was on its way: it was sent all the same, and the record says so.
        mine = [Outbox.id == letter.row.id, or_(Outbox.claim_token == letter.token, Outbox.claim_token.is_(None))]
    async with runtime.db.begin() as session:
        await session.execute(update(Outbox).where(*mine).values(claim_token=None, **values))
    log.info("outbox", kind=letter.row.kind, outbox=str(letter.row.id), state=values["state"])


async def next_due(session: AsyncSession) -> datetime | None:
    """When the next unsent message is due."""
    statement = select(Outbox.next_at).where(text("outbox." + UNSENT.text)).order_by(Outbox.next_at).limit(1)
    return await session.scalar(statement)
