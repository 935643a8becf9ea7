"""The local workspace as a server: the Web API, Socket Mode and the page on one port."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import yaml

from playground.clock import Clock
from playground.person import Person
from playground.records import Json, User
from playground.workspace import Workspace


class Playground:
    """A workspace to be served with ``async with``: ``url`` for people, ``api_url`` for the app."""

    def __init__(
        self, manifest_path: Path, *, clock: Clock, host: str = "127.0.0.1", port: int = 0, seed: int = 0
    ) -> None:
        self.workspace = Workspace(clock, yaml.safe_load(manifest_path.read_text()))
        self.clock = clock
        self.host = host
        self.port = port
        self.seed = seed
        self.bot_token = "xoxb-local-bot"
        self.app_token = "xapp-1-local-app"
        self.signing_secret = "local-signing-secret"
        self.request_url: str | None = None
        self.on_skip: Callable[[timedelta], Awaitable[None]] | None = None

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    def person(self, user_id: str) -> Person:
        return Person(self, self.workspace.users[user_id])

    async def send_event(self, event: Json) -> None:
        """Tells the app of an event; unacknowledged it is sent again at once, after 1 and after 5 minutes."""
        raise NotImplementedError

    async def change_user(self, user_id: str, **fields: Any) -> User:
        """Changes fields of a person and sends user_change."""
        raise NotImplementedError

    async def join_team(self, user: User) -> Person:
        """Takes a new person into the workspace and sends team_join."""
        raise NotImplementedError

    async def __aenter__(self) -> Self:
        raise NotImplementedError

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        raise NotImplementedError
