"""How a released round fares: how many have come how far, who could use a word, and the verdict of a pilot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.insight import FEWEST
from bot.domain.rounds.board import LADDER, Board, Faring, Step
from bot.domain.rounds.verdict import Evidence, Figure, Judged, Verdict
from bot.i18n import Md, Texts, esc, join_md, mention
from bot.views import common, ids, kit, rounds
from bot.views.kit import Blocks, Message
from models import Network, Round, RoundState

LONGEST = 15
"""Pairs that are named; the rest stand in the table."""


@dataclass(frozen=True, kw_only=True)
class OnBoard:
    row: Round
    network: Network
    board: Board
    judged: Judged | None
    alone: int
    """People who signed up and have nobody."""
    picture: str | None = None


def with_picture(seen: OnBoard, picture: str) -> OnBoard:
    return replace(seen, picture=picture)


def step_names(t: Texts) -> Mapping[Step, str]:
    return {
        Step.INTRODUCED: t("introduced"),
        Step.TALKED: t("had a first talk"),
        Step.CLICKED: t("became a pair"),
        Step.AGREED: t("signed an agreement"),
        Step.MET: t("met after the first talk"),
        Step.PARTED: t("went their own ways"),
        Step.ENDED: t("ended"),
        Step.TO_COME: t("in a later wave"),
        Step.FELL_THROUGH: t("could not be introduced"),
    }


def problem_names(t: Texts) -> Mapping[str, str]:
    """Why an introduction could not begin. What somebody would rather not is nobody's to know."""
    return {
        "full": t("no place left"),
        "left": t("one of them has left"),
        "paused": t("one of them takes a break"),
        "line": t("one reports to the other"),
        "paired": t("they are together already"),
    }


def board(t: Texts, seen: OnBoard) -> Message:
    row, found = seen.row, seen.board
    names = step_names(t)
    blocks: Blocks = [
        kit.header(rounds.title(t, row)),
        kit.section(
            join_md(
                " · ",
                [
                    esc(seen.network.name),
                    esc(rounds.state_names(t)[row.state]),
                    t.md("until {date}", date=t.date(row.ends_on)),
                ],
            )
        ),
    ]
    if seen.picture is not None:
        blocks.append(kit.image_file(seen.picture, alt(t, found)))
    steps = LADDER if seen.picture is None else ()  # the picture says it, and says it to screen readers too
    ladder = [t.md("• *{count}* {step}", count=found.reached[step], step=names[step]) for step in steps]
    if found.to_come:
        ladder.append(t.md("• *{count}* {step}", count=found.to_come, step=names[Step.TO_COME]))
    if found.over:
        ladder.append(t.md("• *{count}* have come to an end since", count=found.over))
    if found.fell_through:
        ladder.append(t.md("• *{count}* {step}", count=found.fell_through, step=names[Step.FELL_THROUGH]))
    if ladder:
        blocks.append(kit.section(common.lines(t.md("*Of {count} matches*", count=len(found.pairs)), *ladder)))
    blocks += _pairs(t, found)
    if seen.judged is not None:
        blocks += verdict(t, row, seen.judged)
    buttons = [kit.button(t("As a table"), ids.ROUND_SHEET, row.id)]
    if row.state is RoundState.RUNNING:
        buttons.append(
            kit.button(
                t("Close the round …"), ids.ROUND_CLOSE, row.id,
                confirm=kit.confirm(
                    t("Close the round?"), t("Its pairs go on as they like; only the round itself is over."),
                    t("Close it"), t("Let it run"),
                ),
            )
        )  # fmt: skip
    blocks.append(kit.actions(*buttons))
    return kit.message(t.md("{title}", title=rounds.title(t, row)), *blocks)


def _pairs(t: Texts, found: Board) -> Blocks:
    """Those that could use a word first: not introduced, not talked, not met."""
    order = [Step.FELL_THROUGH, *LADDER]
    waiting = [one for one in found.pairs if one.step in order]
    waiting.sort(key=lambda one: (order.index(one.step), one.match.id))
    rows = [_pair(t, one) for one in waiting[:LONGEST]]
    if not rows:
        return []
    if len(waiting) > LONGEST:
        rows.append(t.md("… and {count} more, in the table.", count=len(waiting) - LONGEST))
    return [kit.section(common.lines(t.md("*Who has come least far first*"), *rows))]


def _pair(t: Texts, one: Faring) -> Md:
    names = join_md(" → ", [mention(one.mentor.slack_id), mention(one.mentee.slack_id)])
    words = step_names(t)[one.step]
    if one.step is Step.FELL_THROUGH and one.match.problem in problem_names(t):
        words = problem_names(t)[one.match.problem]
    return t.md("{mark} {names}: {step}", mark=MARKS[one.step], names=names, step=words)


MARKS = {
    Step.FELL_THROUGH: "⚠️",
    Step.INTRODUCED: "○○○○",
    Step.TALKED: "●○○○",
    Step.CLICKED: "●●○○",
    Step.AGREED: "●●●○",
    Step.MET: "●●●●",
}


def alt(t: Texts, found: Board) -> str:
    names = step_names(t)
    return t("How far the pairs have come: {steps}", steps=t.list([f"{names[s]} {found.reached[s]}" for s in LADDER]))


# The verdict


def verdict(t: Texts, row: Round, judged: Judged) -> Blocks:
    """What the figures say, against the thresholds that were set before."""
    head = {
        Verdict.CONTINUE: t.md("🧪 *Continue*: the pilot reached everything it was to reach."),
        Verdict.REDESIGN: t.md("🧪 *Redesign*: some of it was reached. Change what held it back, and try again."),
        Verdict.STOP: t.md("🧪 *Stop*: most of it was not reached."),
        None: t.md(
            "🧪 *No verdict yet*: fewer than {fewest} people have said enough. Nothing is shown about so few.",
            fewest=FEWEST,
        ),
    }[judged.verdict]
    over = row.state is RoundState.CLOSED or judged.verdict is None
    note = None if over else t.md("As it stands now; it counts at the end of the round.")
    return [kit.section(common.lines(head, *(_line(t, judged, one) for one in judged.evidence), note))]


def _line(t: Texts, judged: Judged, one: Evidence) -> Md:
    what = {
        Figure.MEETINGS: t.n("pairs that met {count} time", "pairs that met {count} times", judged.pilot.meetings),
        Figure.USEFUL: t("how useful sessions are"),
        Figure.MENTEES_LEARNED: t("mentees who learned something"),
        Figure.MENTORS_LEARNED: t("mentors who learned something"),
    }[one.figure]
    if one.value is None:
        return t.md("– {what}: too few to say", what=what)
    mark = "✅" if one.reached else "❌"
    return t.md(
        "{mark} {what}: {value}, wanted {threshold}",
        mark=mark, what=what, value=_amount(t, one.figure, one.value), threshold=_amount(t, one.figure, one.threshold),
    )  # fmt: skip


def _amount(t: Texts, figure: Figure, value: float) -> str:
    if figure is Figure.USEFUL:
        return t("{score} of 5", score=t.decimal(value))
    return t("{percent} %", percent=round(value))


# What those who run it are told


def out(t: Texts, row: Round, found: Board) -> Message:
    head = t.md("🚀 All introductions of *{title}* have begun", title=rounds.title(t, row))
    words = t.n_md("{count} pair gets to know each other.", "{count} pairs get to know each other.", found.begun)
    if found.fell_through:
        words = common.lines(
            words,
            t.n_md(
                "⚠️ {count} could not be introduced; why stands on the board.",
                "⚠️ {count} could not be introduced; why stands on the board.",
                found.fell_through,
            ),
        )
    return kit.message(head, kit.section(common.lines(head, words)), kit.actions(rounds.show_button(t, row)))


def halfway(t: Texts, row: Round, found: Board) -> Message:
    head = t.md("🧭 *{title}* is halfway", title=rounds.title(t, row))
    quiet = found.begun - found.reached[Step.TALKED]
    words = t.md(
        "Of {begun} pairs {talked} have talked, {clicked} became a pair and {met} have met since.",
        begun=found.begun, talked=found.reached[Step.TALKED], clicked=found.reached[Step.CLICKED],
        met=found.reached[Step.MET],
    )  # fmt: skip
    if quiet:
        words = common.lines(
            words,
            t.n_md("{count} has not talked yet: a word from you helps most now.",
                   "{count} have not talked yet: a word from you helps most now.", quiet),
        )  # fmt: skip
    return kit.message(head, kit.section(common.lines(head, words)), kit.actions(rounds.show_button(t, row)))


def over(t: Texts, row: Round, judged: Judged | None) -> Message:
    head = t.md("🏁 *{title}* is over", title=rounds.title(t, row))
    blocks = verdict(t, row, judged) if judged is not None else []
    words = t.md(
        "Its pairs go on as they like. Unless you untick “somebody new”, the next round brings nobody together again "
        "who was together here."
    )
    return kit.message(head, kit.section(common.lines(head, words)), *blocks, kit.actions(rounds.show_button(t, row)))


TABLE = ("mentor", "mentor_name", "mentee", "mentee_name", "step", "sessions_held", "last_met")


def table(pairs: Sequence[Faring]) -> Sequence[Sequence[str]]:
    """The board as rows of a table, in English like every table's columns."""
    return [
        (
            one.mentor.slack_id, one.mentor.name, one.mentee.slack_id, one.mentee.name, one.step.value, str(one.held),
            one.last_met.date().isoformat() if one.last_met else "",
        )
        for one in pairs
    ]  # fmt: skip
