"""Published calendars are read again: when people are busy, and nothing else."""

import asyncio
from datetime import timedelta

import structlog
from sqlalchemy import func, select

from bot import published
from bot.domain.calendar import busy
from bot.domain.times import zone_of
from bot.domain.workspaces import served
from bot.runtime import Runtime
from bot.vault import Unreadable
from models import Calendar

log = structlog.get_logger()

EARLIEST = select(func.min(Calendar.busy_next_at)).where(served(Calendar.workspace_id))
AT_A_TIME = 2
"""Processes that read calendars at once."""


async def run(runtime: Runtime) -> int:
    async with runtime.db.begin() as session:
        due = await busy.to_read(session, runtime.now())
    room = asyncio.Semaphore(AT_A_TIME)

    async def one_by_one(one: busy.Published) -> None:
        async with room:
            await _read(runtime, one)

    await asyncio.gather(*(one_by_one(one) for one in due))
    return len(due)


async def _read(runtime: Runtime, one: busy.Published) -> None:
    now, settings = runtime.now(), runtime.settings
    try:
        address = busy.opened(settings.vault, one)
        content = await published.fetch(address, settings.calendar_origins)
        spans = await published.expand(content, now - timedelta(days=1), now + busy.AHEAD, zone_of(one.member).key)
    except published.Unreadable as error:
        problem = error.problem
    except Unreadable:
        problem = "locked"
    else:
        async with runtime.db.begin() as session:
            await busy.keep(session, one, spans, runtime.now())
        return
    log.info("busy.unreadable", problem=problem)
    async with runtime.db.begin() as session:
        await busy.note(session, one, problem, runtime.now())
