"""A pair as one of the two sees it: what screens about a pair begin with."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import pairs
from bot.domain.errors import NotYetAPair, PairEnded
from models import Member, Pair, PairState


@dataclass(frozen=True, kw_only=True)
class Side:
    pair: Pair
    me: Member
    partner: Member
    now: datetime

    @property
    def is_mentee(self) -> bool:
        return self.me.id == self.pair.mentee_id

    @property
    def is_together(self) -> bool:
        """Whether it clicked and has not ended: something can be agreed, written and signed off."""
        return self.pair.state in (PairState.ACTIVE, PairState.PAUSED)


async def of(session: AsyncSession, by: Member, pair_id: int, now: datetime, *, lock: bool = False) -> Side:
    """Also of a pair that has ended: what both wrote stays readable to both. Raises NotFound."""
    pair = await pairs.get(session, by, pair_id, lock=lock)
    return Side(pair=pair, me=by, partner=await pairs.partner(session, pair, by), now=now)


async def together(session: AsyncSession, by: Member, pair_id: int, now: datetime) -> Side:
    """For whoever changes something of a pair that runs; it is locked. Raises NotFound, NotYetAPair, PairEnded."""
    side = await of(session, by, pair_id, now, lock=True)
    if side.pair.state is PairState.ENDED:
        raise PairEnded
    if not side.is_together:
        raise NotYetAPair
    return side
