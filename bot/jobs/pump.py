"""Planned messages that are due go out."""

from bot import messages
from bot.delivery import EARLIEST, pump
from bot.runtime import Runtime

__all__ = ["EARLIEST", "run"]


async def run(runtime: Runtime) -> int:
    return await pump(runtime, messages.render)
