"""Sessions of which nobody said whether they were held are closed, and new times proposed."""

from sqlalchemy import func, select

from bot.domain import outcomes
from bot.domain.rows import indexed
from bot.domain.workspaces import served
from bot.runtime import Runtime
from models import MentoringSession, SessionState
from models.pairs import BOOKED_SESSION

EARLIEST = select(func.min(MentoringSession.starts_at)).where(
    MentoringSession.state == SessionState.BOOKED,
    indexed(MentoringSession, BOOKED_SESSION),
    served(MentoringSession.workspace_id),
)


async def run(runtime: Runtime) -> int:
    now = runtime.now()
    async with runtime.db.begin() as session:
        silent = await outcomes.forgotten(session, now)
        for meeting, pair in silent:
            await outcomes.forget(session, meeting, pair, now)
    return len(silent)
