"""How it was, in ten seconds."""

from collections.abc import Collection, Mapping

from bot.i18n import Md, Texts, join_md, mention
from bot.views import common, ids, kit
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


def gains(t: Texts, *, mentor: bool) -> dict[str, str]:
    """What one took away, by code."""
    if mentor:
        return {
            "world": t("How things look from there"),
            "explaining": t("To say something more clearly"),
            "myself": t("Something about myself"),
            "view": t("Another view"),
            "energy": t("Energy"),
            "little": t("Little, this time"),
        }
    return {
        "view": t("Another view"),
        "skill": t("A skill"),
        "myself": t("Something about myself"),
        "people": t("Somebody to talk to"),
        "courage": t("Courage"),
        "little": t("Little, this time"),
    }


def plans(t: Texts, *, mentor: bool) -> dict[str, str]:
    """What comes next, by code."""
    if mentor:
        return {
            "ask": t("Ask more, advise less"),
            "quiet": t("Leave more silence"),
            "introduce": t("Introduce them to somebody"),
            "prepare": t("I prepare something"),
            "rest": t("I let it rest"),
        }
    return {
        "try": t("I try it out"),
        "prepare": t("I prepare something"),
        "talk": t("I talk to somebody"),
        "read": t("I read up on it"),
        "rest": t("I let it rest"),
    }


def taps(t: Texts) -> dict[str, str]:
    """All that either of the two can have tapped, by code."""
    return {
        code: words
        for mentor in (False, True)
        for code, words in (gains(t, mentor=mentor) | plans(t, mentor=mentor)).items()
    }


def thanks(t: Texts, mine: Feedback, *, mentor: bool) -> Message:
    """One tap each, all of it optional, in one place: the next question stands there when the last is answered."""
    number = mine.session_id
    title = t.md("Thank you! You said: *{score}*.", score=scores(t)[mine.useful - 1])
    gained, planned = gains(t, mentor=mentor), plans(t, mentor=mentor)
    said = [t.md("You took away: *{gain}*.", gain=gained[mine.gained])] if mine.gained in gained else []
    said += [t.md("Next: *{plan}*.", plan=planned[mine.plans])] if mine.plans in planned else []
    words = kit.button(
        t("What I practised and learned …") if mentor else t("Note what I learned …"), ids.FEEDBACK_WORDS, number
    )
    again = kit.button(t("Another score …"), ids.numbered(ids.MET, number), number)  # which asks how useful it was
    blocks: Blocks = [kit.section(join_md(" ", [title, *said]))]
    if not mine.gained:
        asked = t.md("What did you learn yourself?") if mentor else t.md("What did you take away?")
        blocks += _taps(asked, gained, number)
    elif not mine.plans:
        asked = t.md("What do you want to do next time?") if mentor else t.md("What comes next?")
        blocks += _taps(asked, planned, number)
    elif mentor:
        blocks += _taps(t.md("What did you practise? Tap all that you did."), skill_names(t), number, mine.practised)
    return kit.message(title, *blocks, kit.actions(words, again), kit.context(t.md("Only you see this.")))


def _taps(question: Md, choices: Mapping[str, str], number: int, chosen: Collection[str] = ()) -> Blocks:
    buttons = [
        kit.button(
            f"✓ {label}" if code in chosen else label,
            ids.numbered(ids.FEEDBACK_TAP, code),
            f"{number}-{code}",
            style="primary" if code in chosen else "",
        )
        for code, label in choices.items()
    ]
    return [kit.section(question), kit.actions(*buttons)]


def skill_names(t: Texts) -> dict[str, str]:
    return {
        "listening": t("Listening"),
        "asking": t("Asking useful questions"),
        "withholding_judgement": t("Withholding judgement"),
        "empathy": t("Empathy"),
        "influence": t("Influence without authority"),
    }


def words_form(t: Texts, meeting: MentoringSession, partner: Member, mine: Feedback, *, mentor: bool) -> View:
    if mentor:
        return _mentors_form(t, meeting, partner, mine)
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
    return kit.modal(t, ids.FEEDBACK_FORM, t("What I learned"), blocks, submit=t("Save"), session=meeting.id)


def _mentors_form(t: Texts, meeting: MentoringSession, partner: Member, mine: Feedback) -> View:
    """A mentor practises while the mentee learns, and learns too: first the one, then the other, in their own words."""
    does = skill_hints(t)
    options = [kit.option(name, code, does[code]) for code, name in skill_names(t).items()]
    name = common.first_name(partner)
    blocks: Blocks = [
        kit.section(t.md("Your session with {partner}. Only you see this.", partner=mention(partner.slack_id))),
        kit.input_(
            "practised", t("What I practised"), kit.checkboxes(options, initial=mine.practised), optional=True
        ),
        kit.input_(
            "learned", t("What I learned myself"),
            kit.text_input(
                initial=mine.learned, multiline=True, longest=1500,
                placeholder=t("About their work, about mentoring, about me"),
            ),
            hint=t("Mentors who write a line about it notice how much it is."), optional=True,
        ),
        kit.input_(
            "next_step", t("What I want to do differently with {name} next time", name=name),
            kit.text_input(initial=mine.next_step, multiline=True, longest=1000),
            hint=t("I remind you of it before the next session."), optional=True,
        ),
    ]  # fmt: skip
    title = t("For me as mentor")
    return kit.modal(t, ids.FEEDBACK_FORM, title, blocks, submit=t("Save"), session=meeting.id)


def skill_hints(t: Texts) -> dict[str, str]:
    return {
        "listening": t("They spoke more than I did"),
        "asking": t("Questions that made them think"),
        "withholding_judgement": t("I did not say what I would do"),
        "empathy": t("I felt what it is like for them"),
        "influence": t("I moved something without being their boss"),
    }


def saved(t: Texts) -> Message:
    return kit.message(t.md("📝 Saved. I remind you of your next step before you meet again."))
