"""Networks: groups inside a workspace that run mentoring themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, audit, entering, outbox, roles
from bot.domain.errors import InvalidInput, NameTaken, NotAllowed, NotFound
from bot.domain.topics import fold
from models import Member, Network, NetworkKind, NetworkMember, NetworkRole, Openness

RUNS = (NetworkRole.LEAD, NetworkRole.COORDINATOR)


class Entry(StrEnum):
    """What became of a wish to join."""

    NEW = "new"
    ALREADY = "already"
    ASKED = "asked"
    """Those who run it will answer."""
    NOT_NOW = "not_now"
    """They have answered not long ago."""


@dataclass(frozen=True)
class Listed:
    network: Network
    size: int | None
    """None where it is not for the reader to know."""
    mine: NetworkRole | None
    """The reader's role in it, None when they are not a member."""
    asked: bool = False
    """Whether they have asked to join, and nobody has answered yet."""


async def check_name(session: AsyncSession, workspace_id: str, name: str) -> None:
    """Raises InvalidInput for a name without letters, NameTaken."""
    if not fold(name):
        raise InvalidInput("name", "needs_letters")
    taken = select(Network.id).where(Network.workspace_id == workspace_id, Network.folded_name == fold(name)[:75])
    if await session.scalar(taken):
        raise NameTaken(name)


async def start(
    session: AsyncSession,
    by: Member,
    *,
    name: str,
    kind: NetworkKind,
    challenge: str,
    channel_id: str | None,
    openness: Openness = Openness.OPEN,
    announce_in: str | None,
    now: datetime,
) -> Network:
    """Start a network, its starter the lead, and plan its announcement. Raises NameTaken, InvalidInput."""
    await check_name(session, by.workspace_id, name)
    network = Network(
        workspace_id=by.workspace_id,
        name=" ".join(name.split()),
        folded_name=fold(name)[:75],
        kind=kind,
        challenge=challenge.strip(),
        channel_id=channel_id,
        openness=openness,
        started_by=by.id,
        created_at=now,
    )
    session.add(network)
    await session.flush()
    await entering.put_in(session, network, by, NetworkRole.LEAD, now)
    audit.note(session, by.workspace_id, audit.NETWORK_STARTED, by=by, now=now, network_id=network.id)
    _note_role(session, audit.ROLE_GAINED, network, by, NetworkRole.LEAD, now)
    if announce_in is not None:
        await outbox.plan_for_channel(
            session, "network.announced", by.workspace_id, announce_in, about=("network", network.id), due=now
        )
    return network


async def get(session: AsyncSession, by: Member, network_id: int) -> Network:
    """Raises NotFound, also for another workspace's network."""
    network = await session.scalar(
        select(Network).where(Network.workspace_id == by.workspace_id, Network.id == network_id)
    )
    if network is None:
        raise NotFound("network")
    return network


async def enter(session: AsyncSession, by: Member, network_id: int, now: datetime) -> tuple[Network, Entry]:
    """Join, or ask to. Always by the person: nobody enrols somebody else."""
    network = await get(session, by, network_id)
    if await session.get(NetworkMember, (network.id, by.id)) is not None:
        return network, Entry.ALREADY
    if network.openness is not Openness.OPEN:
        return network, Entry.ASKED if await entering.ask(session, network, by, now) else Entry.NOT_NOW
    new = await entering.put_in(session, network, by, NetworkRole.MEMBER, now)
    return network, Entry.NEW if new else Entry.ALREADY


def _note_role(
    session: AsyncSession, what: str, network: Network, by: Member, role: NetworkRole, now: datetime
) -> None:
    if role is not NetworkRole.MEMBER:
        audit.note(session, by.workspace_id, what, by=by, now=now, network_id=network.id, about=by, role=role.value)


async def leave(session: AsyncSession, by: Member, network_id: int, now: datetime) -> Network:
    """Raises NotFound when they are not in it, LastLead."""
    network = await get(session, by, network_id)
    mine = await session.get(NetworkMember, (network.id, by.id))
    if mine is None:
        raise NotFound("network")
    await roles.check_leaving(session, network, mine)
    await session.delete(mine)
    _note_role(session, audit.ROLE_LOST, network, by, mine.role, now)
    return network


async def leave_all(session: AsyncSession, member: Member, now: datetime) -> None:
    """They leave or are gone: their roles end with it, and what they asked to join."""
    await entering.take_back_all(session, member)
    rows = await session.execute(
        select(NetworkMember, Network)
        .join(Network, Network.id == NetworkMember.network_id)
        .where(NetworkMember.member_id == member.id)
    )
    for mine, network in rows.all():
        _note_role(session, audit.ROLE_LOST, network, member, mine.role, now)
        await session.delete(mine)
        await session.flush()
        await roles.hand_over(session, network, now)


async def listed(session: AsyncSession, reader: Member) -> Sequence[Listed]:
    """Every network of the workspace, by name, with its size and the reader's own role.

    How many are in a discreet one is for those who run it: from a count that changes somebody could be guessed.
    """
    size = (
        select(func.count()).select_from(NetworkMember).where(NetworkMember.network_id == Network.id).scalar_subquery()
    )
    mine = (
        select(NetworkMember.role)
        .where(NetworkMember.network_id == Network.id, NetworkMember.member_id == reader.id)
        .scalar_subquery()
    )
    rows = await session.execute(
        select(Network, size, mine).where(Network.workspace_id == reader.workspace_id).order_by(Network.name)
    )
    asked = await entering.open_of(session, reader)
    return [
        Listed(
            network,
            count if network.openness is not Openness.DISCREET or role in RUNS else None,
            role,
            network.id in asked,
        )
        for network, count, role in rows
    ]


async def with_figures(session: AsyncSession, reader: Member) -> Sequence[Network]:
    """Networks whose figures the reader may see: those they help to run; every one for a workspace admin."""
    mine = access.networks(access.SEE_FIGURES, reader)
    statement = select(Network).where(Network.workspace_id == reader.workspace_id, mine).order_by(Network.name)
    return (await session.scalars(statement)).all()


async def for_figures(session: AsyncSession, reader: Member, network_id: int) -> Network:
    """One of them. Raises NotAllowed, for a network that does not exist too."""
    for network in await with_figures(session, reader):
        if network.id == network_id:
            return network
    raise NotAllowed(access.SEE_FIGURES.name)
