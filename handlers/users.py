"""What Slack tells about people: changed profiles, deactivated accounts."""

from bot.domain import access, leaving, members
from bot.domain.errors import NotFound
from handlers.directory import person_of
from handlers.registry import Visit, registry


@registry.event("user_change", may=access.TELL)
async def user_changed(visit: Visit) -> None:
    """Keep name, title, zone and locale as Slack has them; a deactivated account frees its places."""
    person = person_of(visit.body["event"]["user"])
    async with visit.runtime.db.begin() as session:
        try:
            member = await members.get(session, visit.workspace_id, person.slack_id)
        except NotFound:
            return  # somebody who never met Klik: nothing is kept about them
        await members.arrive(session, visit.workspace_id, person, visit.now)
        if person.deactivated:
            await leaving.deactivate(session, member, visit.now)
        else:
            await leaving.reactivate(member)
    visit.directory.forget(visit.workspace_id, person.slack_id)


@registry.event("team_join", may=access.TELL)
async def team_joined(visit: Visit) -> None:
    """New colleagues are left alone: joining is always by the person."""
