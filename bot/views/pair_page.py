""" "Our mentoring": one page about a pair, for each of the two.

It is made of sections, one after the other (handlers/pair_page.py says which, and how to add one). A section draws at
most MOST blocks, so that all of them fit on one page, and nothing when there is nothing to say.
"""

from collections.abc import Sequence

from bot.domain.side import Side
from bot.i18n import Md, Texts
from bot.views import common, ids, kit
from bot.views.kit import Blocks, Element, View
from models import Pair, PairState

MOST = 18
"""Blocks of one section. Slack takes 100 on a page."""


def page_button(t: Texts, pair: Pair, label: str = "") -> Element:
    """Opens the page, from any message or modal."""
    return kit.button(label or t("Our mentoring …"), ids.numbered(ids.PAIR_PAGE, pair.id), pair.id)


def pair_page(t: Texts, side: Side, drawn: Sequence[Blocks], note: Md | None = None) -> View:
    """`drawn` is what the sections draw; `note` says what has just been done."""
    blocks: Blocks = [*([kit.section(note)] if note else []), *_title(t, side)]
    for section in drawn:
        blocks += [kit.divider(), *section[:MOST]] if section else []
    return kit.modal(t, ids.NOTICE, t("Our mentoring"), blocks, pair=side.pair.id)


def _title(t: Texts, side: Side) -> Blocks:
    role = t("your mentor") if side.is_mentee else t("your mentee")
    words = common.lines(
        Md(f"*{common.person(side.partner)}*"), t.md("{role} · {state}", role=role, state=_state(t, side))
    )
    return [kit.section(words)]


def _state(t: Texts, side: Side) -> str:
    pair = side.pair
    if pair.state is PairState.INTRODUCTION:
        return t("you are getting to know each other")
    if pair.state is PairState.PAUSED:
        return t("paused")
    if pair.state is PairState.ENDED:
        return t("ended on {date}", date=t.date(pair.ended_at.astimezone(t.tz))) if pair.ended_at else t("ended")
    return (
        t("a pair since {date}", date=t.date(pair.active_since.astimezone(t.tz))) if pair.active_since else t("a pair")
    )
