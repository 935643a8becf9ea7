"""`/mentor stats`: figures for those who run a network, with one picture."""

import asyncio

from bot.charts import supply_and_demand
from bot.domain import access, audit, insight, networks
from bot.domain.insight import Figures
from bot.limits import Limit
from bot.views import ids
from bot.views import stats as views
from bot.views.kit import Message
from handlers.registry import Visit, registry


@registry.command("stats", "cijfers", may=access.SEE_FIGURES, limit=Limit.FIGURES)
@registry.action(ids.STATS, may=access.SEE_FIGURES, limit=Limit.FIGURES)
async def stats(visit: Visit) -> None:
    async with visit.begin() as session:
        mine = await networks.with_figures(session, visit.member)
    if len(mine) == 1 and not visit.member.is_admin:
        await _show(visit, mine[0].id)
    else:
        await visit.answer(views.choose(visit.t, mine, everything=visit.member.is_admin))


@registry.action(ids.STATS_OF, may=access.SEE_FIGURES, limit=Limit.FIGURES)
async def stats_of(visit: Visit) -> None:
    await _show(visit, visit.number)


async def _show(visit: Visit, network_id: int) -> None:
    async with visit.begin() as session:
        if network_id == 0:
            await access.require(session, visit.member, access.SEE_ALL_FIGURES)
        network = await networks.for_figures(session, visit.member, network_id) if network_id else None
        audit.note(
            session,
            visit.workspace_id,
            audit.FIGURES_SEEN,
            by=visit.member,
            now=visit.now,
            network_id=network.id if network else None,
        )
        found = await insight.figures(session, visit.workspace_id, network, language=visit.t.language, now=visit.now)
    if not found.topics:
        await visit.answer(views.figures(visit.t, found, None))
        return

    async def drawn() -> Message:
        return views.figures(visit.t, found, await _picture(visit, found))

    await visit.answer_later(views.working(visit.t), drawn)


async def _picture(visit: Visit, found: Figures) -> str:
    """Draw and upload the chart; the id of its file. It is shared nowhere: only who has the message sees it."""
    image = await asyncio.to_thread(supply_and_demand, visit.t, found.topics)
    uploaded = await visit.slack.files_upload_v2(
        filename="klik.png", title=visit.t("Topics"), content=image, alt_txt=views.alt(visit.t, found)
    )
    return str(uploaded["file"]["id"])
