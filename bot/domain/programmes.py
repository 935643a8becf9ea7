"""Which programme a pair belongs to: the networks that both of them are in.

The other way round, who runs such a network may help the pair along; a pair that shares no network is the workspace
admins' to help. A network that only one of the two is in never learns of the other through the pair. A discreet network
is nobody's programme: neither of the two may learn through it that the other one is in it.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain import access
from bot.domain.access import Permission
from bot.domain.rows import once
from models import Member, Network, NetworkMember, Openness, Pair


async def of(session: AsyncSession, pair: Pair) -> Sequence[Network]:
    """The networks of a pair, the oldest first."""
    found: Sequence[Network] = (await session.scalars(*_shared(pair.mentor_id, pair.mentee_id))).all()
    return found


@once
def _shared(mentor_id: int, mentee_id: int) -> Select[Network]:
    mine, theirs = aliased(NetworkMember), aliased(NetworkMember)
    return (
        select(Network)
        .join(mine, and_(mine.network_id == Network.id, mine.member_id == mentor_id))
        .join(theirs, and_(theirs.network_id == Network.id, theirs.member_id == mentee_id))
        .where(Network.openness != Openness.DISCREET)
        .order_by(Network.id)
    )


async def run_by(session: AsyncSession, by: Member, pair: Pair, permission: Permission) -> Network | None:
    """The network through which `by` may do something for the pair; None for a workspace admin whose pair has none,
    and for whoever may not."""
    mine = access.networks(permission, by) if not by.is_admin else None
    for network in await of(session, pair):
        if mine is None or await session.scalar(select(Network.id).where(Network.id == network.id, mine)):
            return network
    return None


async def helpers(session: AsyncSession, pair: Pair, permission: Permission) -> Sequence[Member]:
    """Everybody who may help the pair: the other way round of helped_by()."""
    networks = [network.id for network in await of(session, pair)]
    inside = (NetworkMember.member_id == Member.id, NetworkMember.network_id.in_(networks))
    runs = exists().where(*inside, NetworkMember.role.in_(access.in_network(permission)))
    found = (
        select(Member)
        .where(Member.workspace_id == pair.workspace_id, Member.deactivated_at.is_(None), Member.left_at.is_(None))
        .where(Member.id.not_in((pair.mentor_id, pair.mentee_id)), runs if networks else Member.is_admin)
        .order_by(Member.id)
    )
    return (await session.scalars(found)).all()


def helped_by(permission: Permission, by: Member) -> ColumnElement[bool]:
    """The pairs `by` may help, as a condition on Pair: in a network they run, and never one they are in themselves."""
    mine, theirs = aliased(NetworkMember), aliased(NetworkMember)
    inside = (
        exists()
        .where(mine.member_id == Pair.mentor_id, theirs.member_id == Pair.mentee_id)
        .where(mine.network_id == theirs.network_id, Network.id == mine.network_id)
        .where(Network.openness != Openness.DISCREET)
    )
    run = select(NetworkMember.network_id).where(
        NetworkMember.member_id == by.id, NetworkMember.role.in_(access.in_network(permission))
    )
    through = inside.where(mine.network_id.in_(run))
    allowed = or_(through, ~inside) if by.is_admin else through
    return and_(allowed, Pair.mentor_id != by.id, Pair.mentee_id != by.id)
