"""What a matching found, to those who run the round: as a whole, match by match, and who is left, with reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.rounds.results import Result
from bot.domain.rounds.standing import Alone, Shown
from bot.i18n import Md, Texts, esc, join_md, mention
from bot.views import common, ids, kit, rounds, rounds_why
from bot.views.kit import Blocks, Element, Message
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
        field(t("Typical fit"), t("{percent} %", percent=rounds_why.percent(middle, result))),
        field(t("Weakest fit"), t("{percent} %", percent=rounds_why.percent(min(scores), result))),
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
            "✅ Best by an exact method: nothing brings more people together, and of every pair that could make it fit "
            "better in all the best were chosen. {count} pairs were looked at, all that the rules allow.",
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
                    floor=rounds_why.percent(result.floor, result),
                    percent=t.decimal(100 * result.floor_cost / max(1, result.total)),
                ),
            ],
        )
    return words


def failed(t: Texts, reason: str) -> Md:
    match reason:
        case "cannot_lock":
            return t.md(
                "⚠️ One of the matches that you hold cannot be: its people cannot be brought together, or there is "
                "no place. Let go of it, and match again. What stood before still stands."
            )
        case "too_many_pairs":
            return t.md("⚠️ The rules allow more pairs than can be looked at. Make them stricter, and match again.")
    return t.md("⚠️ The last matching came to nothing, through a mistake of mine. What stood before still stands.")


def alt(t: Texts, seen: Seen) -> str:
    """The picture in words."""
    tens = [0] * 10
    for one in seen.shown:
        tens[min(9, rounds_why.percent(one.row.score, seen.result) // 10)] += 1
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
            _names(t, seen, one),
            rounds_why.reasons(t, one, seen.topics, seen.row.kind, seen.result),
            rounds_why.second(t, one, seen.result),
        ),
        accessory=_menu(t, seen, one),
    )


def _names(t: Texts, seen: Seen, one: Shown) -> Md:
    people = [mention(member.slack_id) for member in one.people]
    arrow = " ⇄ " if seen.row.kind is RoundKind.PEER else " → "
    score = t.md("{percent} %", percent=rounds_why.percent(one.row.score, seen.result))
    marks = [t.md("🔒 held")] if one.row.locked else []
    return join_md(" · ", [Md(f"*{join_md(arrow, people)}*"), score, *marks])


def _menu(t: Texts, seen: Seen, one: Shown) -> Element:
    number = one.row.id
    hold, never = t("Hold these two"), t("Never these two")
    if len(one.people) == 3:
        hold, never = t("Hold these three"), t("Never these three")
    options = [
        kit.option(t("Let go") if one.row.locked else hold, f"hold-{number}"),
        kit.option(t("Swap …"), f"swap-{number}"),
        kit.option(never, f"forbid-{number}"),
    ]
    return kit.overflow(ids.numbered(ids.ROUND_MATCH_MENU, number), options)


# Who is left


def _alone(t: Texts, seen: Seen) -> Blocks:
    """By cause, the most frequent first."""
    if not seen.alone:
        return []
    by_cause: dict[Md, list[Md]] = {}
    for one in seen.alone:
        by_cause.setdefault(rounds_why.cause(t, one.cause, seen.topics), []).append(mention(one.member.slack_id))
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


# What one can do


def _buttons(t: Texts, seen: Seen) -> Blocks:
    row, pages = seen.row, -(-len(seen.shown) // A_PAGE)
    turns = []
    if seen.page > 0:
        turns.append(kit.button(t("‹ Weaker"), ids.numbered(ids.ROUND_PAGE, "back"), f"{row.id}-{seen.page - 1}"))
    if seen.page + 1 < pages:
        turns.append(kit.button(t("Better ›"), ids.numbered(ids.ROUND_PAGE, "on"), f"{row.id}-{seen.page + 1}"))
    together = t("Put people together …") if row.kind is RoundKind.PEER else t("Put two together …")
    matching = [
        kit.button(t("Match again"), ids.numbered(ids.ROUND_MATCH, 0), f"{row.id}-0"),
        kit.button(t("Match again, few changes"), ids.numbered(ids.ROUND_MATCH, 1), f"{row.id}-1"),
        kit.button(t("Rules …"), ids.ROUND_TERMS, row.id),
        kit.button(t("Dates …"), ids.ROUND_DATES, row.id),
        kit.button(together, ids.ROUND_GIVE, row.id),
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


def drawing(t: Texts) -> Message:
    return kit.message(t.md("⏳ One moment, I am putting the page together …"))
