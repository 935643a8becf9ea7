"""`/mentor risk`: pairs at risk, for those who run their network, and what they can do."""

from collections.abc import Callable

from bot.domain import access, audit, risk
from bot.domain.risk import Help
from bot.i18n import Md, Texts
from bot.views import ids
from bot.views import risk as views
from handlers.registry import Visit, registry


@registry.command("risk", "risico", may=access.HELP_PAIRS)
@registry.action(ids.RISK_LIST, may=access.HELP_PAIRS)
async def show(visit: Visit) -> None:
    async with visit.begin() as session:
        found, more = await risk.listed(session, visit.member)
        for network_id in {one.network.id if one.network else None for one in found}:
            audit.note(
                session, visit.workspace_id, audit.RISK_SEEN, by=visit.member, now=visit.now, network_id=network_id
            )
    await visit.answer(views.listed(visit.t, found, more))


@registry.action(ids.RISK_NUDGE, may=access.HELP_PAIRS)
async def nudge(visit: Visit) -> None:
    await _do(visit, risk.NUDGE, views.nudged)


@registry.action(ids.RISK_TALK, may=access.HELP_PAIRS)
async def offer_talk(visit: Visit) -> None:
    await _do(visit, risk.TALK, views.talk_offered)


@registry.action(ids.RISK_REMATCH, may=access.HELP_PAIRS)
async def offer_rematch(visit: Visit) -> None:
    await _do(visit, risk.REMATCH, views.rematch_offered)


async def _do(visit: Visit, what: Help, said: Callable[[Texts], Md]) -> None:
    async with visit.begin() as session:
        await risk.offer(session, visit.member, visit.number, what, visit.now)
        found, more = await risk.listed(session, visit.member)
    await visit.replace(views.listed(visit.t, found, more, said(visit.t)))
