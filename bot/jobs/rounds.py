"""Rounds go on by themselves: a call closes, introductions begin, halfway and the end are told to those who run it."""

from sqlalchemy import func, select

from bot.domain.rounds import releasing, timetable
from bot.domain.rounds.releasing import FellThrough
from bot.domain.workspaces import served
from bot.runtime import Runtime
from models import Round, RoundState

EARLIEST = select(func.min(Round.next_at)).where(
    Round.next_at.is_not(None), Round.state != RoundState.CLOSED, served(Round.workspace_id)
)


async def run(runtime: Runtime) -> int:
    now = runtime.now()
    async with runtime.db.begin() as session:
        due = await timetable.due(session, now)
    for round_id in due:
        async with runtime.db.begin() as session:
            matches = await timetable.look(session, round_id, now)
        for match_id in matches:
            await _introduce(runtime, match_id)
        async with runtime.db.begin() as session:
            await releasing.go_on(session, round_id, now)
    return len(due)


async def _introduce(runtime: Runtime, match_id: int) -> None:
    """One that cannot begin keeps no other from beginning."""
    now = runtime.now()
    try:
        async with runtime.db.begin() as session:
            await releasing.introduce(session, match_id, now)
    except FellThrough as error:
        async with runtime.db.begin() as session:
            await releasing.fell_through(session, match_id, error.code, now)
