"""What jobs ask every minute, and what each decision withdraws, costs by what is open, not by all there ever was."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event

from bot.database import open_sessions
from bot.domain import introductions, lapses, outbox, outcomes, sessions
from bot.reads import open_reads
from bot.schedule import EARLIEST
from models import Why

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


async def test_no_job_goes_through_what_is_long_over(sqlite_url: str) -> None:
    asked: list[tuple[str, Any]] = []
    async with open_sessions(sqlite_url) as db, db.begin() as session:

        @event.listens_for(session.get_bind(), "before_cursor_execute")
        def _hear(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
            asked.append((statement, parameters))

        await outbox.cancel(session, "T1", "session:42", Why.MOVED)
        await outbox.cancel(session, "T1", "session:42", Why.MOVED, ["session.soon", "session.tomorrow"])
        await lapses.overdue(session, NOW)
        await introductions.due(session, NOW)
        await sessions.to_prompt(session, NOW)
        await outcomes.forgotten(session, NOW)
        await session.execute(EARLIEST)
        heard = list(asked)
        connection = await session.connection()
        plans = []
        for statement, parameters in heard:  # with the values bound, as they are in life
            lines = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.append("\n".join(str(line[-1]) for line in lines))
    assert len(plans) == 7
    assert all("ix_outbox_subject" in plan for plan in plans[:2]), plans[:2]
    for plan in plans:
        for table in ("outbox", "requests", "pairs", "sessions"):
            assert f"SCAN {table}" not in plan.replace(f"SCAN {table} USING", ""), plan


async def test_what_all_jobs_wait_for_is_asked_without_a_transaction(database_url: str) -> None:
    async with open_reads(database_url) as reads, reads.open() as rows:
        (found,) = await rows.rows(EARLIEST, {})
    assert set(found) == {None}
