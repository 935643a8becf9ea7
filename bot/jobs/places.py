"""A place that was offered from a waiting list and not taken goes to whoever waits next."""

from bot.domain.search import places
from bot.runtime import Runtime

EARLIEST = places.EARLIEST


async def run(runtime: Runtime) -> int:
    now = runtime.now()
    async with runtime.db.begin() as session:
        due = await places.lapsed(session, now)
    for lapsed in due:
        async with runtime.db.begin() as session:
            await places.offer_on(session, lapsed, now)
    return len(due)
