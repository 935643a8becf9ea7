"""App Home: what waits for me, and everything else one click away."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.standing import Standing
from bot.i18n import Texts
from bot.views import common, ids, join, kit, pairs, requests, sessions
from bot.views.kit import Blocks, View
from models import Member, MentoringSession, Pair


def greeting_name(member: Member) -> str:
    return common.first_name(member)


@dataclass(frozen=True, kw_only=True)
class Home:
    name: str
    joined: bool
    paused_until: datetime | None = None
    to_me: Sequence[Standing] = ()
    mine: Sequence[Standing] = ()
    meetings: Sequence[tuple[MentoringSession, Member]] = ()
    outcomes: Sequence[tuple[MentoringSession, Member]] = ()
    clicks: Sequence[tuple[Pair, Member]] = ()
    pairs: Sequence[tuple[Pair, Member, int, bool]] = field(default_factory=tuple)
    runs_network: bool = False


def home(t: Texts, data: Home) -> View:
    blocks: Blocks = [kit.header(t("Hello {name}", name=data.name))]
    if not data.joined:
        blocks += join.not_joined(t).blocks
        blocks += [kit.divider(), _doors(t, data)]
        return kit.home(blocks)
    if data.paused_until is not None:
        words = t.md("⏸ Paused until {date}", date=t.date(data.paused_until.astimezone(t.tz)))
        blocks.append(kit.section(words, accessory=kit.button(t("Resume"), ids.RESUME, style="primary")))
    waiting = _waiting(t, data)
    if waiting:
        blocks += [kit.section(t.md("*Waits for you*")), *waiting, kit.divider()]
    if data.meetings:
        blocks += [kit.section(t.md("*Next sessions*")), *sessions.listed(t, data.meetings[:5]), kit.divider()]
    if data.pairs:
        blocks += [kit.section(t.md("*My mentors and mentees*")), *pairs.listed(t, data.pairs[:10]), kit.divider()]
    if data.mine:
        blocks += [kit.section(t.md("*My requests*")), *requests.open_requests(t, data.mine, ()), kit.divider()]
    if len(blocks) == 1:
        blocks.append(kit.section(t.md("Nothing waits for you. A good moment to look for somebody to learn from?")))
        blocks.append(kit.divider())
    return kit.home([*blocks, _doors(t, data)])


def _waiting(t: Texts, data: Home) -> Blocks:
    blocks: Blocks = requests.open_requests(t, (), data.to_me[:10])
    for meeting, partner in data.outcomes[:5]:
        message = sessions.outcome(t, meeting, partner)
        for element in message.blocks[1]["elements"]:
            element["action_id"] = ids.numbered(element["action_id"], meeting.id)
        blocks += message.blocks
    for pair, partner in data.clicks[:5]:
        blocks += pairs.click_question(t, pair, partner).blocks[:3]
    return blocks


def _doors(t: Texts, data: Home) -> kit.Block:
    elements = [kit.button(t("Find a mentor"), ids.FIND_FORM_BUTTON)]
    if data.joined:
        elements.append(kit.button(t("My profile"), ids.OPEN_PROFILE))
    elements += [
        kit.button(t("Networks"), ids.LIST_NETWORKS),
        kit.button(t("Start a network"), ids.START_NETWORK),
    ]
    elements.append(kit.button(t("My data"), ids.PRIVACY))
    if data.runs_network:
        elements.append(kit.button(t("Figures"), ids.STATS))
    if data.joined and data.paused_until is None:
        elements.append(kit.button(t("Pause …"), ids.PAUSE))
    return kit.actions(*elements)
