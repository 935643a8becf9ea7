"""The matches of a round as a table: sent, read back, and what is wrong with it by line."""

from collections.abc import Collection

from bot.domain.rounds.sheet import Problem
from bot.i18n import Md, Texts
from bot.views import ids, kit, rounds
from bot.views.kit import Blocks, Message, View
from models import Round


def sheet_form(t: Texts, row: Round) -> View:
    blocks: Blocks = [
        kit.section(
            t.md(
                "Take “As a table” first, change it, and put it in here. A line that is new is held; one with *yes* "
                "under _locked_ too. A line that is gone is no match any more. Nothing is taken over before every line "
                "is right."
            )
        ),
        kit.input_("sheet", t("The table (CSV)"), kit.file_input(("csv",))),
    ]
    return kit.modal(t, ids.ROUND_SHEET_FORM, t("Table in"), blocks, submit=t("Check and take over"), round=row.id)


def sheet_sent(t: Texts, row: Round) -> Message:
    return kit.message(t.md("📎 The table of *{title}* is in our conversation.", title=rounds.title(t, row)))


def sheet_title(t: Texts, row: Round) -> str:
    return t("Matches of {title}", title=rounds.title(t, row))


def sheet_taken(t: Texts, lines: int, new: int) -> Md:
    return t.md("✅ The table is taken over: {lines} matches, {new} of them new and held.", lines=lines, new=new)


def sheet_problems(t: Texts, problems: Collection[Problem]) -> Message:
    head = t.md("Nothing was taken over. Mend this, and put the table in again:")
    rows = [_problem(t, one) for one in problems]
    return kit.message(head, kit.section(head), kit.section(Md("\n".join(rows))))


def _problem(t: Texts, one: Problem) -> Md:
    words = {
        "too_large": t.md("the file is too large"),
        "not_text": t.md("this is no text file in UTF-8"),
        "not_a_table": t.md("this is no table that I can read"),
        "no_head": t.md("the first line must name the columns *mentor* and *mentee*"),
        "no_file": t.md("I could not read the file. Please try again."),
        "empty": t.md("a name is missing"),
        "nobody": t.md("{value} has not signed up for this round", value=one.value),
        "oneself": t.md("{value} stands there twice", value=one.value),
        "no_threes": t.md("only peers can be three ({value})", value=one.value),
        "no_mentor": t.md("{value} has not signed up as mentor", value=one.value),
        "no_mentee": t.md("{value} has not signed up as mentee", value=one.value),
        "twice": t.md("is matched in an earlier line already: {value}", value=one.value),
        "full": t.md("{value} has no free place left", value=one.value),
    }[one.code]
    return (
        t.md("• line {line}: {problem}", line=one.line, problem=words)
        if one.line
        else t.md("• {problem}", problem=words)
    )
