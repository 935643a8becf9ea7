"""What people read of a round's call: that it is open, over or called off, and that nobody was found for them."""

from collections.abc import Mapping

from bot.i18n import Md, Texts
from bot.views import common, kit, rounds
from bot.views.kit import Message
from models import Network, Round, RoundKind


def announcement(t: Texts, row: Round, network: Network) -> Message:
    head = t.md("🧭 {network}: a round of mentoring begins", network=network.name)
    return kit.message(
        head,
        kit.header(t("🧭 {name}", name=row.name)),
        kit.section(call_in_words(t, row, network)),
        kit.actions(rounds.join_button(t, row)),
        kit.context(t.md("Taking part is always your own choice, and you can withdraw until you are introduced.")),
    )


def invitation(t: Texts, row: Round, network: Network, *, last_call: bool) -> Message:
    head = (
        t.md("⏰ Sign up for *{name}* until {when}", name=row.name, when=rounds.closes(t, row))
        if last_call
        else t.md("🧭 *{name}*: do you take part?", name=row.name)
    )
    return kit.message(
        head,
        kit.section(head),
        kit.section(call_in_words(t, row, network)),
        kit.actions(rounds.join_button(t, row), rounds.abstain_button(t, row)),
    )


def call_in_words(t: Texts, row: Round, network: Network) -> Md:
    what = {
        RoundKind.MENTORING: t.md(
            "Sign up as mentor, mentee or both. All are matched at once, so that as many as possible find somebody who "
            "fits."
        ),
        RoundKind.REVERSE: t.md(
            "Here juniors mentor seniors of other teams: everybody has something to pass on, and both come with a goal."
        ),
        RoundKind.PEER: t.md("You are matched with a colleague who can teach you something, and who learns from you."),
    }[row.kind]
    when = t.md(
        "{network} · sign up until {when} · the round ends on {end}",
        network=network.name, when=rounds.closes(t, row), end=t.date(row.ends_on),
    )  # fmt: skip
    return common.lines(what, when)


def called_off(t: Texts, row: Round) -> Message:
    return kit.message(
        t.md("*{name}* does not take place. Thank you for signing up! You can find somebody yourself:", name=row.name),
        kit.section(
            t.md(
                "*{name}* does not take place. Thank you for signing up! You can find somebody yourself:", name=row.name
            )
        ),
        kit.actions(common.find_others(t)),
    )


def call_over(t: Texts, row: Round, counts: Mapping[str, int]) -> Message:
    head = t.md("🧭 The call of *{title}* is over", title=rounds.title(t, row))
    return kit.message(
        head, kit.section(common.lines(head, rounds.signed_up(t, row, counts))), kit.actions(rounds.show_button(t, row))
    )


def unmatched(t: Texts, row: Round) -> Message:
    head = t.md("In *{name}* nobody was left who fits you, this time", name=row.name)
    words = t.md(
        "That says nothing about you: what you look for is rare here, or those who offer it have no place. Your wish "
        "is counted, and you can look for somebody yourself."
    )
    return kit.message(head, kit.section(Md(f"*{head}*")), kit.section(words), kit.actions(common.find_others(t)))


def fell_through(t: Texts, row: Round, *, own: bool = False) -> Message:
    """`own`: they took a break when it was to begin."""
    head = t.md("The introduction from *{name}* cannot begin after all", name=row.name)
    words = t.md(
        "The other one has no place any more, or is away. That happens, and is nobody's fault. Those who run the round "
        "see it; you can look for somebody yourself."
    )
    if own:
        words = t.md("You took a break when it was to begin. You can look for somebody yourself whenever you like.")
    return kit.message(head, kit.section(head), kit.section(words), kit.actions(common.find_others(t)))
