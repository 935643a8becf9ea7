"""Writing, signing and reading what a pair agrees on."""

import json
from datetime import date

from bot.domain import access, agreements, side
from bot.domain.agreements import Draft
from bot.domain.errors import AgreementMoved, InvalidInput
from bot.views import agreements as views
from bot.views import ids
from bot.views.kit import View
from handlers import pair_page
from handlers.forms import AgreementForm
from handlers.registry import Visit, registry
from models import AgreementState, Confidentiality


@registry.action(ids.AGREEMENT, may=access.RUN_PAIR)
async def write(visit: Visit) -> None:
    async with visit.begin() as session:
        of_mine = await side.together(session, visit.member, visit.number, visit.now)
        agreed, draft = await agreements.to_write(session, of_mine)
    await visit.open(visit.with_origin(views.agreement_form(visit.t, of_mine, draft, agreed.newest)))


@registry.form(ids.AGREEMENT_FORM, may=access.RUN_PAIR)
async def propose(visit: Visit) -> None:
    draft = _draft(AgreementForm.from_view(visit.body["view"]))
    pair_id = visit.carried("pair")
    try:
        async with visit.begin() as session:
            of_mine, found = await agreements.propose(
                session, visit.member, pair_id, draft, visit.carried("seen"), visit.now
            )
            signed = found.state is AgreementState.SIGNED
            said = views.signed_now(visit.t, of_mine) if signed else views.sent(visit.t, of_mine)
            page = await pair_page.drawn(visit, session, pair_id, said.text)
    except AgreementMoved:
        await _read_first(visit, pair_id, draft)
        return
    await pair_page.put(visit, page, said)


def _draft(form: AgreementForm) -> Draft:
    try:
        ends_on = date.fromisoformat(form.ends_on) if form.ends_on else None
    except ValueError:
        raise InvalidInput("ends_on", "within_two_years") from None
    return Draft(
        mentee_goals=form.mentee_goals,
        mentor_goals=form.mentor_goals,
        expectations=form.expectations,
        confidentiality=Confidentiality(form.confidentiality),
        rhythm_days=form.rhythm_days,
        minutes=form.minutes,
        place=form.place,
        ends_on=ends_on,
    )


async def _read_first(visit: Visit, pair_id: int, draft: Draft) -> None:
    """The other has proposed a text while this one was being written: shown in the same form, and nothing typed is
    lost."""
    async with visit.begin() as session:
        of_mine = await side.together(session, visit.member, pair_id, visit.now)
        agreed = await agreements.of_pair(session, of_mine)
    view = views.agreement_form(visit.t, of_mine, draft, agreed.newest, agreed.proposed)
    await visit.ack(response_action="update", view=_opened_from_there(visit, view))


def _opened_from_there(visit: Visit, view: View) -> View:
    carried = visit.metadata | json.loads(view["private_metadata"])
    return visit.marked({**view, "private_metadata": json.dumps(carried)})


@registry.action(ids.SIGN, may=access.RUN_PAIR)
async def sign(visit: Visit) -> None:
    async with visit.begin() as session:
        of_mine, _ = await agreements.sign(session, visit.member, visit.number, visit.now)
        said = views.signed_now(visit.t, of_mine)
        page = await pair_page.drawn(visit, session, of_mine.pair.id, said.text)
    await pair_page.put(visit, page, said)


@registry.action(ids.READ_AGREEMENT, may=access.RUN_PAIR)
async def read(visit: Visit) -> None:
    async with visit.begin() as session:
        found, pair = await agreements.get(session, visit.member, visit.number)
        of_mine = await side.of(session, visit.member, pair.id, visit.now)
    await visit.open(views.agreement_page(visit.t, of_mine, found))
