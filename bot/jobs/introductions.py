"""Introductions in which somebody never said whether it clicked part quietly."""

from bot.domain import pairs
from bot.domain.errors import PairEnded
from bot.runtime import Runtime


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
