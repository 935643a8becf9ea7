"""The day of a session: late, did not come, and "did you meet?" """

from bot.domain import access, introductions, outcomes, pairs, planned
from bot.views import feedback as feedback_views
from bot.views import ids
from bot.views import pairs as pair_views
from bot.views import session_day as views
from bot.views.kit import Message
from handlers.registry import Visit, registry
from models import Member, MentoringSession, Pair, PairState, SessionState


@registry.action(ids.LATE, may=access.RUN_PAIR)
async def late(visit: Visit) -> None:
    number, minutes = visit.numbers
    async with visit.begin() as session:
        _, pair = await outcomes.say_late(session, visit.member, number, minutes, visit.now)
        partner = await pairs.partner(session, pair, visit.member)
    await visit.answer(views.late_told(visit.t, partner, minutes))


@registry.action(ids.NO_SHOW, may=access.RUN_PAIR)
async def no_show(visit: Visit) -> None:
    async with visit.begin() as session:
        meeting, pair = await outcomes.did_not_come(session, visit.member, visit.number, visit.now)
        partner = await pairs.partner(session, pair, visit.member)
    if meeting.state is SessionState.HELD:
        await visit.replace(_next_question(visit, meeting, pair, partner))
    else:
        await visit.replace(views.no_show_told(visit.t, pair, partner))


@registry.action(ids.MET, may=access.RUN_PAIR)
async def met(visit: Visit) -> None:
    """They met: ask at once, in the same place, how it was or whether it clicked."""
    await _settle(visit, held=True)


@registry.action(ids.NOT_MET, may=access.RUN_PAIR)
async def not_met(visit: Visit) -> None:
    await _settle(visit, held=False)


async def _settle(visit: Visit, *, held: bool) -> None:
    async with visit.begin() as session:
        meeting, pair = await introductions.settle(session, visit.member, visit.number, held, visit.now)
        one = await planned.of(session, meeting, pair, visit.member)
    if meeting.state is SessionState.HELD:
        await visit.replace(_next_question(visit, meeting, pair, one.partner))
    else:
        await visit.replace(views.missed(visit.t, pair, one.partner, again=one.every_days is not None))


def _next_question(visit: Visit, meeting: MentoringSession, pair: Pair, partner: Member) -> Message:
    if meeting.is_introduction and pair.state is PairState.INTRODUCTION:
        return pair_views.click_question(visit.t, pair, partner)
    return feedback_views.question(visit.t, meeting, partner)
