"""Guides for when a relationship is stuck: the whole list, and those that fit a signal."""

from collections.abc import Sequence

from bot import guides
from bot.guides import Guide
from bot.i18n import Md, Texts, escaped
from bot.views import guide_page, ids, kit
from bot.views.kit import Blocks, Message

SHELF = "stuck"
OFFERED = 3


def fitting(causes: Sequence[str], *, for_mentee: bool) -> Sequence[Guide]:
    """Guides of the shelf that fit one of these causes, for one side; the first of the shelf when none does."""
    mine = guides.shelf(SHELF, "mentee" if for_mentee else "mentor")
    return [guide for guide in mine if set(guide.fits) & set(causes)][:OFFERED] or mine[:OFFERED]


def offered(t: Texts, causes: Sequence[str], *, for_mentee: bool) -> Blocks:
    """One line and a button each, and the way to the others that fit."""
    lines = [_line(t, guide) for guide in fitting(causes, for_mentee=for_mentee)]
    return [*lines, kit.actions(kit.button(t("All guides …"), ids.STUCK_GUIDES))]


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
