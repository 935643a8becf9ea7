"""Whether one colleague can be asked, and if not, why: kindly, and never more than everybody may know."""

from collections.abc import Mapping, Sequence

from bot.domain.search.why import Answer, Reason
from bot.i18n import Md, Texts, mention
from bot.views import common, ids, kit, waiting
from bot.views.kit import Blocks, Message


def said(t: Texts, found: Sequence[Answer], topics: Mapping[str, Sequence[tuple[int, str]]]) -> Message:
    """`topics` are those (id, name) that each person offers, by Slack id; of those who can be seen only."""
    blocks: Blocks = []
    for one in found:
        blocks += _answer(t, one, topics.get(one.slack_id, ()))
    if not any(one.reason is Reason.NONE for one in found):
        blocks.append(kit.actions(common.find_others(t)))
    return kit.message(sentence(t, found[0]), *blocks)


def _answer(t: Texts, one: Answer, topics: Sequence[tuple[int, str]]) -> Blocks:
    names = common.topics_of(t, [name for _, name in topics])
    if one.reason is Reason.NONE and one.mentor is not None:
        ask = kit.button(
            t("Ask {name}", name=common.first_name(one.mentor)),
            ids.numbered(ids.ASK, one.mentor.id),
            f"{one.mentor.id}-{topics[0][0] if len(topics) == 1 else 0}",
            style="primary",
        )
        places = t.n_md("🪑 {count} free place", "🪑 {count} free places", one.free_places)
        person = Md(f"*{common.person(one.mentor)}*")
        offers = t.md("🎯 {topics}", topics=names) if names else None
        return [kit.section(sentence(t, one)), kit.section(common.lines(person, offers, places), accessory=ask)]
    blocks: Blocks = [kit.section(sentence(t, one))]
    if one.reason in (Reason.FULL, Reason.PAUSED) and one.mentor is not None:
        blocks += waiting.for_mentor(t, one, one.mentor)
    if one.reason in (Reason.FULL, Reason.PAUSED) and topics:
        blocks.append(kit.section(t.md("Or others for the same topics:")))
        blocks.append(
            kit.actions(
                *(
                    kit.button(name, ids.numbered(ids.FIND_TOPIC, f"{one.slack_id}-{topic}"), topic)
                    for topic, name in topics[:5]
                )
            )
        )
    return blocks


def sentence(t: Texts, one: Answer) -> Md:
    mentor = mention(one.slack_id)
    match one.reason:
        case Reason.NONE:
            return t.md("Yes, you can ask {mentor}.", mentor=mentor)
        case Reason.ONESELF:
            return t.md("That is you! Ask somebody else.")
        case Reason.ASKED:
            return t.md("You have asked {mentor} already; the answer is still to come.", mentor=mentor)
        case Reason.ASKS_YOU:
            return t.md("{mentor} has asked you, and waits for your answer: `/mentor requests`.", mentor=mentor)
        case Reason.TOGETHER:
            return t.md("You and {mentor} are together already.", mentor=mentor)
        case Reason.PARTED:
            return t.md("You and {mentor} have had your first talk already, so I suggest other people.", mentor=mentor)
        case Reason.DECLINED:
            return t.md(
                "It did not work out with {mentor} before, and I ask nobody the same thing twice.", mentor=mentor
            )
        case Reason.PAUSED if one.until is not None:
            return t.md(
                "{mentor} takes a break until {date}. After that you can ask.",
                mentor=mentor,
                date=t.date(one.until.astimezone(t.tz)),
            )
        case Reason.FULL:
            return t.md("All places with {mentor} are taken at the moment.", mentor=mentor)
        case Reason.REPORTS:
            return t.md(
                "One of you reports to the other, so Klik brings you and {other} together with other people instead.",
                other=mentor,
            )
    return t.md("{mentor} is not available as a mentor at the moment.", mentor=mentor)
