"""Forms for those who run a round: swapping, putting two together, releasing."""

from collections.abc import Sequence

from bot.domain.rounds.releasing import MOST_WAVES
from bot.domain.rounds.standing import Shown
from bot.i18n import Texts, join_md, mention
from bot.views import common, ids, kit, rounds
from bot.views.kit import Blocks, Message, View
from models import Member, Round, RoundKind


def swap_form(t: Texts, row: Round, one: Shown) -> View:
    if row.kind is RoundKind.PEER:
        return _swap_peers(t, row, one)
    names = join_md(" → ", [mention(member.slack_id) for member in one.people])
    blocks: Blocks = [
        kit.section(
            t.md(
                "The mentees of two matches change places, and both matches are held. Everything else stays, as far as "
                "it can.\n{names} swaps with:",
                names=names,
            )
        ),
        kit.input_(
            "swap_with", t("The other match"), kit.external(ids.ROUND_SWAP_OPTIONS, placeholder=t("Type a name"))
        ),
    ]
    return kit.modal(t, ids.ROUND_SWAP_FORM, t("Swap"), blocks, submit=t("Swap"), round=row.id, match=one.row.id)


def _swap_peers(t: Texts, row: Round, one: Shown) -> View:
    people = [kit.option(member.name, member.id) for member in one.people]
    blocks: Blocks = [
        kit.section(
            t.md(
                "One of this match and somebody of another one change places, and both matches are held. Everything "
                "else stays, as far as it can."
            )
        ),
        kit.input_("swap_who", t("Who goes"), kit.radio(people, initial=one.people[-1].id)),
        kit.input_(
            "swap_with", t("Who comes instead"), kit.external(ids.ROUND_SWAP_OPTIONS, placeholder=t("Type a name"))
        ),
    ]
    return kit.modal(t, ids.ROUND_SWAP_FORM, t("Swap"), blocks, submit=t("Swap"), round=row.id, match=one.row.id)


def with_whom(person: Member, others: Sequence[Member]) -> str:
    return f"{person.name} (⇄ {', '.join(other.name for other in others)})"


def give_form(t: Texts, row: Round) -> View:
    if row.kind is RoundKind.PEER:
        words = t.md("These are together, whatever else is found. All of them must have signed up.")
        blocks: Blocks = [
            kit.section(words),
            kit.input_("give_mentee", t("One"), kit.user_select(placeholder=t("Who?"))),
            kit.input_("give_mentor", t("The other"), kit.user_select(placeholder=t("Who?"))),
            kit.input_("give_third", t("A third"), kit.user_select(placeholder=t("Who?")), optional=True),
        ]
        return kit.modal(t, ids.ROUND_GIVE_FORM, t("Put together"), blocks, submit=t("Hold them"), round=row.id)
    blocks = [
        kit.section(t.md("These two are together, whatever else is found. Both must have signed up.")),
        kit.input_("give_mentee", t("Mentee"), kit.user_select(placeholder=t("Who?"))),
        kit.input_("give_mentor", t("Mentor"), kit.user_select(placeholder=t("Who?"))),
    ]
    return kit.modal(t, ids.ROUND_GIVE_FORM, t("Put two together"), blocks, submit=t("Hold them"), round=row.id)


def release_form(t: Texts, row: Round, matches: int) -> View:
    waves = [
        kit.option(t("All at one moment"), 1),
        *(kit.option(t("In {count} waves, a week apart", count=n), n) for n in range(2, MOST_WAVES + 1)),
    ]
    blocks: Blocks = [
        kit.section(
            t.n_md(
                "*{count} introduction* begins by itself: both get a guide for a first talk and times to book it, in "
                "their own working hours. From then on nothing can be changed here.",
                "*{count} introductions* begin by themselves: each two get a guide for a first talk and times to book "
                "it, in their own working hours. From then on nothing can be changed here.",
                matches,
            )
        ),
        kit.input_("waves", t("When"), kit.radio(waves, initial=1)),
    ]
    return kit.modal(t, ids.ROUND_RELEASE_FORM, t("Release"), blocks, submit=t("Release"), round=row.id)


def released(t: Texts, row: Round) -> Message:
    head = t.md("🚀 *{title}* is released", title=rounds.title(t, row))
    words = t.md("The introductions begin now. How they fare stands in `/mentor round {number}`.", number=row.number)
    return kit.message(head, kit.section(common.lines(head, words)))
