"""The outcome of introductions, told to both at one moment: a pair when both said yes, kindly not when somebody said no
or nothing, or when it never came to a first talk."""

from sqlalchemy import func, select

from bot.domain import introductions
from bot.domain.rows import indexed
from bot.domain.workspaces import served
from bot.runtime import Runtime
from models import Pair, PairState
from models.pairs import INTRODUCED

EARLIEST = select(func.min(Pair.outcome_at)).where(
    Pair.state == PairState.INTRODUCTION, indexed(Pair, INTRODUCED), served(Pair.workspace_id)
)


async def run(runtime: Runtime) -> int:
    now = runtime.now()
    async with runtime.db.begin() as session:
        due = await introductions.due(session, now)
    for pair_id in due:
        async with runtime.db.begin() as session:
            await introductions.decide(session, pair_id, now)
    return len(due)
