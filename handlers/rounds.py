"""`/mentor round`: which rounds there are, a new one, and how one stands."""

import asyncio
from datetime import timedelta

import structlog
from slack_sdk.errors import SlackApiError

from bot.domain import access
from bot.domain.errors import InvalidInput, NotAllowed
from bot.domain.matching.plan import Preview
from bot.domain.rounds import abstaining, drafting, engine, gathering, joining, learning, standing, timetable
from bot.domain.rounds.terms import WEIGHED, Pilot, Terms
from bot.domain.rounds.verdict import judge
from bot.domain.times import zone_of
from bot.i18n import Md
from bot.runtime import Runtime
from bot.slack import reason_of
from bot.views import ids, kit, rounds_board, rounds_list
from bot.views import rounds as views
from bot.views import rounds_forms as forms
from bot.views.kit import Message
from handlers import rounds_matching
from handlers.forms import RoundDatesForm, RoundForm, RoundPilotForm, RoundTermsForm
from handlers.registry import A_MOMENT, Visit, as_id, registry
from models import Network, Round, RoundState

log = structlog.get_logger()

CALL_FOR, LASTS = timedelta(days=14), timedelta(days=182)
"""What a new round's form suggests."""


@registry.command("round", "rounds", "ronde", "rondes", may=access.LOOK_AROUND)
async def command(visit: Visit) -> None:
    """`/mentor round` lists, `/mentor round new` begins one, `/mentor round 3` opens one."""
    word = visit.text.casefold().split(" ")[0]
    if word in {"new", "nieuw", "nieuwe", "start"}:
        await open_new(visit)
    elif as_id(word):
        async with visit.begin() as session:
            await access.require(session, visit.member, access.RUN_ROUNDS)
            row = await drafting.numbered(session, visit.member, as_id(word))
        await show_one(visit, row.id)
    else:
        await list_rounds(visit)


@registry.action(ids.ROUND_LIST, may=access.LOOK_AROUND)
async def list_rounds(visit: Visit) -> None:
    async with visit.begin() as session:
        runs = await access.holds(session, visit.member, access.RUN_ROUNDS)
        mine = await drafting.listed(session, visit.member) if runs else ()
        calls = await joining.open_to(session, visit.member, visit.now)
        not_now = await abstaining.rounds_of(session, visit.member)
    await visit.answer(rounds_list.round_list(visit.t, mine, calls, runs=runs, abstained=not_now))


@registry.action(ids.ROUND_SHOW, may=access.RUN_ROUNDS)
async def show(visit: Visit) -> None:
    await show_one(visit, visit.number)


async def show_one(visit: Visit, round_id: int, note: Md | None = None) -> None:
    """The page that a round has in its state."""
    async with visit.begin() as session:
        row = await drafting.get(session, visit.member, round_id)
        network = await session.get_one(Network, row.network_id)
        counts = await standing.counts(session, row)
        abstained = await abstaining.count(session, row)
    if row.state in (RoundState.RELEASED, RoundState.RUNNING) or (row.state is RoundState.CLOSED and row.released_at):
        await rounds_matching.show_board(visit, row.id)
    elif row.state is RoundState.PREVIEW and row.matched_at is not None:
        await rounds_matching.show_result(visit, row.id, note=note)
    elif row.state is RoundState.CLOSED:
        await visit.answer(kit.message(views.moved(visit.t, row.state)))
    else:

        async def drawn() -> Message:
            preview = await count(visit.runtime, row) if counts["people"] or row.state is RoundState.DRAFT else None
            return views.prepared(visit.t, row, network, counts, preview, note, abstained=abstained)

        await visit.answer_later(views.working(visit.t), drawn)


async def count(runtime: Runtime, row: Round, terms: Terms | None = None) -> Preview | None:
    """How many could be matched; None when the rules allow more pairs than can be looked at."""
    async with runtime.db.begin() as session:
        gathered = await gathering.gather(session, row, runtime.now())
    return await engine.count(gathered, row.kind, terms or Terms.read(row.terms))


# Making one


@registry.action(ids.ROUND_NEW, may=access.RUN_ROUNDS)
async def open_new(visit: Visit) -> None:
    async with visit.begin() as session:
        networks = await drafting.networks_run(session, visit.member)
        if not networks:
            raise NotAllowed(access.RUN_ROUNDS.name)
        today = visit.now.astimezone(zone_of(visit.member)).date()
    closes, ends = (today + CALL_FOR).isoformat(), (today + CALL_FOR + LASTS).isoformat()
    await visit.open(forms.new_form(visit.t, networks, closes, ends))


@registry.form(ids.ROUND_FORM, may=access.RUN_ROUNDS)
async def draft(visit: Visit) -> None:
    form = RoundForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        row = await drafting.draft(
            session, visit.member, network_id=form.round_network, name=form.round_name, kind=form.round_kind,
            everybody=form.round_who == "everybody", closes_on=form.closes_on, ends_on=form.round_ends_on,
            now=visit.now,
        )  # fmt: skip
    await _to_terms(visit, row)


async def _to_terms(visit: Visit, row: Round) -> None:
    """The second form in the place of the first; its count comes when it is there."""
    async with visit.begin() as session:
        lesson = await learning.lesson(session, row)
    view = forms.terms_form(visit.t, row, Terms.read(row.terms), None, lesson)
    await visit.ack(response_action="update", view=visit.marked(view))
    visit.runtime.later(_fill_count(visit, row, Terms.read(row.terms), visit.body["view"]["id"]))


@registry.action(ids.ROUND_TERMS, may=access.RUN_ROUNDS)
async def open_terms(visit: Visit) -> None:
    async with visit.begin() as session:
        row = await drafting.get(session, visit.member, visit.number)
        lesson = await learning.lesson(session, row)
    terms = Terms.read(row.terms)
    view = visit.marked(forms.terms_form(visit.t, row, terms, None, lesson))
    opened = await visit.slack.views_open(trigger_id=visit.body["trigger_id"], view=view)
    await visit.ack()
    visit.runtime.later(_fill_count(visit, row, terms, str(opened["view"]["id"])))


@registry.action(ids.ROUND_COUNT, may=access.RUN_ROUNDS)
async def count_anew(visit: Visit) -> None:
    """A rule was ticked: how many could be matched now? What takes longer than a moment is said to be under way."""
    async with visit.begin() as session:
        row = await drafting.get(session, visit.member, visit.carried("round"))
    terms = _terms(visit, row)
    view_id = visit.body["view"]["id"]
    counting = asyncio.ensure_future(count(visit.runtime, row, terms))
    if (await asyncio.wait({counting}, timeout=A_MOMENT))[0]:
        await _draw_count(visit, row, terms, view_id, await counting)
        await visit.ack()
        return
    await _draw_count(visit, row, terms, view_id, None)
    await visit.ack()

    async def later() -> None:
        await _draw_count(visit, row, terms, view_id, await counting)

    visit.runtime.later(later())


async def _fill_count(visit: Visit, row: Round, terms: Terms, view_id: str) -> None:
    await _draw_count(visit, row, terms, view_id, await count(visit.runtime, row, terms))


async def _draw_count(visit: Visit, row: Round, terms: Terms, view_id: str, preview: Preview | None) -> None:
    """What was ticked and chosen meanwhile stays: the fields keep their names."""
    async with visit.begin() as session:
        lesson = await learning.lesson(session, row)
    words = views.counted(visit.t, row, preview) if preview is not None else None
    view = visit.marked(forms.terms_form(visit.t, row, terms, words, lesson))
    try:
        await visit.slack.views_update(view_id=view_id, view=view)
    except SlackApiError as error:
        if reason_of(error) != "not_found":
            raise
        log.info("round.form_closed")  # they were quicker


def _terms(visit: Visit, row: Round) -> Terms:
    form = RoundTermsForm.from_view(visit.body["view"])
    weighs = forms.weights_of({part: getattr(form, f"weigh_{part}") for part in WEIGHED})
    wanted = forms.wanted_of(form.round_rules, row.kind, visit.t)
    return Terms(wanted=wanted, least_hours=form.round_hours, weighs=weighs, pilot=Terms.read(row.terms).pilot)


@registry.form(ids.ROUND_TERMS_FORM, may=access.RUN_ROUNDS)
async def save_terms(visit: Visit) -> None:
    async with visit.begin() as session:
        row = await drafting.get(session, visit.member, visit.carried("round"))
        terms, lesson = _terms(visit, row), await learning.lesson(session, row)
        taken = RoundTermsForm.from_view(visit.body["view"]).round_learned
        suggested = {part: weight for part, weight in (lesson.suggested if lesson else {}).items() if part in taken}
        terms = terms.model_copy(update={"weighs": forms.weights_of({**terms.weighs, **suggested})})
        row = await drafting.set_terms(session, visit.member, row.id, terms)
    view = forms.pilot_form(visit.t, row, Terms.read(row.terms).pilot)
    await visit.ack(response_action="update", view=visit.marked(view))


@registry.form(ids.ROUND_PILOT_FORM, may=access.RUN_ROUNDS)
async def save_pilot(visit: Visit) -> None:
    form = RoundPilotForm.from_view(visit.body["view"])
    pilot = Pilot(
        meetings=form.pilot_meetings, pairs_meeting=form.pilot_pairs, useful=form.pilot_useful,
        learned=form.pilot_learned,
    )  # fmt: skip
    async with visit.begin() as session:
        row = await drafting.get(session, visit.member, visit.carried("round"))
        terms = Terms.read(row.terms).model_copy(update={"pilot": pilot if form.round_pilot else None})
        row = await drafting.set_terms(session, visit.member, row.id, terms)
        network = await session.get_one(Network, row.network_id)
        counts = await standing.counts(session, row)
    await visit.answer(views.prepared(visit.t, row, network, counts, None, visit.t.md("✅ Saved.")))


# Its way to the preview


@registry.action(ids.ROUND_DATES, may=access.RUN_ROUNDS)
async def open_dates(visit: Visit) -> None:
    async with visit.begin() as session:
        row = await drafting.get(session, visit.member, visit.number)
        closes_on = row.closes_at.astimezone(zone_of(visit.member)).date().isoformat()
    await visit.open(forms.dates_form(visit.t, row, closes_on))


@registry.form(ids.ROUND_DATES_FORM, may=access.RUN_ROUNDS)
async def save_dates(visit: Visit) -> None:
    form = RoundDatesForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        row = await drafting.postpone(
            session, visit.member, visit.carried("round"), form.closes_on, form.round_ends_on, visit.now
        )
        network = await session.get_one(Network, row.network_id)
        counts = await standing.counts(session, row)
    await visit.answer(views.prepared(visit.t, row, network, counts, None, visit.t.md("✅ Saved.")))


@registry.action(ids.ROUND_ANNOUNCE, may=access.RUN_ROUNDS)
async def announce(visit: Visit) -> None:
    try:
        async with visit.begin() as session:
            row = await drafting.announce(session, visit.member, visit.number, visit.now)
    except InvalidInput:  # it is over by its own date: another one is needed first
        await open_dates(visit)
        return
    await _redrawn(visit, row, visit.t.md("📣 The call is open until {when}.", when=views.closes(visit.t, row)))


@registry.action(ids.ROUND_END_CALL, may=access.RUN_ROUNDS)
async def end_call(visit: Visit) -> None:
    async with visit.begin() as session:
        row = await timetable.end_call(session, visit.member, visit.number, visit.now)
    await _redrawn(visit, row, visit.t.md("The call is over."))


@registry.action(ids.ROUND_CALL_OFF, may=access.RUN_ROUNDS)
async def call_off(visit: Visit) -> None:
    async with visit.begin() as session:
        row = await drafting.call_off(session, visit.member, visit.number, visit.now)
    await visit.replace(kit.message(visit.t.md("*{title}* is called off.", title=views.title(visit.t, row))))


@registry.action(ids.ROUND_CLOSE, may=access.RUN_ROUNDS)
async def close(visit: Visit) -> None:
    async with visit.begin() as session:
        row = await timetable.close(session, visit.member, visit.number, visit.now)
        judged = await judge(session, row)
    await visit.replace(rounds_board.over(visit.t, row, judged))


async def _redrawn(visit: Visit, row: Round, note: Md) -> None:
    async with visit.begin() as session:
        network = await session.get_one(Network, row.network_id)
        counts = await standing.counts(session, row)
    await visit.replace(views.prepared(visit.t, row, network, counts, None, note))
