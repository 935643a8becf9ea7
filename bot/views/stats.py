"""Figures for coordinators, in words and one picture."""

from collections.abc import Sequence

from bot.domain.insight import FEWEST, Figures
from bot.i18n import Md, Texts, esc
from bot.views import ids, interviews, kit
from bot.views.kit import Blocks, Message
from models import Network, PairState


def number(t: Texts, value: int | None) -> str:
    return t("fewer than {fewest}", fewest=FEWEST) if value is None else str(value)


def state_names(t: Texts) -> dict[PairState, str]:
    return {
        PairState.INTRODUCTION: t("in introduction"),
        PairState.ACTIVE: t("active"),
        PairState.PAUSED: t("paused"),
        PairState.ENDED: t("ended"),
    }


def figures(t: Texts, found: Figures, picture: str | None) -> Message:
    """`picture` is the Slack id of the uploaded chart, None when there is nothing to draw."""
    name = found.network or t("the whole workspace")
    title = t.md("Figures of {name}, last 90 days", name=name)
    if not found.enough:
        words = t.n_md(
            "There is {count} member so far. Figures begin at five, so that they never point at somebody.",
            "There are {count} members so far. Figures begin at five, so that they never point at somebody.",
            found.members,
        )
        return kit.message(
            title, kit.header(t("Figures of {name}", name=name)), kit.section(words), *_undelivered(t, found)
        )
    blocks: Blocks = [
        kit.header(t("Figures of {name}", name=name)),
        kit.section(_intro(t, found), fields=_fields(t, found)),
    ]
    if found.topics:
        blocks.append(kit.section(_topics(t, found)))
    blocks += _on_the_way(t, found)
    if found.unmet:
        blocks.append(kit.section(t.md("🔭 *Searched for in vain:* {topics}", topics=t.list(list(found.unmet)))))
    if picture is not None:
        blocks.append(kit.image_file(picture, alt(t, found)))
    blocks += _undelivered(t, found)
    blocks.append(kit.context(t.md("The last 90 days. Nothing about one to four people is shown, and no words, ever.")))
    return kit.message(title, *blocks)


def _undelivered(t: Texts, found: Figures) -> Blocks:
    if not found.undelivered:
        return []
    words = t.n_md(
        "⚠️ {count} message could not be delivered to somebody in this workspace. Whoever runs Klik can see why, and "
        "try again.",
        "⚠️ {count} messages could not be delivered to people in this workspace. Whoever runs Klik can see why, and try "
        "again.",
        found.undelivered,
    )
    return [kit.context(words)]


def _intro(t: Texts, found: Figures) -> Md:
    return t.n_md("*{count}* member", "*{count}* members", found.members)


def _fields(t: Texts, found: Figures) -> Sequence[Md]:
    def field(label: str, value: str) -> Md:
        return Md(f"*{esc(label)}*\n{esc(value)}")

    fields = [
        field(t("Mentors"), number(t, found.mentors)),
        field(t("Mentees"), number(t, found.mentees)),
        field(t("Free places"), number(t, found.free_places)),
        field(t("Waiting for an answer"), number(t, found.waiting)),
        field(
            t("Pairs"),
            " · ".join(
                f"{number(t, found.pairs.get(state))} {label}"
                for state, label in state_names(t).items()
                if found.pairs.get(state) != 0
            )
            or "0",
        ),
        field(
            t("Sessions"),
            t(
                "{held} held, {missed} missed",
                held=number(t, found.sessions_held),
                missed=number(t, found.sessions_missed),
            ),
        ),
    ]
    if found.answer_hours is not None:
        fields.append(
            field(t("Answer, usually within"), t.n("{count} hour", "{count} hours", max(1, round(found.answer_hours))))
        )
    if found.useful_mentees is not None:
        fields.append(field(t("Useful to mentees"), t("{score} of 5", score=t.decimal(found.useful_mentees))))
    if found.useful_mentors is not None:
        fields.append(field(t("Useful to mentors"), t("{score} of 5", score=t.decimal(found.useful_mentors))))
    return fields


def _on_the_way(t: Texts, found: Figures) -> Blocks:
    """How pairs fare: only what enough people have said."""
    kept, facts = found.kept, []
    if kept.pulse is not None:
        facts.append(t.md("🌡 The pulse: {score} of 5", score=t.decimal(kept.pulse)))
    if kept.interviews:
        names = interviews.moments(t)
        said = [f"{names[moment]} {t.decimal(score)}" for moment, score in kept.interviews.items()]
        facts.append(t.md("🎤 On the scale of the interviews: {scores}", scores=t.list(said)))
    if kept.at_risk >= FEWEST:
        facts.append(t.md("🧡 {count} pairs could use attention: `/mentor risk`", count=kept.at_risk))
    elif kept.at_risk:
        facts.append(t.md("🧡 Fewer than {fewest} pairs could use attention: `/mentor risk`", fewest=FEWEST))
    return [kit.section(Md("\n".join(facts)))] if facts else []


def _topics(t: Texts, found: Figures) -> Md:
    rows = [
        t.md(
            "• {topic}: {mentors} offer it, {mentees} want it",
            topic=topic.name,
            mentors=number(t, topic.mentors),
            mentees=number(t, topic.mentees),
        )
        for topic in found.topics
    ]
    return Md("\n".join([t.md("*Topics*"), *rows]))


def alt(t: Texts, found: Figures) -> str:
    """The picture in words, for who cannot see it."""
    return t("Bars of how many members offer and want each topic: {topics}", topics=", ".join(
        f"{topic.name} {number(t, topic.mentors)} / {number(t, topic.mentees)}" for topic in found.topics
    ))  # fmt: skip


def choose(t: Texts, networks: Sequence[Network], *, everything: bool) -> Message:
    """Several networks: which one?"""
    words = t.md("Figures of which network?")
    buttons = [
        kit.button(network.name, ids.numbered(ids.STATS_OF, network.id), network.id) for network in networks[:20]
    ]
    if everything:
        buttons.append(kit.button(t("The whole workspace"), ids.numbered(ids.STATS_OF, 0), 0))
    return kit.message(words, kit.section(words), kit.actions(*buttons))


def working(t: Texts) -> Message:
    return kit.message(t.md("⏳ One moment, I am counting …"))
