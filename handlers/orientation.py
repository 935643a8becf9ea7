"""`/mentor` alone, `/mentor help`, and words nobody knows."""

from functools import lru_cache

from bot.domain import access
from bot.views import orientation as views
from handlers.registry import Visit, registry

help_message = lru_cache(maxsize=256)(views.help_)
"""Asked for more often than anything else, and the same for many: drawn once for each kind of reader."""


@registry.command("", "help", "hulp", "?", may=access.LOOK_AROUND)
async def help_(visit: Visit) -> None:
    who = await visit.acquaintance()
    await visit.answer(help_message(who.t, joined=who.joined, runs_network=who.runs_network))


@registry.command("unknown", may=access.LOOK_AROUND)
async def unknown(visit: Visit) -> None:
    who = await visit.acquaintance()
    await visit.answer(views.unknown(who.t, visit.text))
