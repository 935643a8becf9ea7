"""On the way: the pulse, interviews, gentle checks, and guides."""

from bot.domain import access, checks, interviews, pulses, risk, situations
from bot.domain.health import Cause, causes
from bot.views import checks as check_views
from bot.views import ids, stuck
from bot.views import interviews as interview_views
from bot.views import pulses as views
from handlers.forms import InterviewForm, PulseForm, QuestionsForm
from handlers.registry import Visit, registry
from models import Moment, Says


@registry.command("guides", "gidsen", may=access.LOOK_AROUND)
@registry.action(ids.STUCK_GUIDES, may=access.LOOK_AROUND)
async def guides(visit: Visit) -> None:
    await visit.answer(stuck.guide_list((await visit.acquaintance()).t))


# The pulse


@registry.action(ids.PULSE, may=access.RUN_PAIR)
async def pulse(visit: Visit) -> None:
    number, score = visit.numbers
    async with visit.begin() as session:
        said, pair = await pulses.answer(session, visit.member, number, score, visit.now)
        seen = await situations.of(session, pair, visit.member, visit.now)
    await visit.replace(views.answered(visit.t, said, seen, for_mentee=visit.member.id == pair.mentee_id))


@registry.action(ids.PULSE_WORDS, may=access.RUN_PAIR)
async def open_words(visit: Visit) -> None:
    async with visit.begin() as session:
        said, _ = await pulses.get(session, visit.member, visit.number)
    await visit.open(views.words_form(visit.t, said))


@registry.form(ids.PULSE_FORM, may=access.RUN_PAIR)
async def save_words(visit: Visit) -> None:
    form = PulseForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        await pulses.add_words(session, visit.member, visit.carried("pulse"), form.pulse_words)
    await visit.answer(views.words_saved(visit.t))


# The check


@registry.action(ids.CHECK_FINE, may=access.RUN_PAIR)
async def fine(visit: Visit) -> None:
    await _check(visit, Says.FINE)


@registry.action(ids.CHECK_BETTER, may=access.RUN_PAIR)
async def better(visit: Visit) -> None:
    await _check(visit, Says.BETTER)


@registry.action(ids.CHECK_HELP, may=access.RUN_PAIR)
async def help_wanted(visit: Visit) -> None:
    await _check(visit, Says.HELP)


async def _check(visit: Visit, says: Says) -> None:
    async with visit.begin() as session:
        pair, was_open = await checks.answer(session, visit.member, visit.number, says, visit.now)
        heard = says is Says.HELP and was_open and await risk.ask_for_help(session, visit.member, pair, visit.now)
        check = await checks.open_of(session, pair)
        seen = await situations.of(session, pair, visit.member, visit.now)
        found = [*([Cause.HELP] if says is Says.HELP else []), *causes(check.signals if check else [])]
    if not was_open:
        await visit.replace(check_views.over(visit.t))
        return
    for_mentee = visit.member.id == pair.mentee_id
    message = check_views.answered(visit.t, pair, says, seen, found, for_mentee=for_mentee, heard=heard)
    await visit.replace(message)


# Interviews


@registry.action(ids.INTERVIEW, may=access.RUN_PAIR)
async def open_interview(visit: Visit) -> None:
    async with visit.begin() as session:
        asked, pair = await interviews.get(session, visit.member, visit.number)
        own = await interviews.own_questions(session, asked.network_id, asked.moment)
    for_mentee = visit.member.id == pair.mentee_id
    questions = interview_views.questions(visit.t, asked.moment, own, for_mentee=for_mentee)
    await visit.open(interview_views.form(visit.t, asked, questions))


@registry.form(ids.INTERVIEW_FORM, may=access.RUN_PAIR)
async def answer_interview(visit: Visit) -> None:
    form = InterviewForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        number = visit.carried("interview")
        asked, pair = await interviews.get(session, visit.member, number)
        own = await interviews.own_questions(session, asked.network_id, asked.moment)
        for_mentee = visit.member.id == pair.mentee_id
        questions = interview_views.questions(visit.t, asked.moment, own, for_mentee=for_mentee)
        said = list(zip(questions.open, (form.answer1, form.answer2, form.answer3), strict=False))
        await interviews.answer(session, visit.member, number, score=form.score, answers=said, now=visit.now)
    await visit.answer(interview_views.saved(visit.t))


@registry.command("interview", "vragen", may=access.KEEP_QUESTIONS)
async def show_questions(visit: Visit) -> None:
    async with visit.begin() as session:
        networks = await interviews.networks_of(session, visit.member)
        own = await interviews.written(session, networks)
    await visit.answer(interview_views.keep_list(visit.t, networks, own))


@registry.action(ids.KEEP_QUESTIONS, may=access.KEEP_QUESTIONS)
async def open_questions(visit: Visit) -> None:
    network_id, where = visit.numbers
    moment = _moment(where)
    async with visit.begin() as session:
        network = await interviews.network_of(session, visit.member, network_id)
        own = await interviews.own_questions(session, network.id, moment)
    await visit.open(interview_views.keep_form(visit.t, network, moment, own))


@registry.form(ids.KEEP_QUESTIONS_FORM, may=access.KEEP_QUESTIONS)
async def keep_questions(visit: Visit) -> None:
    form = QuestionsForm.from_view(visit.body["view"])
    moment = _moment(visit.carried("moment"))
    async with visit.begin() as session:
        network = await interviews.keep_questions(
            session, visit.member, visit.carried("network"), moment, form.scale, (form.open1, form.open2, form.open3),
            visit.now,
        )  # fmt: skip
    await visit.answer(interview_views.kept(visit.t, network))


def _moment(where: int) -> Moment:
    return list(Moment)[min(where, len(Moment) - 1)]
