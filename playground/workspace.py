"""The state of the local workspace and its rules: people, conversations, messages, and the log of what was exchanged.

No HTTP here and no clock but the one handed in. Ids are counted, so the same story gives the same ids.
"""

import asyncio
import itertools
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Literal

from playground.clock import Clock
from playground.elements import carried_values, id_maker, initial_values, with_ids
from playground.faults import Faults
from playground.records import Channel, Enterprise, Exchange, File, Json, Message, User, Values, View, Violation

__all__ = ["Channel", "Exchange", "File", "Json", "Message", "User", "Values", "View", "Violation", "Workspace"]

SLACKBOT = "USLACKBOT"


class Workspace:
    """One team with one app installed: the app of the manifest."""

    def __init__(
        self,
        clock: Clock,
        manifest: Mapping[str, Any],
        *,
        team_id: str = "T0KLIK",
        team_name: str = "Klik & Co",
        domain: str = "klik-co",
        enterprise: Enterprise | None = None,
        faults: Faults | None = None,
    ) -> None:
        self.clock = clock
        self.manifest = manifest
        self.team_id = team_id
        self.team_name = team_name
        self.domain = domain
        self.enterprise = enterprise
        self.is_enterprise_install = False
        """Whether the app got here by an installation into the whole organisation."""
        self.url = f"https://{domain}.slack.example"
        """Where the workspace is served; its server sets it."""
        self.app_id = "A0LOCAL"
        self.bot_id = "B0LOCAL"
        self.app_name = str(section(manifest, "display_information").get("name") or "App")
        self.scopes = frozenset(section(manifest, "oauth_config", "scopes").get("bot") or ())
        self.faults = faults or Faults()
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, File] = {}
        self.modals: dict[str, list[View]] = {}
        """The stack of open modals of each person, the topmost last."""
        self.homes: dict[str, View] = {}
        self.notices: dict[str, str] = {}
        """The last thing that went wrong for each person, in the words Slack's client would show them."""
        self.exchanges: deque[Exchange] = deque(maxlen=500)
        self.violations: list[Violation] = []
        self.revision = 0
        self.closed = False
        self._changed = asyncio.Event()
        self._messages: dict[str, list[Message]] = {}
        self._dms: dict[str, Channel] = {}
        """By the person's id."""
        self.on_post: list[Callable[[Message], None]] = []
        """Told of every message as it is posted."""
        self._last_ts = 0
        self._counters: dict[str, itertools.count[int]] = {}
        self._element_id = id_maker("auto-")
        display = section(manifest, "features", "bot_user").get("display_name") or self.app_name
        self.bot = self._enlist(User("U0BOT", self.app_name.lower(), str(display), "", tz="Etc/UTC", is_bot=True))
        self._enlist(User(SLACKBOT, "slackbot", "Slackbot", "", tz="Etc/UTC"))

    # --- ids, time and change ---------------------------------------------------------------------------------------

    def new_id(self, prefix: str) -> str:
        """The next id of a kind: ``U00000001``, ``C00000002``, ..."""
        counter = self._counters.setdefault(prefix, itertools.count(1))
        return f"{prefix}{next(counter):08d}"

    def new_ts(self) -> str:
        """A message id: seconds and microseconds by the clock, later than every one before it."""
        self._last_ts = max(int(self.clock.now().timestamp() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def touch(self) -> int:
        """Says that something visible has changed; returns the new revision."""
        self.revision += 1
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
        return self.revision

    async def wait_for_change(self, since: int) -> int:
        """Returns the revision once it is later than ``since``, or once the workspace is closed."""
        while self.revision <= since and not self.closed:
            await self._changed.wait()
        return self.revision

    def close(self) -> None:
        """Wakes everybody who waits for a change, for the last time."""
        self.closed = True
        self.touch()

    # --- people -----------------------------------------------------------------------------------------------------

    def add_user(
        self,
        name: str,
        real_name: str,
        *,
        email: str = "",
        title: str = "",
        tz: str = "Europe/Amsterdam",
        locale: str = "en-US",
        is_admin: bool = False,
        is_bot: bool = False,
        pronouns: str = "",
        display_name: str = "",
        id: str | None = None,  # noqa: A002 - Slack's own word
    ) -> User:
        """A new person, who is put into every channel that is for everyone."""
        user = User(
            id or self.new_id("U"),
            name,
            real_name,
            email or f"{name}@{self.domain}.example",
            title=title,
            tz=tz,
            locale=locale,
            is_admin=is_admin,
            is_bot=is_bot,
            pronouns=pronouns,
            display_name=display_name,
        )
        return self.enlist(user)

    def enlist(self, user: User) -> User:
        """Takes a person made elsewhere into the workspace and its common channels."""
        self._enlist(user)
        for channel in self.channels.values():
            if channel.for_everyone:
                channel.members.add(user.id)
        return user

    def _enlist(self, user: User) -> User:
        if user.id in self.users:
            raise ValueError(f"there is a user {user.id} already")
        user.updated = int(self.clock.now().timestamp())
        self.users[user.id] = user
        self.touch()
        return user

    def people(self) -> list[User]:
        """Everybody who can act: no bots, nobody deactivated."""
        return [user for user in self.users.values() if not (user.is_bot or user.deleted or user.id == SLACKBOT)]

    # --- conversations ----------------------------------------------------------------------------------------------

    def add_channel(
        self,
        name: str,
        members: Iterable[str] = (),
        *,
        creator: str = "",
        is_private: bool = False,
        is_general: bool = False,
        for_everyone: bool = False,
        kind: Literal["channel", "mpim"] = "channel",
    ) -> Channel:
        channel = Channel(
            self.new_id("G" if kind == "mpim" else "C"),
            name,
            kind,
            set(members),
            creator or self.bot.id,
            self.clock.now(),
            is_private=is_private or kind == "mpim",
            is_general=is_general,
            for_everyone=for_everyone,
        )
        return self._add(channel)

    def dm(self, user: str) -> Channel:
        """The direct messages of a person with the bot, made when first asked for."""
        if user not in self._dms:
            members = {user, self.bot.id}
            channel = Channel(self.new_id("D"), "", "im", members, user, self.clock.now(), user=user)
            self._dms[user] = self._add(channel)
        return self._dms[user]

    def _add(self, channel: Channel) -> Channel:
        self.channels[channel.id] = channel
        self._messages[channel.id] = []
        self.touch()
        return channel

    def channel_named(self, name: str) -> Channel | None:
        """The channel called so, with or without its #."""
        wanted = name.removeprefix("#")
        return next((c for c in self.channels.values() if c.kind == "channel" and c.name == wanted), None)

    # --- messages ---------------------------------------------------------------------------------------------------

    def messages(self, channel: Channel | str) -> list[Message]:
        """Everything posted there, ephemerals included, oldest first."""
        return list(self._messages[channel if isinstance(channel, str) else channel.id])

    def find_message(self, channel: str, ts: str) -> Message | None:
        newest_first = reversed(self._messages.get(channel, []))
        return next((message for message in newest_first if message.ts == ts), None)

    def post(
        self,
        channel: Channel,
        *,
        user: str,
        text: str = "",
        blocks: Iterable[Json] = (),
        ephemeral_for: str | None = None,
        **more: Any,
    ) -> Message:
        """Posts as ``user``; ``more`` are further fields of Message."""
        message = Message(
            self.new_ts(),
            channel.id,
            user,
            text,
            self,
            bot_id=self.bot_id if user == self.bot.id else None,
            blocks=with_ids(blocks, self._element_id),
            ephemeral_for=ephemeral_for,
            **more,
        )
        self._messages[channel.id].append(message)
        message.revision = self.touch()
        for told in self.on_post:
            told(message)
        return message

    def edit(self, message: Message, **changes: Any) -> Message:
        """Changes fields of a message; what people typed in its inputs stays where the ids stay."""
        if "blocks" in changes:
            changes["blocks"] = with_ids(changes["blocks"], self._element_id)
        for name, value in changes.items():
            setattr(message, name, value)
        message.values = {user: carried_values(old, message.blocks) for user, old in message.values.items()}
        message.edited = True
        message.edited_ts = self.new_ts()
        message.revision = self.touch()
        return message

    def delete(self, message: Message) -> None:
        self._messages[message.channel].remove(message)
        self.touch()

    def values_for(self, message: Message, user: str) -> Values:
        """What a person has chosen or typed in a message's inputs."""
        return message.values.setdefault(user, initial_values(message.blocks))

    def fill_ids(self, blocks: Iterable[Json]) -> list[Json]:
        return with_ids(blocks, self._element_id)

    # --- the log ----------------------------------------------------------------------------------------------------

    def record(self, direction: Literal["to app", "from app"], kind: str, request: Any) -> Exchange:
        """Opens the record of a request; whoever answers fills in answer, status and ms."""
        number = self.exchanges[-1].number + 1 if self.exchanges else 1
        exchange = Exchange(number, self.clock.now(), direction, kind, request)
        self.exchanges.append(exchange)
        self.touch()
        return exchange

    def violation(self, rule: str, detail: str, exchange: Exchange | None = None) -> None:
        """Notes that the app broke a rule."""
        broken = Violation(self.clock.now(), rule, detail, exchange.number if exchange else None)
        self.violations.append(broken)
        if exchange:
            exchange.violations.append(f"{rule}: {detail}")
        self.touch()

    def at(self, ts: str) -> datetime:
        """The instant a message id stands for."""
        return datetime.fromtimestamp(float(ts), tz=self.clock.now().tzinfo)


def section(manifest: Mapping[str, Any], *path: str) -> Json:
    """A part of the manifest, empty if it is left out."""
    found: Any = manifest
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return dict(found) if isinstance(found, Mapping) else {}
