"""Pausing a pair, and going on."""

from datetime import timedelta

from bot.domain import access, pairs, pausing, sessions
from bot.domain.errors import NotYetAPair, PairEnded
from bot.domain.times import day_ahead, zone_of
from bot.views import ids
from bot.views import pausing as views
from bot.views.kit import View
from handlers import pair_page
from handlers.forms import PauseForm
from handlers.registry import Visit, registry
from models import Member, Pair, PairState

SUGGESTED = timedelta(days=28)


@registry.action(ids.PAUSE_PAIR, may=access.RUN_PAIR)
async def open_form(visit: Visit) -> None:
    async with visit.begin() as session:
        pair = await pairs.get(session, visit.member, visit.number)
        if pair.state is PairState.ENDED:
            raise PairEnded
        partner = await pairs.partner(session, pair, visit.member)
        view = form(visit, pair, partner)
    await visit.open(visit.with_origin(view))


def form(visit: Visit, pair: Pair, partner: Member) -> View:
    """Raises NotYetAPair."""
    if pair.state is PairState.INTRODUCTION:
        raise NotYetAPair
    suggested = (visit.now + SUGGESTED).astimezone(zone_of(visit.member)).date()
    return views.pause_form(visit.t, pair, partner, suggested.isoformat())


@registry.form(ids.PAUSE_PAIR_FORM, may=access.RUN_PAIR)
async def pause(visit: Visit) -> None:
    typed = PauseForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        until = day_ahead(typed.until, zone_of(visit.member), visit.now, pausing.LONGEST_DAYS)
        pair = await pausing.pause(session, visit.member, visit.carried("pair"), until, visit.now)
        partner = await pairs.partner(session, pair, visit.member)
        said = views.paused(visit.t, pair, partner)
        page = await pair_page.drawn(visit, session, pair.id, said.text)
    await pair_page.put(visit, page, said)


@registry.action(ids.RESUME_PAIR, may=access.RUN_PAIR)
async def resume(visit: Visit) -> None:
    async with visit.begin() as session:
        pair, meeting = await pausing.resume(session, visit.member, visit.number, visit.now)
        partner = await pairs.partner(session, pair, visit.member)
        slots = await sessions.slots_of(session, meeting) if meeting is not None else ()
        said = views.resumed(visit.t, partner, meeting, slots)
        page = await pair_page.drawn(visit, session, pair.id, said.text)
    await pair_page.put(visit, page, said)
