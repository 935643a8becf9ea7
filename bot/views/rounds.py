"""A round before anything is released: what is decided about it, in words, and what can be done next."""

from collections.abc import Mapping, Sequence

from bot.domain.matching.plan import Preview
from bot.domain.matching.programme import Rule
from bot.domain.rounds.terms import WEIGHED, Terms, Wanted
from bot.i18n import Md, Texts, esc, join_md
from bot.views import common, ids, kit
from bot.views.kit import Blocks, Element, Message
from models import Network, Round, RoundKind, RoundState


def kind_names(t: Texts) -> dict[RoundKind, str]:
    return {
        RoundKind.MENTORING: t("Mentors and mentees"),
        RoundKind.REVERSE: t("Reverse: juniors mentor seniors"),
        RoundKind.PEER: t("Peers who teach each other"),
    }


def state_names(t: Texts) -> dict[RoundState, str]:
    return {
        RoundState.DRAFT: t("being prepared"),
        RoundState.OPEN: t("people sign up"),
        RoundState.PREVIEW: t("being matched"),
        RoundState.RELEASED: t("introductions begin"),
        RoundState.RUNNING: t("running"),
        RoundState.CLOSED: t("over"),
    }


def wanted_names(t: Texts, kind: RoundKind) -> dict[Wanted, tuple[str, str]]:
    """Each box to tick, with what it means; without those that a kind has anyway."""
    is_peer = kind is RoundKind.PEER
    names = {
        Wanted.TOPIC: (
            t("They share a topic"),
            t("Each passes on something the other wants to learn") if is_peer
            else t("The mentor passes on something the mentee wants to learn"),
        ),
        Wanted.LANGUAGE: (t("They speak a common language"), t("Whoever has not said theirs fits")),
        Wanted.TEAM: (t("From different teams"), t("Whoever has not said theirs fits")),
        Wanted.SENIOR: (t("The mentor is more senior"), t("One level at least")),
        Wanted.NEW: (t("Somebody new"), t("Not from an earlier round or pair")),
        Wanted.DISCREET: (t("Discreet"), t("Never within one team or reporting line")),
        Wanted.FLOOR: (t("Nobody gets a poor match"), t("Raises the weakest match as far as it goes")),
        Wanted.EVENLY: (t("Mentors share the load"), t("Rather two mentors with one mentee than one with two")),
    }  # fmt: skip
    left_out = {
        RoundKind.MENTORING: set[Wanted](),
        RoundKind.REVERSE: {Wanted.TEAM, Wanted.SENIOR},
        RoundKind.PEER: {Wanted.SENIOR, Wanted.EVENLY},
    }[kind]
    return {wanted: words for wanted, words in names.items() if wanted not in left_out}


def part_names(t: Texts) -> dict[str, str]:
    return {
        "topics": t("What one wants to learn and the other knows"),
        "hours": t("Hours in which both can meet"),
        "language": t("A common language"),
        "level": t("A level or two apart"),
        "team": t("From another team"),
        "wishes": t("Whom they named as somebody they would like"),
    }


def weigh_names(t: Texts) -> dict[str, str]:
    return {"not": t("does not count"), "little": t("a little"), "normal": t("normal"), "much": t("a lot")}


def title(t: Texts, row: Round) -> str:
    return t("Round {number}: {name}", number=row.number, name=row.name)


def closes(t: Texts, row: Round) -> Md:
    return t.when(row.closes_at)


def join_button(t: Texts, row: Round) -> Element:
    return kit.button(t("Take part …"), ids.numbered(ids.ROUND_JOIN, row.id), row.id, style="primary")


def abstain_button(t: Texts, row: Round) -> Element:
    return kit.button(t("Not for me this time"), ids.numbered(ids.ROUND_ABSTAIN, row.id), row.id)


def in_it(t: Texts, row: Round) -> Sequence[Element]:
    sure = kit.confirm(
        t("Not take part?"), t("You can sign up again while the call is open."), t("Withdraw"), t("Stay in")
    )
    return (
        kit.button(t("Change what I said …"), ids.numbered(ids.ROUND_JOIN, row.id), row.id),
        kit.button(t("Withdraw …"), ids.numbered(ids.ROUND_WITHDRAW, row.id), row.id, confirm=sure),
    )


# What those who run it see before the release


def prepared(
    t: Texts,
    row: Round,
    network: Network,
    counts: Mapping[str, int],
    preview: Preview | None,
    note: Md | None = None,
    *,
    abstained: int | None = None,
) -> Message:
    """A draft, an open call, or a call that is over and not matched yet. `preview` is None while it is not counted,
    `abstained` while too few have said "not this time" to be told."""
    terms = Terms.read(row.terms)
    blocks: Blocks = [kit.section(note)] if note else []
    blocks.append(kit.header(title(t, row)))
    blocks.append(
        kit.section(
            join_md(" · ", [esc(kind_names(t)[row.kind]), esc(network.name), esc(state_names(t)[row.state])]),
            fields=_facts(t, row, counts, abstained),
        )
    )
    blocks.append(kit.section(terms_in_words(t, row.kind, terms)))
    if preview is not None:
        blocks.append(kit.section(counted(t, row, preview)))
    blocks.append(kit.actions(*_next(t, row, counts)))
    return kit.message(t.md("{title}", title=title(t, row)), *blocks)


def _facts(t: Texts, row: Round, counts: Mapping[str, int], abstained: int | None) -> Sequence[Md]:
    def fact(label: str, value: Md) -> Md:
        return Md(f"*{esc(label)}*\n{value}")

    who = t.md("Everybody in the workspace") if row.everybody else t.md("The network's members")
    facts = [fact(t("Who may sign up"), who), fact(t("Until"), closes(t, row))]
    if row.state is not RoundState.DRAFT:
        facts.append(fact(t("Signed up"), signed_up(t, row, counts)))
    if row.state is RoundState.OPEN and abstained is not None:
        facts.append(fact(t("Not this time"), t.n_md("{count} person", "{count} people", abstained)))
    facts.append(fact(t("The round ends"), esc(t.date(row.ends_on))))
    return facts


def signed_up(t: Texts, row: Round, counts: Mapping[str, int]) -> Md:
    if row.kind is RoundKind.PEER:
        return t.n_md("{count} person", "{count} people", counts["people"])
    return join_md(
        ", ",
        [
            t.n_md("{count} mentee", "{count} mentees", counts["mentees"]),
            t.n_md("{count} mentor", "{count} mentors", counts["mentors"]),
            t.n_md("{count} place", "{count} places", counts["places"]),
        ],
    )


def _next(t: Texts, row: Round, counts: Mapping[str, int]) -> Sequence[Element]:
    number = row.id
    rules = kit.button(t("Rules …"), ids.ROUND_TERMS, number)
    dates = kit.button(t("Dates …"), ids.ROUND_DATES, number)
    off = kit.button(t("Call off …"), ids.ROUND_CALL_OFF, number, style="danger", confirm=kit.confirm(
        t("Call this round off?"), t("Whoever has signed up is told kindly. Nothing else happens."), t("Call off"),
        t("Keep it"), danger=True,
    ))  # fmt: skip
    match row.state:
        case RoundState.DRAFT:
            begin = kit.button(t("Open the call"), ids.ROUND_ANNOUNCE, number, style="primary", confirm=kit.confirm(
                t("Open the call?"), t("It is announced in the network's channel, and everybody who may take part gets "
                                       "a message."), t("Open it"), t("Not yet"),
            ))  # fmt: skip
            return (begin, rules, dates, off)
        case RoundState.OPEN:
            end = kit.button(t("End the call now …"), ids.ROUND_END_CALL, number, confirm=kit.confirm(
                t("End the call now?"), t("Nobody can sign up any more, unless you open it again."), t("End it"),
                t("Let it run"),
            ))  # fmt: skip
            return (end, rules, dates, off)
        case _:
            again = kit.button(t("Open the call again"), ids.ROUND_ANNOUNCE, number)
            look = kit.button(t("Match now"), ids.numbered(ids.ROUND_MATCH, 0), f"{number}-0", style="primary")
            return (*([look] if counts["people"] >= 2 else []), rules, again, dates, off)


def terms_in_words(t: Texts, kind: RoundKind, terms: Terms) -> Md:
    names = wanted_names(t, kind)
    rules = [names[wanted][0] for wanted in names if wanted in terms.wanted]
    if kind is RoundKind.REVERSE:
        rules = [t("The mentor is junior and in another team, and both have goals"), *rules]
    if terms.least_hours:
        rules.append(t.n("{count} hour a week in which both can meet", "{count} hours a week in which both can meet",
                         terms.least_hours))  # fmt: skip
    words = [
        t.md("*What must hold*"),
        *(t.md("• {rule}", rule=rule) for rule in rules or [t("Nothing beyond the usual")]),
    ]
    unusual = [(part, terms.weight(part)) for part in WEIGHED if terms.weight(part) != "normal"]
    if unusual:
        parts, weighs = part_names(t), weigh_names(t)
        words.append(t.md("*What counts otherwise than usual*"))
        words += [t.md("• {part}: {weight}", part=parts[part], weight=weighs[weight]) for part, weight in unusual]
    if terms.pilot is not None:
        words.append(t.md("🧪 A pilot: at its end it is held against your thresholds."))
    return Md("\n".join(words))


def counted(t: Texts, row: Round, preview: Preview) -> Md:
    """What the rules allow, in words: as of a draft, everybody who could sign up."""
    is_peer = row.kind is RoundKind.PEER
    if row.state is RoundState.DRAFT and not is_peer:
        words = t.n_md(
            "🔮 If everybody who may sign up did: *{matched} of {count}* mentee could have a mentor.",
            "🔮 If everybody who may sign up did: *{matched} of {count}* mentees could have a mentor.",
            preview.people,
            matched=preview.matched,
        )
    elif not is_peer:
        words = t.n_md(
            "🔮 With these rules *{matched} of {count}* mentee could have a mentor.",
            "🔮 With these rules *{matched} of {count}* mentees could have a mentor.",
            preview.people,
            matched=preview.matched,
        )
    elif row.state is RoundState.DRAFT:
        words = t.n_md(
            "🔮 If everybody who may sign up did: *{matched} of {count}* person could be matched.",
            "🔮 If everybody who may sign up did: *{matched} of {count}* people could be matched.",
            preview.people,
            matched=preview.matched,
        )
    else:
        words = t.n_md(
            "🔮 With these rules *{matched} of {count}* person could be matched.",
            "🔮 With these rules *{matched} of {count}* people could be matched.",
            preview.people,
            matched=preview.matched,
        )
    strictest = max(preview.barred.items(), key=lambda item: item[1], default=None)
    # What somebody would rather not is nobody's to guess, so only rules that a coordinator chose are named.
    if preview.matched < preview.people and strictest is not None and strictest[0] in rule_names(t):
        rule = rule_names(t)[strictest[0]]
        words = common.lines(words, t.md("The rule that rules out most: {rule}.", rule=rule))
    return words


def rule_names(t: Texts) -> dict[Rule, str]:
    """Those that may be said aloud: not who would rather not, and whom the coordinator forbade is known."""
    return {
        Rule.TOPIC: t("a shared topic"),
        Rule.LANGUAGE: t("a common language"),
        Rule.HOURS: t("hours in which both can meet"),
        Rule.TEAM: t("different teams"),
        Rule.LINE: t("no common reporting line"),
        Rule.LEVEL: t("the distance in level"),
        Rule.REPEAT: t("somebody new"),
        Rule.GOAL: t("goals of both"),
        Rule.FORBIDDEN: t("pairs you ruled out"),
    }


def counting(t: Texts) -> Md:
    return t.md("🔮 Counting who could be matched is under way …")


def working(t: Texts) -> Message:
    return kit.message(t.md("⏳ One moment, I am counting …"))


def show_button(t: Texts, row: Round) -> Element:
    return kit.button(t("Open the round"), ids.numbered(ids.ROUND_SHOW, row.id), row.id, style="primary")


def moved(t: Texts, state: str) -> Md:
    """Why something cannot be done in this state."""
    match state:
        case RoundState.DRAFT:
            return t.md("The call of this round has not been opened yet.")
        case RoundState.OPEN:
            return t.md("The call of this round is open: first it must be over.")
        case RoundState.PREVIEW:
            return t.md("The call of this round is over. Those who signed up are being matched.")
        case RoundState.RELEASED | RoundState.RUNNING:
            return t.md("This round has begun already: its introductions are out.")
    return t.md("This round is over.")
