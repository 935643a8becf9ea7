"""The waiting list and saved searches: what somebody is told about, and how to stop it."""

from collections.abc import Sequence

from bot.domain.search.arguments import packed
from bot.domain.search.needs import Waiting
from bot.domain.search.query import Match, Query
from bot.domain.search.waits import WaitsFor
from bot.domain.search.why import Answer
from bot.i18n import Md, Texts, mention
from bot.views import common, ids, kit, mentors, search_words
from bot.views.kit import Block, Blocks, Message
from models import Member

MOST_LISTED = 10
"""Waits, and saved searches, that the list shows."""


def place(t: Texts, standing: Waiting, topic: str) -> Blocks:
    """Under a search that found nobody: the place one has on the waiting list, or would get."""
    if standing.waits:
        words = t.md("⏳ You are number {place} on the waiting list for {topic}.", place=standing.place, topic=topic)
        button = _stop(t, standing.need_id)
    else:
        words = t.md("⏳ On the waiting list you would be number {place}.", place=standing.place)
        button = kit.button(t("Tell me when somebody joins"), ids.WAIT_FOR_TOPIC, standing.need_id, style="primary")
    return [kit.section(common.lines(words, _usual(t, standing))), kit.actions(button)]


def _usual(t: Texts, standing: Waiting) -> Md | None:
    if standing.usual_days is None:
        return None
    return t.n_md(
        "Half of those who waited heard of somebody within {count} day.",
        "Half of those who waited heard of somebody within {count} days.",
        max(1, standing.usual_days),
    )


def _stop(t: Texts, need_id: int) -> kit.Element:
    return kit.button(t("Stop waiting"), ids.numbered(ids.STOP_WAITING, need_id), need_id)


def waits(t: Texts, standing: Waiting, topic: str) -> Message:
    """After beginning to wait."""
    words = t.md(
        "👍 I will send you a message as soon as a mentor for this joins or has a place again. You are number {place} "
        "on the waiting list for {topic}.",
        place=standing.place,
        topic=topic,
    )
    buttons = kit.actions(_stop(t, standing.need_id), kit.button(t("What I look for"), ids.SAVED))
    return kit.message(words, kit.section(common.lines(words, _usual(t, standing))), buttons)


def for_mentor(t: Texts, one: Answer, mentor: Member) -> Blocks:
    """Under "all places are taken": the way to be told of the next one, or the place one has already."""
    name = common.first_name(mentor)
    if not one.wait_id:
        words = t("Tell me when {name} has a place", name=name)
        return [kit.actions(kit.button(words, ids.numbered(ids.WAIT_FOR_MENTOR, mentor.id), mentor.id))]
    words = t.md("⏳ You are number {place} of those who wait for {mentor}.", place=one.place, mentor=_who(mentor))
    return [kit.section(words, accessory=_stop_for(t, one.wait_id))]


def waits_for(t: Texts, standing: WaitsFor) -> Message:
    """After beginning to wait for one mentor."""
    words = t.md(
        "👍 I will send you a message as soon as {mentor} has a place for you. You are number {place} of those who "
        "wait.",
        mentor=_who(standing.mentor),
        place=standing.place,
    )
    buttons = kit.actions(_stop_for(t, standing.wait_id), kit.button(t("What I look for"), ids.SAVED))
    return kit.message(words, kit.section(words), buttons)


def mentor_free(t: Texts, mentor: Member, topic_id: int) -> Message:
    """The mentor whom somebody waited for has a place, which is kept for them for a while."""
    title = t.md("🎉 {mentor} has a place now", mentor=_who(mentor))
    kept = t.md("I keep it for you for three days. After that I tell whoever waits next.")
    ask = kit.button(
        t("Ask {name}", name=common.first_name(mentor)), ids.numbered(ids.ASK, mentor.id), f"{mentor.id}-{topic_id}",
        style="primary",
    )  # fmt: skip
    shown = kit.section(common.person(mentor), accessory=ask)
    return kit.message(title, kit.section(Md(f"*{title}*")), shown, kit.context(kept))


def mentor_not_free(t: Texts, name: str) -> Message:
    """The mentor whom somebody waited for takes part no more."""
    words = (
        t.md("{name}, whom you waited for, does not mentor any more. There are others:", name=kit.clip(name, 100))
        if name
        else t.md("Somebody whom you waited for does not mentor any more. There are others:")
    )
    return kit.message(words, kit.section(words), kit.actions(common.find_others(t)))


def _who(mentor: Member) -> Md:
    return mention(mentor.slack_id)


def _stop_for(t: Texts, wait_id: int) -> kit.Element:
    return kit.button(t("Stop waiting"), ids.numbered(ids.STOP_WAITING_FOR, wait_id), wait_id)


def saved(t: Texts, query: Query, topic: str) -> Message:
    """After saving a search."""
    words = t.md(
        "🔔 Saved: *{search}*. When somebody new fits, I tell you, once a day at most.",
        search=search_words.search(t, query, topic),
    )
    return kit.message(words, kit.section(words), kit.actions(kit.button(t("What I look for"), ids.SAVED)))


def listed(
    t: Texts,
    waiting: Sequence[tuple[Waiting, str]],
    people: Sequence[WaitsFor],
    searches: Sequence[tuple[int, Query, str]],
    said: Md | None = None,
) -> Message:
    """What and whom I wait for, and my saved searches (id, query, topic). `said` is what was just done."""
    title = t.md("What you look for")
    blocks: Blocks = [kit.section(said)] if said else []
    blocks.append(kit.header(t("What you look for")))
    for standing, topic in waiting[:MOST_LISTED]:
        words = t.md("⏳ *{topic}*: number {place} on the waiting list", topic=topic, place=standing.place)
        stop = _stop(t, standing.need_id)
        blocks.append(kit.section(common.lines(words, _usual(t, standing)), accessory=stop))
    for one in people[:MOST_LISTED]:
        words = t.md("⏳ {mentor}: you are number {place} of those who wait", mentor=_who(one.mentor), place=one.place)
        blocks.append(kit.section(words, accessory=_stop_for(t, one.wait_id)))
    for number, query, topic in searches[:MOST_LISTED]:
        blocks += _saved_search(t, number, query, topic)
    if not (waiting or people or searches):
        blocks.append(
            kit.section(
                t.md(
                    "Nothing yet. Search with `/mentor find` and a few words, and let me tell you when somebody "
                    "new fits."
                )
            )
        )
    return kit.message(title, *blocks)


def _saved_search(t: Texts, number: int, query: Query, topic: str) -> list[Block]:
    return [
        kit.section(t.md("🔔 *{search}*", search=search_words.search(t, query, topic))),
        kit.actions(
            kit.button(t("Search"), ids.numbered(ids.FIND_AGAIN, number), packed(query)),
            kit.button(t("Remove"), ids.numbered(ids.SAVED_REMOVE, number), number),
        ),
    ]


def stopped(t: Texts) -> Md:
    return t.md("You are off that waiting list.")


def removed(t: Texts) -> Md:
    return t.md("Removed: I tell you no more about that search.")


def new_mentors(t: Texts, number: int, query: Query, topic: str, matches: Sequence[Match], topic_id: int) -> Message:
    """New for a saved search: the best three as cards, the others by name."""
    count, said = len(matches), search_words.search(t, query, topic)
    title = t.n_md(
        "🔔 {count} new mentor for {search}",
        "🔔 {count} new mentors for {search}",
        count,
        search=said,
    )
    cards = mentors.side_by_side(t, matches[:3], lambda match: mentors.ask_button(t, match.mentor, topic_id))
    blocks: Blocks = [kit.section(Md(f"*{title}*")), cards]
    if named := [mention(match.mentor.slack_id) for match in matches[3:]]:
        blocks.append(kit.section(Md(", ".join(named[:20]))))
    blocks.append(
        kit.actions(
            kit.button(t("See all"), ids.numbered(ids.FIND_AGAIN, number), packed(query)),
            kit.button(t("Tell me no more"), ids.numbered(ids.SAVED_REMOVE, number), number),
        )
    )
    return kit.message(title, *blocks)
