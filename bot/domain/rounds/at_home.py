"""The rounds that stand on somebody's home tab."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import members
from bot.domain.rounds import abstaining, joining
from models import Member, Network, Round


@dataclass(frozen=True, kw_only=True)
class InRound:
    """A round that is not released, from the side of somebody who is in it or may be."""

    row: Round
    network: Network
    inside: bool


async def taking_part(session: AsyncSession, member: Member, now: datetime) -> Sequence[InRound]:
    """Calls that wait for an answer, those that close first first, then the rounds they are in. Whoever takes a break
    is asked nothing."""
    not_now = await abstaining.rounds_of(session, member)
    calls = [
        InRound(row=row, network=network, inside=inside)
        for row, network, inside in await joining.open_to(session, member, now)
        if inside or not (row.id in not_now or members.is_paused(member, now))
    ]
    waiting = await joining.waiting(session, member)
    matching = [InRound(row=row, network=network, inside=True) for row, network in waiting]
    return sorted((*calls, *matching), key=lambda one: one.inside)
