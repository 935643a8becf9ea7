"""What a matching found, to those who run the round: as a whole, match by match, and who is left, with reasons."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.matching.plan import Cause
from bot.domain.matching.programme import Rule
from bot.domain.rounds import results
from bot.domain.rounds.releasing import MOST_WAVES
from bot.domain.rounds.results import Alone, Result, Shown
from bot.domain.rounds.sheet import Problem
from bot.i18n import Md, Texts, esc, join_md, mention
from bot.views import common, ids, kit, rounds
from bot.views.kit import Blocks, Element, Message, View
from models import Round, RoundKind

A_PAGE = 10
ALONE, CAUSES = 8, 6
"""People without a match who are named for one cause, and causes that are."""
KEEPS = {0: 0, 1: 200, 2: 2000}
"""How dear a change is to the next matching, in points: by choice of the button."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """The result of a matching as a page of it is drawn."""

    row: Round
    result: Result
    shown: Sequence[Shown]
    """All matches, the worst first."""
    alone: Sequence[Alone]
    topics: Mapping[int, str]
    """Names of the topics that are mentioned."""
    forbidden: int
    withdrawn: int
    """Left the round since it was matched."""
    page: int = 0
    picture: str | None = None
    """Slack's id of the file with the distribution of scores."""


def with_picture(seen: Seen, picture: str) -> Seen:
    return replace(seen, picture=picture)


def percent(row_score: int, result: Result) -> int:
    return round(100 * row_score / max(1, result.most))


def result_page(t: Texts, seen: Seen, note: Md | None = None) -> Message:
    row, result = seen.row, seen.result
    blocks: Blocks = [kit.section(note)] if note else []
    blocks.append(kit.header(rounds.title(t, row)))
    blocks.append(kit.section(_totals(t, seen), fields=_fields(t, seen)))
    if seen.withdrawn:
        blocks.append(
            kit.section(
                t.n_md(
                    "⚠️ {count} person has withdrawn since. Match again to close the gap.",
                    "⚠️ {count} people have withdrawn since. Match again to close the gaps.",
                    seen.withdrawn,
                )
            )
        )
    if result.failed:
        blocks.append(kit.section(failed(t, result.failed)))
    if seen.shown and not result.failed:
        blocks.append(kit.context(proof(t, row, result)))
    if seen.picture is not None and seen.page == 0:
        blocks.append(kit.image_file(seen.picture, alt(t, seen)))
    blocks += _matches(t, seen)
    if seen.page == 0:
        blocks += _alone(t, seen)
    blocks += _buttons(t, seen)
    return kit.message(t.md("{title}", title=rounds.title(t, row)), *blocks)


def _totals(t: Texts, seen: Seen) -> Md:
    result = seen.result
    words = (
        t.n_md("*{matched} of {count}* person has somebody.", "*{matched} of {count}* people have somebody.",
               result.wanted, matched=result.matched)
        if seen.row.kind is RoundKind.PEER
        else t.n_md("*{matched} of {count}* mentee has a mentor.", "*{matched} of {count}* mentees have a mentor.",
                    result.wanted, matched=result.matched)
    )  # fmt: skip
    if result.idle:
        words = join_md(
            " ",
            [words, t.n_md("{count} mentor has nobody.", "{count} mentors have nobody.", result.idle)],
        )
    return words


def _fields(t: Texts, seen: Seen) -> Sequence[Md]:
    result, scores = seen.result, [one.row.score for one in seen.shown]
    if not scores:
        return ()

    def field(label: str, value: str) -> Md:
        return Md(f"*{esc(label)}*\n{esc(value)}")

    middle = sorted(scores)[len(scores) // 2]
    fields = [
        field(t("Typical fit"), t("{percent} %", percent=percent(middle, result))),
        field(t("Weakest fit"), t("{percent} %", percent=percent(min(scores), result))),
    ]
    held = sum(one.row.locked for one in seen.shown)
    if held:
        fields.append(field(t("Held by hand"), str(held)))
    if seen.forbidden:
        fields.append(field(t("Ruled out by hand"), str(seen.forbidden)))
    if result.kept is not None:
        fields.append(field(t("As before"), t("{kept} of {stood} matches", kept=result.kept, stood=result.stood)))
    return fields


def proof(t: Texts, row: Round, result: Result) -> Md:
    """The certificate, in plain words."""
    if not result.checked:
        return t.md("This result is good, but not proven to be the best.")
    if result.gap and row.kind is RoundKind.PEER:
        words = t.md(
            "✅ Proven best: nothing brings more people together, and of every pair that could make it fit better in "
            "all the best were chosen. {count} pairs were looked at, all that the rules allow.",
            count=result.pairs,
        )
    elif result.gap:
        words = t.md(
            "Nearly proven best: nothing can fit better in all by more than {percent} %.",
            percent=t.decimal(100 * result.gap / max(1, result.total)),
        )
    else:
        words = t.md(
            "✅ Proven best: with these rules nothing brings more people together, and nothing that brings as many "
            "together fits better in all. Checked against every one of the {count} pairs that the rules allow.",
            count=result.pairs,
        )
    if result.floor is not None and result.floor_cost:
        words = join_md(
            " ",
            [
                words,
                t.md(
                    "That nobody gets a match below {floor} % costs {percent} % of the whole.",
                    floor=percent(result.floor, result),
                    percent=t.decimal(100 * result.floor_cost / max(1, result.total)),
                ),
            ],
        )
    return words


def failed(t: Texts, reason: str) -> Md:
    match reason:
        case "cannot_lock":
            return t.md(
                "⚠️ One of the matches that you hold cannot be: the two cannot be brought together, or there is no "
                "place. Let go of it, and match again. What stood before still stands."
            )
        case "too_many_pairs":
            return t.md("⚠️ The rules allow more pairs than can be looked at. Make them stricter, and match again.")
    return t.md("⚠️ The last matching came to nothing, through a mistake of mine. What stood before still stands.")


def alt(t: Texts, seen: Seen) -> str:
    """The picture in words."""
    tens = [0] * 10
    for one in seen.shown:
        tens[min(9, percent(one.row.score, seen.result) // 10)] += 1
    bars = [t("{low} to {high} %: {count}", low=10 * n, high=10 * n + 10, count=c) for n, c in enumerate(tens) if c]
    return t("How well the matches fit: {bars}", bars=t.list(bars))


# Match by match


def _matches(t: Texts, seen: Seen) -> Blocks:
    if not seen.shown:
        return []
    first = seen.page * A_PAGE
    here = seen.shown[first : first + A_PAGE]
    heading = (
        t.md("*The matches*, the weakest first")
        if len(seen.shown) <= A_PAGE
        else t.md("*The weakest {count}*", count=len(here))
        if seen.page == 0
        else t.md("*Matches {first} to {last}*, the weakest first", first=first + 1, last=first + len(here))
    )
    return [kit.section(heading), *(_one(t, seen, one) for one in here)]


def _one(t: Texts, seen: Seen, one: Shown) -> kit.Block:
    return kit.section(
        common.lines(
            _names(t, seen, one), reasons(t, one, seen.topics, seen.row.kind, seen.result), second(t, one, seen.result)
        ),
        accessory=_menu(t, seen, one),
    )


def _names(t: Texts, seen: Seen, one: Shown) -> Md:
    people = [mention(member.slack_id) for member in one.people]
    arrow = " ⇄ " if seen.row.kind is RoundKind.PEER else " → "
    score = t.md("{percent} %", percent=percent(one.row.score, seen.result))
    marks = [t.md("🔒 held")] if one.row.locked else []
    return join_md(" · ", [Md(f"*{join_md(arrow, people)}*"), score, *marks])


def reasons(t: Texts, one: Shown, topics: Mapping[int, str], kind: RoundKind, result: Result) -> Md:
    """Why these two, in words: the parts of the score that speak for them, and rules that holding them breaks."""
    why = results.why_of(one.row)
    if not why.parts:
        return t.md("Put together by hand; match again to see how well they fit.")
    names = [topics[topic] for topic in why.topics if topic in topics]
    words: list[Md] = []
    if names:
        words.append(
            t.md("they teach each other {topics}", topics=t.list(names[:4])) if kind is RoundKind.PEER
            else t.md("can pass on {topics}", topics=t.list(names[:4]))
        )  # fmt: skip
    said = {
        "hours": t.md("many hours in common"),
        "language": t.md("a common language"),
        "level": t.md("a good distance in level"),
        "team": t.md("different teams"),
    }
    # What somebody has not said counts half, and is no reason.
    words += [name for part, name in said.items() if 2 * why.parts.get(part, 0) > result.worth.get(part, 0)]
    if not words:
        words.append(t.md("nothing speaks against them"))
    broken = [name for rule, name in rounds.rule_names(t).items() if rule.value in why.breaks]
    if broken:
        words.append(t.md("⚠️ against your rule: {rules}", rules=t.list(broken)))
    return join_md("; ", words)


def second(t: Texts, one: Shown, result: Result) -> Md | None:
    """What would have been second best."""
    why = results.why_of(one.row)
    if one.row.locked or one.row.trio or not why.parts:
        return None
    if one.second is None:
        return (
            t.md("_Without this match {name} would have nobody._", name=common.first_name(one.mentee))
            if why.loses
            else None
        )
    if why.loses:
        return t.md("_Second best: {name}, but then somebody would be left without a match._", name=one.second.name)
    cost = percent(why.cost or 0, result)
    if not cost:
        return t.md("_Second best: {name}, about as good._", name=one.second.name)
    return t.md(
        "_Second best: {name}; all together would fit worse, by at least {percent} % of one match._",
        name=one.second.name,
        percent=cost,
    )


def _menu(t: Texts, seen: Seen, one: Shown) -> Element:
    number = one.row.id
    options = [] if one.row.trio else [
        kit.option(t("Let go") if one.row.locked else t("Hold these two"), f"hold-{number}"),
        kit.option(t("Swap …"), f"swap-{number}"),
    ]  # fmt: skip
    options.append(kit.option(t("Never these three") if one.row.trio else t("Never these two"), f"forbid-{number}"))
    return kit.overflow(ids.numbered(ids.ROUND_MATCH_MENU, number), options)


# Who is left


def _alone(t: Texts, seen: Seen) -> Blocks:
    """By cause, the most frequent first."""
    if not seen.alone:
        return []
    by_cause: dict[Md, list[Md]] = {}
    for one in seen.alone:
        by_cause.setdefault(cause(t, one.cause, seen.topics), []).append(mention(one.member.slack_id))
    groups = sorted(by_cause.items(), key=lambda group: -len(group[1]))
    rows = [
        t.md(
            "• {names}: {cause}",
            names=join_md(", ", [*names[:ALONE], *(["…"] if len(names) > ALONE else [])]),
            cause=why,
        )
        for why, names in groups[:CAUSES]
    ]
    heading = t.md("*Without a match ({count})*, all of them in the table", count=len(seen.alone))
    return [kit.section(common.lines(heading, *rows))]


def cause(t: Texts, said: Mapping[str, Any], topics: Mapping[int, str]) -> Md:
    """Why somebody has nobody, and what would help."""
    names = t.list([topics[topic] for topic in said.get("topics", ()) if topic in topics][:3])
    match said.get("cause"):
        case Cause.NO_TOPIC:
            if names:
                return t.md("nobody here offers {topics}. A mentor for it would help.", topics=names)
            return t.md("nobody here offers what they look for.")
        case Cause.FULL:
            return t.md(
                "all who fit are taken: {crowd} people share {places} places. Another place would help.",
                crowd=said.get("crowd", 0), places=said.get("places", 0),
            )  # fmt: skip
        case Cause.LEFT_OVER:
            return t.md("everybody who fits has somebody. One more person would help.")
        case Cause.RULES:
            return _ruled_out(t, said)
        case results.PAUSED:
            return t.md("takes a break at the moment.")
    return t.md("signed up or was left alone since the last matching. Match again.")


def _ruled_out(t: Texts, said: Mapping[str, Any]) -> Md:
    """Never "rather not", which is nobody's to know: such a rule is one among the usual ones."""
    names = rounds.rule_names(t)
    for code, count in said.get("rules", ()):
        rule = Rule(code) if code in {rule.value for rule in Rule} else None
        if rule in names and count:
            return t.n_md(
                "ruled out by *{rule}*. Without it {count} person would fit.",
                "ruled out by *{rule}*. Without it {count} people would fit.",
                count,
                rule=names[rule],
            )
    return t.md("several rules together leave nobody. Looser rules would help.")


# What one can do


def _buttons(t: Texts, seen: Seen) -> Blocks:
    row, pages = seen.row, -(-len(seen.shown) // A_PAGE)
    turns = []
    if seen.page > 0:
        turns.append(kit.button(t("‹ Weaker"), ids.numbered(ids.ROUND_PAGE, "back"), f"{row.id}-{seen.page - 1}"))
    if seen.page + 1 < pages:
        turns.append(kit.button(t("Better ›"), ids.numbered(ids.ROUND_PAGE, "on"), f"{row.id}-{seen.page + 1}"))
    matching = [
        kit.button(t("Match again"), ids.numbered(ids.ROUND_MATCH, 0), f"{row.id}-0"),
        kit.button(t("Match again, few changes"), ids.numbered(ids.ROUND_MATCH, 1), f"{row.id}-1"),
        kit.button(t("Rules …"), ids.ROUND_TERMS, row.id),
        kit.button(t("Put two together …"), ids.ROUND_GIVE, row.id),
    ]
    if seen.forbidden:
        matching.append(kit.button(t("Allow all pairs again"), ids.ROUND_ALLOW, row.id))
    sheet = [
        kit.button(t("As a table"), ids.ROUND_SHEET, row.id),
        kit.button(t("Table in …"), ids.ROUND_SHEET_IN, row.id),
        kit.button(t("Open the call again"), ids.ROUND_ANNOUNCE, row.id),
    ]
    release = [kit.button(t("Release …"), ids.ROUND_RELEASE, row.id, style="primary")] if seen.shown else []
    return [*([kit.actions(*turns)] if turns else []), kit.actions(*matching), kit.actions(*release, *sheet)]


def matching(t: Texts) -> Message:
    return kit.message(t.md("⏳ Matching is under way. You see the result here in a moment."))


def matched_again(t: Texts) -> Message:
    return kit.message(t.md("✅ Done, and matched again with as few other changes as can be."))


def sheet_taken(t: Texts, lines: int, new: int) -> Md:
    return t.md("✅ The table is taken over: {lines} matches, {new} of them new and held.", lines=lines, new=new)


def drawing(t: Texts) -> Message:
    return kit.message(t.md("⏳ One moment, I am putting the page together …"))


def swap_form(t: Texts, row: Round, one: Shown) -> View:
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


def give_form(t: Texts, row: Round) -> View:
    is_peer = row.kind is RoundKind.PEER
    blocks: Blocks = [
        kit.section(t.md("These two are together, whatever else is found. Both must have signed up.")),
        kit.input_("give_mentee", t("One") if is_peer else t("Mentee"), kit.user_select(placeholder=t("Who?"))),
        kit.input_("give_mentor", t("The other") if is_peer else t("Mentor"), kit.user_select(placeholder=t("Who?"))),
    ]
    return kit.modal(t, ids.ROUND_GIVE_FORM, t("Put two together"), blocks, submit=t("Hold them"), round=row.id)


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
        "no_threes": t.md("three peers cannot be put together by hand ({value})", value=one.value),
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
