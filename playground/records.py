"""What a workspace consists of: people, conversations, messages, views, files, and the log of what was exchanged."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from playground.workspace import Workspace

Json = dict[str, Any]
Values = dict[str, dict[str, Json]]
"""The state of the inputs of a view or message: block_id -> action_id -> state object as Slack sends it."""

COLOURS = ("9f3d4b", "2b6f62", "7a4fa3", "a35b1f", "2f5fa8", "8a3a7c", "4f6b1e", "5b5f6b")


@dataclass(frozen=True)
class Enterprise:
    """An organisation of Enterprise Grid: several workspaces that can have the app as one."""

    id: str
    name: str


@dataclass
class User:
    id: str
    name: str
    real_name: str
    email: str
    title: str = ""
    tz: str = "Europe/Amsterdam"
    locale: str = "en-US"
    is_admin: bool = False
    is_bot: bool = False
    deleted: bool = False
    pronouns: str = ""
    display_name: str = ""
    updated: int = 0

    @property
    def colour(self) -> str:
        """Six hex digits, the same for the same person every time."""
        return COLOURS[zlib.crc32(self.id.encode()) % len(COLOURS)]

    @property
    def shown_as(self) -> str:
        return self.display_name or self.real_name or self.name


@dataclass
class Channel:
    """A public or private channel, a direct message between the bot and ``user``, or a group direct message."""

    id: str
    name: str
    kind: Literal["channel", "im", "mpim"]
    members: set[str]
    creator: str
    created: datetime
    topic: str = ""
    purpose: str = ""
    is_private: bool = False
    is_general: bool = False
    for_everyone: bool = False
    """Whether whoever joins the workspace is put into it."""
    is_archived: bool = False
    user: str = ""

    @property
    def type(self) -> Literal["public_channel", "private_channel", "im", "mpim"]:
        """The name the ``types`` argument of conversations.list has for it."""
        if self.kind != "channel":
            return self.kind
        return "private_channel" if self.is_private else "public_channel"


@dataclass
class File:
    id: str
    name: str
    title: str
    mimetype: str
    content: bytes
    user: str
    created: datetime
    length: int
    channels: list[str] = field(default_factory=list)
    uploaded: bool = False
    completed: bool = False


@dataclass(eq=False)
class Message:
    """A message; ``ts`` is its id within the channel, ``user`` its author, ``blocks`` carry their ids filled in."""

    ts: str
    channel: str
    user: str
    text: str
    workspace: Workspace = field(repr=False)
    bot_id: str | None = None
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    thread_ts: str | None = None
    edited: bool = False
    edited_ts: str | None = None
    ephemeral_for: str | None = None
    files: list[File] = field(default_factory=list)
    unfurl_links: bool = True
    unfurl_media: bool = True
    mrkdwn: bool = True
    revision: int = 0
    """The workspace's revision at which this message last changed."""
    values: dict[str, Values] = field(default_factory=dict)
    """What each person (by id) chose or typed in this message's inputs."""

    def visible_to(self, user: str) -> bool:
        return self.ephemeral_for in (None, user)


@dataclass(eq=False)
class View:
    """A modal or an App Home; ``payload`` is what the app sent with the missing block_ids and action_ids filled in."""

    id: str
    type: Literal["modal", "home"]
    user: str
    payload: Json
    workspace: Workspace = field(repr=False)
    hash: str = ""
    root_id: str = ""
    previous_id: str | None = None
    values: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    """What the app found wrong at the last submission: block_id -> words."""
    revision: int = 0

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.payload["blocks"]
        return blocks

    @property
    def callback_id(self) -> str:
        return str(self.payload.get("callback_id") or "")

    @property
    def external_id(self) -> str:
        return str(self.payload.get("external_id") or "")


@dataclass
class Exchange:
    """One request and its answer: ``kind`` is the Web API method, or the type of the payload sent to the app."""

    number: int
    at: datetime
    direction: Literal["to app", "from app"]
    kind: str
    request: Any
    answer: Any = None
    status: int | None = None
    ms: float | None = None
    violations: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Violation:
    """A rule the app broke: ``rule`` is a short slug, ``detail`` says what happened in words."""

    at: datetime
    rule: str
    detail: str
    exchange: int | None = None

    def __str__(self) -> str:
        where = f" (exchange {self.exchange})" if self.exchange is not None else ""
        return f"{self.rule}: {self.detail}{where}"
