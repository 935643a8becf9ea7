"""Who may join a network: the choice, asking, and the answer."""

from collections.abc import Sequence

from bot.domain.entering import Asker
from bot.i18n import Md, Texts, channel_link, esc, mention
from bot.views import common, ids, kit
from bot.views.kit import Block, Blocks, Element, Message, View
from models import Member, Network, Openness


def openness_names(t: Texts) -> dict[Openness, str]:
    return {
        Openness.OPEN: t("Open to all"),
        Openness.APPROVAL: t("By approval"),
        Openness.DISCREET: t("Discreet"),
    }


def choice(t: Texts, initial: Openness) -> Block:
    """An input for a form."""
    says = {
        Openness.OPEN: t("Everybody joins with one click"),
        Openness.APPROVAL: t("People ask, and those who run it welcome them"),
        Openness.DISCREET: t("The same, and nobody sees who is in it"),
    }
    names = openness_names(t)
    options = [kit.option(names[one], one.value, says[one]) for one in Openness]
    return kit.input_("openness", t("Who may join?"), kit.radio(options, initial=initial.value))


def openness_form(t: Texts, network: Network) -> View:
    discreet = t.md(
        "A discreet network has no channel here, since a channel shows who is in it. It stands in no search and no log "
        "that others read, its size is for those who run it, and nobody in it is matched within their own team."
    )
    blocks: Blocks = [
        kit.section(Md(f"*{esc(network.name)}*")),
        choice(t, network.openness),
        kit.context(discreet),
        kit.context(t.md("People join a discreet network because it is: once somebody is in it, it stays so.")),
    ]
    return kit.modal(t, ids.OPENNESS_FORM, t("Who may join"), blocks, submit=t("Save"), network=network.id)


def changed(t: Texts, network: Network, left: str | None) -> Message:
    """`left`: the channel that it had until now."""
    words = t.md(
        "✅ {network}: {openness} from now on.", network=network.name,
        openness=openness_names(t)[network.openness].lower(),
    )  # fmt: skip
    blocks: Blocks = [kit.section(words)]
    if left is not None:
        blocks.append(
            kit.section(
                t.md(
                    "⚠️ {channel} still shows who is in it: make it private or archive it. What was announced before "
                    "stays where it was read.",
                    channel=channel_link(left),
                )
            )
        )
    return kit.message(words, *blocks)


def asked(t: Texts, network: Network) -> Message:
    """For who asked."""
    words = t.md("🙋 You asked to join *{network}*. Those who run it answer you.", network=network.name)
    discreet = t.md("Nobody else hears that you asked.")
    return kit.message(words, kit.section(words), kit.context(discreet), kit.actions(_take_back(t, network)))


def take_back_button(t: Texts, network: Network) -> Element:
    return kit.button(t("Asked · take back"), ids.numbered(ids.TAKE_BACK_ASKING, network.id), network.id)


def _take_back(t: Texts, network: Network) -> Element:
    return kit.button(t("Take it back"), ids.numbered(ids.TAKE_BACK_ASKING, network.id), network.id)


def taken_back(t: Texts, network: Network) -> Message:
    return kit.message(t.md("Taken back. You can ask *{network}* again whenever you like.", network=network.name))


def asks(t: Texts, one: Asker) -> Message:
    """For those who run it."""
    hint = t.md("They are told kindly either way, and never by whom.")
    return kit.message(_wish(t, one), *_asker(t, one), kit.context(hint))


def _wish(t: Texts, one: Asker) -> Md:
    who = common.person(one.member)
    return t.md("🙋 {person} would like to join *{network}*", person=who, network=one.network.name)


def _asker(t: Texts, one: Asker) -> Blocks:
    value = f"{one.network.id}-{one.member.id}"
    return [
        kit.section(_wish(t, one)),
        kit.actions(
            kit.button(t("Welcome"), ids.numbered(ids.WELCOME, value), value, style="primary"),
            kit.button(t("Not at the moment"), ids.numbered(ids.NOT_NOW, value), value),
        ),
    ]


def askers(t: Texts, waiting: Sequence[Asker], note: Md | None = None) -> Message:
    """All who wait. `note`: what has just been done."""
    title = t.md("Who asks to join")
    blocks: Blocks = [kit.section(note)] if note else []
    for one in waiting:
        blocks += _asker(t, one)
    if not waiting:
        blocks.append(kit.section(t.md("Nobody waits for an answer.")))
    return kit.message(title, *blocks)


def answered(t: Texts, network: Network, member: Member, *, welcome: bool) -> Message:
    """In the place of the question."""
    words = {"person": mention(member.slack_id), "network": network.name}
    return kit.message(
        t.md("👋 {person} is in *{network}* now, and is told.", **words)
        if welcome
        else t.md("{person} is told kindly: not at the moment.", **words)
    )


def settled(t: Texts) -> Message:
    return kit.message(t.md("That is settled already: somebody else answered, or they took it back."))


def not_now(t: Texts, network: Network) -> Message:
    title = t.md("*{network}* can't take you in at the moment.", network=network.name)
    more = t.md(
        "That says nothing about you: groups have their reasons and their limits. You can ask again in a month, and "
        "there may be other networks for you."
    )
    return kit.message(
        title, kit.section(title), kit.section(more), kit.actions(kit.button(t("Networks"), ids.LIST_NETWORKS))
    )
