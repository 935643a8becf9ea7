"""Where something is drawn, and for whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from playground.elements import Control, initial_values
from playground.emoji import plain_words
from playground.markup import Attribute, dom_id
from playground.mrkdwn import mrkdwn, plain
from playground.records import Json, Message, User, Values, View
from playground.workspace import Workspace

Attributes = dict[str, Attribute]


@dataclass(frozen=True)
class Place:
    """A surface as one person sees it: their zone, what they filled in, what was found wrong with it."""

    workspace: Workspace
    reader: User
    surface: Message | View
    values: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the page calls the surface when it says on which one somebody acted."""
        if isinstance(self.surface, View):
            return f"view:{self.surface.id}"
        return f"message:{self.surface.channel}/{self.surface.ts}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.reader.tz)

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def id_of(self, control: Control) -> str:
        return dom_id(self.name, control.block_id, control.action_id)

    def value(self, control: Control) -> Any:
        """What is filled in: the value under the state's key."""
        return self.values[control.block_id][control.action_id][control.state_key]

    def text(self, words: Json | None) -> Markup:
        """A text object of either kind."""
        if not words:
            return Markup("")
        if words.get("type") == "mrkdwn":
            return mrkdwn(str(words.get("text") or ""), self.workspace, self.reader)
        return plain(plain_words(words))


def place_of(surface: Message | View, reader: User) -> Place:
    workspace = surface.workspace
    if isinstance(surface, View):
        return Place(workspace, reader, surface, {**initial_values(surface.blocks), **surface.values}, surface.errors)
    filled = surface.values.get(reader.id) or initial_values(surface.blocks)
    return Place(workspace, reader, surface, filled)
