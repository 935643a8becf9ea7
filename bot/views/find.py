"""Results of a search, and asking."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.requests import SHORTEST_QUESTION
from bot.domain.search.query import Found, Match
from bot.i18n import Md, Texts, mention
from bot.views import common, ids, kit
from bot.views.kit import Block, Blocks, Message, View
from models import Member


def results(t: Texts, found: Found) -> Message:
    """The best mentors with reasons, or what to do when nobody was found."""
    if not found.matches:
        return _nobody(t, found)
    understood = t.list(found.topics)
    title = t.n_md("{count} mentor for {topics}", "{count} mentors for {topics}", len(found.matches), topics=understood)
    blocks: Blocks = [kit.header(t("Mentors for {topics}", topics=understood))]
    for match in found.matches:
        blocks += [card(t, match, found.topic_id), kit.divider()]
    blocks.append(
        kit.context(
            t.md("Only you see this. Asking commits you to nothing: you talk once first, to feel whether it clicks.")
        )
    )
    return kit.message(title, *blocks)


def card(t: Texts, match: Match, topic_id: int | None) -> Block:
    """A mentor, why they fit, and the button to ask."""
    ask = kit.button(
        t("Ask {name}", name=common.first_name(match.mentor)),
        ids.numbered(ids.ASK, match.mentor.id),
        f"{match.mentor.id}-{topic_id or 0}",
        style="primary",
    )
    return kit.section(common.lines(Md(f"*{common.person(match.mentor)}*"), *reasons(t, match)), accessory=ask)


def reasons(t: Texts, match: Match) -> list[Md]:
    topics = t.list(match.topics)
    if match.other_topics:
        first = t.n_md(
            "🎯 {topics} and {count} other topic",
            "🎯 {topics} and {count} other topics",
            match.other_topics,
            topics=topics,
        )
    else:
        first = t.md("🎯 {topics}", topics=topics)
    found = [first]
    if match.passes_on:
        found.append(t.md("💡 _{passes_on}_", passes_on=kit.clip(" ".join(match.passes_on.split()), 160)))
    together = []
    if match.languages:
        together.append(
            t("you both speak {languages}", languages=t.list([t.language_name(code) for code in match.languages]))
        )
    together.append(
        t.n("{count} shared working hour a week", "{count} shared working hours a week", match.hours)
        if match.hours
        else t("no shared working hours")
    )
    found.append(t.md("🕑 {together}", together=" · ".join(together)))
    places = [t.n("{count} free place", "{count} free places", match.free_places)]
    if quick := common.answers(t, match.answers_within):
        places.append(quick)
    found.append(t.md("🪑 {places}", places=" · ".join(places)))
    if match.networks:
        found.append(t.md("👥 You are both in {networks}", networks=t.list(list(match.networks))))
    return found


def _nobody(t: Texts, found: Found) -> Message:
    if not found.words.strip() and not found.topics:
        words = t.md("What do you want to learn? For example: `/mentor find leading remote teams`.")
    elif found.topics:
        words = t.md(
            "Nobody with a free place offers {topics} at the moment. I have counted it, so that coordinators see "
            "what is missing.",
            topics=t.list(found.topics),
        )
    else:
        words = t.md(
            "I don't know a topic for “{words}” yet. I have counted it, so that coordinators see what is missing.",
            words=kit.clip(found.words, 150),
        )
    blocks: Blocks = [kit.section(words)]
    buttons = [kit.button(name, ids.numbered(ids.FIND_TOPIC, topic_id), topic_id) for topic_id, name in found.nearest]
    if buttons:
        blocks += [kit.section(t.md("These topics have free mentors:")), kit.actions(*buttons)]
    if found.need_id is not None and found.topics:
        wait = kit.button(t("Tell me when somebody joins"), ids.WAIT_FOR_TOPIC, found.need_id)
        blocks.append(kit.actions(wait))
    return kit.message(words, *blocks)


def waiting(t: Texts) -> Message:
    return kit.message(t.md("👍 I will send you a message as soon as a mentor for this joins."))


def mentor_joined(t: Texts, matches: Sequence[Match], topic_id: int) -> Message:
    title = t.md("🎉 There is a mentor for {topics} now", topics=t.list(matches[0].topics))
    return kit.message(title, kit.section(Md(f"*{title}*")), *others(t, matches, topic_id))


def find_form(t: Texts) -> View:
    return kit.modal(
        t,
        ids.FIND_FORM,
        t("Find a mentor"),
        [
            kit.input_(
                "words",
                t("What do you want to learn?"),
                kit.text_input(longest=200, placeholder=t("For example: leading remote teams")),
                hint=t("A few words will do. Misspelt is fine."),
            )
        ],
        submit=t("Search"),
    )


def found_modal(t: Texts, found: Found) -> View:
    """The results inside a modal, for searches that began in one."""
    return kit.modal(t, ids.NOTICE, t("Find a mentor"), results(t, found).blocks)


def ask_form(t: Texts, mentor: Member, topic: str, topic_id: int, question: str) -> View:
    words = [Md(f"*{common.person(mentor)}*")]
    if topic:
        words.append(t.md("🎯 {topics}", topics=topic))
    return kit.modal(
        t,
        ids.ASK_FORM,
        t("Ask a mentor"),
        [
            kit.section(common.lines(*words)),
            kit.input_(
                "question",
                t("What do you want to be able to do?"),
                kit.text_input(
                    initial=question,
                    multiline=True,
                    longest=1500,
                    shortest=SHORTEST_QUESTION,
                    placeholder=t(
                        "For example: prepare my first performance review with somebody I used to work beside"
                    ),
                ),
                hint=t("Your precise question. Only {name} reads it.", name=common.first_name(mentor)),
            ),
        ],
        submit=t("Ask"),
        mentor=mentor.id,
        topic=topic_id,
    )


def asked(t: Texts, mentor: Member, reads_at: datetime, now: datetime) -> Message:
    """After asking: when it is read, and what happens if nobody answers."""
    title = t.md("*Asked.* {mentor} gets your question now.", mentor=mention(mentor.slack_id))
    if reads_at > now:
        title = t.md(
            "*Asked.* {mentor} gets your question when working hours start there: {when}.",
            mentor=mention(mentor.slack_id),
            when=t.when(reads_at),
        )
    return kit.message(
        title,
        kit.section(title),
        kit.section(
            t.md(
                "You hear from me within five days. If there is no answer by then, I suggest the next best mentor. "
                "You can withdraw at any time: `/mentor requests`."
            )
        ),
    )


def others(t: Texts, matches: Sequence[Match], topic_id: int | None) -> Blocks:
    """A few other mentors, under a message that brought bad news."""
    if not matches:
        return [kit.actions(common.find_others(t))]
    return [card(t, match, topic_id) for match in matches[:3]]
