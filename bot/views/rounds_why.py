"""Why two are together in a round, what would have been second best, and why somebody has nobody."""

from collections.abc import Mapping
from typing import Any

from bot.domain.matching.plan import Cause
from bot.domain.matching.programme import Rule
from bot.domain.rounds import results
from bot.domain.rounds.results import Result
from bot.domain.rounds.standing import Shown
from bot.i18n import Md, Texts, join_md
from bot.views import common, rounds
from models import RoundKind


def percent(row_score: int, result: Result) -> int:
    return round(100 * row_score / max(1, result.most))


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
    if why.mutual:
        words.append(t.md("each named the other"))
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
    if result.wishes:  # what it would cost is partly what somebody wished for
        return t.md("_Second best: {name}._", name=one.second.name)
    cost = percent(why.cost or 0, result)
    if not cost:
        return t.md("_Second best: {name}, about as good._", name=one.second.name)
    return t.md(
        "_Second best: {name}; all together would fit worse, by at least {percent} % of one match._",
        name=one.second.name,
        percent=cost,
    )


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
