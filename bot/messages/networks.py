"""Messages about networks, and to people waiting for a mentor."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import entering
from bot.domain.entering import Asker
from bot.domain.search import engine, places
from bot.domain.search.query import Way
from bot.i18n import Texts
from bot.messages.registry import reader_of, says
from bot.views import entering as entering_views
from bot.views import find as find_views
from bot.views import networks as views
from bot.views import steering
from bot.views.kit import Message
from models import Member, Network, NetworkMember, Openness, Outbox, UnmetNeed


@says("need.met")
async def need_met(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    """A mentor joined for what somebody searched in vain."""
    need = await session.get(UnmetNeed, row.subject_id)
    reader = await reader_of(session, row)
    if need is None or need.workspace_id != row.workspace_id or need.topic_id is None:
        return None
    best = await engine.next_best(session, reader, need.topic_id, language=t.language, now=row.due_at)
    matches = [match for match in best if match.offer.way is Way.TOPIC]
    if not matches:
        await places.wait_on(session, need, row.due_at)  # somebody was quicker
        return None
    return find_views.mentor_joined(t, matches, need.topic_id)


@says("network.role")
async def role(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    """What they are now: nothing when that has changed once more since."""
    network = await session.get(Network, row.subject_id)
    if network is None or network.workspace_id != row.workspace_id or row.member_id is None:
        return None
    mine = await session.get(NetworkMember, (network.id, row.member_id))
    if mine is None or mine.role != row.params["role"]:
        return None
    return steering.role_changed(t, network, mine.role, str(row.params.get("by", "")))


@says("network.announced")
async def announced(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    network = await session.get(Network, row.subject_id)
    if network is None or network.workspace_id != row.workspace_id:
        return None
    named = network.started_by is not None and network.openness is not Openness.DISCREET
    starter = await session.get(Member, network.started_by) if named else None
    return views.announcement(t, network, starter)


async def _network(session: AsyncSession, row: Outbox) -> Network | None:
    network = await session.get(Network, row.subject_id)
    return network if network is not None and network.workspace_id == row.workspace_id else None


@says("network.asked")
async def asked(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    """Nothing when it is answered already, or taken back."""
    network, asker = await _network(session, row), await session.get(Member, row.params["by"])
    if network is None or asker is None or not await entering.waits(session, network.id, asker.id):
        return None
    return entering_views.asks(t, Asker(network, asker))


@says("network.welcomed")
async def welcomed(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    network, reader = await _network(session, row), await reader_of(session, row)
    if network is None or await session.get(NetworkMember, (network.id, reader.id)) is None:
        return None
    return views.joined(t, network, new=True, programme=reader.joined_at is not None)


@says("network.not_now")
async def not_now(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    network = await _network(session, row)
    return entering_views.not_now(t, network) if network is not None else None
