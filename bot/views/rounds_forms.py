"""The forms with which a round is made: what and when, its rules, the thresholds of a pilot."""

from collections.abc import Sequence

from bot.domain.rounds.learning import Lesson
from bot.domain.rounds.terms import WEIGHED, Pilot, Terms, Wanted
from bot.i18n import Md, Texts
from bot.views import ids, kit, rounds, rounds_learning
from bot.views.kit import Blocks, View
from models import Network, Round, RoundKind

HOURS = (0, 1, 2, 3, 5, 8)
MEETINGS = (1, 2, 3, 4, 6)
PERCENTS = (50, 60, 70, 80, 90)
USEFUL = (3.0, 3.5, 4.0, 4.5)


def new_form(t: Texts, networks: Sequence[Network], closes_on: str, ends_on: str) -> View:
    """The first of three: what, who and when."""
    kinds = [kit.option(name, kind.value) for kind, name in rounds.kind_names(t).items()]
    who = [
        kit.option(t("The network's members"), "network"),
        kit.option(t("Everybody in the workspace"), "everybody"),
    ]
    blocks: Blocks = [
        kit.section(t.md("People sign up, then all are matched at once. You see the result before anybody else does.")),
        kit.input_(
            "round_network", t("Network"),
            kit.select([kit.option(one.name, one.id) for one in networks], initial=networks[0].id),
        ),
        kit.input_("round_name", t("Name"), kit.text_input(longest=75, placeholder=t("For example: Spring round"))),
        kit.input_("round_kind", t("Kind"), kit.radio(kinds, initial=RoundKind.MENTORING.value)),
        kit.input_("round_who", t("Who may sign up"), kit.radio(who, initial="network")),
        kit.input_("closes_on", t("Sign up until"), kit.date_picker(initial=closes_on)),
        kit.input_(
            "round_ends_on", t("The round ends on"), kit.date_picker(initial=ends_on),
            hint=t("Then you look back on it. Pairs may go on for as long as they like."),
        ),
    ]  # fmt: skip
    return kit.modal(t, ids.ROUND_FORM, t("A new round"), blocks, submit=t("On to the rules"))


def terms_form(t: Texts, row: Round, terms: Terms, count: Md | None, lesson: Lesson | None) -> View:
    """The second: rules and weights, how many could be matched with them, counted anew with every change, and what the
    round before suggests."""
    names = rounds.wanted_names(t, row.kind)
    boxes = [kit.option(name, wanted.value, about) for wanted, (name, about) in names.items()]
    ticked = [wanted.value for wanted in names if wanted in terms.wanted]
    blocks: Blocks = [kit.section(count or rounds.counting(t))]
    if row.kind is RoundKind.REVERSE:
        blocks.append(
            kit.section(t.md("In a reverse round the mentor is junior and in another team, and both come with a goal."))
        )
    blocks.append(
        kit.input_(
            "round_rules", t("What must hold of every pair"),
            _counting(kit.checkboxes(boxes, initial=ticked), "rules"), optional=True, dispatch=True,
        )
    )  # fmt: skip
    hours = [
        kit.option(t.n("{count} hour a week", "{count} hours a week", hours) if hours else t("No matter"), hours)
        for hours in HOURS
    ]
    blocks.append(
        kit.input_(
            "round_hours", t("Hours in which both can meet, at least"),
            _counting(kit.select(hours, initial=terms.least_hours), "hours"), dispatch=True,
        )
    )  # fmt: skip
    blocks.append(kit.section(t.md("*What counts how much* among pairs for which all of that holds")))
    weighs = [kit.option(name, code) for code, name in rounds.weigh_names(t).items()]
    blocks += [
        kit.input_(f"weigh_{part}", name, kit.select(weighs, initial=terms.weight(part)))
        for part, name in rounds.part_names(t).items()
    ]
    if lesson is not None:
        blocks += rounds_learning.lesson(t, terms, lesson)
    return kit.modal(
        t, ids.ROUND_TERMS_FORM, t("Rules of the round"), blocks, submit=t("On to the pilot"), round=row.id
    )


def _counting(element: kit.Element, name: str) -> kit.Element:
    return {**element, "action_id": ids.numbered(ids.ROUND_COUNT, name)}


def wanted_of(chosen: Sequence[str], kind: RoundKind, t: Texts) -> frozenset[Wanted]:
    """Codes that were ticked; what the form of this kind does not offer is not among them."""
    return frozenset(wanted for wanted in rounds.wanted_names(t, kind) if wanted.value in chosen)


def pilot_form(t: Texts, row: Round, pilot: Pilot | None) -> View:
    """The third: whether it is a pilot, and what it must reach."""
    usual = pilot or Pilot()
    blocks: Blocks = [
        kit.section(
            t.md(
                "Is this round a pilot? Then say now what it must reach to be continued. At its end Klik holds the "
                "figures against it: continue, redesign or stop. Leave it unticked for a round like any other."
            )
        ),
        kit.input_(
            "round_pilot", t("Pilot"),
            kit.checkboxes([kit.option(t("This round is a pilot"), "pilot")], initial=["pilot"] if pilot else []),
            optional=True,
        ),
        kit.input_(
            "pilot_meetings", t("Meetings of a pair, at least"),
            kit.select([kit.option(str(n), n) for n in MEETINGS], initial=usual.meetings),
        ),
        kit.input_(
            "pilot_pairs", t("So many of the pairs meet so often"),
            kit.select(_percents(t), initial=usual.pairs_meeting),
        ),
        kit.input_(
            "pilot_useful", t("How useful sessions are, on average"),
            kit.select([kit.option(t("{score} of 5", score=t.decimal(n)), n) for n in USEFUL], initial=usual.useful),
        ),
        kit.input_(
            "pilot_learned", t("So many learn something, mentees and mentors alike"),
            kit.select(_percents(t), initial=usual.learned),
        ),
    ]  # fmt: skip
    return kit.modal(t, ids.ROUND_PILOT_FORM, t("A pilot?"), blocks, submit=t("Save"), round=row.id)


def _percents(t: Texts) -> list[kit.Element]:
    return [kit.option(t("{percent} %", percent=percent), percent) for percent in PERCENTS]


def dates_form(t: Texts, row: Round, closes_on: str) -> View:
    blocks: Blocks = [
        kit.input_("closes_on", t("Sign up until"), kit.date_picker(initial=closes_on)),
        kit.input_("round_ends_on", t("The round ends on"), kit.date_picker(initial=row.ends_on.isoformat())),
    ]
    return kit.modal(t, ids.ROUND_DATES_FORM, t("Dates of the round"), blocks, submit=t("Save"), round=row.id)


def weights_of(values: dict[str, str]) -> dict[str, str]:
    """Only those that differ from the usual."""
    return {part: values[part] for part in WEIGHED if values.get(part, "normal") != "normal"}
