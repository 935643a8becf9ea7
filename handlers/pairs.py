"""Whether it clicked, and the end of a pair."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, avoiding, introductions, pairs, sessions
from bot.domain.errors import PairEnded
from bot.views import common, ids
from bot.views import pairs as views
from bot.views import sessions as session_views
from bot.views.kit import View
from handlers import pair_page
from handlers.forms import EndForm
from handlers.registry import Visit, as_id, registry
from models import EndReason, PairState


@registry.action(ids.CLICKED, ids.NOT_CLICKED, may=access.RUN_PAIR)
async def click(visit: Visit) -> None:
    """One handler for both answers: whoever watches Klik at work counts them as one thing."""
    clicked = visit.clicked == ids.CLICKED
    async with visit.begin() as session:
        pair = await introductions.answer(session, visit.member, visit.number, clicked, visit.now)
    await visit.replace(views.click_noted(visit.t, pair))


@registry.action(ids.CLICK_AGAIN, may=access.RUN_PAIR)
async def click_again(visit: Visit) -> None:
    async with visit.begin() as session:
        pair = await pairs.get(session, visit.member, visit.number)
        if not introductions.is_asked(pair):
            raise PairEnded
        partner = await pairs.partner(session, pair, visit.member)
    await visit.replace(views.click_question(visit.t, pair, partner))


@registry.action(ids.PAIR_MENU, may=access.RUN_PAIR)
async def menu(visit: Visit) -> None:
    """The menu beside a pair on the home tab."""
    choice, _, number = visit.value.partition("-")
    async with visit.begin() as session:
        if choice == "page":
            view = await pair_page.drawn(visit, session, as_id(number))
        else:
            view = await _chosen(visit, session, choice, as_id(number))
    await visit.open(view)


async def _chosen(visit: Visit, session: AsyncSession, choice: str, pair_id: int) -> View:
    pair = await pairs.get(session, visit.member, pair_id, lock=True)
    if pair.state is PairState.ENDED:
        raise PairEnded
    partner = await pairs.partner(session, pair, visit.member)
    if choice == "end" and introductions.is_asked(pair):
        return visit.notice(views.click_question(visit.t, pair, partner))
    if choice == "end":
        return views.end_form(visit.t, pair, partner)
    meeting = await sessions.propose(session, pair, visit.now)
    slots = await sessions.offer_slots(session, pair, meeting, visit.now)
    return session_views.time_form(visit.t, meeting, partner, slots, visit.now)


@registry.form(ids.END_FORM, may=access.RUN_PAIR)
async def end(visit: Visit) -> None:
    form = EndForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        reason = EndReason(form.reason) if form.reason in views.END_REASONS else EndReason.OTHER
        pair = await introductions.stop(session, visit.member, visit.carried("pair"), reason, visit.now)
        partner = await pairs.partner(session, pair, visit.member)
        if common.RATHER_NOT in form.also:
            await avoiding.avoid(session, visit.member, partner.id, visit.now)
    ended = pair.state is PairState.ENDED
    await visit.answer(views.ended(visit.t, partner) if ended else views.click_noted(visit.t, pair))
