"""Whom somebody names may be new to Klik."""

from slack_sdk.errors import SlackApiError

from bot.domain import members
from bot.domain.errors import InvalidInput
from bot.slack import reason_of
from handlers.directory import person_of
from handlers.registry import Visit


async def meet(visit: Visit, slack_id: str, field: str) -> None:
    """Klik knows them from now on. Raises InvalidInput for a bot and for an account that is gone."""
    async with visit.begin() as session:
        if await members.find(session, visit.workspace_id, slack_id) is not None:
            return
    try:
        user = (await visit.slack.users_info(user=slack_id, include_locale=True))["user"]
    except SlackApiError as error:
        if reason_of(error) not in ("user_not_found", "user_not_visible"):
            raise
        raise InvalidInput(field, "not_a_person") from error
    if user.get("is_bot") or user.get("deleted"):
        raise InvalidInput(field, "not_a_person")
    async with visit.begin() as session:
        await members.arrive(session, visit.workspace_id, person_of(user), visit.now)
