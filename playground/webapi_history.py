"""conversations.history and conversations.replies: reading what was posted."""

from collections.abc import Callable

from playground.errors import SlackError
from playground.methods import Call, Methods
from playground.paging import page
from playground.records import Channel, Json, Message
from playground.shapes import message_object

methods: Methods = Methods()

SCOPES = {
    "public_channel": "channels:history",
    "private_channel": "groups:history",
    "im": "im:history",
    "mpim": "mpim:history",
}
ANY = " ".join(SCOPES.values())
WINDOW = "cursor include_all_metadata:bool inclusive:bool latest limit:int oldest"


def _readable(call: Call) -> Channel:
    channel = call.channel()
    call.need_scope(SCOPES[channel.type])
    if call.workspace.bot.id not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _moment(call: Call, name: str, default: float) -> float:
    """A ts in seconds, rounded to what a ts can tell."""
    if not call.text(name):
        return default
    try:
        return round(float(call.text(name)), 6)
    except ValueError:
        raise SlackError(f"invalid_ts_{name}") from None


def _window(call: Call, channel: Channel, wanted: Callable[[Message], bool]) -> list[Message]:
    oldest, latest = _moment(call, "oldest", 0), _moment(call, "latest", float("inf"))
    inclusive = call.flag("inclusive")
    return [
        message
        for message in call.workspace.messages(channel)
        if not message.ephemeral_for
        and wanted(message)
        and (oldest < float(message.ts) < latest or (inclusive and float(message.ts) in (oldest, latest)))
    ]


def _answer(call: Call, found: list[Message], default: int) -> Json:
    shown, more = page(call, found, default)
    metadata = call.flag("include_all_metadata")
    has_more = bool(more["response_metadata"]["next_cursor"])
    messages = [message_object(message, metadata=metadata) for message in shown]
    return {"messages": messages, "has_more": has_more, **(more if has_more else {})}


@methods("conversations.history", f"channel! {WINDOW}", scopes=ANY, per_minute=50, json=True)
def history(call: Call) -> Json:
    channel = _readable(call)
    found = _window(call, channel, lambda message: message.thread_ts in (None, message.ts))
    return {**_answer(call, found[::-1], 100), "pin_count": 0}


@methods("conversations.replies", f"channel! ts! {WINDOW}", scopes=ANY, per_minute=50)
def replies(call: Call) -> Json:
    channel = _readable(call)
    ts = call.text("ts")
    parent = call.workspace.find_message(channel.id, ts)
    if parent is None or parent.ephemeral_for:
        raise SlackError("thread_not_found")
    return _answer(call, _window(call, channel, lambda message: ts in (message.ts, message.thread_ts)), 1000)
