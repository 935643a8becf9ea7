"""Pairs whose rhythm says so are asked to book their next session."""

from sqlalchemy import func, select

from bot.domain import sessions
from bot.domain.rows import indexed
from bot.domain.workspaces import served
from bot.runtime import Runtime
from models import Pair, PairState
from models.pairs import RUNNING_PAIR

EARLIEST = select(func.min(Pair.prompt_at)).where(
    indexed(Pair, RUNNING_PAIR), Pair.state != PairState.PAUSED, served(Pair.workspace_id)
)


async def run(runtime: Runtime) -> int:
    now = runtime.now()
    async with runtime.db.begin() as session:
        due = await sessions.to_prompt(session, now)
        for pair in due:
            await sessions.prompt(session, pair, now)
    return len(due)
