"""A file under a message, in its thread. Slack keeps no mark of ours on an upload: its name is the mark, so that after
an attempt of which nobody knows one sees whether it is there. Why it is done so: docs/adr/0017-calendars.md."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.views.kit import File


async def put(slack: AsyncWebClient, channel: str, ts: str, file: File) -> None:
    """Announce, upload, share: what stops before the last step is seen by nobody."""
    await slack.files_upload_v2(
        channel=channel, thread_ts=ts, filename=file.name, title=file.title, content=file.content
    )


async def is_there(slack: AsyncWebClient, channel: str, ts: str, file: File) -> bool:
    cursor: str | None = None
    while cursor != "":
        replies = await slack.conversations_replies(channel=channel, ts=ts, limit=200, cursor=cursor)
        for message in replies["messages"]:
            if any(shared.get("name") == file.name for shared in message.get("files") or ()):
                return True
        cursor = str((replies.get("response_metadata") or {}).get("next_cursor") or "")
    return False
