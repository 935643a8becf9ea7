"""Pairs are looked after: pauses that are over, planned ends, long silence, and what is asked on the way."""

from sqlalchemy import func, select

from bot.domain import caring
from bot.domain.health import Weights
from bot.domain.workspaces import served
from bot.runtime import Runtime
from models import PairCare

EARLIEST = select(func.min(PairCare.look_at)).where(PairCare.look_at.is_not(None), served(PairCare.workspace_id))


async def run(runtime: Runtime) -> int:
    now, weights = runtime.now(), Weights.parse(runtime.settings.klik_health)
    async with runtime.db.begin() as session:
        due = await caring.due(session, now)
    for pair_id in due:
        async with runtime.db.begin() as session:
            await caring.look(session, pair_id, now, weights)
    return len(due)
