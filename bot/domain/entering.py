"""Who may join a network, and asking to. A network is open, takes people by approval, or is discreet.

Of a discreet network nobody learns who is in it: not from lists, counts, search, the log or what it sends. It has no
channel in Klik, since a channel shows who is in it, and it is no pair's programme (bot/domain/programmes.py). Whoever
asks is known to those who run it, and to nobody else (docs/adr/0023-discreet-networks.md).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, audit, home_views, members, outbox
from bot.domain.errors import InvalidInput, NotAllowed, NotFound
from bot.domain.rows import claimed, insert_new
from models import Member, Network, NetworkAsker, NetworkMember, NetworkRole, Openness, Why

AGAIN_AFTER = timedelta(days=30)
"""Who was told "not at the moment" may ask again after so long."""
MOST_SHOWN = 20


@dataclass(frozen=True)
class Asker:
    network: Network
    member: Member


async def put_in(session: AsyncSession, network: Network, member: Member, role: NetworkRole, now: datetime) -> bool:
    """Whether they were not in it yet. Whoever calls this knows that they may be."""
    return await insert_new(
        session,
        NetworkMember,
        workspace_id=network.workspace_id,
        network_id=network.id,
        member_id=member.id,
        role=role,
        shares=await members.shares_at_first(session, member),
        joined_at=now,
    )


async def ask(session: AsyncSession, network: Network, by: Member, now: datetime) -> bool:
    """Ask those who run it. Asking twice is asking once; False while it is too soon after a "not at the moment"."""
    row = await session.get(NetworkAsker, (network.id, by.id), populate_existing=True)
    if row is not None and row.not_now_at is not None:
        if now < row.not_now_at + AGAIN_AFTER:
            return False
        row.asked_at, row.not_now_at = now, None
    elif row is not None or not await insert_new(
        session, NetworkAsker, workspace_id=by.workspace_id, network_id=network.id, member_id=by.id, asked_at=now
    ):
        return True
    for one in await _run_by(session, network):
        await outbox.plan(
            session, "network.asked", one, about=_about(network), key=f"{by.id}:{now.isoformat()}", due=now, by=by.id
        )
        await home_views.touch(session, one)
    return True


async def _run_by(session: AsyncSession, network: Network) -> Sequence[Member]:
    roles = access.in_network(access.WELCOME)
    found = (
        select(Member)
        .join(NetworkMember, NetworkMember.member_id == Member.id)
        .where(NetworkMember.network_id == network.id, NetworkMember.role.in_(roles))
    )
    return (await session.scalars(found.order_by(Member.id))).all()


def _about(network: Network) -> tuple[str, int]:
    return "network", network.id


async def open_of(session: AsyncSession, member: Member) -> Collection[int]:
    """Ids of the networks that they asked to join and that have not answered."""
    mine = select(NetworkAsker.network_id).where(NetworkAsker.member_id == member.id, NetworkAsker.not_now_at.is_(None))
    return set(await session.scalars(mine))


async def take_back(session: AsyncSession, by: Member, network_id: int) -> Network:
    """Doing it twice is doing it once. Raises NotFound."""
    network = await session.scalar(
        select(Network).where(Network.workspace_id == by.workspace_id, Network.id == network_id)
    )
    if network is None:
        raise NotFound("network")
    mine = NetworkAsker.network_id == network.id, NetworkAsker.member_id == by.id, NetworkAsker.not_now_at.is_(None)
    if await claimed(session, delete(NetworkAsker).where(*mine)):
        for one in await _run_by(session, network):
            await home_views.touch(session, one)
    return network


async def take_back_all(session: AsyncSession, member: Member) -> None:
    """They leave or are gone."""
    await session.execute(
        delete(NetworkAsker).where(NetworkAsker.member_id == member.id).execution_options(synchronize_session=False)
    )


async def waiting(session: AsyncSession, reader: Member) -> Sequence[Asker]:
    """Who waits for an answer of the networks that `reader` runs, the longest waiting first."""
    rows = await session.execute(
        select(Network, Member)
        .join(NetworkAsker, NetworkAsker.network_id == Network.id)
        .join(Member, Member.id == NetworkAsker.member_id)
        .where(
            Network.workspace_id == reader.workspace_id,
            NetworkAsker.not_now_at.is_(None),
            access.networks(access.WELCOME, reader),
        )
        .order_by(NetworkAsker.asked_at, Member.id)
        .limit(MOST_SHOWN)
    )
    return [Asker(network, member) for network, member in rows]


async def waits(session: AsyncSession, network_id: int, member_id: int) -> bool:
    row = await session.get(NetworkAsker, (network_id, member_id))
    return row is not None and row.not_now_at is None


async def answer(
    session: AsyncSession, by: Member, network_id: int, member_id: int, *, welcome: bool, now: datetime
) -> Asker | None:
    """Welcome them, or not at the moment; they are told, never by whom. The first answer counts: None when there was
    one already, or they took it back. Raises NotAllowed, NotFound."""
    network = await _run(session, by, network_id)
    member = await members.by_id(session, by.workspace_id, member_id)
    open_ = (
        NetworkAsker.network_id == network.id, NetworkAsker.member_id == member.id, NetworkAsker.not_now_at.is_(None),
    )  # fmt: skip
    gone, told = delete(NetworkAsker).where(*open_), update(NetworkAsker).where(*open_).values(not_now_at=now)
    if not await claimed(session, gone if welcome else told):
        return None
    await _settle(session, network, member, welcome=welcome, now=now)
    return Asker(network, member)


async def _settle(session: AsyncSession, network: Network, member: Member, *, welcome: bool, now: datetime) -> None:
    if welcome:
        await put_in(session, network, member, NetworkRole.MEMBER, now)
    kind = "network.welcomed" if welcome else "network.not_now"
    await outbox.plan(session, kind, member, about=_about(network), key=now.isoformat(), due=now)
    for one in await _run_by(session, network):
        await home_views.touch(session, one)


async def _run(session: AsyncSession, by: Member, network_id: int) -> Network:
    mine = access.networks(access.WELCOME, by)
    found = select(Network).where(Network.workspace_id == by.workspace_id, Network.id == network_id, mine)
    network = await session.scalar(found)
    if network is None:
        raise NotAllowed(access.WELCOME.name)
    return network


async def change(
    session: AsyncSession, by: Member, network_id: int, openness: Openness, now: datetime
) -> tuple[Network, str | None]:
    """Say who may join, and return the channel that it had, when it has none any more. A network that opens welcomes
    whoever waits. Raises NotAllowed, also for a network that does not exist, and InvalidInput for a discreet network
    that others are in: they joined it because it is."""
    network = await changeable(session, by, network_id)
    if network.openness is openness:
        return network, None
    if network.openness is Openness.DISCREET and await _others(session, network, by):
        raise InvalidInput("openness", "stays_discreet")
    network.openness = openness
    audit.note(session, by.workspace_id, audit.OPENNESS_CHANGED, by=by, now=now, network_id=network.id)
    left = None
    if openness is Openness.DISCREET:
        left, network.channel_id = network.channel_id, None
        await outbox.cancel(session, by.workspace_id, f"network:{network.id}", Why.SUPERSEDED, ["network.announced"])
    if openness is Openness.OPEN:
        rows = select(Member).join(NetworkAsker, NetworkAsker.member_id == Member.id)
        for member in (await session.scalars(rows.where(NetworkAsker.network_id == network.id))).all():
            if await waits(session, network.id, member.id):
                await _settle(session, network, member, welcome=True, now=now)
        await session.execute(
            delete(NetworkAsker)
            .where(NetworkAsker.network_id == network.id)
            .execution_options(synchronize_session="fetch")
        )
    return network, left


async def _others(session: AsyncSession, network: Network, by: Member) -> bool:
    others = select(NetworkMember.member_id).where(
        NetworkMember.network_id == network.id, NetworkMember.member_id != by.id
    )
    return await session.scalar(others.limit(1)) is not None


async def changeable(session: AsyncSession, by: Member, network_id: int) -> Network:
    """Raises NotAllowed, for a network that does not exist too."""
    mine = access.networks(access.CHANGE_NETWORK, by)
    network = await session.scalar(
        select(Network).where(Network.workspace_id == by.workspace_id, Network.id == network_id, mine).with_for_update()
    )
    if network is None:
        raise NotAllowed(access.CHANGE_NETWORK.name)
    return network
