"""How it was."""

from bot.domain import access, feedback, pairs, sessions
from bot.domain.errors import NotFound
from bot.views import feedback as views
from bot.views import ids
from handlers.forms import FeedbackForm
from handlers.registry import Visit, registry


@registry.action(ids.RATE, may=access.RUN_PAIR)
async def rate(visit: Visit) -> None:
    number, score = visit.numbers
    async with visit.begin() as session:
        meeting, _ = await feedback.rate(session, visit.member, number, score, visit.now)
    await visit.replace(views.thanks(visit.t, meeting, score))


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
