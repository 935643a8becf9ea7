"""`/mentor audit`, for those who run networks and for workspace admins."""

from bot.domain import access, audit
from bot.limits import Limit
from bot.views import audit as views
from bot.views import ids
from handlers.registry import Visit, registry


@registry.command("audit", "logboek", may=access.SEE_AUDIT, limit=Limit.FIGURES)
@registry.action(ids.AUDIT_OLDER, may=access.SEE_AUDIT, limit=Limit.FIGURES)
async def show(visit: Visit) -> None:
    """The newest twenty; from the button those that are older. Reading is written down too, once for a look."""
    async with visit.begin() as session:
        page = await audit.page(session, visit.member, before=visit.number)
        if not visit.value:
            audit.note(session, visit.workspace_id, audit.AUDIT_SEEN, by=visit.member, now=visit.now)
    if visit.value:
        await visit.replace(views.log(visit.t, page))
    else:
        await visit.answer(views.log(visit.t, page))
