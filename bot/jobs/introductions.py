"""Introductions in which somebody never said whether it clicked part quietly."""

from sqlalchemy import func, select

from bot.domain import pairs
from bot.domain.workspaces import served
from bot.runtime import Runtime
from models import Pair, PairState

EARLIEST = select(func.min(Pair.answer_click_by)).where(Pair.state == PairState.INTRODUCTION, served(Pair.workspace_id))


async def run(runtime: Runtime) -> int:
    now = runtime.now()
    async with runtime.db.begin() as session:
        due = await pairs.unanswered(session, now)
    for pair_id in due:
        async with runtime.db.begin() as session:
            await pairs.part(session, pair_id, now)
    return len(due)
