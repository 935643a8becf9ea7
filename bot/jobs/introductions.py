"""Introductions in which somebody never said whether it clicked part quietly."""

from sqlalchemy import func, select

from bot.domain import pairs
from bot.domain.errors import PairEnded
from bot.runtime import Runtime
from models import Pair, PairState

EARLIEST = select(func.min(Pair.answer_click_by)).where(Pair.state == PairState.INTRODUCTION)


async def run(runtime: Runtime) -> int:
    now = runtime.now()
    async with runtime.db.begin() as session:
        due = await pairs.unanswered(session, now)
    for pair in due:
        try:
            async with runtime.db.begin() as session:
                await pairs.part(session, await session.merge(pair), now)
        except PairEnded:
            continue  # by another replica, since the look
    return len(due)
