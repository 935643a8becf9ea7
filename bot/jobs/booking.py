"""Pairs whose rhythm says so are asked to book their next session."""

from sqlalchemy import func, select

from bot.domain import sessions
from bot.domain.workspaces import served
from bot.runtime import Runtime
from models import Pair, PairState

EARLIEST = select(func.min(Pair.prompt_at)).where(
    Pair.state.in_((PairState.INTRODUCTION, PairState.ACTIVE)), served(Pair.workspace_id)
)


async def run(runtime: Runtime) -> int:
    now = runtime.now()
    async with runtime.db.begin() as session:
        due = await sessions.to_prompt(session, now)
        for pair in due:
            await sessions.prompt(session, pair, now)
    return len(due)
