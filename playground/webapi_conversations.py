"""conversations.*: finding, opening, making and joining conversations. Reading them is in webapi_history."""

import re

from playground.errors import SlackError
from playground.methods import Call, Methods
from playground.paging import page
from playground.records import Channel, Json
from playground.shapes import channel_object
from playground.workspace import Workspace

methods: Methods = Methods()

READ_SCOPES = {
    "public_channel": "channels:read",
    "private_channel": "groups:read",
    "im": "im:read",
    "mpim": "mpim:read",
}
ANY_READ = " ".join(READ_SCOPES.values())
ANY_MANAGE = "channels:manage groups:write im:write mpim:write"
LONGEST_NAME = 80
LONGEST_TOPIC = 250
MOST_INVITED = 1000
MOST_OPENED = 8


def in_public_or_own(workspace: Workspace, channel: Channel) -> bool:
    return (not channel.is_private and channel.kind == "channel") or workspace.bot.id in channel.members


def _wanted_types(call: Call) -> set[str]:
    types = [word.strip() for word in (call.text("types") or "public_channel").split(",")]
    if any(word not in READ_SCOPES for word in types):
        raise SlackError("invalid_types")
    for word in types:
        call.need_scope(READ_SCOPES[word])
    return set(types)


def _listed(call: Call, member: str | None = None) -> Json:
    types = _wanted_types(call)
    found = [
        channel
        for channel in call.workspace.channels.values()
        if channel.type in types
        and in_public_or_own(call.workspace, channel)
        and (member is None or member in channel.members)
        and not (call.flag("exclude_archived") and channel.is_archived)
    ]
    shown, more = page(call, found, 100)
    objects = [channel_object(call.workspace, channel) for channel in shown]
    if member is None:
        for shape, channel in zip(objects, shown, strict=True):
            if channel.kind == "channel":
                shape["num_members"] = len(channel.members)
    return {"channels": objects, **more}


@methods(
    "conversations.list",
    "cursor exclude_archived:bool limit:int types",
    scopes=ANY_READ,
    per_minute=20,
)
def list_(call: Call) -> Json:
    return _listed(call)


@methods(
    "users.conversations",
    "cursor exclude_archived:bool exclude_muted:bool limit:int types user",
    scopes=ANY_READ,
    per_minute=50,
)
def of_user(call: Call) -> Json:
    member = call.user().id if call.text("user") else call.workspace.bot.id
    return _listed(call, member)


@methods(
    "conversations.info",
    "channel! include_locale:bool include_num_members:bool",
    scopes=ANY_READ,
    per_minute=50,
)
def info(call: Call) -> Json:
    channel = call.channel()
    call.need_scope(READ_SCOPES[channel.type])
    shape = channel_object(call.workspace, channel)
    if call.flag("include_num_members"):
        shape["num_members"] = len(channel.members)
    return {"channel": shape}


@methods("conversations.members", "channel! cursor limit:int", scopes=ANY_READ, per_minute=100)
def members(call: Call) -> Json:
    channel = call.channel()
    call.need_scope(READ_SCOPES[channel.type])
    shown, more = page(call, sorted(channel.members), 100)
    return {"members": list(shown), **more}


@methods(
    "conversations.open",
    "channel users return_im:bool prevent_creation:bool",
    scopes=ANY_MANAGE,
    per_minute=50,
    json=True,
)
def open_(call: Call) -> Json:
    workspace = call.workspace
    if call.text("channel"):
        channel = call.channel()
        if channel.kind == "channel":
            raise SlackError("method_not_supported_for_channel_type")
        return _opened(call, channel, already=True)
    wanted = _people(call, call.text("users"))
    if len(wanted) > MOST_OPENED:
        raise SlackError("too_many_users")
    for user in wanted:
        if user == workspace.bot.id or workspace.users[user].is_bot:
            raise SlackError("cannot_dm_bot")
        if workspace.users[user].deleted:
            raise SlackError("user_disabled")
    if len(wanted) == 1:
        call.need_scope("im:write")
        there = any(c.kind == "im" and c.user == wanted[0] for c in workspace.channels.values())
        return _opened(call, workspace.dm(wanted[0]), already=there)
    call.need_scope("mpim:write")
    together = {workspace.bot.id, *wanted}
    for channel in workspace.channels.values():
        if channel.kind == "mpim" and channel.members == together:
            return _opened(call, channel, already=True)
    name = "mpdm-" + "--".join(sorted(workspace.users[user].name for user in together)) + "-1"
    return _opened(call, workspace.add_channel(name, together, kind="mpim"), already=False)


def _people(call: Call, listed: str) -> list[str]:
    wanted = list(dict.fromkeys(word.strip() for word in listed.split(",") if word.strip()))
    if not wanted:
        raise SlackError("users_list_not_supplied")
    if any(user not in call.workspace.users for user in wanted):
        raise SlackError("user_not_found")
    return wanted


def _opened(call: Call, channel: Channel, *, already: bool) -> Json:
    shape = channel_object(call.workspace, channel) if call.flag("return_im") else {"id": channel.id}
    return {"channel": shape, **({"no_op": True, "already_open": True} if already else {})}


@methods(
    "conversations.create",
    "name! is_private:bool",
    scopes=ANY_MANAGE,
    per_minute=20,
    json=True,
)
def create(call: Call) -> Json:
    private = call.flag("is_private")
    call.need_scope("groups:write" if private else "channels:manage")
    name = call.text("name")
    _check_name(name)
    if call.workspace.channel_named(name) is not None:
        raise SlackError("name_taken")
    channel = call.workspace.add_channel(name, {call.workspace.bot.id}, is_private=private)
    return {"channel": channel_object(call.workspace, channel)}


def _check_name(name: str) -> None:
    if not name:
        raise SlackError("invalid_name_required")
    if len(name) > LONGEST_NAME:
        raise SlackError("invalid_name_maxlength")
    if not re.search(r"\w", name.replace("_", "")):
        raise SlackError("invalid_name_punctuation")
    if name != name.lower() or re.search(r"[^\w-]", name):
        raise SlackError("invalid_name_specials")


def _own_managed(call: Call, specific: str = "") -> Channel:
    """The channel the call is about, which the app is in and may manage."""
    channel = call.own_channel()
    if channel.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    call.need_scope(*filter(None, ("groups:write" if channel.is_private else "channels:manage", specific)))
    return channel


@methods(
    "conversations.invite",
    "channel! users! force:bool",
    scopes=f"{ANY_MANAGE} channels:write.invites groups:write.invites",
    per_minute=50,
    json=True,
)
def invite(call: Call) -> Json:
    channel = _own_managed(call, "channels:write.invites")
    listed = [word.strip() for word in call.text("users").split(",") if word.strip()]
    if not listed:
        raise SlackError("no_user")
    if len(listed) > MOST_INVITED:
        raise SlackError("invalid_arguments", f"at most {MOST_INVITED} users [json-pointer:/users]")
    refusals = {user: error for user in listed if (error := _cannot_invite(call.workspace, channel, user))}
    if refusals and not call.flag("force"):
        errors = [{"user": user, "ok": False, "error": error} for user, error in refusals.items()]
        raise SlackError(next(iter(refusals.values())), errors=errors)
    for user in listed:
        if user not in refusals:
            call.playground.add_member(channel, user, inviter=call.workspace.bot.id)
    return {"channel": channel_object(call.workspace, channel)}


def _cannot_invite(workspace: Workspace, channel: Channel, user: str) -> str:
    if user not in workspace.users:
        return "user_not_found"
    if user == workspace.bot.id:
        return "cant_invite_self"
    if user in channel.members:
        return "already_in_channel"
    return "cant_invite" if workspace.users[user].deleted else ""


@methods("conversations.join", "channel!", scopes="channels:join", per_minute=50, json=True)
def join(call: Call) -> Json:
    channel = call.channel()
    if channel.type != "public_channel":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    if call.workspace.bot.id in channel.members:
        shape = channel_object(call.workspace, channel)
        metadata = {"warnings": ["already_in_channel"]}
        return {"channel": shape, "warning": "already_in_channel", "response_metadata": metadata}
    call.playground.add_member(channel, call.workspace.bot.id)
    return {"channel": channel_object(call.workspace, channel)}


TOPIC_SCOPES = f"{ANY_MANAGE} channels:write.topic groups:write.topic"


@methods("conversations.setTopic", "channel! topic!", scopes=TOPIC_SCOPES, per_minute=20, json=True)
def set_topic(call: Call) -> Json:
    channel = _own_managed(call, "channels:write.topic")
    channel.topic = _short(call.text("topic"))
    call.workspace.touch()
    return {"channel": channel_object(call.workspace, channel)}


@methods("conversations.setPurpose", "channel! purpose!", scopes=TOPIC_SCOPES, per_minute=20, json=True)
def set_purpose(call: Call) -> Json:
    channel = _own_managed(call, "channels:write.topic")
    channel.purpose = _short(call.text("purpose"))
    call.workspace.touch()
    return {"purpose": channel.purpose, "channel": channel_object(call.workspace, channel)}


def _short(words: str) -> str:
    if len(words) > LONGEST_TOPIC:
        raise SlackError("too_long")
    return words
