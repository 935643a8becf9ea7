"""Reading a guide."""

from bot import guides
from bot.domain import access
from bot.domain.errors import NotFound
from bot.views import guide_page as views
from bot.views import ids
from handlers.registry import Visit, registry


@registry.action(ids.GUIDE, may=access.LOOK_AROUND)
async def read(visit: Visit) -> None:
    guide = guides.guide(visit.value)
    if guide is None:
        raise NotFound("guide")
    t = (await visit.acquaintance()).t
    await visit.open(views.guide_page(t, guide))
