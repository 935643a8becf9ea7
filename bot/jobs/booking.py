"""Pairs whose rhythm says so are asked to book their next session; sessions nobody spoke of again are closed."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import sessions
from bot.runtime import Runtime
from models import MentoringSession, Pair, PairState, SessionState


async def run(runtime: Runtime) -> int:
    now = runtime.now()
    async with runtime.db.begin() as session:
        silent = await sessions.forgotten(session, now)
        for meeting, pair in silent:
            await sessions.forget(session, meeting, pair, now)
    async with runtime.db.begin() as session:
        due = await sessions.to_prompt(session, now)
        for pair in due:
            await sessions.prompt(session, pair, now)
    return len(silent) + len(due)


async def next_at(session: AsyncSession) -> datetime | None:
    prompt = await session.scalar(
        select(func.min(Pair.prompt_at)).where(Pair.state.in_((PairState.INTRODUCTION, PairState.ACTIVE)))
    )
    oldest = await session.scalar(
        select(func.min(MentoringSession.starts_at)).where(MentoringSession.state == SessionState.BOOKED)
    )
    moments = [prompt, oldest + sessions.FORGOTTEN_AFTER if oldest is not None else None]
    return min((moment for moment in moments if moment is not None), default=None)
