"""The home tab."""

from dataclasses import replace

from bot.i18n import Texts
from bot.views import (
    home,
    pairs,
)
from tests.gallery.data import NOW, Data, Drawings


def drawings(t: Texts, data: Data) -> Drawings:
    return {
        home.home: [
            home.home(t, data.home()),
            home.home(t, data.quiet_home()),
            home.home(t, replace(data.quiet_home(), suggestions=Data(longest=False).suggestions())),
        ],
        pairs.pair_list: [pairs.pair_list(t, [home.pair_line(t, data.together(number), NOW) for number in range(3)])],
    }
