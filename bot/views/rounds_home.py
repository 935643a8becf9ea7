"""Rounds on the home tab: a line each."""

from collections.abc import Sequence

from bot.domain.rounds.at_home import InRound
from bot.i18n import Texts
from bot.views import common, ids, kit, rounds
from bot.views.kit import Block, Blocks
from models import Round, RoundState


def to_decide(t: Texts, rows: Sequence[Round]) -> Blocks:
    """Calls that are over: what waits for those who run them, in one line."""
    if not rows:
        return []
    if len(rows) > 1:
        words = t.n_md(
            "🧭 *{count} round* waits to be matched or released",
            "🧭 *{count} rounds* wait to be matched or released",
            len(rows),
        )
        return [kit.section(words, accessory=kit.button(t("Show"), ids.numbered(ids.ROUND_LIST, "run")))]
    (row,) = rows
    words = (
        t.md("🧭 The call of *{name}* is over: match those who signed up", name=row.name)
        if row.matched_at is None
        else t.md("🧭 *{name}* is matched and waits to be released", name=row.name)
    )
    button = kit.button(t("Look at it …"), ids.numbered(ids.ROUND_SHOW, row.id), row.id, style="primary")
    return [kit.section(words, accessory=button)]


def taking_part(t: Texts, found: Sequence[InRound]) -> Blocks:
    return [_one(t, one) for one in found]


def _one(t: Texts, one: InRound) -> Block:
    """A call that waits for an answer, or that one is in, and until when."""
    row = one.row
    name = t.md("*{name}* · {network}", name=row.name, network=one.network.name)
    if not one.inside:
        kind, when = rounds.kind_names(t)[row.kind], rounds.closes(t, row)
        words = common.lines(name, t.md("{kind} · sign up until {when}", kind=kind, when=when))
        return kit.section(words, accessory=rounds.join_button(t, row))
    change, withdraw = rounds.in_it(t, row)
    if row.state is RoundState.OPEN:
        said = t.md("✓ You are in. All are matched after {when}.", when=rounds.closes(t, row))
        return kit.section(common.lines(name, said), accessory=change)
    said = t.md("✓ You are in. The call is over, and the matches are being made.")
    return kit.section(common.lines(name, said), accessory=withdraw)
