"""What an interaction allows the app to do for a short while: open one modal, post a few answers."""

import hashlib
import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta

from playground.clock import Clock
from playground.errors import SlackError
from playground.records import Message, View

TRIGGER_LIFE = timedelta(seconds=3)
RESPONSE_URL_LIFE = timedelta(minutes=30)
RESPONSE_URL_POSTS = 5


@dataclass
class Trigger:
    id: str
    user: str
    at: datetime
    view: View | None
    """The modal the interaction happened in, if it did in one."""
    exchanged: bool = False


@dataclass
class ResponseUrl:
    path: str
    user: str
    channel: str
    at: datetime
    origin: Message | None
    """The message the interaction happened on; none for a command."""
    posts_left: int = RESPONSE_URL_POSTS


class Grants:
    """Hands out trigger_ids and response_urls, and says when one is no longer good."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._numbers = itertools.count(1)
        self._triggers: dict[str, Trigger] = {}
        self._response_urls: dict[str, ResponseUrl] = {}

    def _secret(self) -> tuple[int, str]:
        number = next(self._numbers)
        return number, hashlib.sha256(f"grant {number}".encode()).hexdigest()[:32]

    def new_trigger(self, user: str, view: View | None = None) -> str:
        number, secret = self._secret()
        trigger = Trigger(f"{number}.{number}.{secret}", user, self._clock.now(), view)
        self._triggers[trigger.id] = trigger
        return trigger.id

    def trigger(self, trigger_id: str) -> Trigger:
        """A trigger that can still be exchanged; the caller marks it exchanged when it has been."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.exchanged:
            raise SlackError("exchanged_trigger_id")
        if self._clock.now() - trigger.at > TRIGGER_LIFE:
            raise SlackError("expired_trigger_id")
        return trigger

    def new_response_url(self, kind: str, user: str, channel: str, origin: Message | None = None) -> ResponseUrl:
        """``kind`` is "commands" or "actions", as in the paths of Slack's own."""
        number, secret = self._secret()
        granted = ResponseUrl(f"/{kind}/{number}/{secret}", user, channel, self._clock.now(), origin)
        self._response_urls[granted.path] = granted
        return granted

    def response_url(self, path: str) -> ResponseUrl:
        """A response_url that takes one more post; the caller counts it down."""
        granted = self._response_urls.get(path)
        if granted is None:
            raise SlackError("invalid_url")
        if self._clock.now() - granted.at > RESPONSE_URL_LIFE:
            raise SlackError("expired_url")
        if granted.posts_left < 1:
            raise SlackError("expired_url", f"a response_url takes {RESPONSE_URL_POSTS} posts")
        return granted
