"""`/mentor round`: the calls one may answer, and the rounds one runs."""

from collections.abc import Collection, Sequence

from bot.i18n import Texts
from bot.views import common, ids, kit, rounds
from bot.views.kit import Blocks, Message
from models import Network, Round


def round_list(
    t: Texts,
    mine: Sequence[tuple[Round, Network, int]],
    calls: Sequence[tuple[Round, Network, bool]],
    *,
    runs: bool,
    abstained: Collection[int] = (),
) -> Message:
    """Those one runs, and the calls one may answer. `abstained` are ids of those to which one said "not this time"."""
    head = t.md("*Rounds*: many people are matched at once, as well as it goes for all of them together")
    blocks: Blocks = [kit.section(head)]
    for row, network, inside in calls:
        blocks += _call(t, row, network, inside=inside, abstained=row.id in abstained)
    if mine:
        blocks.append(kit.divider())
    for row, network, size in mine:
        words = common.lines(
            t.md("*{title}* · {state}", title=rounds.title(t, row), state=rounds.state_names(t)[row.state]),
            t.n_md("{network} · {count} person signed up", "{network} · {count} people signed up", size,
                   network=network.name),
        )  # fmt: skip
        open_it = kit.button(t("Open"), ids.numbered(ids.ROUND_SHOW, row.id), row.id)
        blocks.append(kit.section(words, accessory=open_it))
    if not calls and not mine:
        blocks.append(kit.section(t.md("There is none at the moment. When one opens, you read of it.")))
    if runs:
        blocks.append(kit.actions(kit.button(t("A new round …"), ids.ROUND_NEW, style="" if mine else "primary")))
    return kit.message(t.md("Rounds"), *blocks)


def _call(t: Texts, row: Round, network: Network, *, inside: bool, abstained: bool) -> Blocks:
    words = common.lines(
        t.md("*{name}* · {network}", name=row.name, network=network.name),
        t.md("{kind} · sign up until {when}", kind=rounds.kind_names(t)[row.kind], when=rounds.closes(t, row)),
    )
    if inside:
        words = common.lines(words, t.md("✓ You are in."))
        return [kit.section(words), kit.actions(*rounds.in_it(t, row))]
    if abstained:
        words = common.lines(words, t.md("You said: not this time."))
        return [kit.section(words), kit.actions(rounds.join_button(t, row))]
    return [kit.section(words), kit.actions(rounds.join_button(t, row), rounds.abstain_button(t, row))]
