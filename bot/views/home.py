"""App Home: what waits for me and what comes next, everything else one click away.

Each section is a function of the data and draws nothing when there is nothing; a feature that wants a place here adds
one to SECTIONS. All of them together stay under Slack's 100 blocks for the busiest person (tests/test_dashboard.py).
"""

from collections.abc import Callable
from datetime import datetime

from bot.domain.dashboard import Home, Together
from bot.domain.networks import RUNS
from bot.i18n import Md, Texts, channel_link, esc, join_md
from bot.views import (
    agreements,
    common,
    ids,
    join,
    kit,
    next_steps,
    office,
    pairs,
    requests,
    risk,
    rounds_home,
    session_day,
    sessions,
)  # fmt: skip
from bot.views.kit import Block, Blocks, View
from models import Member, MentoringSession, Network, NetworkRole, PairState

PICTURE = 5
"""Characters in a small picture of progress."""


def greeting_name(member: Member) -> str:
    return common.first_name(member)


def home(t: Texts, data: Home) -> View:
    blocks: Blocks = [kit.header(t("Hello {name}", name=common.first_word(data.name)))]
    if not data.joined:
        blocks += [*join.not_joined(t).blocks, *_run(t, data)]
        return kit.home([*blocks, kit.divider(), _doors(t, data)])
    if data.places is not None:
        blocks.append(kit.context(_places(t, *data.places)))
    if data.paused_until is not None:
        words = t.md("⏸ Paused until {date}", date=t.date(data.paused_until.astimezone(t.tz)))
        blocks.append(kit.section(words, accessory=kit.button(t("Resume"), ids.RESUME, style="primary")))
    drawn = {section: section(t, data) for section in SECTIONS}
    if not any(drawn[section] for section in ABOUT_OTHERS):
        blocks.append(kit.section(t.md("Nothing waits for you. A good moment to look for somebody to learn from?")))
        blocks.append(kit.divider())
    for section in SECTIONS:
        blocks += [*drawn[section], kit.divider()] if drawn[section] else []
    return kit.home([*blocks, _doors(t, data)])


def _titled(title: Md, blocks: Blocks) -> Blocks:
    return [kit.section(title), *blocks] if blocks else []


def _rest(t: Texts, shown: int, count: int, action: str) -> Blocks:
    """The way to the whole list, when there is more than the tab shows."""
    if count <= shown:
        return []
    words = t.n_md("… and {count} more", "… and {count} more", count - shown)
    return [kit.section(words, accessory=kit.button(t("Show all"), action))]


def _waiting(t: Texts, data: Home) -> Blocks:
    blocks: Blocks = requests.open_requests(t, (), data.to_me)
    blocks += _rest(t, len(data.to_me), data.to_me_count, ids.LIST_REQUESTS)
    for meeting, partner in data.outcomes:
        blocks += session_day.asked(t, meeting, partner)
    blocks += _rest(t, len(data.outcomes), data.outcome_count, ids.numbered(ids.LIST_SESSIONS, "over"))
    for pair, partner in data.to_sign:
        blocks.append(agreements.to_sign(t, pair, partner))
    blocks += _rest(t, len(data.to_sign), data.to_sign_count, ids.numbered(ids.LIST_PAIRS, "sign"))
    blocks += _run(t, data)
    for pair, partner in data.clicks:
        blocks += pairs.click_question(t, pair, partner).blocks[:3]
    blocks += _rest(t, len(data.clicks), data.click_count, ids.numbered(ids.LIST_PAIRS, "clicks"))
    return _titled(t.md("*Waits for you*"), blocks)


def _run(t: Texts, data: Home) -> Blocks:
    """Those who run a network may take part in nothing else."""
    blocks: Blocks = []
    if data.askers:
        words = t.n_md("🙋 {count} colleague asks to join", "🙋 {count} colleagues ask to join", data.askers)
        blocks.append(kit.section(words, accessory=kit.button(t("Answer …"), ids.NETWORK_ASKERS, style="primary")))
    return [*blocks, *risk.to_look_after(t, data.at_risk), *rounds_home.to_decide(t, data.to_decide)]


def _sessions(t: Texts, data: Home) -> Blocks:
    """The next one with all that can be done about it, those after it in a line each."""
    blocks: Blocks = []
    for number, (meeting, partner) in enumerate(data.meetings):
        if meeting.starts_at is None:
            blocks += sessions.listed(t, [(meeting, partner)])
            continue
        words = t.md("📅 {when} with {partner}", when=t.when(meeting.starts_at), partner=common.person(partner))
        if number == 0:
            blocks += [
                kit.section(common.lines(words, _countdown(t, meeting, meeting.starts_at, data.now))),
                sessions.change(t, meeting),
            ]
        else:
            move = kit.button(t("Move …"), ids.numbered(ids.MOVE, meeting.id), meeting.id)
            blocks.append(kit.section(words, accessory=move))
    blocks += _rest(t, len(data.meetings), data.meeting_count, ids.LIST_SESSIONS)
    return _titled(t.md("*Next sessions*"), blocks)


def _countdown(t: Texts, meeting: MentoringSession, starts_at: datetime, now: datetime) -> Md:
    """'in 3 days · first talk · 30 minutes'. Days as the calendar counts them where the reader is."""
    facts = [days_ahead(t, (starts_at.astimezone(t.tz).date() - now.astimezone(t.tz).date()).days)]
    if meeting.is_introduction:
        facts.append(t("first talk"))
    facts.append(t.n("{count} minute", "{count} minutes", meeting.minutes))
    return esc(" · ".join(facts))


def days_ahead(t: Texts, days: int) -> str:
    if days <= 0:
        return t("today")
    if days == 1:
        return t("tomorrow")
    if days < 14:
        return t.n("in {count} day", "in {count} days", days)
    return t.n("in {count} week", "in {count} weeks", days // 7)


def _office(t: Texts, data: Home) -> Blocks:
    blocks = [office.talk(t, slot, other) for slot, other in data.talks]
    blocks += _rest(t, len(data.talks), data.talk_count, ids.LIST_OFFICE)
    if data.free_talks:
        words = t.n_md("{count} talk that I offer is free", "{count} talks that I offer are free", data.free_talks)
        blocks.append(kit.section(words, accessory=kit.button(t("Show"), ids.numbered(ids.LIST_OFFICE, "free"))))
    return _titled(t.md("*Office hours*"), blocks)


def _pairs(t: Texts, data: Home) -> Blocks:
    blocks = [pair_line(t, one, data.now) for one in data.pairs]
    blocks += _rest(t, len(data.pairs), data.pair_count, ids.LIST_PAIRS)
    return _titled(t.md("*My mentors and mentees*"), blocks)


def pair_line(t: Texts, one: Together, now: datetime) -> Block:
    """Who, how it stands, and when they meet; with the menu of what can be done."""
    role = t("your mentor") if one.partner_is_mentor else t("your mentee")
    state = (
        t("first talk ahead")
        if one.pair.state is PairState.INTRODUCTION and not one.held
        else t.n("{count} session so far", "{count} sessions so far", one.held)
    )
    words = common.lines(
        Md(f"*{common.person(one.partner)}*"), t.md("{role} · {state}", role=role, state=state), _rhythm(t, one, now)
    )
    return kit.section(words, accessory=pairs.menu(t, one.pair))


def _rhythm(t: Texts, one: Together, now: datetime) -> Md | None:
    """When they meet next; else how much of their rhythm has gone by, as a small picture and in words."""
    if one.pair.state is PairState.PAUSED and one.pair.paused_until is not None:
        return t.md("⏸ Paused until {date}", date=t.date(one.pair.paused_until.astimezone(t.tz)))
    if one.next is not None:
        return t.md("📅 next {when}", when=t.when(one.next)) if one.next > now else None
    since = one.last or one.pair.active_since
    if since is None or one.pair.state is not PairState.ACTIVE:
        return None
    days, rhythm = max(0, (now - since).days), one.pair.rhythm_days
    filled = min(PICTURE, round(PICTURE * days / rhythm))
    picture, pace = "▰" * filled + "▱" * (PICTURE - filled), common.rhythm(t, rhythm)
    return t.n_md(
        "{picture} {count} day since you last met · {rhythm}",
        "{picture} {count} days since you last met · {rhythm}",
        days,
        picture=picture,
        rhythm=pace,
    )


def _requests(t: Texts, data: Home) -> Blocks:
    return _titled(t.md("*My requests*"), requests.open_requests(t, data.mine, ()))


def _rounds(t: Texts, data: Home) -> Blocks:
    blocks = rounds_home.taking_part(t, data.rounds)
    blocks += _rest(t, len(data.rounds), data.round_count, ids.numbered(ids.ROUND_LIST, "mine"))
    return _titled(t.md("*Rounds*"), blocks)


def _looked_for(t: Texts, data: Home) -> Blocks:
    facts = []
    if data.waits:
        facts.append(t.n("on {count} waiting list", "on {count} waiting lists", data.waits))
    if data.saved:
        facts.append(t.n("{count} saved search", "{count} saved searches", data.saved))
    if not facts:
        return []
    button = kit.button(t("What I look for"), ids.SAVED)
    return [kit.section(t.md("🔔 I tell you when somebody fits: {what}", what=t.list(facts)), accessory=button)]


def _next_steps(t: Texts, data: Home) -> Blocks:
    return _titled(t.md("*What you could do next*"), [next_steps.suggestion(t, one) for one in data.suggestions])


def _networks(t: Texts, data: Home) -> Blocks:
    blocks = [_network(t, network, role) for network, role in data.networks]
    blocks += _rest(t, len(data.networks), data.network_count, ids.numbered(ids.LIST_NETWORKS, "mine"))
    return _titled(t.md("*My networks*"), blocks)


def _network(t: Texts, network: Network, role: NetworkRole) -> Block:
    facts = [esc(common.role_names(t)[role])]
    if network.channel_id:
        facts.append(channel_link(network.channel_id))
    words = common.lines(Md(f"*{esc(network.name)}*"), join_md(" · ", facts))
    if role in RUNS:
        figures = kit.button(t("Figures"), ids.numbered(ids.STATS_OF, network.id), network.id)
        return kit.section(words, accessory=figures)
    return kit.section(words)


def _places(t: Texts, taken: int, places: int) -> Md:
    """●●○: taken and free, as a picture and in words."""
    free = max(0, places - taken)
    words = t.n_md("{count} free place of {all}", "{count} free places of {all}", free, all=places)
    return join_md(" ", [Md("●" * min(taken, places) + "○" * free), words])


SECTIONS: tuple[Callable[[Texts, Home], Blocks], ...] = (
    _waiting, _rounds, _sessions, _office, _pairs, _requests, _looked_for, _next_steps, _networks,
)  # fmt: skip
"""In this order."""
ABOUT_OTHERS = (_waiting, _rounds, _sessions, _office, _pairs, _requests)
"""When none of these has anything, nothing is going on."""


def _doors(t: Texts, data: Home) -> kit.Block:
    elements = [kit.button(t("Find a mentor"), ids.FIND_FORM_BUTTON)]
    if data.joined:
        elements.append(kit.button(t("My profile"), ids.OPEN_PROFILE))
        elements.append(kit.button(t("When it suits me …"), ids.WEEK))
        elements.append(kit.button(t("Notifications …"), ids.NOTIFICATIONS))
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
