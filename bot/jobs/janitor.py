"""By night: messages that are settled and old are forgotten."""

from datetime import timedelta

from sqlalchemy import CursorResult, delete

from bot.runtime import Runtime
from models import Outbox, OutboxState

KEPT = timedelta(days=120)
SETTLED = (OutboxState.SENT, OutboxState.EXPIRED, OutboxState.CANCELLED)


async def run(runtime: Runtime) -> int:
    async with runtime.db.begin() as session:
        result = await session.execute(
            delete(Outbox).where(Outbox.state.in_(SETTLED), Outbox.due_at < runtime.now() - KEPT)
        )
    return result.rowcount if isinstance(result, CursorResult) else 0
