"""Two people together: first talk, sessions, what they say afterwards."""

from bot import guides
from bot.domain.agenda import Agenda
from bot.domain.rounds.releasing import Brought
from bot.i18n import Texts
from bot.views import (
    feedback,
    pairs,
    session_day,
    sessions,
)
from models import (
    Feedback,
    PairState,
)
from tests.gallery.data import LATER, Data, Drawings


def drawings(t: Texts, data: Data) -> Drawings:
    two = data.member(2)
    request = data.request()
    pair = data.pair()
    meeting = data.meeting()
    slots = data.slots()
    proposed = data.meeting(booked=False, introduction=True)
    longest = data.longest
    stuck = guides.guide("session_stuck")
    matches = [data.match(number) for number in range(3 if longest else 0)]
    beside = pairs.beside_times(t, data.planned(), written=False)
    brought = Brought(data.text(75), data.text(600), mutual=True)
    return {
        sessions.book: [
            sessions.book(t, proposed, two, slots),
            sessions.book(t, data.meeting(booked=False), two, slots, also=beside),
        ],
        sessions.booked: [sessions.booked(t, data.planned(), odd_hour=longest, also=beside if longest else ())],
        sessions.booked_again: [sessions.booked_again(t, data.planned(every_days=14))],
        sessions.for_calendar: [
            sessions.for_calendar(t, data.planned()),
            sessions.for_calendar(t, data.planned(off=True)),
        ],
        sessions.kept: [sessions.kept(t, data.planned(every_days=14))],
        sessions.stopped: [sessions.stopped(t, data.planned())],
        session_day.late: [session_day.late(t, two, 10)],
        session_day.late_told: [session_day.late_told(t, two, 10)],
        session_day.no_show: [session_day.no_show(t, data.planned())],
        session_day.no_show_told: [session_day.no_show_told(t, pair, two)],
        sessions.booked_by_other: [sessions.booked_by_other(t, data.planned())],
        sessions.moved_by_other: [sessions.moved_by_other(t, data.planned())],
        sessions.cancelled_by_other: [sessions.cancelled_by_other(t, data.planned(off=True))],
        sessions.cancelled: [sessions.cancelled(t, pair, two)],
        sessions.time_form: [
            sessions.time_form(t, data.planned(), slots, LATER),
            sessions.time_form(t, data.planned(proposed), slots, LATER),
        ],
        session_day.reminder: [
            session_day.reminder(t, data.planned(), points, soon=soon, news=soon)
            for soon in (True, False)
            for points in (
                Agenda(),
                Agenda(plans="try", guide=guides.guide("session_steps")),
                Agenda(next_step=data.text(1000, ""), to_do=[data.text(200, "Size a cluster")] * 30, guide=stuck),
            )
        ]
        + [
            session_day.reminder(t, data.planned(data.meeting(introduction=True)), Agenda(guide=stuck), soon=False),
        ],
        session_day.outcome: [session_day.outcome(t, meeting, two)],
        session_day.missed: [session_day.missed(t, pair, two, again=again) for again in (True, False)],
        sessions.session_list: [
            sessions.session_list(t, [(meeting, two), (proposed, two)] * 10),
            sessions.session_list(t, []),
            sessions.session_list(t, [(proposed, two)], session_day.asked(t, meeting, two)),
        ],
        pairs.introduction: [
            pairs.introduction(t, pair, two, request, data.planned(proposed), slots, for_mentee=longest),
            pairs.introduction(t, pair, two, request, data.planned(), slots, for_mentee=not longest),
            pairs.introduction(
                t, pair, two, request, data.planned(proposed), slots, for_mentee=longest, brought=brought
            ),
        ],
        pairs.click_question: [pairs.click_question(t, pair, two)],
        pairs.click_noted: [pairs.click_noted(t, pair)],
        pairs.started: [pairs.started(t, pair, two, data.meeting(booked=False), slots)],
        pairs.parted: [pairs.parted(t, two, request, matches, for_mentee=for_mentee) for for_mentee in (True, False)],
        pairs.lapsed: [pairs.lapsed(t, two, request, matches, for_mentee=for_mentee) for for_mentee in (True, False)],
        pairs.ended_by_other: [
            pairs.ended_by_other(t, pair, two, request, matches, for_mentee=for_mentee) for for_mentee in (True, False)
        ],
        pairs.partner_left: [
            pairs.partner_left(t, two.name, request, matches, for_mentee=longest),
            pairs.partner_left(t, "", request, matches, for_mentee=True),
        ],
        pairs.end_form: [
            pairs.end_form(t, data.pair(state), two, for_mentee=longest)
            for state in (PairState.INTRODUCTION, PairState.ACTIVE)
        ],
        pairs.ended: [pairs.ended(t, two, request, matches)],
        feedback.question: [feedback.question(t, meeting, two)],
        feedback.thanks: [
            feedback.thanks(
                t, Feedback(session_id=10**12, useful=useful, gained=gained, plans=plan, practised=done), mentor=longest
            )
            for useful in range(1, 6)
            for gained, plan, done in (("", "", []), ("myself", "", []), ("view", "try", ["listening"]))
        ],
        feedback.words_form: [
            feedback.words_form(
                t,
                meeting,
                two,
                Feedback(
                    learned=data.text(1500, ""),
                    next_step=data.text(1000, ""),
                    practised=list(feedback.skill_names(t)) if longest else [],
                ),
                mentor=longest,
            )
        ],
        feedback.saved: [feedback.saved(t)],
    }
