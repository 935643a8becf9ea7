"""Networks: starting, announcing, joining."""

from collections.abc import Sequence

from bot.domain.networks import RUNS, Listed
from bot.i18n import Md, Texts, channel_link, esc, mention
from bot.views import common, entering, ids, kit
from bot.views.kit import Blocks, Message, View
from models import Member, Network, NetworkKind, NetworkRole, Openness


def kind_names(t: Texts) -> dict[NetworkKind, str]:
    return {
        NetworkKind.BUSINESS_FUNCTION: t("Business function"),
        NetworkKind.DIVERSITY: t("Diversity"),
        NetworkKind.WAYS_OF_WORKING: t("Ways of working"),
        NetworkKind.JOB_ROLE: t("Job role"),
        NetworkKind.ALUMNI: t("Alumni"),
        NetworkKind.RETURNERS: t("Returners"),
        NetworkKind.OTHER: t("Other"),
    }


def start_form(t: Texts) -> View:
    kinds = [kit.option(name, kind.value) for kind, name in kind_names(t).items()]
    return kit.modal(
        t,
        ids.NETWORK_FORM,
        t("Start a network"),
        [
            kit.section(t.md("A network is a group of colleagues that runs its own mentoring. You become its lead.")),
            kit.input_("name", t("Name"), kit.text_input(longest=75, placeholder=t("For example: Women in Tech"))),
            kit.input_("kind", t("Kind"), kit.select(kinds, placeholder=t("Choose"))),
            kit.input_(
                "challenge",
                t("The challenge it works on"),
                kit.text_input(
                    multiline=True,
                    longest=1000,
                    placeholder=t(
                        "For example: nobody shows new team leads how to have their first difficult conversation"
                    ),
                ),
                hint=t("Everybody reads this in the announcement."),
            ),
            entering.choice(t, Openness.OPEN),
            kit.input_(
                "channel",
                t("Channel"),
                kit.channel_select(placeholder=t("A new channel of that name")),
                hint=t("Leave it empty and I make one. A discreet network has none: a channel shows who is in it."),
                optional=True,
            ),
        ],
        submit=t("Start"),
    )


def started(t: Texts, network: Network, announced_in: str | None) -> Message:
    title = t.md("🌱 *{name}* is there, and you are its lead", name=network.name)
    where = channel_link(network.channel_id or "")
    discreet = t.md(
        "Nobody sees who is in it. It has no channel, since a channel shows that; it is announced without your name. "
        "Who would like to join asks you here."
    )
    words = (
        discreet
        if network.openness is Openness.DISCREET
        else t.md("It lives in {channel} and is announced in {place}.", channel=where, place=channel_link(announced_in))
        if announced_in
        else t.md(
            "It lives in {channel}. There is no announcement channel in this workspace, so tell people yourself.",
            channel=where,
        )
    )
    return kit.message(
        title,
        kit.section(title),
        kit.section(words),
        kit.section(t.md("See how it does with `/mentor stats`, as soon as five people are in.")),
    )


def announcement(t: Texts, network: Network, starter: Member | None) -> Message:
    title = t.md("🌱 A new network: {name}", name=network.name)
    facts: list[Md] = [esc(kind_names(t)[network.kind])]
    if network.channel_id:
        facts.append(channel_link(network.channel_id))
    if starter is not None:
        facts.append(t.md("started by {starter}", starter=mention(starter.slack_id)))
    if network.openness is not Openness.OPEN:
        facts.append(esc(entering.openness_names(t)[network.openness].lower()))
    hint = (
        t.md("Joining is always your own choice, and you can leave whenever you like.")
        if network.openness is Openness.OPEN
        else t.md("Those who run it answer you privately. Who is in it is nobody else's to see.")
        if network.openness is Openness.DISCREET
        else t.md("Those who run it answer you privately.")
    )
    return kit.message(
        title,
        kit.header(t("🌱 A new network: {name}", name=network.name)),
        kit.section(kit.quote(network.challenge)),
        kit.context(*facts),
        kit.actions(_join(t, network)),
        kit.context(hint),
    )


def _join(t: Texts, network: Network) -> kit.Element:
    label = t("Join") if network.openness is Openness.OPEN else t("Ask to join")
    return kit.button(label, ids.numbered(ids.JOIN_NETWORK, network.id), network.id, style="primary")


def joined(t: Texts, network: Network, *, new: bool, programme: bool) -> Message:
    title = (
        t.md("👋 You are in *{name}*.", name=network.name)
        if new
        else t.md("You are in *{name}* already.", name=network.name)
    )
    if network.channel_id:
        title = common.lines(title, t.md("People meet in {channel}.", channel=channel_link(network.channel_id)))
    if programme:
        return kit.message(title, kit.section(title))
    return kit.message(
        title,
        kit.section(title),
        kit.section(t.md("One thing is missing: say whether you want to be mentor, mentee or both.")),
        kit.actions(kit.button(t("Join as mentor or mentee"), ids.HELP_JOIN, style="primary")),
    )


def left(t: Texts, network: Network) -> Message:
    return kit.message(t.md("You have left {name}. Your pairs stay.", name=network.name))


def network_list(t: Texts, rows: Sequence[Listed]) -> Message:
    start = kit.actions(kit.button(t("Start a network"), ids.START_NETWORK))
    if not rows:
        words = t.md("There is no network here yet. Somebody has to be first!")
        return kit.message(words, kit.section(words), start)
    blocks: Blocks = [kit.header(t("Networks"))]
    for row in rows[:40]:
        network = row.network
        facts = [kind_names(t)[network.kind]]
        if row.size is not None:
            facts.append(t.n("{count} member", "{count} members", row.size))
        if network.openness is not Openness.OPEN:
            facts.append(entering.openness_names(t)[network.openness].lower())
        words = common.lines(
            Md(f"*{esc(network.name)}*"),
            esc(kit.clip(" ".join(network.challenge.split()), 200)),
            esc(" · ".join(facts)),
            t.md("in {channel}", channel=channel_link(network.channel_id)) if network.channel_id else None,
        )
        blocks.append(kit.section(words, accessory=_entry(t, row)))
    return kit.message(t.md("Networks"), *blocks, start)


def _entry(t: Texts, row: Listed) -> kit.Element:
    number = row.network.id
    if row.mine is None:
        return entering.take_back_button(t, row.network) if row.asked else _join(t, row.network)
    if row.mine is NetworkRole.LEAD:
        options = [kit.option(t("Who runs it …"), f"roles-{number}"), kit.option(t("Leave"), f"leave-{number}")]
        return kit.overflow(ids.numbered(ids.NETWORK_MENU, number), options)
    if row.mine in RUNS:
        return kit.button(t("Figures"), ids.numbered(ids.STATS_OF, number), number)
    return kit.button(
        t("Leave"),
        ids.numbered(ids.LEAVE_NETWORK, number),
        number,
        confirm=kit.confirm(t("Leave this network?"), t("Your pairs stay. You can join again."), t("Leave"), t("Stay")),
    )
