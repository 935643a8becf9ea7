"""What a listener or a job needs, handed in: database, clock, Slack, settings."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.config import Settings
from bot.database import Sessions

Now = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class Runtime:
    settings: Settings
    db: Sessions
    now: Now
    slack: Callable[[str], AsyncWebClient]
    """The client of a workspace, by its id."""
    workspaces: Callable[[], tuple[str, ...]]
    """Ids of the workspaces this process serves."""
