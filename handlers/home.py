"""App Home."""

from bot import homes
from bot.domain import access, dashboard
from bot.views import home as views
from bot.views import ids
from bot.views import pairs as pair_views
from handlers.registry import Visit, registry


@registry.event("app_home_opened", may=access.LOOK_AROUND)
async def opened(visit: Visit) -> None:
    """Draw the home tab as things stand; the same event twice draws the same. From now on it is kept right."""
    if visit.body["event"].get("tab") != "home":
        return
    await show(visit, opened=True)


async def show(visit: Visit, *, opened: bool = False) -> None:
    """Also after whatever they did from their home tab."""
    async with visit.begin() as session:
        drawn = await homes.for_viewer(session, visit.member, visit.now, opened=opened)
    if drawn is not None:
        await homes.publish(visit.runtime, drawn, anyway=opened)


@registry.action(ids.LIST_PAIRS, may=access.LOOK_AROUND)
async def list_pairs(visit: Visit) -> None:
    async with visit.begin() as session:
        found = await dashboard.all_pairs(session, visit.member, visit.now)
    lines = [views.pair_line(visit.t, one, visit.now) for one in found[:45]]
    await visit.answer(pair_views.pair_list(visit.t, lines))
