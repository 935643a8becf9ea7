"""How a Web API method is declared, and how its arguments are read.

A method's arguments are written as one string, ``"channel! text blocks:json limit:int"``: the name, ``!`` when it is
required, and the kind of value when it is not a string.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from playground.errors import SlackError
from playground.records import Channel, Exchange, Json, User
from playground.workspace import Workspace

if TYPE_CHECKING:
    from playground.server import Playground

Kind = Literal["str", "int", "bool", "json"]
KINDS: dict[str, Kind] = {"": "str", "int": "int", "bool": "bool", "json": "json"}
TRUTHS = {"1": True, "true": True, "0": False, "false": False}


@dataclass
class Call:
    """One call of a method, its arguments read and checked."""

    playground: Playground
    method: str
    arguments: Json
    exchange: Exchange

    @property
    def workspace(self) -> Workspace:
        return self.playground.workspace

    def text(self, name: str) -> str:
        return str(self.arguments.get(name) or "")

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.arguments.get(name)
        return default if value is None else bool(value)

    def need_scope(self, *any_of: str) -> None:
        """Refuses the call unless the app has one of the scopes."""
        if any_of and not self.workspace.scopes.intersection(any_of):
            provided = ",".join(sorted(self.workspace.scopes))
            raise SlackError("missing_scope", needed=",".join(any_of), provided=provided)

    def user(self, name: str = "user") -> User:
        found = self.workspace.users.get(self.text(name))
        if found is None:
            raise SlackError("user_not_found")
        return found

    def channel(self, name: str = "channel") -> Channel:
        """The conversation an argument names by its id; private ones the bot is not in do not exist for it."""
        found = self.workspace.channels.get(self.text(name))
        if found is None or (found.is_private and self.workspace.bot.id not in found.members):
            raise SlackError("channel_not_found")
        return found

    def own_channel(self, name: str = "channel") -> Channel:
        """As ``channel``, and the bot is in it and it is not archived."""
        found = self.channel(name)
        if self.workspace.bot.id not in found.members:
            raise SlackError("not_in_channel")
        if found.is_archived:
            raise SlackError("is_archived")
        return found


Handler = Callable[[Call], Json | None]


@dataclass(frozen=True)
class Method:
    """``scopes``: one of them is needed; ``per_minute``: None for no limit of its own."""

    name: str
    run: Handler
    arguments: dict[str, Kind]
    required: frozenset[str]
    scopes: tuple[str, ...] = ()
    per_minute: int | None = None
    json: bool = False
    token: Literal["bot", "app", "any", "none"] = "bot"

    def read(self, sent: Json) -> Json:
        """The arguments as their kinds; refuses what is missing, of another kind, or unknown (Slack lets that pass)."""
        problems = [f"unknown argument: {name}" for name in sent if name not in self.arguments]
        given = {name: value for name, value in sent.items() if value is not None and name in self.arguments}
        problems += [f"missing required field: {name}" for name in sorted(self.required - given.keys())]
        if problems:
            raise SlackError("invalid_arguments", *problems)
        return {name: _as_kind(name, self.arguments[name], value) for name, value in given.items()}


def _as_kind(name: str, kind: Kind, value: Any) -> Any:
    if kind == "bool" and (isinstance(value, bool) or str(value).lower() in TRUTHS):
        return value if isinstance(value, bool) else TRUTHS[str(value).lower()]
    if kind == "int" and not isinstance(value, bool) and str(value).lstrip("-").isdigit():
        return int(value)
    if kind == "str" and isinstance(value, str):
        return value
    if kind == "json":
        return _parsed(name, value)
    article = {"bool": "a boolean", "int": "an integer", "str": "a string"}[kind]
    raise SlackError("invalid_arguments", f"must be {article} [json-pointer:/{name}]")


def _parsed(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        codes = {"blocks": "invalid_blocks_format", "metadata": "invalid_metadata_format"}
        message = f"must be valid JSON [json-pointer:/{name}]"
        raise SlackError(codes.get(name, "invalid_arguments"), message) from None


@dataclass
class Methods:
    """A family of methods; used as a decorator on the functions that answer them."""

    found: dict[str, Method] = field(default_factory=dict)

    def __call__(
        self,
        name: str,
        arguments: str = "",
        *,
        scopes: str = "",
        per_minute: int | None = None,
        json: bool = False,
        token: Literal["bot", "app", "any", "none"] = "bot",
    ) -> Callable[[Handler], Handler]:
        def declare(run: Handler) -> Handler:
            # slack_sdk adds the team's id to every call of a client that Bolt made.
            kinds: dict[str, Kind] = {"team_id": "str"}
            required = set()
            for word in arguments.split():
                argument, _, kind = word.replace("!", "").partition(":")
                kinds[argument] = KINDS[kind]
                if "!" in word:
                    required.add(argument)
            self.found[name] = Method(
                name, run, kinds, frozenset(required), tuple(scopes.split()), per_minute, json, token
            )
            return run

        return declare
