"""Knowing who is there: a member's row is made from their Slack profile on first contact."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain import members
from bot.domain.members import Person
from bot.i18n import Texts
from bot.runtime import Runtime
from handlers.cleaning import clean

FRESH = timedelta(seconds=30)
"""For so long another replica may answer `/mentor help` in the language that somebody just left."""
MOST_REMEMBERED = 10_000


@dataclass(frozen=True)
class Acquaintance:
    """What a person's rows said a moment ago: enough for an answer that decides nothing."""

    t: Texts
    joined: bool
    runs_network: bool
    learned_at: datetime


class Directory:
    """Who is who. Remembers a bounded number of people for a short while, so that orientation costs no query."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._remembered: OrderedDict[tuple[str, str], Acquaintance] = OrderedDict()

    async def meet(self, slack: AsyncWebClient, workspace_id: str, slack_id: str) -> None:
        """Make the person's row from their Slack profile. Slack is asked outside any transaction."""
        answer = await slack.users_info(user=slack_id, include_locale=True)
        async with self._runtime.db.begin() as session:
            await members.arrive(session, workspace_id, person_of(answer["user"]), self._runtime.now())

    def recall(self, workspace_id: str, slack_id: str) -> Acquaintance | None:
        known = self._remembered.get((workspace_id, slack_id))
        if known is None or self._runtime.now() - known.learned_at > FRESH:
            return None
        return known

    def remember(self, workspace_id: str, slack_id: str, known: Acquaintance) -> None:
        self._remembered[workspace_id, slack_id] = known
        if len(self._remembered) > MOST_REMEMBERED:
            self._remembered.popitem(last=False)

    def update(self, workspace_id: str, slack_id: str, t: Texts, *, joined: bool) -> None:
        """Their row as it is now; who came or left is looked at anew."""
        known = self._remembered.get((workspace_id, slack_id))
        if known is not None and known.joined == joined:
            self._remembered[workspace_id, slack_id] = replace(known, t=t)
        else:
            self.forget(workspace_id, slack_id)

    def forget(self, workspace_id: str, slack_id: str) -> None:
        """What was remembered may be no longer so."""
        self._remembered.pop((workspace_id, slack_id), None)


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
