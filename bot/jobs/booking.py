"""Pairs whose rhythm says so are asked to book their next session."""

from bot.domain import sessions
from bot.runtime import Runtime


async def run(runtime: Runtime) -> int:
    now = runtime.now()
    async with runtime.db.begin() as session:
        due = await sessions.to_prompt(session, now)
        for pair in due:
            await sessions.prompt(session, pair, now)
    return len(due)
