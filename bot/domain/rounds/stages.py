"""Where a round may go from where it is. Nothing else changes `Round.state`."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import RoundIsBusy, RoundMoved
from bot.domain.rounds import showing
from bot.domain.rows import claimed
from models import Round, RoundState

S = RoundState
MOVES: Mapping[RoundState, frozenset[RoundState]] = {
    S.DRAFT: frozenset((S.OPEN, S.CLOSED)),
    S.OPEN: frozenset((S.PREVIEW, S.CLOSED)),
    S.PREVIEW: frozenset((S.OPEN, S.RELEASED, S.CLOSED)),
    S.RELEASED: frozenset((S.RUNNING, S.CLOSED)),
    S.RUNNING: frozenset((S.CLOSED,)),
    S.CLOSED: frozenset(),
}
"""From a draft to the call, the preview, the release (in waves), the months it runs, and its end. The call may be
opened again while nothing is released; calling a round off is closing it early."""
BEFORE_RELEASE = frozenset((S.DRAFT, S.OPEN, S.PREVIEW))
OUT = frozenset((S.RELEASED, S.RUNNING, S.CLOSED))
GIVEN_UP = timedelta(minutes=15)
"""After so long a matching that never came back has died, and keeps nobody from anything."""


async def move(session: AsyncSession, row: Round, to: RoundState, **also: Any) -> None:
    """Claim the step; of two who take it one wins. Raises RoundMoved, for a step that there is not too."""
    came_from = [state for state, onward in MOVES.items() if to in onward]
    if not await claimed(
        session,
        update(Round).where(Round.id == row.id, Round.state.in_(came_from)).values(state=to, **also),
    ):
        await session.refresh(row)
        raise RoundMoved(row.state)
    await session.refresh(row)
    await showing.to_all(session, row)


def check(row: Round, *allowed: RoundState) -> None:
    """Raises RoundMoved unless the round is in one of these states."""
    if row.state not in allowed:
        raise RoundMoved(row.state)


async def look_at(session: AsyncSession, row: Round, when: datetime | None) -> None:
    """When the job looks at it next."""
    row.next_at = when
    await session.flush()


def check_quiet(row: Round, now: datetime) -> None:
    """Raises RoundIsBusy while a matching is under way."""
    if row.working_since is not None and row.working_since >= now - GIVEN_UP:
        raise RoundIsBusy
