"""What the page remembers between requests, as Slack's clients would: what was read, what was suggested."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from playground.elements import Control
from playground.finding import Surface
from playground.records import Channel, Json, Message, User, View
from playground.workspace import Workspace

if TYPE_CHECKING:
    from playground.server import Playground

RECENT = timedelta(days=1)
"""How long before the page was first opened messages are new to somebody who has never looked."""

Place = tuple[str, str, str]


@dataclass
class Skip:
    """A move of the clock that is under way."""

    start: datetime
    target: datetime

    def percent(self, now: datetime) -> int:
        return min(99, max(0, int(100 * (now - self.start) / (self.target - self.start))))


@dataclass
class PageState:
    playground: Playground
    read_to: dict[tuple[str, str], str] = field(default_factory=dict)
    """The ts up to which a person has read a channel."""
    suggested: dict[Place, dict[str, Json]] = field(default_factory=dict)
    """The options last suggested for an external select, by value."""
    skip: Skip | None = None
    moving: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while the clock moves."""
    opened: datetime | None = None
    """When the page was first opened, by the workspace's clock."""

    @property
    def workspace(self) -> Workspace:
        return self.playground.workspace

    # --- reading ----------------------------------------------------------------------------------------------------

    def channels_of(self, user: User) -> list[Channel]:
        mine = [c for c in self.workspace.channels.values() if user.id in c.members and c.kind == "channel"]
        return sorted(
            (c for c in mine if not c.is_archived), key=lambda channel: (not channel.is_general, channel.name)
        )

    def others_for(self, user: User) -> list[Channel]:
        """The public channels somebody could join."""
        everything = self.workspace.channels.values()
        open_ones = [c for c in everything if c.type == "public_channel" and user.id not in c.members]
        return sorted((c for c in open_ones if not c.is_archived), key=lambda channel: channel.name)

    def visible(self, channel: Channel, user: User) -> list[Message]:
        return [message for message in self.workspace.messages(channel) if message.visible_to(user.id)]

    def unread(self, channel: Channel, user: User) -> list[Message]:
        """What others wrote since the person last looked, oldest first."""
        messages = reversed(self.workspace.messages(channel))
        read_to = self.read_to.get((user.id, channel.id))
        if read_to is None:
            self.opened = self.opened or self.workspace.clock.now()
            read_to = f"{(self.opened - RECENT).timestamp():.6f}"
        late = itertools.takewhile(lambda message: float(message.ts) > float(read_to), messages)
        return [message for message in late if message.user != user.id and message.visible_to(user.id)][::-1]

    def waiting(self, user: User) -> int:
        """How many direct messages of the bot a person has not read."""
        direct = (c for c in self.workspace.channels.values() if c.kind == "im" and c.user == user.id)
        return sum(len(self.unread(channel, user)) for channel in direct)

    def mark_read(self, channel: Channel, user: User) -> None:
        messages = self.workspace.messages(channel)
        if messages:
            self.read_to[user.id, channel.id] = messages[-1].ts

    # --- where somebody acts ----------------------------------------------------------------------------------------

    def surface(self, name: str, user: User) -> Surface:
        """What the page calls ``view:ID`` or ``message:CHANNEL/TS``; raises LookupError if the person cannot see it."""
        kind, _, identifier = name.partition(":")
        if kind == "view":
            views: list[View] = list(self.workspace.modals.get(user.id, ()))
            if user.id in self.workspace.homes:
                views.append(self.workspace.homes[user.id])
            for view in views:
                if view.id == identifier:
                    return view
        else:
            channel, _, ts = identifier.partition("/")
            message = self.workspace.find_message(channel, ts)
            if message is not None and message.visible_to(user.id):
                return message
        raise LookupError("This is not there any more.")

    def remember(self, where: Surface, control: Control, options: list[Json]) -> None:
        key = (place_name(where), control.block_id, control.action_id)
        self.suggested.setdefault(key, {}).update({option["value"]: option for option in options})

    def remembered(self, where: Surface, control: Control) -> dict[str, Json]:
        return self.suggested.get((place_name(where), control.block_id, control.action_id), {})


def place_name(where: Surface) -> str:
    return where.id if isinstance(where, View) else f"{where.channel}/{where.ts}"
