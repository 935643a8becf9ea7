"""Who runs a network: its steering group, and how it changes. A network that people run keeps at least one lead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, false, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, audit, members, outbox
from bot.domain.errors import LastLead, NotAllowed, NotInNetwork
from models import Member, Network, NetworkMember, NetworkRole, Openness

IN_ORDER = (NetworkRole.LEAD, NetworkRole.COORDINATOR, NetworkRole.SPONSOR, NetworkRole.HR_PARTNER)


@dataclass(frozen=True)
class Steering:
    """The steering group of a network, as one of those who may change it sees it."""

    network: Network
    people: Sequence[tuple[Member, NetworkRole]]


async def may_change(session: AsyncSession, by: Member) -> Sequence[Network]:
    """The networks whose roles `by` may give and take, by name."""
    mine = access.networks(access.CHANGE_ROLES, by)
    wanted = select(Network).where(Network.workspace_id == by.workspace_id, mine).order_by(Network.name)
    return (await session.scalars(wanted)).all()


async def steering(session: AsyncSession, by: Member, network_id: int) -> Steering:
    """Raises NotAllowed, for a network that does not exist too."""
    network = await _mine(session, by, network_id)
    order = case({role: place for place, role in enumerate(IN_ORDER)}, value=NetworkMember.role)
    rows = await session.execute(
        select(Member, NetworkMember.role)
        .join(NetworkMember, NetworkMember.member_id == Member.id)
        .where(NetworkMember.network_id == network.id, NetworkMember.role != NetworkRole.MEMBER)
        .order_by(order, NetworkMember.joined_at, Member.id)
    )
    return Steering(network, [(member, role) for member, role in rows])


async def give(
    session: AsyncSession, by: Member, network_id: int, slack_id: str, role: NetworkRole, now: datetime
) -> tuple[Network, Member]:
    """Somebody who is in the network has `role` in it from now on, instead of the one they had; MEMBER takes it away.
    Doing it twice is doing it once; whoever it concerns is told, unless they did it themselves.

    Raises NotAllowed, NotInNetwork, LastLead.
    """
    await _mine(session, by, network_id)
    # Held until the end: two leads who take the role from each other at once would leave none.
    network = await session.get_one(Network, network_id, with_for_update=True, populate_existing=True)
    member = await members.find(session, by.workspace_id, slack_id)
    row = await session.get(NetworkMember, (network.id, member.id)) if member is not None else None
    if member is None or row is None:
        raise NotInNetwork(slack_id, network.name)
    await session.refresh(row)
    if row.role is role:
        return network, member
    if row.role is NetworkRole.LEAD and await _leads(session, network) == 1:
        raise LastLead(network.name)
    for what, one in ((audit.ROLE_LOST, row.role), (audit.ROLE_GAINED, role)):
        if one is not NetworkRole.MEMBER:
            audit.note(
                session, by.workspace_id, what, by=by, now=now, network_id=network.id, about=member, role=one.value
            )
    row.role = role
    if member.id != by.id:
        await outbox.plan(
            session, "network.role", member, about=("network", network.id), key=str(int(now.timestamp())), due=now,
            role=role.value, by=by.slack_id,
        )  # fmt: skip
    return network, member


async def _mine(session: AsyncSession, by: Member, network_id: int) -> Network:
    for network in await may_change(session, by):
        if network.id == network_id:
            return network
    raise NotAllowed(access.CHANGE_ROLES.name)


async def _leads(session: AsyncSession, network: Network) -> int:
    of = NetworkMember.network_id == network.id, NetworkMember.role == NetworkRole.LEAD
    return (await session.scalars(select(func.count()).select_from(NetworkMember).where(*of))).one()


async def check_leaving(session: AsyncSession, network: Network, mine: NetworkMember) -> None:
    """Raises LastLead: whoever leads a network alone hands it over first."""
    await session.get_one(Network, network.id, with_for_update=True)
    await session.refresh(mine)
    others = select(func.count()).select_from(NetworkMember).where(NetworkMember.network_id == network.id)
    if (
        mine.role is NetworkRole.LEAD
        and await _leads(session, network) == 1
        and (await session.scalars(others)).one() > 1
    ):
        raise LastLead(network.name)


async def hand_over(session: AsyncSession, network: Network, now: datetime) -> None:
    """Its last lead is gone: the coordinator who has been in it longest leads it. Where there is none, a workspace
    admin gives the role; of a discreet network admins see nothing, so there whoever has been in it longest leads."""
    if await _leads(session, network):
        return
    coordinates = case((NetworkMember.role == NetworkRole.COORDINATOR, 1), else_=0)
    discreet = true() if network.openness is Openness.DISCREET else false()
    next_one = await session.scalar(
        select(NetworkMember)
        .where(NetworkMember.network_id == network.id, or_(NetworkMember.role == NetworkRole.COORDINATOR, discreet))
        .order_by(coordinates.desc(), NetworkMember.joined_at, NetworkMember.member_id)
        .limit(1)
    )
    if next_one is None:
        return
    next_one.role = NetworkRole.LEAD
    member = await members.by_id(session, network.workspace_id, next_one.member_id)
    audit.note(
        session, network.workspace_id, audit.ROLE_GAINED, by=None, now=now, network_id=network.id, about=member,
        role=NetworkRole.LEAD.value,
    )  # fmt: skip
    await outbox.plan(
        session, "network.role", member, about=("network", network.id), key=str(int(now.timestamp())), due=now,
        role=NetworkRole.LEAD.value,
    )  # fmt: skip
