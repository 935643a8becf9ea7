"""Requests nobody answered in time expire, and their mentees are helped on."""

from sqlalchemy import func, select

from bot.domain import lapses
from bot.domain.rows import indexed
from bot.domain.workspaces import served
from bot.runtime import Runtime
from models import Request
from models.requests import OPEN_REQUEST

EARLIEST = select(func.min(Request.expires_at)).where(indexed(Request, OPEN_REQUEST), served(Request.workspace_id))


async def run(runtime: Runtime) -> int:
    now = runtime.now()
    async with runtime.db.begin() as session:
        due = await lapses.overdue(session, now)
    for request_id in due:
        async with runtime.db.begin() as session:
            await lapses.expire(session, request_id, now)
    return len(due)
