"""Planned messages that are due go out."""

from bot import messages
from bot.delivery import next_due, pump
from bot.runtime import Runtime


async def run(runtime: Runtime) -> int:
    return await pump(runtime, messages.render)


next_at = next_due
