"""What Slack tells about Klik itself, not about a person: no Visit, no member, and no token any more."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext

from bot.runtime import Runtime


@dataclass(frozen=True, kw_only=True)
class Notice:
    runtime: Runtime
    installation_id: str | None
    """The team or the organisation that it is about."""
    whole: bool
    """Whether that is an organisation."""
    body: dict[str, Any]


Hear = Callable[[Notice], Awaitable[None]]
NOTICES: dict[str, Hear] = {}


def notice(name: str) -> Callable[[Hear], Hear]:
    """Declare what is done at this event."""

    def add(hear: Hear) -> Hear:
        assert name not in NOTICES, f"{name} is heard already"
        NOTICES[name] = hear
        return hear

    return add


def workspace_of(context: AsyncBoltContext, body: dict[str, Any]) -> str:
    """The id of the workspace that something happened in. What happens to an installation of a whole organisation names
    the organisation where it names the team otherwise; the team then stands elsewhere. Empty when it stands nowhere."""
    user = body.get("user")
    view = body.get("view") or {}
    candidates = (
        context.team_id,
        body.get("team_id"),
        user.get("team_id") if isinstance(user, dict) else None,
        view.get("team_id"),
    )
    return next((str(found) for found in candidates if found and not str(found).startswith("E")), "")


def notice_of(runtime: Runtime, context: AsyncBoltContext, body: dict[str, Any]) -> Notice:
    whole = bool(context.is_enterprise_install)
    about = context.enterprise_id if whole else workspace_of(context, body)
    return Notice(runtime=runtime, installation_id=about or None, whole=whole, body=body)
