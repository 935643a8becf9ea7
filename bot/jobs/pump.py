"""Planned messages that are due go out."""

from bot import messages
from bot.delivery import pump
from bot.runtime import Runtime


async def run(runtime: Runtime) -> int:
    return await pump(runtime, messages.render)
