"""How the workspace says no."""

from typing import Any


class SlackError(Exception):
    """A refusal in Slack's shape.

    ``error`` is Slack's code, ``messages`` the sentences of ``response_metadata.messages`` (without "[ERROR] "), and
    ``extra`` further fields of the answer, such as ``needed`` and ``provided`` of a missing scope.
    """

    def __init__(self, error: str, *messages: str, **extra: Any) -> None:
        super().__init__(error, *messages)
        self.error = error
        self.messages = messages
        self.extra = extra

    @property
    def answer(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"ok": False, "error": self.error, **self.extra}
        if self.messages:
            answer["response_metadata"] = {"messages": [f"[ERROR] {message}" for message in self.messages]}
        return answer

    def __str__(self) -> str:
        return self.error + "".join(f"; {message}" for message in self.messages)


NORMAL_LIFE = frozenset(
    (
        "already_in_channel",
        "channel_not_found",
        "expired_url",
        "hash_conflict",
        "is_archived",
        "name_taken",
        "not_found",
        "not_in_channel",
        "ratelimited",
        "user_disabled",
    )
)
"""Refusals an app cannot avoid, because people act at the same time as it does; all others are the app's mistake."""
