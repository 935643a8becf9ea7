"""A gentle check: one tap, and what comes of it."""

from collections.abc import Sequence

from bot.domain.health import Cause
from bot.i18n import Md, Texts, mention
from bot.views import common, endings, ids, kit, pausing, stuck
from bot.views.kit import Blocks, Message
from models import Member, Network, Pair, Says


def question(t: Texts, pair: Pair, partner: Member) -> Message:
    title = t.md("Does it work for you, with {partner}?", partner=mention(partner.slack_id))
    words = t.md("I ask both of you, since it has been a little quiet or a little heavy. One tap is enough:")
    buttons = [
        kit.button(t("All fine"), ids.CHECK_FINE, pair.id, style="primary"),
        kit.button(t("Could be better"), ids.CHECK_BETTER, pair.id),
        kit.button(t("I'd like help"), ids.CHECK_HELP, pair.id),
    ]
    privacy = t.md(
        "{partner} does not see what you tap. If nothing changes within a week, those who run your network see that "
        "the two of you could use attention, and nothing you said. Only “I'd like help” is told them at once, with who "
        "asked.",
        partner=mention(partner.slack_id),
    )
    return kit.message(
        title, kit.section(Md(f"*{title}*")), kit.section(words), kit.actions(*buttons), kit.context(privacy)
    )


def answered(
    t: Texts,
    pair: Pair,
    says: Says,
    seen: Sequence[str],
    causes: Sequence[Cause],
    *,
    for_mentee: bool,
    heard: bool = False,
) -> Message:
    """`seen`: signs of bot/domain/situations.py, as the reader may know them. `heard`: there is somebody who reads that
    they would like help."""
    if says is Says.FINE:
        return kit.message(t.md("💚 Good to hear. I leave you in peace."))
    if says is Says.HELP and not heard:
        title = t.md("🤝 Thank you for saying so. Nobody runs a network of you two yet, but this may help:")
    elif says is Says.HELP:
        title = t.md("🤝 Somebody who runs your network hears that you would like help. Until then:")
    else:
        title = t.md("Thank you for saying so. Most of it can be mended, and this may help:")
    book = kit.button(t("Book a session …"), ids.numbered(ids.PAIR_MENU, pair.id), f"book-{pair.id}")
    buttons = [book, pausing.pause_button(t, pair)]
    if for_mentee:
        buttons.append(endings.another_button(t, pair))
    return kit.message(
        title, kit.section(title), *stuck.offered(t, seen, causes, for_mentee=for_mentee), kit.actions(*buttons)
    )


def over(t: Texts) -> Message:
    """The check has been settled in the meantime."""
    return kit.message(t.md("Thank you. This has been settled in the meantime."))


# What a coordinator sets going; said by Klik, and by name only where a person offers to listen


def nudge(
    t: Texts, pair: Pair, partner: Member, seen: Sequence[str], causes: Sequence[str], *, for_mentee: bool
) -> Message:
    title = t.md("A thought about you and {partner}", partner=mention(partner.slack_id))
    words = t.md(
        "Those who run your network would like it to work for you both. A next step is often small: a time in the "
        "diary, or one honest sentence."
    )
    book = kit.button(t("Book a session …"), ids.numbered(ids.PAIR_MENU, pair.id), f"book-{pair.id}", style="primary")
    return kit.message(
        title,
        kit.section(Md(f"*{title}*")),
        kit.section(words),
        *stuck.offered(t, seen, causes, for_mentee=for_mentee),
        kit.actions(book, pausing.pause_button(t, pair)),
    )


def talk_offered(t: Texts, by: Member, network: Network | None) -> Message:
    title = t.md("{who} would be glad to listen", who=mention(by.slack_id))
    where = (
        t.md("{who} helps to run {network} and has time for you, alone or together.",
             who=mention(by.slack_id), network=network.name)
        if network is not None
        else t.md("{who} has time for you, alone or together.", who=mention(by.slack_id))
    )  # fmt: skip
    free = t.md("A direct message is enough. You need not: nobody keeps count, and what you say stays there.")
    return kit.message(title, kit.section(Md(f"*{title}*")), kit.section(common.lines(where, free)))


def rematch_offered(t: Texts, pair: Pair, partner: Member, *, for_mentee: bool) -> Message:
    title = t.md("Would somebody else fit better than you and {partner} do?", partner=mention(partner.slack_id))
    words = t.md(
        "That happens among the best, and is nobody's fault. If you wish, it ends kindly: the other one is thanked "
        "and never told why. If you don't, nothing changes."
    )
    first = endings.another_button(t, pair) if for_mentee else endings.end_button(t, pair)
    blocks: Blocks = [kit.section(Md(f"*{title}*")), kit.section(words), kit.actions(first)]
    return kit.message(title, *blocks)
