"""The objects of the workspace in the shapes in which Slack gives them to apps."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from playground.elements import words
from playground.records import Channel, File, Json, Message, User, View
from playground.workspace import Workspace

VERIFICATION_TOKEN = "local-verification-token"
VIEW_TEXT = ("private_metadata", "callback_id", "external_id")
VIEW_FLAGS = ("clear_on_close", "notify_on_close", "submit_disabled")


def user_object(workspace: Workspace, user: User, *, include_locale: bool = False) -> Json:
    """A user as in users.info; the e-mail address only where the app may read it."""
    local = workspace.clock.now().astimezone(ZoneInfo(user.tz))
    offset = local.utcoffset()
    first, _, last = user.real_name.partition(" ")
    images = {f"image_{size}": f"https://avatars.example/{user.id}-{size}.png" for size in (24, 32, 48, 72, 192, 512)}
    profile: Json = {
        "title": user.title,
        "phone": "",
        "skype": "",
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.display_name,
        "display_name_normalized": user.display_name,
        "status_text": "",
        "status_text_canonical": "",
        "status_emoji": "",
        "status_emoji_display_info": [],
        "status_expiration": 0,
        "avatar_hash": "",
        "first_name": first,
        "last_name": last,
        "pronouns": user.pronouns,
        "team": workspace.team_id,
        **images,
    }
    if user.email and "users:read.email" in workspace.scopes:
        profile["email"] = user.email
    if user.is_bot:
        profile |= {"api_app_id": workspace.app_id, "bot_id": workspace.bot_id, "always_active": True}
    found: Json = {
        "id": user.id,
        "team_id": workspace.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "profile": profile,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": user.updated,
    }
    if user.deleted:
        return found
    found |= {
        "color": user.colour,
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": local.tzname(),
        "tz_offset": int(offset.total_seconds()) if offset is not None else 0,
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_email_confirmed": not user.is_bot,
        "who_can_share_contact_card": "EVERYONE",
    }
    if include_locale:
        found["locale"] = user.locale
    return found


def channel_object(workspace: Workspace, channel: Channel) -> Json:
    """A conversation as in conversations.info; direct messages have a shape of their own."""
    created = int(channel.created.timestamp())
    common: Json = {
        "id": channel.id,
        "created": created,
        "is_archived": channel.is_archived,
        "is_im": channel.kind == "im",
        "is_org_shared": False,
        "context_team_id": workspace.team_id,
        "updated": created * 1000,
    }
    if channel.kind == "im":
        return common | {
            "user": channel.user,
            "is_user_deleted": workspace.users[channel.user].deleted,
            "is_open": True,
            "priority": 0,
        }
    described: Json = {
        what: {"value": value, "creator": channel.creator if value else "", "last_set": created if value else 0}
        for what, value in (("topic", channel.topic), ("purpose", channel.purpose))
    }
    return common | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.type == "public_channel",
        "is_group": channel.type == "private_channel",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.is_private,
        "is_general": channel.is_general,
        "is_member": workspace.bot.id in channel.members,
        "is_shared": False,
        "is_ext_shared": False,
        "is_pending_ext_shared": False,
        "creator": channel.creator,
        "unlinked": 0,
        "shared_team_ids": [workspace.team_id],
        "pending_shared": [],
        "previous_names": [],
        **described,
    }


def message_object(message: Message, *, metadata: bool = False) -> Json:
    """A message as in conversations.history; its metadata only when asked for."""
    workspace = message.workspace
    found: Json = {"type": "message", "user": message.user, "text": message.text, "ts": message.ts}
    found["team"] = workspace.team_id
    if message.bot_id:
        found |= {"bot_id": message.bot_id, "app_id": workspace.app_id, "bot_profile": _bot_profile(workspace)}
    if message.blocks:
        found["blocks"] = message.blocks
    if message.attachments:
        found["attachments"] = [{"id": n, **a} for n, a in enumerate(message.attachments, start=1)]
    if message.thread_ts:
        found["thread_ts"] = message.thread_ts
    if message.edited:
        found["edited"] = {"user": message.user, "ts": message.edited_ts}
    if message.files:
        found |= {"files": [file_object(workspace, file) for file in message.files], "upload": False}
    if metadata and message.metadata:
        found["metadata"] = message.metadata
    return found


def _bot_profile(workspace: Workspace) -> Json:
    return {
        "id": workspace.bot_id,
        "app_id": workspace.app_id,
        "user_id": workspace.bot.id,
        "name": workspace.app_name,
        "icons": {},
        "deleted": False,
        "updated": workspace.bot.updated,
        "team_id": workspace.team_id,
    }


def installed_in(workspace: Workspace) -> str:
    """The id of the workspace or organisation into which the app was installed."""
    if workspace.is_enterprise_install and workspace.enterprise:
        return workspace.enterprise.id
    return workspace.team_id


def view_object(view: View) -> Json:
    """A view with its state, as in answers of views.* and in payloads."""
    workspace = view.workspace
    sent = view.payload
    return {
        "id": view.id,
        "team_id": workspace.team_id,
        "type": view.type,
        "title": sent.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
        "submit": sent.get("submit"),
        "close": sent.get("close"),
        "blocks": view.blocks,
        **{name: sent.get(name) or "" for name in VIEW_TEXT},
        **{name: bool(sent.get(name)) for name in VIEW_FLAGS},
        "state": {"values": view.values},
        "hash": view.hash,
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id,
        "app_id": workspace.app_id,
        "app_installed_team_id": installed_in(workspace),
        "bot_id": workspace.bot_id,
    }


def file_object(workspace: Workspace, file: File) -> Json:
    """A file as in files.info; its addresses are below the workspace's own."""
    created = int(file.created.timestamp())
    kind = file.name.rpartition(".")[2].lower() if "." in file.name else "binary"
    address = f"{workspace.url}/files/{file.id}/{file.name}"
    return {
        "id": file.id,
        "created": created,
        "timestamp": created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        "filetype": kind,
        "pretty_type": kind.upper(),
        "user": file.user,
        "user_team": workspace.team_id,
        "editable": False,
        "size": len(file.content),
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": bool(file.channels),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": address,
        "url_private_download": address,
        "permalink": address,
        "channels": [channel for channel in file.channels if channel.startswith("C")],
        "groups": [channel for channel in file.channels if channel.startswith("G")],
        "ims": [channel for channel in file.channels if channel.startswith("D")],
        "comments_count": 0,
        "is_starred": False,
        "has_rich_preview": False,
        "file_access": "visible",
    }


def team_reference(workspace: Workspace) -> Json:
    return {"id": workspace.team_id, "domain": workspace.domain}


def user_reference(workspace: Workspace, user: User) -> Json:
    return {"id": user.id, "username": user.name, "name": user.name, "team_id": workspace.team_id}


def channel_reference(channel: Channel) -> Json:
    names = {"im": "directmessage", "mpim": channel.name}
    return {"id": channel.id, "name": names.get(channel.kind, channel.name)}


def unix(moment: datetime) -> int:
    return int(moment.timestamp())


def title_of(view: View) -> str:
    """The words at the top of a modal."""
    title: Any = view.payload.get("title")
    return words(title)
