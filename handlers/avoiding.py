""" "Rather not with this person"."""

import re

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, avoiding, members, pairs
from bot.domain.errors import NotFound
from bot.views import avoiding as views
from bot.views import ids
from bot.views.kit import Message
from handlers.registry import Visit, registry

MENTIONED = re.compile(r"<@([A-Z0-9]{2,32})(?:\|[^>]*)?>")


def named(visit: Visit) -> str | None:
    """The Slack id of the person who was mentioned after the command; None when there was none."""
    found = MENTIONED.search(str(visit.body.get("text") or ""))
    return found[1] if found else None


async def met(visit: Visit, slack_id: str) -> None:
    """Somebody may be named before they first spoke to Klik."""
    async with visit.begin() as session:
        known = await members.find(session, visit.workspace_id, slack_id)
    if known is None:
        await visit.directory.meet(visit.slack, visit.workspace_id, slack_id)


@registry.command("avoid", "vermijd", may=access.MANAGE_ONESELF)
async def avoid(visit: Visit) -> None:
    """With a person: keep us apart; alone: whom I named, and undoing it."""
    slack_id = named(visit)
    if slack_id is not None:
        await met(visit, slack_id)
    async with visit.begin() as session:
        if slack_id is not None:
            other = await members.get(session, visit.workspace_id, slack_id)
            message = await _avoid(visit, session, other.id)
        elif visit.text.strip():
            raise NotFound("member")
        else:
            message = views.avoid_list(visit.t, await avoiding.avoided(session, visit.member))
    await visit.answer(message)


async def _avoid(visit: Visit, session: AsyncSession, other_id: int) -> Message:
    other = await avoiding.avoid(session, visit.member, other_id, visit.now)
    running = await pairs.running(session, visit.member)
    together = any(other.id in (pair.mentor_id, pair.mentee_id) for pair in running)
    return views.avoided(visit.t, other, together=together)


@registry.action(ids.AVOID, may=access.MANAGE_ONESELF)
async def avoid_this_one(visit: Visit) -> None:
    """From the end of a pair, or from results: the value is the member's id."""
    async with visit.begin() as session:
        message = await _avoid(visit, session, visit.number)
    await visit.answer(message)


@registry.action(ids.AVOID_UNDO, may=access.MANAGE_ONESELF)
async def undo(visit: Visit) -> None:
    async with visit.begin() as session:
        await avoiding.undo(session, visit.member, visit.number)
        message = views.avoid_list(visit.t, await avoiding.avoided(session, visit.member))
    await visit.replace(message)
