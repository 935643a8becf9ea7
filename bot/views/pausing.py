"""A pair that pauses until a day."""

from collections.abc import Sequence
from datetime import datetime

from bot.i18n import Md, Texts, mention
from bot.views import common, ids, kit, sessions
from bot.views.kit import Blocks, Element, Message, View
from models import Member, MentoringSession, Pair, SessionSlot


def pause_button(t: Texts, pair: Pair) -> Element:
    return kit.button(t("Pause us …"), ids.numbered(ids.PAUSE_PAIR, pair.id), pair.id)


def resume_button(t: Texts, pair: Pair) -> Element:
    return kit.button(t("Go on now"), ids.numbered(ids.RESUME_PAIR, pair.id), pair.id, style="primary")


def _resume_all_the_same(t: Texts, pair: Pair, partner: Member) -> Element:
    """For whoever did not ask for the pause."""
    sure = kit.confirm(
        t("Go on now?"),
        t("{name} asked for this pause. Both of you get new times at once.", name=common.first_name(partner)),
        t("Go on now"),
        t("Keep the pause"),
    )
    return kit.button(t("Go on now"), ids.numbered(ids.RESUME_PAIR, pair.id), pair.id, confirm=sure)


def pause_form(t: Texts, pair: Pair, partner: Member, suggested: str) -> View:
    words = t.md(
        "A holiday, a busy quarter, a leave: pause as long as you need. I ask neither of you anything meanwhile, what "
        "is booked is called off, and {partner} is told, without a reason.",
        partner=mention(partner.slack_id),
    )
    return kit.modal(
        t,
        ids.PAUSE_PAIR_FORM,
        t("Pause our mentoring"),
        [
            kit.section(words),
            kit.input_(
                "until", t("Pause until"), kit.date_picker(initial=suggested),
                hint=t("On that day I propose new times to both of you. You can go on earlier."),
            ),
        ],
        submit=t("Pause"),
        pair=pair.id,
    )  # fmt: skip


def paused(t: Texts, pair: Pair, partner: Member) -> Message:
    """For whoever paused."""
    title = t.md("⏸ You and {partner} pause until {date}", partner=mention(partner.slack_id), date=_until(t, pair))
    return kit.message(
        title, kit.section(title), kit.context(t.md("{partner} is told.", partner=mention(partner.slack_id)))
    )


def paused_by_other(t: Texts, pair: Pair, partner: Member) -> Message:
    title = t.md(
        "⏸ {partner} would like to pause your mentoring until {date}",
        partner=mention(partner.slack_id),
        date=_until(t, pair),
    )
    words = t.md(
        "That says nothing about you: diaries fill up, and life happens. What was booked is called off, and on that "
        "day I propose new times to both of you."
    )
    return kit.message(
        title, kit.section(Md(f"*{title}*")), kit.section(words), kit.actions(_resume_all_the_same(t, pair, partner))
    )


def partner_away(t: Texts, partner: Member, until: datetime) -> Message:
    """For whoever meets somebody who takes a break from mentoring altogether."""
    title = t.md(
        "⏸ {partner} takes a break from mentoring until {date}",
        partner=mention(partner.slack_id),
        date=t.date(until.astimezone(t.tz)),
    )
    words = t.md(
        "That says nothing about you. Until then you need not do anything, and what you have booked stays unless one "
        "of you calls it off. Afterwards I propose new times to both of you."
    )
    return kit.message(title, kit.section(Md(f"*{title}*")), kit.section(words))


def _until(t: Texts, pair: Pair) -> str:
    assert pair.paused_until is not None
    return t.date(pair.paused_until.astimezone(t.tz))


def resumed(t: Texts, partner: Member, meeting: MentoringSession | None, slots: Sequence[SessionSlot]) -> Message:
    """The pause is over, by its day or because one of the two says so."""
    title = t.md("▶️ You and {partner} go on. When do you meet?", partner=mention(partner.slack_id))
    blocks: Blocks = [kit.section(Md(f"*{title}*"))]
    if meeting is not None and meeting.starts_at is None:
        blocks += sessions.times(t, meeting, slots)
    return kit.message(title, *blocks)
