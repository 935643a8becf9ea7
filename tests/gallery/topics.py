"""The list of topics."""

from bot.domain.topics import Weight
from bot.i18n import Texts
from bot.views import (
    topics,
)
from tests.gallery.data import Data, Drawings


def drawings(t: Texts, data: Data) -> Drawings:
    longest = data.longest
    return {
        topics.topic_list: [topics.topic_list(t, data.listing(page)) for page in (0, 1)],
        topics.accepted_yours: [topics.accepted_yours(t, data.text(75))],
        topics.merged_yours: [topics.merged_yours(t, data.text(75), data.text(75))],
        topics.declined_yours: [topics.declined_yours(t, data.text(75))],
        topics.removed_from_yours: [topics.removed_from_yours(t, data.text(75))],
        topics.topic_card: [
            topics.topic_card(t, data.topic(may_change=may_change), note=t.md("✅ Saved.") if may_change else None)
            for may_change in (False, True)
        ],
        topics.propose_form: [topics.propose_form(t)],
        topics.proposed: [topics.proposed(t, data.text(75), new=new) for new in (True, False)],
        topics.change_form: [topics.change_form(t, data.topic(may_change=True))],
        topics.merge_form: [topics.merge_form(t, data.topic(may_change=True))],
        topics.merge_confirm: [
            topics.merge_confirm(
                t, data.topic(may_change=True), data.topic(may_change=True), Weight(*[12_345 if longest else 1] * 4)
            )
        ],
    }
