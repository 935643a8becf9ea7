"""Starting, joining and leaving networks."""

import re

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain import access, networks
from bot.domain.errors import InvalidInput, NameTaken
from bot.domain.networks import Entry
from bot.domain.topics import fold
from bot.i18n import Md, escaped
from bot.limits import Limit
from bot.views import entering as entering_views
from bot.views import ids, kit
from bot.views import networks as views
from handlers import steering
from handlers.forms import NetworkForm
from handlers.registry import Visit, as_id, registry
from models import NetworkKind, Openness

BAD_NAME = {
    "invalid_name",
    "invalid_name_specials",
    "invalid_name_punctuation",
    "invalid_name_required",
    "invalid_name_maxlength",
}
NO_CHANNEL = {"channel_not_found", "is_archived", "method_not_supported_for_channel_type"}


@registry.command("networks", "netwerken", may=access.LOOK_AROUND)
@registry.action(ids.LIST_NETWORKS, may=access.LOOK_AROUND)
async def show(visit: Visit) -> None:
    async with visit.begin() as session:
        rows = await networks.listed(session, visit.member)
    await visit.answer(views.network_list(visit.t, rows))


@registry.command("network", "netwerk", may=access.START_NETWORK)
async def network(visit: Visit) -> None:
    """`/mentor network start`, `/mentor network roles`; `/mentor network` alone shows which there are."""
    word = visit.text.casefold().split(" ")[0]
    if word in {"start", "nieuw"}:
        await open_start(visit)
    elif word in {"roles", "rollen"}:
        await steering.choose(visit)
    else:
        await show(visit)


@registry.action(ids.START_NETWORK, may=access.START_NETWORK)
async def open_start(visit: Visit) -> None:
    async with visit.begin():
        pass
    await visit.open(views.start_form(visit.t))


@registry.form(ids.NETWORK_FORM, may=access.START_NETWORK, limit=Limit.NETWORKS)
async def start(visit: Visit) -> None:
    """Make the channel first, since only Slack knows whether its name is free; then decide and announce."""
    form = NetworkForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        await networks.check_name(session, visit.workspace_id, form.name)
    openness = Openness(form.openness)
    if openness is Openness.DISCREET and form.channel:
        raise InvalidInput("channel", "discreet")
    channel_id = None if openness is Openness.DISCREET else await _channel(visit, form)
    announce_in = await announcement_channel(visit.slack, visit.runtime.settings.klik_announcement_channel)
    if announce_in is not None:
        # A member of the channel may read its history: that is how a doubtful announcement is looked up.
        await visit.slack.conversations_join(channel=announce_in)
    async with visit.begin() as session:
        network = await networks.start(
            session,
            visit.member,
            name=form.name,
            kind=NetworkKind(form.kind) if form.kind in {kind.value for kind in NetworkKind} else NetworkKind.OTHER,
            challenge=form.challenge,
            channel_id=channel_id,
            openness=openness,
            announce_in=announce_in,
            now=visit.now,
        )
    visit.directory.forget(visit.workspace_id, visit.slack_id)  # they run one now
    await visit.answer(views.started(visit.t, network, announce_in))


async def _channel(visit: Visit, form: NetworkForm) -> str:
    """The chosen channel, joined, or a new one with the starter in it. Raises InvalidInput, NameTaken."""
    try:
        if form.channel:
            await visit.slack.conversations_join(channel=form.channel)
            return form.channel
        name = re.sub(r"[^a-z0-9_-]+", "-", fold(form.name)).strip("-")[:80]
        made = await visit.slack.conversations_create(name=name)
        channel_id = str(made["channel"]["id"])
        await visit.slack.conversations_invite(channel=channel_id, users=[visit.slack_id])
        purpose = kit.clip_md(Md(escaped(form.challenge)), 250)
        await visit.slack.conversations_setPurpose(channel=channel_id, purpose=purpose)
    except SlackApiError as error:
        reason = error.response["error"]
        if reason == "name_taken":
            raise NameTaken(form.name) from None
        if reason in BAD_NAME:
            raise InvalidInput("name", "channel_name") from None
        if reason in NO_CHANNEL:
            raise InvalidInput("channel", "channel_name") from None
        raise
    return channel_id


async def announcement_channel(slack: AsyncWebClient, wanted: str) -> str | None:
    """The id of the announcement channel, given by name or id; None when the workspace has none."""
    cursor = ""
    while True:
        page = await slack.conversations_list(limit=1000, exclude_archived=True, types="public_channel", cursor=cursor)
        for channel in page["channels"]:
            if wanted.lstrip("#") in (channel["id"], channel["name"]):
                return str(channel["id"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return None


@registry.action(ids.JOIN_NETWORK, may=access.JOIN_NETWORK)
async def join(visit: Visit) -> None:
    async with visit.begin() as session:
        network, entry = await networks.enter(session, visit.member, visit.number, visit.now)
    programme = visit.member.joined_at is not None
    if entry is Entry.ASKED:
        await visit.answer(entering_views.asked(visit.t, network))
    elif entry is Entry.NOT_NOW:
        await visit.answer(entering_views.not_now(visit.t, network))
    else:
        await visit.answer(views.joined(visit.t, network, new=entry is Entry.NEW, programme=programme))


@registry.action(ids.LEAVE_NETWORK, may=access.JOIN_NETWORK)
async def leave(visit: Visit) -> None:
    await _leave(visit, visit.number)


@registry.action(ids.NETWORK_MENU, may=access.JOIN_NETWORK)
async def menu(visit: Visit) -> None:
    """Beside a network that one leads."""
    choice, _, number = visit.value.partition("-")
    if choice == "leave":
        await _leave(visit, as_id(number))
    else:
        await steering.show_of(visit, as_id(number))


async def _leave(visit: Visit, network_id: int) -> None:
    async with visit.begin() as session:
        network = await networks.leave(session, visit.member, network_id, visit.now)
    visit.directory.forget(visit.workspace_id, visit.slack_id)
    await visit.answer(views.left(visit.t, network))
