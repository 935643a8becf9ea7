"""How it was."""

from bot.domain import access, feedback, pairs, sessions
from bot.domain.errors import NotFound
from bot.views import feedback as views
from bot.views import ids
from handlers.forms import FeedbackForm
from handlers.registry import Visit, as_id, registry


@registry.action(ids.RATE, may=access.RUN_PAIR)
async def rate(visit: Visit) -> None:
    number, score = visit.numbers
    async with visit.begin() as session:
        meeting, pair = await feedback.rate(session, visit.member, number, score, visit.now)
        mine = await feedback.of(session, visit.member, meeting.id)
        assert mine is not None, "it has just been written"
    await visit.replace(views.thanks(visit.t, mine, mentor=visit.member.id == pair.mentor_id))


@registry.action(ids.FEEDBACK_TAP, may=access.RUN_PAIR)
async def tap(visit: Visit) -> None:
    number, _, code = visit.value.partition("-")
    async with visit.begin() as session:
        mine, _, pair = await feedback.tap(session, visit.member, as_id(number), code, visit.now)
    await visit.replace(views.thanks(visit.t, mine, mentor=visit.member.id == pair.mentor_id))


@registry.action(ids.FEEDBACK_WORDS, may=access.RUN_PAIR)
async def open_words(visit: Visit) -> None:
    async with visit.begin() as session:
        meeting, pair = await sessions.get(session, visit.member, visit.number)
        mine = await feedback.of(session, visit.member, meeting.id)
        if mine is None:
            raise NotFound("feedback")
        partner = await pairs.partner(session, pair, visit.member)
    is_mentor = visit.member.id == pair.mentor_id
    await visit.open(views.words_form(visit.t, meeting, partner, mine, mentor=is_mentor))


@registry.form(ids.FEEDBACK_FORM, may=access.RUN_PAIR)
async def save_words(visit: Visit) -> None:
    form = FeedbackForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        await feedback.add_words(
            session,
            visit.member,
            visit.carried("session"),
            learned=form.learned,
            next_step=form.next_step,
            practised=form.practised,
            now=visit.now,
        )
    await visit.answer(views.saved(visit.t))
