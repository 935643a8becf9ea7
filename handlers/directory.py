"""Knowing who is there: a member's row is made from their Slack profile on first contact."""

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain import members
from bot.domain.errors import NotFound
from bot.domain.members import Person
from bot.runtime import Runtime
from handlers.cleaning import clean


class Directory:
    """Who has a row already, remembered so that a request costs no query for it."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.known: set[tuple[str, str]] = set()

    async def know(self, slack: AsyncWebClient, workspace_id: str, slack_id: str) -> None:
        """Make sure the person has a row. Slack is asked outside any transaction, and once a person."""
        if (workspace_id, slack_id) in self.known:
            return
        async with self.runtime.db.begin() as session:
            try:
                await members.get(session, workspace_id, slack_id)
                found = True
            except NotFound:
                found = False
        if not found:
            answer = await slack.users_info(user=slack_id, include_locale=True)
            async with self.runtime.db.begin() as session:
                await members.arrive(session, workspace_id, person_of(answer["user"]), self.runtime.now())
        self.known.add((workspace_id, slack_id))


def person_of(user: dict[str, Any]) -> Person:
    """A Person from Slack's user object, as users.info answers and user_change sends it."""
    profile = user.get("profile") or {}
    names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"), user.get("name"), user["id"])
    return Person(
        slack_id=str(user["id"]),
        name=next(filter(None, (clean(str(name or "")).strip() for name in names)))[:255],
        title=clean(str(profile.get("title") or "")).strip()[:255],
        tz=str(user.get("tz") or "UTC")[:64],
        locale=str(user.get("locale") or "en-US")[:16],
        is_admin=bool(user.get("is_admin") or user.get("is_owner")),
        deactivated=bool(user.get("deleted")),
    )
