"""Who runs a network, and giving and taking roles in it."""

from collections.abc import Sequence

from bot.domain.roles import IN_ORDER, Steering
from bot.i18n import Md, Texts, mention
from bot.views import common, ids, kit
from bot.views.kit import Blocks, Message, View
from models import Network, NetworkRole

MOST_LISTED = 40


def what_roles_do(t: Texts) -> dict[NetworkRole, str]:
    return {
        NetworkRole.LEAD: t("Gives roles, keeps topics, sees figures and the log"),
        NetworkRole.COORDINATOR: t("Keeps topics and training, sees figures and the log"),
        NetworkRole.SPONSOR: t("A champion in leadership: sees figures"),
        NetworkRole.HR_PARTNER: t("Sees figures, runs nothing"),
    }


def steering(t: Texts, found: Steering, note: Md | None = None) -> Message:
    """With `note` (what was just done) above it."""
    title = t.md("Who runs {network}", network=found.network.name)
    blocks: Blocks = [kit.section(note)] if note else []
    blocks.append(kit.header(t("Who runs {network}", network=found.network.name)))
    for member, role in found.people[:MOST_LISTED]:
        words = common.lines(Md(f"*{common.person(member)}*"), Md(common.role_names(t)[role.value]))
        blocks.append(kit.section(words, accessory=_menu(t, found.network.id, member.slack_id, role)))
    if not found.people:
        blocks.append(kit.section(t.md("Nobody at the moment.")))
    give = kit.button(t("Give somebody a role …"), ids.ROLE_FORM_BUTTON, found.network.id, style="primary")
    figures = kit.button(t("Figures"), ids.numbered(ids.STATS_OF, found.network.id), found.network.id)
    blocks += [
        kit.actions(give, kit.button(t("Who may join …"), ids.OPENNESS, found.network.id), figures),
        kit.context(t.md("Whoever gets or loses a role is told. A network keeps at least one lead.")),
    ]
    return kit.message(title, *blocks)


def _menu(t: Texts, network_id: int, slack_id: str, role: NetworkRole) -> kit.Element:
    names = common.role_names(t)
    options = [
        kit.option(t("Make them {role}", role=names[one.value]), f"{network_id}-{slack_id}-{one.value}")
        for one in IN_ORDER
        if one is not role
    ]
    options.append(kit.option(t("Take the role away"), f"{network_id}-{slack_id}-member"))
    return kit.overflow(ids.numbered(ids.ROLE_MENU, slack_id), options)


def role_form(t: Texts, network: Network) -> View:
    does = what_roles_do(t)
    options = [kit.option(common.role_names(t)[role.value], role.value, does[role]) for role in IN_ORDER]
    return kit.modal(
        t,
        ids.ROLE_FORM,
        t("Give a role"),
        [
            kit.input_(
                "person",
                t("To whom?"),
                kit.user_select(placeholder=t("Choose a colleague")),
                hint=t("Somebody who is in the network: joining is always one's own choice."),
            ),
            kit.input_("role", t("Role"), kit.radio(options, initial=NetworkRole.COORDINATOR.value)),
        ],
        submit=t("Give"),
        network=network.id,
    )


def changed(t: Texts, slack_id: str, role: NetworkRole) -> Md:
    if role is NetworkRole.MEMBER:
        return t.md("✅ {member} is a member like everybody now.", member=mention(slack_id))
    return t.md("✅ {member} is {role} now.", member=mention(slack_id), role=common.role_names(t)[role.value])


def handed_over(t: Texts, note: Md) -> Message:
    """After giving away one's own role: there is nothing more to change here."""
    return kit.message(note, kit.section(note))


def choose(t: Texts, mine: Sequence[Network]) -> Message:
    """For whoever may change the roles of several networks, or of none."""
    if not mine:
        words = t.md("Roles are given by a network's lead, and by workspace admins.")
        return kit.message(words, kit.section(words))
    title = t.md("Of which network?")
    buttons = [kit.button(one.name, ids.numbered(ids.STEERING, one.id), one.id) for one in mine[:25]]
    return kit.message(title, kit.section(title), kit.actions(*buttons))


def role_changed(t: Texts, network: Network, role: NetworkRole, by: str) -> Message:
    """For whoever has another role now. `by` is a Slack id, empty when nobody gave it."""
    names = common.role_names(t)
    if role is NetworkRole.MEMBER:
        words = t.md("In *{network}* you are a member like everybody now.", network=network.name)
    elif by:
        words = t.md(
            "🌱 {who} made you {role} of *{network}*.", who=mention(by), role=names[role.value], network=network.name
        )
    else:
        words = t.md(
            "🌱 The lead of *{network}* is gone, so you are its {role} now.", network=network.name,
            role=names[role.value],
        )  # fmt: skip
    if role is NetworkRole.MEMBER:
        return kit.message(words, kit.section(words))
    does = Md(what_roles_do(t)[role])
    buttons = [kit.button(t("Figures"), ids.numbered(ids.STATS_OF, network.id), network.id)]
    if role is NetworkRole.LEAD:
        buttons.append(kit.button(t("Who runs it"), ids.numbered(ids.STEERING, network.id), network.id))
    return kit.message(words, kit.section(words), kit.context(does), kit.actions(*buttons))
