"""What keeps a pair alive: pauses, the planned end, silence, thanks."""

from bot.domain.endings import Journey, Outlook
from bot.domain.health import Cause
from bot.domain.risk import LONGEST, AtRisk
from bot.domain.situations import Sign
from bot.i18n import Texts
from bot.views import afterwards, checks, endings, interviews, pair_page, pausing, pulses, risk, stuck
from bot.views.kit import Blocks
from models import HealthCheck, Interview, Kudos, Moment, NetworkQuestions, PairState, Pulse, Says
from tests.gallery.data import LATER, NOW, Data, Drawings
from tests.gallery.together import side_of


def kudos_of(data: Data, *, receiver: bool | None = None) -> Kudos:
    return Kudos(
        id=10**12, pair_id=10**12, writer_id=1, words=data.text(1500, "Thanks"), writer_shares=data.longest,
        receiver_shares=receiver, written_at=NOW,
    )  # fmt: skip


def drawings(t: Texts, data: Data) -> Drawings:
    two, request, longest = data.member(2), data.request(), data.longest
    paused, pair = data.pair(PairState.PAUSED), data.pair()
    paused.paused_until, pair.ends_on = LATER, LATER.date()
    matches = [data.match(number) for number in range(1, 4 if longest else 1)]
    journey = Journey(
        days=400 if longest else 3, held=99 if longest else 0, achieved=[data.text(300)] * (40 if longest else 0),
        thanked=not longest,
    )  # fmt: skip
    network = data.network() if longest else None
    pulse = Pulse(id=10**12, score=None, words=data.text(1500, ""))
    asked = [
        Interview(id=10**12, moment=moment, score=3 if longest else None, answers=[["x", data.text(1500)]])
        for moment in Moment
    ]
    own = NetworkQuestions(scale=data.text(300), open=[data.text(300)] * (3 if longest else 0))
    causes = [str(cause) for cause in Cause]
    signs = list(Sign) if longest else []
    risky = AtRisk(
        check=HealthCheck(
            id=10**12, at_risk_since=NOW, nudged_at=NOW if longest else None, talk_offered_at=None,
            rematch_offered_at=None,
        ),
        mentor=data.member(1), mentee=two, network=network, causes=list(Cause) if longest else [],
        asked_by=[two] if longest else [], last_met=NOW if longest else None,
    )  # fmt: skip
    return {
        stuck.guide_list: [stuck.guide_list(t)],
        pulses.question: [pulses.question(t, pulse, two, again=longest)],
        pulses.answered: [
            pulses.answered(t, Pulse(id=1, score=score), signs, for_mentee=longest) for score in range(1, 6)
        ],
        pulses.words_form: [pulses.words_form(t, pulse)],
        pulses.words_saved: [pulses.words_saved(t)],
        checks.question: [checks.question(t, pair, two)],
        checks.answered: [
            checks.answered(t, pair, says, signs, list(Cause), for_mentee=for_mentee, heard=longest)
            for says in Says
            for for_mentee in (True, False)
        ],
        risk.help_wanted: [risk.help_wanted(t, two, two)],
        checks.over: [checks.over(t)],
        checks.nudge: [checks.nudge(t, pair, two, [], causes if longest else [], for_mentee=longest)],
        checks.talk_offered: [checks.talk_offered(t, two, network)],
        checks.rematch_offered: [
            checks.rematch_offered(t, pair, two, for_mentee=for_mentee) for for_mentee in (True, False)
        ],
        interviews.invitation: [interviews.invitation(t, one, two, again=longest) for one in asked],
        interviews.form: [
            interviews.form(t, one, interviews.questions(t, one.moment, own if used else None, for_mentee=used))
            for one in asked
            for used in (True, False)
        ],
        interviews.saved: [interviews.saved(t)],
        interviews.keep_list: [
            interviews.keep_list(
                t, [data.network(number) for number in range(40 if longest else 1)], {10**12: list(Moment)}
            )
        ],
        interviews.keep_form: [
            interviews.keep_form(t, data.network(), moment, own if longest else None) for moment in Moment
        ],
        interviews.kept: [interviews.kept(t, data.network())],
        risk.listed: [
            risk.listed(t, [risky] * (LONGEST if longest else 1), 9 if longest else 0, note)
            for note in (None, risk.nudged(t), risk.talk_offered(t), risk.rematch_offered(t))
        ]
        + [risk.listed(t, [], 0)],
        pausing.pause_form: [pausing.pause_form(t, pair, two, "2026-12-22")],
        pausing.paused: [pausing.paused(t, paused, two)],
        pausing.partner_away: [pausing.partner_away(t, two, LATER)],
        pausing.paused_by_other: [pausing.paused_by_other(t, paused, two)],
        pausing.resumed: [
            pausing.resumed(t, two, data.meeting(booked=False), data.slots()),
            pausing.resumed(t, two, None, ()),
        ],
        endings.completed: [
            endings.completed(t, pair, two, journey, for_mentee=for_mentee, may_become_mentor=topic)
            for for_mentee in (True, False)
            for topic in (10**12, 0, None)
        ],
        afterwards.off: [afterwards.off(t, pausing.paused_by_other(t, paused, two), data.appointment(off=True))],
        afterwards.kept: [afterwards.kept(t, pausing.paused_by_other(t, paused, two), LATER.date())],
        endings.thank_form: [endings.thank_form(t, pair, two, network)],
        endings.thanks_sent: [endings.thanks_sent(t, two)],
        endings.thanked_already: [endings.thanked_already(t, two, kudos_of(data))],
        endings.thanks: [endings.thanks(t, kudos_of(data), two, network)],
        endings.sharing_decided: [
            endings.sharing_decided(t, kudos_of(data, receiver=shared), two) for shared in (True, False)
        ],
        endings.shared_thanks: [endings.shared_thanks(t, kudos_of(data, receiver=True), data.member(1), two)],
        endings.planned_end: [endings.planned_end(t, pair, two, LATER.date(), last=last) for last in (True, False)],
        endings.extend_form: [endings.extend_form(t, pair, two, "2027-02-24")],
        endings.extended: [endings.extended(t, pair, two)],
        endings.extended_by_other: [endings.extended_by_other(t, pair, two)],
        endings.quiet_warning: [endings.quiet_warning(t, pair, two)],
        endings.kept_going: [endings.kept_going(t, pair, two)],
        pair_page.pair_page: [
            pair_page.pair_page(t, side_of(data), [section])
            for section in (*_outlooks(t, data), stuck.section(t, side_of(data), signs))
        ],
        endings.quiet_ended: [endings.quiet_ended(t, two, request, matches, for_mentee=longest)],
    }


def _outlooks(t: Texts, data: Data) -> list[Blocks]:
    """The section of the page, in every state."""
    found = []
    for state in PairState:
        for mentee in (True, False):
            side = side_of(data, state, mentee=mentee)
            side.pair.ends_on, side.pair.paused_until = LATER.date(), LATER
            for thanked in (True, False):
                how = Outlook(journey=Journey(days=99, held=9, thanked=thanked), erased_after=LATER.date())
                found.append(endings.outlook(t, side, how))
    return [*found, endings.outlook(t, side_of(data, PairState.ENDED), Outlook())]
