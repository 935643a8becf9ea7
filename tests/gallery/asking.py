"""What is asked, answered and kept apart; office hours."""

from typing import Any

from bot.i18n import Texts
from bot.views import avoiding, office, request_ends, request_forms, requests, threads
from models import RequestState
from tests.gallery.data import LATER, NOW, Data, Drawings


def drawings(t: Texts, data: Data) -> Drawings:
    one, two, request, notes, topic = data.member(1), data.member(2), data.request(), data.notes(), data.text(75)
    matches = [data.match(number) for number in range(3 if data.longest else 0)]
    states = [data.asked_for(state) for state in RequestState]
    settled = [(data.request(state), one) for state in RequestState]
    return {
        requests.asked: [requests.asked(t, request, two, topic, 40, notes), requests.asked(t, request, two, topic, 0)],
        requests.reminder: [requests.reminder(t, request, two, topic, notes)],
        requests.digest: [
            requests.digest(t, [data.asked_for()] * 10, 99, False),
            requests.digest(t, states, 0, True),
            requests.digest(t, [data.asked_for(RequestState.DECLINED)], 0, True),
        ],
        requests.redrawn: [
            requests.redrawn(t, data.request(state), one, for_mentor=for_mentor)
            for state in RequestState
            for for_mentor in (True, False)
        ],
        requests.accepted: [requests.accepted(t, two)],
        requests.declined: [
            requests.declined(t, two, LATER, rather_not=True),
            requests.declined(t, two, None, rather_not=False),
        ],
        requests.more_sent: [requests.more_sent(t, two)],
        requests.more_info: [requests.more_info(t, request, one, notes)],
        requests.added: [
            requests.added(t, one, LATER, NOW),
            requests.added(t, one, NOW, NOW),
            requests.added(t, one, None, NOW),
        ],
        requests.withdrawn: [requests.withdrawn(t, one)],
        requests.withdrawn_for_mentor: [requests.withdrawn_for_mentor(t, two)],
        requests.request_list: [
            requests.request_list(
                t,
                [data.asked_for(), data.asked_for(RequestState.MORE_INFO), data.asked_for()],
                [data.asked_for()] * 30 + [data.asked_for(RequestState.MORE_INFO)],
                (settled * 2)[:10],
                requests.accepted(t, two).text,
                once_a_day=True,
            ),
            requests.request_list(t, [], [data.asked_for(RequestState.MORE_INFO)], settled),
            requests.request_list(t, [], [], once_a_day=False),
        ],
        request_forms.decline_form: [request_forms.decline_form(t, request, two, "2026-12-08")],
        request_forms.more_form: [request_forms.more_form(t, request, two, notes)],
        request_forms.add_form: [request_forms.add_form(t, request, one, notes)],
        request_ends.not_this_time: [
            request_ends.not_this_time(t, _declined(data, reason), one, matches) for reason in request_forms.REASONS
        ],
        request_ends.no_answer: [request_ends.no_answer(t, request, one, matches)],
        request_ends.not_told_more: [request_ends.not_told_more(t, request, one, matches)],
        request_ends.mentor_gone: [request_ends.mentor_gone(t, request, matches)],
        request_ends.lapsed: [request_ends.lapsed(t, two, told_to=told_to) for told_to in (True, False)],
        request_ends.pause_question: [request_ends.pause_question(t)],
        threads.whole: [threads.whole(t, request, one, notes, two)],
        **_office(t, data),
        avoiding.avoided: [avoiding.avoided(t, two, together=together) for together in (True, False)],
        avoiding.avoid_list: [avoiding.avoid_list(t, [two] * (99 if data.longest else 1)), avoiding.avoid_list(t, [])],
    }


def _office(t: Texts, data: Data) -> Drawings:
    one, two, slot = data.member(1), data.member(2), data.office_slot()
    many = 30 if data.longest else 1
    slots = [data.office_slot(number, booked=False) for number in range(many)]
    booked = [data.office_slot(number) for number in range(many)]
    return {
        office.office_list: [
            office.office_list(
                t, booked, booked[:2], {1: one, 2: two}, mentor=True, note=office.called_off(t, two).text
            ),
            office.office_list(t, slots, [], {}, mentor=True),
            office.office_list(t, [], [], {}, mentor=False),
        ],
        office.offer_form: [office.offer_form(t, "2026-11-25")],
        office.book_form: [office.book_form(t, one, slots[:25])],
        office.none_free: [office.none_free(t, one)],
        office.offered: [office.offered(t, slots)],
        office.booked: [
            office.booked(t, slot, two, for_mentor=one is None, appointment=one) for one in (None, data.appointment())
        ],
        office.off_calendar: [office.off_calendar(t, data.appointment(off=True))],
        office.reminder: [office.reminder(t, slot, two, soon=soon) for soon in (True, False)],
        office.called_off_by_other: [
            office.called_off_by_other(t, "U1", LATER, for_mentor=True),
            office.called_off_by_other(t, "gone:", LATER, for_mentor=False),
        ],
        office.called_off: [office.called_off(t, two), office.called_off(t, None)],
    }


def _declined(data: Data, reason: str) -> Any:
    request = data.request(RequestState.DECLINED)
    request.decline_reason = reason
    return request
