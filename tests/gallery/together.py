"""The page about a pair, and guides."""

from bot import guides
from bot.domain.side import Side
from bot.i18n import Texts
from bot.views import guide_page, kit, pair_page
from models import PairState
from tests.gallery.data import LATER, NOW, Data, Drawings


def side_of(data: Data, state: PairState = PairState.ACTIVE, *, mentee: bool = True) -> Side:
    pair = data.pair(state)
    pair.active_since, pair.ended_at = NOW, LATER
    return Side(pair=pair, me=data.member(2 if mentee else 1), partner=data.member(1 if mentee else 2), now=NOW)


def drawings(t: Texts, data: Data) -> Drawings:
    full = [[kit.section(t.md("Guide"))] * (40 if data.longest else 0)] * 5
    note = t.md("✅ Saved.") if data.longest else None
    return {
        guide_page.guide_page: [guide_page.guide_page(t, guide) for guide in guides.library().values()],
        pair_page.pair_page: [
            pair_page.pair_page(t, side_of(data, state, mentee=mentee), full, note)
            for state in PairState
            for mentee in (True, False)
        ],
    }
