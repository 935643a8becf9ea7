"""Interviews: the invitation, the questions, and a network's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.i18n import Md, Texts, esc, mention
from bot.views import ids, kit
from bot.views.kit import Blocks, Message, View
from models import Interview, Member, Moment, Network, NetworkQuestions


@dataclass(frozen=True)
class Questions:
    """As one person reads them."""

    scale: str
    open: Sequence[str]


def moments(t: Texts) -> dict[Moment, str]:
    return {
        Moment.BEFORE: t("At the beginning"),
        Moment.HALFWAY: t("Halfway"),
        Moment.AFTER: t("Afterwards"),
        Moment.LATER: t("Three months later"),
    }


def questions(t: Texts, moment: Moment, own: NetworkQuestions | None, *, for_mentee: bool) -> Questions:
    """The network's, in its own words; else Klik's."""
    if own is not None:
        return Questions(own.scale, [str(question) for question in own.open])
    match moment:
        case Moment.BEFORE:
            if for_mentee:
                return Questions(
                    t("How sure are you of yourself in what you want to learn?"),
                    [t("What do you want to be able to do in half a year?"), t("What could get in the way?")],
                )
            return Questions(
                t("How sure are you of yourself as a mentor?"),
                [t("What do you hope to learn from this yourself?"), t("What could get in the way?")],
            )
        case Moment.HALFWAY:
            return Questions(
                t("How far have you come, measured by what you wanted?"),
                [t("What works, and should stay as it is?"), t("What would you do differently from now on?")],
            )
        case Moment.AFTER:
            if for_mentee:
                return Questions(
                    t("How sure are you now of yourself in what you wanted to learn?"),
                    [t("What can you do now that you could not do before?"), t("What helped most?")],
                )
            return Questions(
                t("How sure are you now of yourself as a mentor?"),
                [t("What have you learned from this yourself?"), t("What would you tell a new mentor?")],
            )
    return Questions(
        t("How much of what you learned do you still use?"),
        [t("Where did it make a difference?"), t("What are you looking for next?")],
    )


def invitation(t: Texts, interview: Interview, partner: Member, *, again: bool) -> Message:
    who = mention(partner.slack_id)
    match interview.moment:
        case Moment.BEFORE:
            title = t.md("At the beginning with {partner}: three short questions", partner=who)
        case Moment.HALFWAY:
            title = t.md("You and {partner} are halfway: three short questions", partner=who)
        case Moment.AFTER:
            title = t.md("Looking back on you and {partner}: three short questions", partner=who)
        case _:
            title = t.md("Three months ago you and {partner} came to an end. What stayed?", partner=who)
    buttons = [kit.button(t("Answer …"), ids.INTERVIEW, interview.id, style="primary")]
    if interview.moment is Moment.LATER:
        buttons.append(kit.button(t("Find a mentor"), ids.FIND_FORM_BUTTON))
    privacy = t.md("Two minutes. Your words are yours alone; of the scale, means of five people and more are shown.")
    last = [kit.context(t.md("I don't ask again."))] if again or interview.moment is Moment.LATER else []
    return kit.message(title, kit.section(Md(f"*{title}*")), kit.actions(*buttons), kit.context(privacy), *last)


def form(t: Texts, interview: Interview, asked: Questions) -> View:
    scale = [
        kit.option(label, score)
        for score, label in enumerate(
            (t("1 · Not at all"), t("2 · A little"), t("3 · Partly"), t("4 · Largely"), t("5 · Completely")), start=1
        )
    ]
    given = dict(interview.answers)
    blocks: Blocks = [kit.input_("score", asked.scale, kit.radio(scale, initial=interview.score))]
    for number, question in enumerate(asked.open[:3], start=1):
        element = kit.text_input(initial=given.get(question, ""), multiline=True, longest=1500)
        blocks.append(kit.input_(f"answer{number}", question, element, optional=True))
    blocks.append(kit.context(t.md("Nobody else reads your words.")))
    title = kit.clip(moments(t)[interview.moment], 24)
    return kit.modal(t, ids.INTERVIEW_FORM, title, blocks, submit=t("Save"), interview=interview.id)


def saved(t: Texts) -> Message:
    return kit.message(t.md("📝 Thank you. You find your answers again in “My data”."))


# A network's own questions


def keep_list(t: Texts, networks: Sequence[Network], own: Mapping[int, Sequence[Moment]]) -> Message:
    title = t("What we ask")
    blocks: Blocks = [
        kit.header(title),
        kit.section(
            t.md(
                "Every pair is asked a scale and a few open questions, four times. Klik has questions of its own; "
                "your network can ask in its own words. Nobody reads the answers; you see means of five people and "
                "more."
            )
        ),
    ]
    names = moments(t)
    for network in networks[:15]:
        buttons = [
            kit.button(
                f"✎ {names[moment]}" if moment in own.get(network.id, ()) else names[moment],
                ids.numbered(ids.KEEP_QUESTIONS, f"{network.id}-{moment}"),
                f"{network.id}-{list(Moment).index(moment)}",
            )
            for moment in Moment
        ]
        blocks += [kit.section(Md(f"*{esc(network.name)}*")), kit.actions(*buttons)]
    return kit.message(t.md("What we ask"), *blocks)


def keep_form(t: Texts, network: Network, moment: Moment, own: NetworkQuestions | None) -> View:
    """Empty is Klik's own, which are shown as an example."""
    usual = questions(t, moment, None, for_mentee=True)
    blocks: Blocks = [
        kit.section(t.md("*{network}* · {moment}", network=network.name, moment=moments(t)[moment])),
        kit.input_(
            "scale", t("On a scale from 1 to 5"),
            kit.text_input(initial=own.scale if own else "", longest=300, placeholder=usual.scale),
            hint=t("Empty: Klik's own questions are asked."), optional=True,
        ),
    ]  # fmt: skip
    for number in (1, 2, 3):
        initial = str(own.open[number - 1]) if own and len(own.open) >= number else ""
        example = usual.open[number - 1] if len(usual.open) >= number else ""
        element = kit.text_input(initial=initial, longest=300, placeholder=example)
        blocks.append(kit.input_(f"open{number}", t("Open question {number}", number=number), element, optional=True))
    blocks.append(kit.context(t.md("Write in the language your network reads. Mentors and mentees get the same.")))
    where = list(Moment).index(moment)
    return kit.modal(
        t, ids.KEEP_QUESTIONS_FORM, t("What we ask"), blocks, submit=t("Save"), network=network.id, moment=where
    )


def kept(t: Texts, network: Network) -> Message:
    return kit.message(t.md("✅ Saved. From now on {network} asks like this.", network=network.name))
