"""Whether it clicked, and the menu beside a pair."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, introductions, pairs, pausing, planned, sessions
from bot.domain.errors import PairEnded
from bot.views import ids
from bot.views import pairs as views
from bot.views import sessions as session_views
from bot.views.kit import View
from handlers import pair_page
from handlers import pausing as pausing_handlers
from handlers.registry import Visit, as_id, registry
from models import PairState


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
        return views.end_form(visit.t, pair, partner, for_mentee=visit.member.id == pair.mentee_id)
    if choice == "pause":
        return pausing_handlers.form(visit, pair, partner)
    if pair.state is PairState.PAUSED:  # whoever books goes on
        await pausing.resume(session, visit.member, pair.id, visit.now)
    meeting = await sessions.make(session, pair)
    slots = await sessions.offer_slots(session, pair, meeting, visit.now)
    one = await planned.of(session, meeting, pair, visit.member)
    return session_views.time_form(visit.t, one, slots, visit.now)
