"""The app's tokens in a workspace: what a call with one may do, and when they die."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from playground.clock import Clock
from playground.errors import SlackError


@dataclass
class Token:
    """``expires_at``: None for one that does not rotate."""

    value: str
    kind: Literal["bot", "app"]
    expires_at: datetime | None = None
    revoked: bool = False


class Tokens:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[str, Token] = {}

    def add(self, token: Token) -> None:
        self._known[token.value] = token

    def __contains__(self, value: str) -> bool:
        return value in self._known

    def check(self, value: str, wanted: Literal["bot", "app", "any"]) -> None:
        """Refuses a token that is unknown, dead or of another kind."""
        if not value:
            raise SlackError("not_authed")
        token = self._known.get(value)
        if token is None:
            raise SlackError("invalid_auth")
        if token.revoked:
            raise SlackError("token_revoked")
        if token.expires_at is not None and token.expires_at <= self._clock.now():
            raise SlackError("token_expired")
        if wanted not in ("any", token.kind):
            raise SlackError("not_allowed_token_type")

    def revoke(self, values: Iterable[str] | None = None) -> None:
        """Kills these bot tokens, or all of them; the app's own token is not the workspace's to kill."""
        for token in self._known.values():
            if token.kind == "bot" and (values is None or token.value in values):
                token.revoked = True

    @property
    def alive(self) -> list[str]:
        """The bot tokens that are not revoked."""
        return [token.value for token in self._known.values() if token.kind == "bot" and not token.revoked]
