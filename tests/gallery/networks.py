"""Networks, and what those who run them see."""

from bot.domain.audit import Page
from bot.domain.networks import Listed
from bot.i18n import Texts
from bot.views import (
    audit,
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
            )
        ],
        stats.figures: [stats.figures(t, figures, "F0000000001" if longest else None)],
        stats.choose: [
            stats.choose(t, [data.network(number) for number in range(20 if longest else 0)], everything=True)
        ],
        stats.working: [stats.working(t)],
        audit.log: [audit.log(t, data.audit_page()), audit.log(t, Page([], None))],
    }
