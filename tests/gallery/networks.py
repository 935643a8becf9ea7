"""Networks, and what those who run them see."""

from bot.domain.audit import Page
from bot.domain.entering import MOST_SHOWN, Asker
from bot.domain.networks import Listed
from bot.i18n import Texts
from bot.views import (
    audit,
    entering,
    networks,
    stats,
    training,
)
from models import (
    NetworkRole,
)
from tests.gallery.data import LATER, Data, Drawings


def drawings(t: Texts, data: Data) -> Drawings:
    one = data.member(1)
    figures = data.figures()
    longest = data.longest
    return {
        training.trained_list: [
            training.trained_list(t, [(data.member(number), LATER) for number in range(1, 41 if longest else 2)]),
            training.trained_list(t, []),
        ],
        training.mark_form: [training.mark_form(t, "2028-11-24")],
        training.marked: [training.marked(t, [data.member(number) for number in range(50 if longest else 1)])],
        training.taken_back: [training.taken_back(t, data.member())],
        networks.start_form: [networks.start_form(t)],
        entering.openness_form: [entering.openness_form(t, data.network())],
        entering.changed: [entering.changed(t, data.network(), "C0000000002" if longest else None)],
        entering.asked: [entering.asked(t, data.network())],
        entering.taken_back: [entering.taken_back(t, data.network())],
        entering.asks: [entering.asks(t, Asker(data.network(), one))],
        entering.askers: [
            entering.askers(t, [Asker(data.network(), one)] * (MOST_SHOWN if longest else 0), t.md("Done"))
        ],
        entering.answered: [entering.answered(t, data.network(), one, welcome=longest)],
        entering.settled: [entering.settled(t)],
        entering.not_now: [entering.not_now(t, data.network())],
        networks.started: [networks.started(t, data.network(), "C0000000002" if longest else None)],
        networks.announcement: [networks.announcement(t, data.network(), one if longest else None)],
        networks.joined: [
            networks.joined(t, data.network(), new=new, programme=programme)
            for new in (True, False)
            for programme in (True, False)
        ],
        networks.left: [networks.left(t, data.network())],
        networks.network_list: [
            networks.network_list(
                t,
                [Listed(data.network(), 12_345, role) for role in (None, NetworkRole.MEMBER, NetworkRole.LEAD)]
                * (20 if longest else 0),
            ),
            networks.network_list(t, [Listed(data.network(), None, None, asked=longest)]),
        ],
        stats.figures: [stats.figures(t, figures, "F0000000001" if longest else None)],
        stats.choose: [
            stats.choose(t, [data.network(number) for number in range(20 if longest else 0)], everything=True)
        ],
        stats.working: [stats.working(t)],
        audit.log: [audit.log(t, data.audit_page()), audit.log(t, Page([], None))],
    }
