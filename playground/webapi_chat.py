"""chat.*: posting, changing and deleting messages."""

from playground.content import check_message
from playground.errors import SlackError
from playground.methods import Call, Methods
from playground.records import Channel, Json, Message
from playground.shapes import message_object

methods: Methods = Methods()

CONTENT = "text blocks:json attachments:json metadata:json markdown_text parse link_names:bool as_user:bool"
LOOKS = "username icon_emoji icon_url"
LONGEST_UPDATE = 4_000

CARDS = ("card", "carousel")


def _check_looks(call: Call) -> None:
    if any(name in call.arguments for name in LOOKS.split()):
        call.need_scope("chat:write.customize")


def _destination(call: Call) -> Channel:
    """Where a message goes: a conversation's id, a channel's name, or a person's id for their direct messages."""
    workspace = call.workspace
    wanted = call.text("channel")
    if wanted in workspace.users:
        if workspace.users[wanted].is_bot:
            raise SlackError("cannot_dm_bot")
        return workspace.dm(wanted)
    named = workspace.channel_named(wanted)
    if named is not None:
        call.arguments["channel"] = named.id
    return call.channel()


def _thread(call: Call, channel: Channel) -> str | None:
    thread_ts = call.text("thread_ts") or None
    if thread_ts:
        parent = call.workspace.find_message(channel.id, thread_ts)
        if parent is None or parent.ephemeral_for:
            raise SlackError("cannot_reply_to_message")
    return thread_ts


@methods(
    "chat.postMessage",
    f"channel! {CONTENT} {LOOKS} thread_ts reply_broadcast:bool mrkdwn:bool unfurl_links:bool unfurl_media:bool",
    scopes="chat:write",
    json=True,
)
def post_message(call: Call) -> Json:
    _check_looks(call)
    channel = _destination(call)
    content = check_message(call.arguments)
    if call.workspace.faults.no_cards and any(block["type"] in CARDS for block in content["blocks"]):
        raise SlackError("invalid_blocks", "unsupported type: carousel [json-pointer:/blocks]")
    if channel.is_archived:
        raise SlackError("is_archived")
    if call.workspace.bot.id not in channel.members and "chat:write.public" not in call.workspace.scopes:
        raise SlackError("not_in_channel")
    message = call.workspace.post(
        channel,
        user=call.workspace.bot.id,
        thread_ts=_thread(call, channel),
        unfurl_links=call.flag("unfurl_links", True),
        unfurl_media=call.flag("unfurl_media", True),
        mrkdwn=call.flag("mrkdwn", True),
        **content,
    )
    return {"channel": channel.id, "ts": message.ts, "message": message_object(message, metadata=True)}


@methods(
    "chat.postEphemeral",
    f"channel! user! {CONTENT} {LOOKS} thread_ts",
    scopes="chat:write",
    per_minute=100,
    json=True,
)
def post_ephemeral(call: Call) -> Json:
    _check_looks(call)
    channel = call.own_channel()
    reader = call.text("user")
    if reader not in channel.members:
        raise SlackError("user_not_in_channel")
    content = check_message(call.arguments)
    message = call.workspace.post(
        channel,
        user=call.workspace.bot.id,
        ephemeral_for=reader,
        thread_ts=_thread(call, channel),
        **content,
    )
    return {"message_ts": message.ts}


def _own_message(call: Call, refusal: str) -> Message:
    channel = call.channel()
    message = call.workspace.find_message(channel.id, call.text("ts"))
    if message is None or message.ephemeral_for:
        raise SlackError("message_not_found")
    if message.user != call.workspace.bot.id:
        raise SlackError(refusal)
    if channel.is_archived:
        raise SlackError("is_archived")
    return message


@methods(
    "chat.update",
    f"channel! ts! {CONTENT} reply_broadcast:bool file_ids:json",
    scopes="chat:write",
    per_minute=50,
    json=True,
)
def update(call: Call) -> Json:
    message = _own_message(call, "cant_update_message")
    if len(call.text("text")) > LONGEST_UPDATE:
        raise SlackError("msg_too_long")
    content = check_message(call.arguments, files=bool(message.files))
    if "metadata" not in call.arguments:
        del content["metadata"]
    if "attachments" not in call.arguments:
        del content["attachments"]
    call.workspace.edit(message, **content)
    shown = message_object(message, metadata=True)
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": shown}


@methods("chat.delete", "channel! ts! as_user:bool", scopes="chat:write", per_minute=50, json=True)
def delete(call: Call) -> Json:
    message = _own_message(call, "cant_delete_message")
    call.workspace.delete(message)
    return {"channel": message.channel, "ts": message.ts}


@methods("chat.getPermalink", "channel! message_ts!")
def get_permalink(call: Call) -> Json:
    channel = call.channel()
    ts = call.text("message_ts")
    if call.workspace.find_message(channel.id, ts) is None:
        raise SlackError("message_not_found")
    address = f"{call.workspace.url}/archives/{channel.id}/p{ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": address}
