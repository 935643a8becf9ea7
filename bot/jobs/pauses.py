"""A pause is over: whoever waits for what this person offers is told, and they of what they wait for themselves."""

from sqlalchemy import func, select

from bot.domain import members
from bot.domain.search import places
from bot.domain.workspaces import served
from bot.runtime import Runtime
from models import Member

EARLIEST = select(func.min(Member.paused_until)).where(Member.paused_until.is_not(None), served(Member.workspace_id))


async def run(runtime: Runtime) -> int:
    now = runtime.now()
    async with runtime.db.begin() as session:
        due = await members.pauses_over(session, now)
    for member_id in due:
        async with runtime.db.begin() as session:
            if await members.end_pause(session, member_id, now):
                await places.look_again(session, member_id, now)
    return len(due)
