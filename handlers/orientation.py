"""`/mentor` alone, `/mentor help`, and words nobody knows."""

from bot.domain import networks
from bot.views import orientation as views
from handlers.registry import Visit, registry


@registry.command("", "help", "hulp", "?")
async def help_(visit: Visit) -> None:
    async with visit.begin() as session:
        runs = await networks.with_figures(session, visit.member)
    await visit.answer(views.help_(visit.t, joined=visit.member.joined_at is not None, runs_network=bool(runs)))


@registry.command("unknown")
async def unknown(visit: Visit) -> None:
    async with visit.begin():
        pass
    await visit.answer(views.unknown(visit.t, visit.text))
