"""How it was, in ten seconds."""

from bot.i18n import Md, Texts, mention
from bot.views import ids, kit
from bot.views.kit import Blocks, Message, View
from models import Feedback, Member, MentoringSession


def question(t: Texts, meeting: MentoringSession, partner: Member) -> Message:
    title = t.md("How useful was your session with {partner}?", partner=mention(partner.slack_id))
    return kit.message(
        title,
        kit.section(Md(f"*{title}*")),
        kit.actions(
            *(
                kit.button(label, ids.numbered(ids.RATE, score), f"{meeting.id}-{score}")
                for score, label in enumerate(scores(t), start=1)
            )
        ),
        kit.context(t.md("Only you see this. Coordinators see averages of five people and more.")),
    )


def scores(t: Texts) -> list[str]:
    return [t("1 · Not at all"), t("2 · A little"), t("3 · Quite"), t("4 · Very"), t("5 · A breakthrough")]


def thanks(t: Texts, meeting: MentoringSession, score: int) -> Message:
    title = t.md("Thank you! You said: *{score}*.", score=scores(t)[score - 1])
    return kit.message(
        title,
        kit.section(title),
        kit.actions(kit.button(t("Note what I learned …"), ids.FEEDBACK_WORDS, meeting.id)),
    )


def skill_names(t: Texts) -> dict[str, str]:
    return {
        "listening": t("Listening"),
        "asking": t("Asking useful questions"),
        "withholding_judgement": t("Withholding judgement"),
        "empathy": t("Empathy"),
        "influence": t("Influence without authority"),
    }


def words_form(t: Texts, meeting: MentoringSession, partner: Member, mine: Feedback, *, mentor: bool) -> View:
    blocks: Blocks = [
        kit.section(t.md("Your session with {partner}. Only you see this.", partner=mention(partner.slack_id))),
        kit.input_(
            "learned", t("What I learned"), kit.text_input(initial=mine.learned, multiline=True, longest=1500),
            optional=True,
        ),
        kit.input_(
            "next_step", t("What I will do next"),
            kit.text_input(initial=mine.next_step, multiline=True, longest=1000),
            hint=t("I remind you of it before the next session."), optional=True,
        ),
    ]  # fmt: skip
    if mentor:
        options = [kit.option(name, code) for code, name in skill_names(t).items()]
        blocks.append(
            kit.input_(
                "practised", t("What I practised"), kit.checkboxes(options, initial=mine.practised), optional=True
            )
        )
    return kit.modal(t, ids.FEEDBACK_FORM, t("What I learned"), blocks, submit=t("Save"), session=meeting.id)


def saved(t: Texts) -> Message:
    return kit.message(t.md("📝 Saved. I remind you of your next step before you meet again."))
