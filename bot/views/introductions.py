"""The introduction, on the page about the pair."""

from bot.domain import introductions
from bot.domain.side import Side
from bot.i18n import Texts
from bot.views import common, guide_page, kit, pairs
from bot.views.kit import Blocks
from models import Request


def section(t: Texts, side: Side, request: Request | None) -> Blocks:
    """What was asked, the guide for the first talk, and whether it clicked; nothing once that is decided."""
    if request is None:
        return []
    guide = pairs.FIRST_TALK_MENTEE if side.is_mentee else pairs.FIRST_TALK_MENTOR
    asked = common.lines(t.md("*It began with a question*"), kit.quote(request.question, 700))
    blocks = [kit.section(asked, accessory=guide_page.guide_button(t, guide))]
    if not introductions.is_asked(side.pair):
        how = t.md(
            "After the talk each of you has three working days to say privately whether it clicked. "
            "You both hear the outcome at the same moment."
        )
        return [*blocks, kit.context(how)]
    if introductions.answer_of(side.pair, side.me) is None:
        return [*blocks, *pairs.click_question(t, side.pair, side.partner).blocks]
    return [*blocks, *pairs.click_noted(t, side.pair).blocks]
