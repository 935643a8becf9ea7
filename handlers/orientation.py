"""`/mentor` alone, `/mentor help`, and words nobody knows."""

from bot.domain import access
from bot.views import orientation as views
from handlers.registry import Visit, registry


@registry.command("", "help", "hulp", "?", may=access.LOOK_AROUND)
async def help_(visit: Visit) -> None:
    who = await visit.acquaintance()
    await visit.answer(views.help_(who.t, joined=who.joined, runs_network=who.runs_network))


@registry.command("unknown", may=access.LOOK_AROUND)
async def unknown(visit: Visit) -> None:
    who = await visit.acquaintance()
    await visit.answer(views.unknown(who.t, visit.text))
