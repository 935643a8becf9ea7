"""Who runs a network."""

from bot.domain.roles import IN_ORDER, Steering
from bot.i18n import Texts
from bot.views import steering
from models import NetworkRole
from tests.gallery.data import Data, Drawings


def drawings(t: Texts, data: Data) -> Drawings:
    network, count = data.network(), 12 if data.longest else 0
    people = [(data.member(number), IN_ORDER[number % 4]) for number in range(count)]
    note = steering.changed(t, "U0000000001", NetworkRole.HR_PARTNER)
    return {
        steering.steering: [
            steering.steering(t, Steering(network, people), note if data.longest else None),
            steering.steering(t, Steering(network, people * 8)),
        ],
        steering.handed_over: [steering.handed_over(t, steering.changed(t, "U1", NetworkRole.MEMBER))],
        steering.role_form: [steering.role_form(t, network)],
        steering.choose: [steering.choose(t, [data.network(number) for number in range(count * 3)])],
        steering.role_changed: [
            steering.role_changed(t, network, role, by) for role in NetworkRole for by in ("U0000000001", "")
        ],
    }
