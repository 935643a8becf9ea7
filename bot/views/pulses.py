"""How it goes, every 60 days, in one tap."""

from collections.abc import Sequence

from bot.domain import health
from bot.i18n import Md, Texts, mention
from bot.views import ids, kit, stuck
from bot.views.kit import Blocks, Message, View
from models import Member, Pulse


def scores(t: Texts) -> list[str]:
    return [t("1 · Stuck"), t("2 · So-so"), t("3 · All right"), t("4 · Well"), t("5 · Very well")]


def question(t: Texts, pulse: Pulse, partner: Member, *, again: bool) -> Message:
    title = t.md("How does it go with {partner}?", partner=mention(partner.slack_id))
    buttons = [
        kit.button(label, ids.numbered(ids.PULSE, score), f"{pulse.id}-{score}")
        for score, label in enumerate(scores(t), start=1)
    ]
    privacy = t.md(
        "Only you see your answer. When it goes badly I ask both of you gently whether you need something; "
        "coordinators see means of five people and more."
    )
    once = [kit.context(t.md("I ask this every two months, and remind you once."))] if again else []
    return kit.message(title, kit.section(Md(f"*{title}*")), kit.actions(*buttons), kit.context(privacy), *once)


def answered(t: Texts, pulse: Pulse, seen: Sequence[str], *, for_mentee: bool) -> Message:
    assert pulse.score is not None
    title = t.md("Thank you! You said: *{score}*.", score=scores(t)[pulse.score - 1])
    blocks: Blocks = [
        kit.section(title),
        kit.actions(kit.button(t("Add a few words …"), ids.PULSE_WORDS, pulse.id)),
    ]
    if pulse.score <= health.LOW:
        blocks.append(kit.section(t.md("It happens to most. This may help:")))
        blocks += stuck.offered(t, seen, [health.Cause.WORTH], for_mentee=for_mentee)
    return kit.message(title, *blocks)


def words_form(t: Texts, pulse: Pulse) -> View:
    return kit.modal(
        t,
        ids.PULSE_FORM,
        t("How it goes"),
        [
            kit.input_(
                "pulse_words", t("What makes it so?"),
                kit.text_input(initial=pulse.words, multiline=True, longest=1500),
                hint=t("For yourself: nobody else reads it."), optional=True,
            )
        ],
        submit=t("Save"),
        pulse=pulse.id,
    )  # fmt: skip


def words_saved(t: Texts) -> Message:
    return kit.message(t.md("📝 Saved, for you alone."))
