"""The home tab."""

from dataclasses import replace

from bot.i18n import Texts
from bot.views import (
    home,
    pairs,
)
from models import RoundState
from tests.gallery.data import NOW, Data, Drawings


def drawings(t: Texts, data: Data) -> Drawings:
    with_rounds = replace(
        data.quiet_home(), to_decide=[data.round(RoundState.PREVIEW, matched=matched) for matched in (True, False)],
        rounds=[data.in_round(), data.in_round(inside=True), data.in_round(RoundState.PREVIEW, inside=True)],
    )  # fmt: skip
    return {
        home.home: [
            home.home(t, data.home()),
            home.home(t, data.quiet_home()),
            home.home(t, replace(data.quiet_home(), suggestions=Data(longest=False).suggestions())),
            home.home(t, with_rounds),
            home.home(t, replace(with_rounds, joined=False, to_decide=with_rounds.to_decide[:1])),
            home.home(t, replace(with_rounds, to_decide=with_rounds.to_decide[1:])),
        ],
        pairs.pair_list: [pairs.pair_list(t, [home.pair_line(t, data.together(number), NOW) for number in range(3)])],
    }
