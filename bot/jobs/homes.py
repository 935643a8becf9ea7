"""Home tabs on which something has changed are drawn anew."""

from bot import homes
from bot.domain.home_views import EARLIEST
from bot.runtime import Runtime

__all__ = ["EARLIEST", "run"]


async def run(runtime: Runtime) -> int:
    return await homes.refresh(runtime)
