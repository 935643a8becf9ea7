"""Tokens that expire are renewed before they do."""

from sqlalchemy import func, select

from bot.runtime import Runtime
from models import Installation

EARLIEST = select(func.min(Installation.renew_at))


async def run(runtime: Runtime) -> int:
    return await runtime.workspaces.renew()
