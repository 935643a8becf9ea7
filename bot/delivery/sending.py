"""One claimed message and Slack: send it, or find out that it was sent before. No database here."""

import asyncio
import random
from datetime import datetime, timedelta

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.delivery import files
from bot.delivery.letters import Letter
from bot.delivery.outcomes import Outcome
from bot.domain.outbox import EDITS, FILES, QUIET
from bot.runtime import Runtime
from bot.slack import NotInstalled, reason_of
from bot.views import kit
from models import OutboxState, Why

log = structlog.get_logger()

CALL_WITHIN = 10.0
"""Seconds. Slack answers within one, or does not; a lease lasts longer than a look-up and a post together."""
CLOCKS_DIFFER = timedelta(days=1)
"""Slack's clock dates its messages, ours says when we tried: however wrong ours is, within reason, it is found."""
PAGE = 200
EVENT_TYPE = "klik_message"
GONE = {"user_disabled", "user_not_found"}
NO_TOKEN = {"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"}
WITHOUT_TOKEN = timedelta(minutes=10)
TO_BE_LEFT = {
    "message_not_found",
    "thread_not_found",
    "missing_scope",
    "file_uploads_disabled",
    "cant_update_message",
    "edit_window_closed",
}
"""What was to be changed is gone, or the workspace lets nobody change it: then it stays as it is."""
RATE_LIMITED = {"ratelimited", "429"}
TRANSIENT = {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
NO_ANSWER = (aiohttp.ClientError, TimeoutError, ConnectionError, SlackRequestError)


async def send(runtime: Runtime, letter: Letter) -> Outcome:
    """What became of it. Never raises for anything that Slack or the way to it does."""
    row = letter.row
    if letter.mistake is not None:
        return failed(runtime, letter, letter.mistake)
    instead = letter.claimed.instead
    if letter.message is None and row.uncertain_since is None:
        return _withdrawn(letter, Why.MOOT)
    try:
        slack = await runtime.slack(row.workspace_id)
    except NotInstalled:
        return _without_token(runtime, letter, "not_installed")
    if row.uncertain_since is not None:
        found = (
            None if row.kind in QUIET else await _look_up(runtime, slack, letter)
        )  # an edit twice is an edit once, and a file is looked for where it belongs
        if found is not None:
            return found
        if instead is not None:
            values = {"why": instead.why} if instead.next_at is None else {"next_at": instead.next_at}
            word = "postponed" if instead.state is OutboxState.PENDING else str(instead.state)
            return Outcome(letter=letter, word=word, state=instead.state, values=values)
        if letter.message is None:
            return _withdrawn(letter, Why.MOOT)
    return await _post(runtime, slack, letter)


async def _post(runtime: Runtime, slack: AsyncWebClient, letter: Letter) -> Outcome:
    message = letter.message
    assert message is not None
    cards = runtime.settings.klik_cards and kit.has_cards(message.blocks)
    try:
        async with asyncio.timeout(CALL_WITHIN):
            if letter.row.kind in FILES:
                return await _put(runtime, slack, letter, *_there(letter))
            channel = "" if letter.row.kind in EDITS else await _conversation(slack, letter)
            letter.begun = True
            try:
                blocks = message.blocks if cards else kit.without_cards(message.blocks)
                answer = await _say(slack, channel, letter, message.text, blocks)
            except SlackApiError as error:
                if not cards or reason_of(error) != "invalid_blocks":
                    raise
                log.info("cards.refused", kind=letter.row.kind)
                answer = await _say(slack, channel, letter, message.text, kit.without_cards(message.blocks))
    except SlackApiError as error:
        return _refused(runtime, letter, error)
    except NO_ANSWER as error:
        return _try_again(runtime, letter, type(error).__name__)
    return await _with_file(runtime, slack, letter, str(answer["channel"]), str(answer["ts"]))


def _there(letter: Letter) -> tuple[str, str]:
    """(channel, ts) of the message that an edit changes or a file is put under."""
    return str(letter.row.params["channel"]), str(letter.row.params["ts"])


async def _with_file(runtime: Runtime, slack: AsyncWebClient, letter: Letter, channel: str, ts: str) -> Outcome:
    """The message stands there. What goes wrong with its file sends it no second time: it is looked up first."""
    letter.posted = ts
    if letter.message is None or letter.message.file is None:
        return _sent(runtime, letter, channel, ts)
    try:
        async with asyncio.timeout(CALL_WITHIN):
            return await _put(runtime, slack, letter, channel, ts)
    except SlackApiError as error:
        if _is_passing(error):
            return _refused(runtime, letter, error)
        log.warning("file.refused", kind=letter.row.kind, error=reason_of(error))
        return _sent(runtime, letter, channel, ts)
    except NO_ANSWER as error:
        return _try_again(runtime, letter, type(error).__name__)


async def _put(runtime: Runtime, slack: AsyncWebClient, letter: Letter, channel: str, ts: str) -> Outcome:
    """The file, under its message: once, also after an attempt of which nobody knows."""
    message = letter.message
    assert message is not None
    assert message.file is not None
    letter.begun = True
    if letter.row.uncertain_since is None or not await files.is_there(slack, channel, ts, message.file):
        await files.put(slack, channel, ts, message.file)
    return _sent(runtime, letter, channel, ts)


def _is_passing(error: SlackApiError) -> bool:
    reason = reason_of(error)
    return reason in RATE_LIMITED | TRANSIENT or error.response.status_code == 429 or error.response.status_code >= 500


async def _say(
    slack: AsyncWebClient, channel: str, letter: Letter, text: str, blocks: kit.Blocks
) -> AsyncSlackResponse:
    if letter.row.kind in EDITS:
        where, ts = _there(letter)
        return await slack.chat_update(channel=where, ts=ts, text=text, blocks=blocks)
    return await slack.chat_postMessage(
        channel=channel,
        text=text,
        blocks=blocks,
        metadata={"event_type": EVENT_TYPE, "event_payload": {"key": str(letter.row.id)}},
        unfurl_links=False,
        unfurl_media=False,
    )


async def _look_up(runtime: Runtime, slack: AsyncWebClient, letter: Letter) -> Outcome | None:
    """What is known after looking for it in the conversation; None when it is not there, so that it may be sent."""
    row = letter.row
    assert row.uncertain_since is not None
    oldest = row.uncertain_since - CLOCKS_DIFFER
    try:
        async with asyncio.timeout(CALL_WITHIN):
            channel = await _conversation(slack, letter)
            ts = await _find(slack, channel, oldest, str(row.id))
    except SlackApiError as error:
        return _refused(runtime, letter, error)
    except NO_ANSWER as error:
        return _try_again(runtime, letter, type(error).__name__)
    return await _with_file(runtime, slack, letter, channel, ts) if ts is not None else None


async def _conversation(slack: AsyncWebClient, letter: Letter) -> str:
    """Where it goes; with somebody new that is opened first."""
    row, reader = letter.row, letter.claimed.reader
    letter.channel = letter.channel or row.channel_id or (reader.dm_channel if reader is not None else None)
    if letter.channel is None:
        assert reader is not None, "a message goes to a channel or to a member"
        letter.channel = str((await slack.conversations_open(users=reader.slack_id))["channel"]["id"])
    return letter.channel


async def _find(slack: AsyncWebClient, channel: str, oldest: datetime, key: str) -> str | None:
    """The ts of the message with that key."""
    cursor: str | None = None
    while cursor != "":
        history = await slack.conversations_history(
            channel=channel, oldest=f"{oldest.timestamp():.6f}", include_all_metadata=True, limit=PAGE, cursor=cursor
        )
        for message in history["messages"]:
            if ((message.get("metadata") or {}).get("event_payload") or {}).get("key") == key:
                return str(message["ts"])
        cursor = str((history.get("response_metadata") or {}).get("next_cursor") or "")
    return None


def _sent(runtime: Runtime, letter: Letter, channel: str, ts: str) -> Outcome:
    values = {"slack_channel": channel, "slack_ts": ts, "sent_at": runtime.now(), "last_error": None, "why": None}
    return Outcome(letter=letter, word="sent", state=OutboxState.SENT, values=values)


def _refused(runtime: Runtime, letter: Letter, error: SlackApiError) -> Outcome:
    """Slack answered, but not with ok."""
    now = runtime.now()
    reason = reason_of(error)
    if reason in RATE_LIMITED or error.response.status_code == 429:  # not an attempt: Slack said when
        wait = timedelta(seconds=float(error.response.headers.get("Retry-After", 1)) + random.uniform(0.1, 1))
        return Outcome(
            letter=letter,
            word="rate_limited",
            state=OutboxState.PENDING,
            values={"next_at": now + wait, "last_error": "ratelimited", **_uncertain(runtime, letter)},
            waits_until=now + wait if letter.begun else None,
            looks_at=None if letter.begun else now + wait,
        )
    if error.response.status_code >= 500 or reason in TRANSIENT:
        return _try_again(runtime, letter, reason)
    if reason in NO_TOKEN:
        runtime.workspaces.forget(letter.row.workspace_id)  # another replica may have a newer one
        return _without_token(runtime, letter, reason)
    gone = reason in GONE and letter.claimed.reader is not None
    settled = gone or (letter.row.kind in QUIET and reason in TO_BE_LEFT)
    if not settled:
        return Outcome(letter=letter, word="dead", state=OutboxState.DEAD, values={"last_error": reason})
    return _withdrawn(letter, Why.GONE if gone else Why.NO_PLACE, gone=gone, last_error=reason)


def _withdrawn(letter: Letter, why: Why, *, gone: bool = False, **values: str) -> Outcome:
    """`gone`: its reader's account is."""
    return Outcome(
        letter=letter,
        word="cancelled",
        state=OutboxState.CANCELLED,
        values={"why": why, **values},
        reader_is_gone=gone,
    )


def _uncertain(runtime: Runtime, letter: Letter) -> dict[str, datetime]:
    """It stands there, only its file is missing: it is found before it is sent again."""
    return {} if letter.posted is None else {"uncertain_since": letter.row.uncertain_since or runtime.now()}


def _without_token(runtime: Runtime, letter: Letter, reason: str) -> Outcome:
    """No fault of the message: the workspace waits until somebody gives Klik a valid token."""
    now = runtime.now()
    return Outcome(
        letter=letter,
        word="no_token",
        state=OutboxState.PENDING,
        values={"next_at": now, "last_error": reason},
        waits_until=now + WITHOUT_TOKEN,
    )


def _try_again(runtime: Runtime, letter: Letter, reason: str, word: str = "retried") -> Outcome:
    """Back off. Once it was begun nobody knows whether Slack took it: it is looked up before it is sent again."""
    row, now = letter.row, runtime.now()
    back_off = timedelta(seconds=min(15 * 2**row.attempts, 3600) * random.uniform(1, 1.3))
    values = {"next_at": now + back_off, "attempts": row.attempts + 1, "last_error": reason}
    if letter.begun:
        values["uncertain_since"] = row.uncertain_since or now
    return Outcome(letter=letter, word=word, state=OutboxState.PENDING, values=values)


def failed(runtime: Runtime, letter: Letter, error: Exception) -> Outcome:
    """A mistake of ours: tried again, in case the world was at fault, until it is dead and somebody looks."""
    return _try_again(runtime, letter, type(error).__name__, word="failed")


def let_go(runtime: Runtime, letter: Letter) -> Outcome:
    """This process ends: what was not begun is due at once, of what was begun nobody knows."""
    if letter.begun:
        return _try_again(runtime, letter, "stopped")
    return Outcome(letter=letter, word="postponed", state=OutboxState.PENDING, values={"next_at": runtime.now()})
