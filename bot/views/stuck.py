"""Guides for when a relationship is stuck: the whole list, and those that fit a signal."""

from collections.abc import Sequence
from itertools import zip_longest

from bot import guides
from bot.domain.side import Side
from bot.guides import Guide
from bot.i18n import Md, Texts, escaped
from bot.views import guide_page, ids, kit
from bot.views.kit import Blocks, Message

SHELF = "stuck"
OFFERED = 3


def fitting(seen: Sequence[str], causes: Sequence[str] = (), *, for_mentee: bool) -> Sequence[Guide]:
    """Guides for one side: one for each sign that was seen (bot/domain/situations.py), in its order, then more for the
    first ones. When nothing was seen, those that fit the class of cause; the first of the shelf when none does."""
    mine = guides.shelf(SHELF, "mentee" if for_mentee else "mentor")
    own_side_first = sorted(mine, key=lambda guide: guide.whom == "both")
    by_sign = [[guide for guide in own_side_first if sign in guide.fits] for sign in seen]
    chosen = [guide for row in zip_longest(*by_sign) for guide in row if guide is not None]
    of_cause = [guide for guide in mine if set(guide.fits) & set(causes)]
    return list(dict.fromkeys(chosen))[:OFFERED] or of_cause[:OFFERED] or mine[:OFFERED]


def offered(t: Texts, seen: Sequence[str], causes: Sequence[str] = (), *, for_mentee: bool) -> Blocks:
    """One line and a button each, and the way to all of them."""
    lines = [_line(t, guide) for guide in fitting(seen, causes, for_mentee=for_mentee)]
    return [*lines, kit.actions(kit.button(t("All guides …"), ids.STUCK_GUIDES))]


def section(t: Texts, side: Side, seen: Sequence[str]) -> Blocks:
    """Of the page about a pair: the guide that fits what was seen, and the way to all of them."""
    if not side.is_together:
        return []
    every = kit.actions(kit.button(t("All guides …"), ids.STUCK_GUIDES))
    if not seen:
        return [kit.section(t.md("*Is it stuck?* There are twelve guides of half a page.")), every]
    (first, *_) = fitting(seen, for_mentee=side.is_mentee)
    return [kit.section(t.md("*Is it stuck?* One guide may fit just now:")), _line(t, first), every]


def _line(t: Texts, guide: Guide) -> kit.Block:
    words = guide.words(t.language)
    return kit.section(
        Md(f"*{escaped(words.title)}*\n{escaped(words.summary)}"),
        accessory=guide_page.guide_button(t, guide.id, t("📖 Read …")),
    )


def guide_list(t: Texts) -> Message:
    """`/mentor guides`."""
    title = t("When it is stuck")
    lines = [_line(t, guide) for guide in guides.shelf(SHELF)]
    return kit.message(
        t.md("When it is stuck"),
        kit.header(title),
        kit.section(
            t.md("Every mentoring gets stuck now and then. Half a page each: what may be going on, what helps.")
        ),
        *lines,
    )
