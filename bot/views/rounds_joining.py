"""Signing up for a round: one short form, and what is said afterwards."""

from collections.abc import Sequence

from bot.domain.rounds.joining import HOURS, Door
from bot.domain.rounds.wishes import MOST
from bot.i18n import Texts
from bot.views import common, ids, kit, rounds, rounds_call, week
from bot.views.kit import Blocks, Message, View
from models import Member, Round, RoundKind, RoundSignUp


def join_form(t: Texts, door: Door, member: Member, topics: Sequence[tuple[int, str]]) -> View:
    """`topics` are those of the profile that they want to learn, with their names."""
    row, mine = door.row, door.mine
    blocks: Blocks = [kit.section(rounds_call.call_in_words(t, row, door.network))]
    if row.kind is not RoundKind.PEER:
        roles = [kit.option(t("As mentee: I want to learn"), "mentee"), kit.option(t("As mentor: I pass on"), "mentor")]
        before = [] if mine is None else ["mentee"] * mine.as_mentee + ["mentor"] * mine.as_mentor
        usual = before or (["mentee"] if topics or not door.mentors else ["mentor"])
        blocks.append(kit.input_("round_roles", t("I take part"), kit.checkboxes(roles, initial=usual)))
    blocks += [
        kit.input_(
            "round_motivation", t("Why do you take part?"),
            kit.text_input(
                initial=mine.motivation if mine else "", multiline=True, longest=600,
                placeholder=t("For example: I lead a team since March, and nobody has shown me how"),
            ),
            hint=t("The one you are matched with reads it if you name no goal."),
        ),
        kit.input_(
            "round_goals", t("What do you want to be able to do at the end?"),
            kit.text_input(initial=mine.goals if mine else "", multiline=True, longest=600),
            hint=t("Mentees need a goal. The one you are matched with reads it.")
            if row.kind is RoundKind.MENTORING
            else t("The one you are matched with reads this."),
            optional=row.kind is RoundKind.MENTORING,
        ),
    ]  # fmt: skip
    if len(topics) > 1:
        options = [kit.option(name, topic) for topic, name in topics[:100]]
        chosen = mine.topics if mine else ()
        blocks.append(
            kit.input_(
                "round_topics", t("What matters most to you this time"),
                kit.multi_select(options, initial=chosen, placeholder=t("All of my topics")), optional=True,
            )
        )  # fmt: skip
    if door.mentors and row.kind is not RoundKind.PEER:
        most = max(1, door.free_places)
        options = [kit.option(str(n), n) for n in range(1, most + 1)]
        places = min(mine.places, most) if mine else 1
        blocks.append(
            kit.input_("round_places", t("Mentees at most, as a mentor"), kit.select(options, initial=places))
        )
    wished = [other.slack_id for other in door.wished]
    blocks.append(
        kit.input_(
            "round_wishes", t("Is there somebody you would like?"),
            kit.users_select(initial=wished, placeholder=t("Three at most, the first counts most"), most=MOST),
            hint=t(
                "Only the matching reads this. If you name each other, the two of you and those who run the round see "
                "that you did. It helps, and promises nothing."
            ),
            optional=True,
        )
    )  # fmt: skip
    hours = [kit.option(t.n("{count} hour a month", "{count} hours a month", n), n) for n in HOURS]
    checked = [kit.option(t("In my calendar there is room until {date}", date=t.date(row.ends_on)), "checked")]
    blocks += [
        kit.input_("round_hours", t("Time that you have for it"), kit.select(hours, initial=mine.hours if mine else 2)),
        kit.section(
            common.lines(t.md("*When it suits you*"), week.picture(t, member.availability)),
            accessory=kit.button(t("Change …"), ids.WEEK),
        ),
        kit.input_("round_time", t("Time checked"), kit.checkboxes(checked, initial=["checked"] if mine else [])),
    ]
    return kit.modal(t, ids.ROUND_JOIN_FORM, t("Take part"), blocks, submit=t("Sign up"), round=row.id)


def signed(t: Texts, row: Round, mine: RoundSignUp, *, new: bool) -> Message:
    head = (
        t.md("✅ You are in: *{name}*", name=row.name) if new else t.md("✅ Saved. You are in *{name}*.", name=row.name)
    )
    words = t.md(
        "The call is open until {when}. Then all are matched at once, and you hear of it as soon as the result is "
        "released.",
        when=rounds.closes(t, row),
    )
    return kit.message(head, kit.section(head), kit.section(words), kit.actions(*rounds.in_it(t, row)))


def withdrawn(t: Texts, row: Round) -> Message:
    return kit.message(t.md("You do not take part in *{name}*. Thank you for saying so.", name=row.name))


def abstained(t: Texts, row: Round) -> Message:
    head = t.md("*{name}*: not this time. You hear no more of this round.", name=row.name)
    undo = kit.button(t("Undo"), ids.numbered(ids.ROUND_ABSTAIN_UNDO, row.id), row.id)
    return kit.message(head, kit.section(head), kit.actions(undo))


def inside(t: Texts, row: Round) -> Message:
    """Whoever is in it clicks an old button."""
    head = t.md("You have signed up for *{name}*.", name=row.name)
    return kit.message(head, kit.section(head), kit.actions(*rounds.in_it(t, row)))
