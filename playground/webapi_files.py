"""files.*: an upload is announced, its bytes are posted, and it is completed once."""

import mimetypes

from playground.content import check_message
from playground.errors import SlackError
from playground.methods import Call, Methods
from playground.records import Channel, File, Json
from playground.shapes import file_object

methods: Methods = Methods()


@methods(
    "files.getUploadURLExternal",
    "length!:int filename! snippet_type alt_txt",
    scopes="files:write",
    per_minute=100,
)
def get_upload_url(call: Call) -> Json:
    length = call.arguments["length"]
    if length < 1:
        raise SlackError("invalid_arguments", "must be at least 1 [json-pointer:/length]")
    workspace = call.workspace
    name = call.text("filename")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    file = File(workspace.new_id("F"), name, name, kind, b"", workspace.bot.id, workspace.clock.now(), length)
    workspace.files[file.id] = file
    return {"upload_url": f"{workspace.url}/upload/v1/{file.id}", "file_id": file.id}


def receive(file: File, content: bytes) -> str:
    """Takes the bytes of an announced upload; returns the words Slack answers with."""
    if file.completed:
        raise SlackError("file_already_completed")
    if len(content) != file.length:
        raise SlackError("length_mismatch", f"{file.length} bytes were announced, {len(content)} came")
    file.content, file.uploaded = content, True
    return f"OK - {len(content)}"


@methods(
    "files.completeUploadExternal",
    "files!:json channel_id channels thread_ts initial_comment blocks:json username icon_url icon_emoji",
    scopes="files:write",
    per_minute=100,
    json=True,
)
def complete_upload(call: Call) -> Json:
    files = _listed(call)
    names = [word for word in (call.text("channel_id") or call.text("channels")).split(",") if word]
    channels = [_share_target(call, name) for name in names]
    content = {"text": call.text("initial_comment"), "blocks": call.arguments.get("blocks")}
    checked = check_message(content, files=True)
    for file, title in files:
        file.title = title or file.name
        file.completed = True
        file.channels = [channel.id for channel in channels]
    for channel in channels:
        thread_ts = call.text("thread_ts") or None
        shared = [file for file, _ in files]
        call.workspace.post(channel, user=call.workspace.bot.id, files=shared, thread_ts=thread_ts, **checked)
    return {"files": [file_object(call.workspace, file) for file, _ in files]}


def _listed(call: Call) -> list[tuple[File, str]]:
    listed = call.arguments["files"]
    if not isinstance(listed, list) or not listed or not all(isinstance(item, dict) for item in listed):
        raise SlackError("invalid_arguments", "must be an array of objects with id and title [json-pointer:/files]")
    found = []
    for item in listed:
        file = call.workspace.files.get(str(item.get("id")))
        if file is None or not file.uploaded or file.completed:
            raise SlackError("file_not_found")
        found.append((file, str(item.get("title") or "")))
    return found


def _share_target(call: Call, channel_id: str) -> Channel:
    call.arguments["channel_id"] = channel_id
    return call.own_channel("channel_id")


@methods("files.info", "file! count:int cursor limit:int page:int", scopes="files:read", per_minute=100)
def info(call: Call) -> Json:
    file = call.workspace.files.get(call.text("file"))
    if file is None or not file.completed:
        raise SlackError("file_not_found")
    return {"file": file_object(call.workspace, file), "comments": []}
