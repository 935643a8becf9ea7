"""The page about a pair, and guides."""

from datetime import date

from bot import guides
from bot.domain.agreements import Agreed, draft_of
from bot.domain.side import Side
from bot.domain.workbook import Workbook
from bot.i18n import LANGUAGES, Texts
from bot.views import agreements, guide_page, introductions, kit, pair_page, templates
from bot.views import workbook as workbook_views
from models import (
    Agreement,
    AgreementState,
    Confidentiality,
    ItemState,
    PairState,
    WorkbookItem,
    WorkbookTemplate,
)
from tests.gallery.data import LATER, NOW, Data, Drawings


def side_of(data: Data, state: PairState = PairState.ACTIVE, *, mentee: bool = True) -> Side:
    pair = data.pair(state)
    pair.active_since, pair.ended_at, pair.ends_on = NOW, LATER, date(2027, 5, 24)
    return Side(pair=pair, me=data.member(2 if mentee else 1), partner=data.member(1 if mentee else 2), now=NOW)


def agreement(
    data: Data, number: int = 1, *, by: int = 1, state: AgreementState = AgreementState.PROPOSED
) -> Agreement:
    return Agreement(
        id=10**12 + number, workspace_id="T1", pair_id=10**12, version=number, state=state, proposed_by=by,
        mentee_goals=data.text(1000), mentor_goals=data.text(1000), expectations=data.text(1000, ""),
        confidentiality=Confidentiality.TOPICS, rhythm_days=14 * number, minutes=45, place=data.text(300, ""),
        ends_on=date(2027, 5, 24) if data.longest else None, proposed_at=NOW,
        signed_at=NOW if state is AgreementState.SIGNED else None,
    )  # fmt: skip


def workbook(data: Data) -> Workbook:
    """As full as it can be, or empty with nothing offered."""
    states = list(ItemState) * 10 if data.longest else []
    items = [
        WorkbookItem(
            id=10**12 + number, workspace_id="T1", pair_id=1, proposed_by=1 + number % 2, text=data.text(200),
            state=state, evidence=data.text(500, "") if state is ItemState.DONE else "", created_at=NOW,
        )
        for number, state in enumerate(sorted(states))
    ]  # fmt: skip
    return Workbook(items=items)


def offered(data: Data) -> list[WorkbookTemplate]:
    return [
        WorkbookTemplate(id=number + 1, topic_id=1, place=number, text=data.text(75))
        for number in range(20 if data.longest else 1)
    ]


def _agreements(t: Texts, data: Data) -> Drawings:
    signed = agreement(data, state=AgreementState.SIGNED)
    theirs, mine = agreement(data, 2, by=1), agreement(data, 2, by=2)
    side = side_of(data)
    standing = [
        Agreed(),
        Agreed(proposed=theirs, newest=2),
        Agreed(signed=signed, proposed=theirs, newest=2),
        Agreed(signed=signed, proposed=mine, newest=2),
        Agreed(signed=signed, newest=1),
    ]
    draft = draft_of(theirs)
    return {
        agreements.agreement_form: [
            agreements.agreement_form(t, side_of(data, mentee=mentee), draft, 10**12, moved)
            for mentee in (True, False)
            for moved in (None, theirs)
        ],
        agreements.agreement_page: [agreements.agreement_page(t, side, one) for one in (signed, theirs)],
        agreements.sent: [agreements.sent(t, side)],
        agreements.signed_now: [agreements.signed_now(t, side)],
        agreements.proposed: [agreements.proposed(t, side, theirs, before) for before in (None, signed)],
        agreements.signed_by_other: [agreements.signed_by_other(t, side, signed)],
        agreements.reminder: [agreements.reminder(t, side, one) for one in standing[:2]],
        pair_page.pair_page: [
            pair_page.pair_page(t, side_of(data, state, mentee=mentee), [
                agreements.section(t, side_of(data, state, mentee=mentee), one),
                introductions.section(
                    t, side_of(data, state, mentee=mentee), data.request() if state is PairState.INTRODUCTION else None
                ),
                workbook_views.section(t, side_of(data, state, mentee=mentee), book),
            ])
            for state in PairState
            for mentee in (True, False)
            for one in standing
            for book in (workbook(data), Workbook(items=[], offered=offered(data)))
        ],
    }  # fmt: skip


def _workbooks(t: Texts, data: Data) -> Drawings:
    mentee, mentor, book = side_of(data), side_of(data, mentee=False), workbook(data)
    item = agreement_item(data)
    both = (mentee, mentor)
    return {
        workbook_views.workbook_page: [
            workbook_views.workbook_page(t, side, book, t.md("✅ Saved.") if data.longest else None)
            for side in (*both, side_of(data, PairState.ENDED))
        ],
        workbook_views.add_form: [workbook_views.add_form(t, side, book=True) for side in both],
        workbook_views.offered_form: [workbook_views.offered_form(t, side, offered(data), book=False) for side in both],
        workbook_views.sign_off_form: [workbook_views.sign_off_form(t, mentee, item, book=True)],
        workbook_views.item_form: [workbook_views.item_form(t, mentee, item, book=False)],
        workbook_views.said: [workbook_views.said(t, mentee, t.md("✅ Saved."))],
        workbook_views.proposed: [workbook_views.proposed(t, mentee, workbook(Data(longest=True)))],
        workbook_views.signed_off: [workbook_views.signed_off(t, mentor, [item] * (30 if data.longest else 1), 30, 30)],
        templates.template_list: [
            templates.template_list(t, [(10**12, data.text(75), 20)] * (100 if data.longest else 0))
        ],
        templates.no_topic: [templates.no_topic(t, data.text(3000))],
        templates.template_form: [
            templates.template_form(
                t, 10**12, data.text(75), {one: [data.text(75)] * (20 if data.longest else 0) for one in LANGUAGES}
            )
        ],
        templates.template_saved: [templates.template_saved(t, data.text(75), 20 if data.longest else 1)],
    }


def agreement_item(data: Data) -> WorkbookItem:
    return WorkbookItem(
        id=10**12, workspace_id="T1", pair_id=1, proposed_by=1, text=data.text(200), state=ItemState.DONE,
        evidence=data.text(500, ""), created_at=NOW,
    )  # fmt: skip


def drawings(t: Texts, data: Data) -> Drawings:
    full = [[kit.section(t.md("Guide"))] * (40 if data.longest else 0)] * 5
    note = t.md("✅ Saved.") if data.longest else None
    rest = _agreements(t, data)
    return {
        **rest,
        **_workbooks(t, data),
        guide_page.guide_page: [guide_page.guide_page(t, guide) for guide in guides.library().values()],
        pair_page.pair_page: [
            *rest[pair_page.pair_page],
            *(
                pair_page.pair_page(t, side_of(data, state, mentee=mentee), full, note)
                for state in PairState
                for mentee in (True, False)
            ),
        ],
    }
