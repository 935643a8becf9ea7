"""Requests nobody answered in time expire, and their mentees are helped on."""

from sqlalchemy import func, select

from bot.domain import requests
from bot.domain.errors import AlreadyAnswered
from bot.runtime import Runtime
from models import Request

EARLIEST = select(func.min(Request.expires_at)).where(Request.state.in_(requests.OPEN))


async def run(runtime: Runtime) -> int:
    now = runtime.now()
    async with runtime.db.begin() as session:
        due = await requests.overdue(session, now)
    for request in due:
        try:
            async with runtime.db.begin() as session:
                await requests.expire(session, await session.merge(request), now)
        except AlreadyAnswered:
            continue  # answered, or expired by another replica, since the look
    return len(due)
