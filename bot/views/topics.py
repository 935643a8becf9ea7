"""`/mentor topics`: the list, one topic of it, and what those who keep it can change."""

from bot.domain.topics import LONGEST_NAME, Card, Listed, Listing, Weight
from bot.i18n import Md, Texts, esc, join_md
from bot.views import ids, kit
from bot.views.kit import Blocks, Message, View

LONGEST_ALIASES = 1500
LINES = 10
"""Topics in one section."""


def topic_list(t: Texts, found: Listing, note: Md | None = None) -> Message:
    """With `note` (what was just done) above it."""
    title = t.md("Topics")
    blocks: Blocks = [kit.section(note)] if note else []
    blocks += [kit.header(t("Topics")), kit.section(_opening(t, found), accessory=_lookup(t))]
    for first in range(0, len(found.topics), LINES):
        lines = [_line(t, one) for one in found.topics[first : first + LINES]]
        blocks.append(kit.section(Md("\n".join(lines))))
    if found.waiting:
        blocks += [kit.divider(), kit.section(t.md("*Proposed, and waiting for one of you*"))]
        for one in found.waiting:
            look = kit.button(t("Look at it"), ids.numbered(ids.TOPIC_SHOW, one.id), one.id)
            blocks.append(kit.section(_line(t, one), accessory=look))
    buttons = [kit.button(t("Propose a topic …"), ids.TOPIC_PROPOSE)]
    if found.page:
        buttons.append(kit.button(t("Back"), ids.numbered(ids.TOPIC_PAGE, "back"), found.page - 1))
    if found.more and not found.words:
        buttons.append(kit.button(t("Further"), ids.numbered(ids.TOPIC_PAGE, "further"), found.page + 1))
    return kit.message(title, *blocks, kit.actions(*buttons))


def _opening(t: Texts, found: Listing) -> Md:
    if not found.words:
        return t.md("What mentoring can be about here. Search it by any word, in English or Dutch.")
    words = kit.clip(found.words, 100)
    if found.topics:
        return t.md("What “{words}” may mean:", words=words)
    return t.md("Nothing in the list is called “{words}”. You can propose it.", words=words)


def _line(t: Texts, one: Listed) -> Md:
    name = t.md("{name} · {wider}", name=one.name, wider=one.above) if one.above else esc(one.name)
    facts = [t.n_md("{count} mentor", "{count} mentors", one.mentors)] if one.mentors else []
    if one.proposed:
        facts.append(t.md("_proposed_"))
    return join_md("", ["• ", name, *([": ", join_md(", ", facts)] if facts else [])])


def _lookup(t: Texts) -> kit.Element:
    return kit.external(ids.TOPIC_LOOKUP, placeholder=t("Look up a topic"))


def topic_card(t: Texts, topic: Card, *, note: Md | None = None) -> Message:
    """Everything about one topic, with `note` (what was just done) above it."""
    name = (topic.name_nl or topic.name) if t.language == "nl" else topic.name
    facts = [
        t.md("English: {name}", name=topic.name),
        t.md("Dutch: {name}", name=topic.name_nl) if topic.name_nl else t.md("No Dutch name yet"),
        t.n_md("{count} mentor offers it", "{count} mentors offer it", topic.mentors),
    ]
    if topic.aliases:
        facts.append(t.md("Also: {words}", words=kit.clip(", ".join(topic.aliases), 600)))
    if topic.parents:
        facts.append(t.md("Part of: {names}", names=t.list([name for _, name in topic.parents])))
    if topic.children:
        facts.append(t.md("Parts of it: {names}", names=kit.clip(t.list(list(topic.children)), 600)))
    blocks: Blocks = [] if note is None else [kit.section(note)]
    blocks += [kit.header(name), kit.section(Md("\n".join(facts)))]
    if topic.proposed:
        blocks.append(kit.context(t.md("Proposed. Whoever proposed it uses it already; others see it when accepted.")))
    buttons = [kit.button(t("Find a mentor"), ids.FIND_TOPIC, topic.id, style="" if topic.may_change else "primary")]
    if topic.may_change:
        if topic.proposed:
            buttons.insert(0, kit.button(t("Accept"), ids.TOPIC_ACCEPT, topic.id, style="primary"))
            buttons.append(_decline(t, topic))
        buttons += [
            kit.button(t("Change …"), ids.TOPIC_CHANGE, topic.id),
            kit.button(t("What mentors pass on …"), ids.TEMPLATE, topic.id),
            kit.button(t("Merge into another …"), ids.TOPIC_MERGE, topic.id),
        ]
    buttons.append(kit.button(t("All topics"), ids.numbered(ids.TOPIC_PAGE, "all"), 0))
    return kit.message(note or esc(name), *blocks, kit.actions(*buttons))


def _decline(t: Texts, topic: Card) -> kit.Element:
    confirm = kit.confirm(
        t("Decline this proposal?"),
        t("It goes, also from the profiles of those who chose it. They are told, and so is whoever proposed it."),
        t("Decline"),
        t("Cancel"),
        danger=True,
    )
    return kit.button(t("Decline …"), ids.TOPIC_DECLINE, topic.id, confirm=confirm)


def declined(t: Texts, name: str) -> Md:
    return t.md("“{name}” is declined and gone. Whoever proposed or chose it is told.", name=name)


def propose_form(t: Texts) -> View:
    words = t.md(
        "You can use it in your profile at once. Everybody sees it in the list when those who keep it have accepted it."
    )
    name = kit.text_input(longest=LONGEST_NAME, placeholder=t("For example: Beekeeping"))
    blocks = [kit.section(words), kit.input_("name", t("What should be in the list?"), name)]
    return kit.modal(t, ids.TOPIC_PROPOSE_FORM, t("Propose a topic"), blocks, submit=t("Propose"))


def proposed(t: Texts, name: str, *, new: bool) -> Message:
    if new:
        return kit.message(t.md("“{name}” is in the list: it is yours to choose from now on.", name=name))
    return kit.message(t.md("That is in the list already: “{name}”.", name=name))


def change_form(t: Texts, topic: Card) -> View:
    chosen = [kit.option(name, parent) for parent, name in topic.parents]
    blocks = [
        kit.input_("name", t("Name in English"), kit.text_input(initial=topic.name, longest=LONGEST_NAME)),
        kit.input_(
            "name_nl", t("Name in Dutch"), kit.text_input(initial=topic.name_nl, longest=LONGEST_NAME), optional=True
        ),
        kit.input_(
            "aliases", t("Other words for it"),
            kit.text_input(initial=", ".join(topic.aliases), multiline=True, longest=LONGEST_ALIASES),
            hint=t("With commas between. Forms of a word and misspellings are understood anyway."), optional=True,
        ),
        kit.input_(
            "parents", t("It is a part of"),
            kit.multi_external(
                ids.numbered(ids.TOPIC_LOOKUP, "parents"), initial=chosen, placeholder=t("Wider topics"), most=5
            ),
            optional=True,
        ),
        kit.context(t.md("Old names stay as other words for it, so that nobody searches in vain.")),
    ]  # fmt: skip
    return kit.modal(t, ids.TOPIC_CHANGE_FORM, t("Change a topic"), blocks, submit=t("Save"), topic=topic.id)


def merge_form(t: Texts, topic: Card) -> View:
    words = t.md(
        "Everybody who chose *{name}* will have chosen the other one, and nobody loses anything.", name=topic.name
    )
    into = kit.external(ids.numbered(ids.TOPIC_LOOKUP, "into"), placeholder=t("Look up a topic"))
    blocks = [kit.section(words), kit.input_("into", t("Merge it into"), into)]
    return kit.modal(t, ids.TOPIC_MERGE_FORM, t("Merge topics"), blocks, submit=t("Look at it first"), topic=topic.id)


def merge_confirm(t: Texts, topic: Card, into: Card, weight: Weight) -> View:
    moved = [
        t.n_md("{count} mentor", "{count} mentors", weight.mentors),
        t.n_md("{count} mentee", "{count} mentees", weight.mentees),
        t.n_md("{count} open request", "{count} open requests", weight.open_requests),
        t.n_md("{count} person waiting", "{count} people waiting", weight.waiting),
    ]
    blocks = [
        kit.section(t.md("*{name}* becomes *{other}*. These move along:", name=topic.name, other=into.name)),
        kit.section(join_md("\n", [join_md("", ["• ", line]) for line in moved])),
        kit.context(t.md("Its names stay as other words for it. This cannot be taken apart again.")),
    ]
    return kit.modal(
        t, ids.TOPIC_MERGE_CONFIRMED, t("Merge topics"), blocks, submit=t("Merge"), topic=topic.id, into=into.id
    )


# What became of a proposal


def accepted_yours(t: Texts, name: str) -> Message:
    words = t.md("🎉 Your proposal is in the list of topics: *{name}*. Everybody sees it now.", name=name)
    return kit.message(words, kit.section(words), kit.actions(_look(t)))


def merged_yours(t: Texts, name: str, into: str) -> Message:
    words = t.md(
        "Your proposal “{name}” is in the list under another name: *{other}*. Whoever chose yours has chosen that one, "
        "and searches for your words find it.",
        name=name,
        other=into,
    )
    return kit.message(words, kit.section(words), kit.actions(_look(t)))


def declined_yours(t: Texts, name: str) -> Message:
    words = t.md(
        "Thank you for proposing “{name}”. Those who keep the list have not taken it in, so it is gone, also from "
        "profiles that named it. Perhaps another topic says it?",
        name=name,
    )
    return kit.message(words, kit.section(words), kit.actions(_look(t), kit.button(t("My profile"), ids.OPEN_PROFILE)))


def removed_from_yours(t: Texts, name: str) -> Message:
    words = t.md(
        "“{name}”, which you had chosen, is no topic any more: it was a proposal, and those who keep the list have not "
        "taken it in. You can choose another one.",
        name=name,
    )
    return kit.message(words, kit.section(words), kit.actions(_look(t), kit.button(t("My profile"), ids.OPEN_PROFILE)))


def _look(t: Texts) -> kit.Element:
    return kit.button(t("All topics"), ids.numbered(ids.TOPIC_PAGE, "all"), 0)
