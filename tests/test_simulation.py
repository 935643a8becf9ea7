"""`klik simulate`: a crowd lives on its screens, and the rows tell what did not hold."""

from collections import Counter
from datetime import date, time, timedelta
from io import StringIO

import pytest
from rich.console import Console
from sqlalchemy import func, select, update

from bot.database import open_sessions
from bot.domain import times
from bot.simulation import report, simulate
from bot.simulation.census import Census, Messages, forgotten_pairs, messages
from bot.simulation.year import BEGINS, Year
from models import Member, Outbox, OutboxState, Pair, PairState, RequestState, SessionState

DAYS = 21


async def test_three_weeks_of_a_crowd_break_no_rule(database_url: str) -> None:
    said: list[str] = []
    year = await simulate(24, DAYS, 4, database_url, said.append)
    against = {rule: found for rule, found in report.verdicts(year) if rule != "Every state is reached"}
    assert not any(against.values()), against
    assert year.days[-1].requests.total() > 3
    assert year.messages.states[OutboxState.SENT] > 20
    assert "members" in said[-1]

    # And what is broken is seen.
    ends = BEGINS + timedelta(days=DAYS)
    async with open_sessions(database_url) as db, db.begin() as session:
        assert not await forgotten_pairs(session, ends)
        busiest = select(Outbox.member_id).group_by(Outbox.member_id).order_by(func.count().desc()).limit(1)
        one = (await session.scalars(select(Member).where(Member.id == busiest.scalar_subquery()))).one()
        night = times.instant(date(2026, 1, 14), time(3), times.zone_of(one))
        nudges = (
            update(Outbox)
            .where(Outbox.member_id == one.id)
            .values(kind="session.book", state=OutboxState.SENT, sent_at=night)
        )
        await session.execute(nudges)
        found = await messages(session, ends)
        assert found.at_night["session.book"] > 2
        assert found.third_nudges["session.book"] > 0
        await session.execute(update(Pair).values(introduced_at=BEGINS - timedelta(days=99), active_since=None))
        await session.execute(update(Outbox).values(subject="nothing:1"))
        running = set(await session.scalars(select(Pair.id).where(Pair.state != PairState.ENDED)))
        assert await forgotten_pairs(session, ends + timedelta(days=99)) == running != set()


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        ({"forgotten": {7}}, "No pair is forgotten"),
        ({"violations": ["a block too many"]}, "Slack would have taken everything"),
        ({"messages": Messages(stuck=1)}, "Every planned message is sent, expired or withdrawn, or still to come"),
        ({"messages": Messages(at_night=Counter({"session.book": 1}))}, "Nobody is messaged outside the hours"),
        ({"days": [Census(0, 1, Counter(), Counter(), Counter(), 0)]}, "Every state is reached"),
    ],
)
def test_a_year_that_breaks_a_rule_fails(broken: dict[str, object], rule: str) -> None:
    everything = Census(
        0, 3, Counter(map(str, RequestState)), Counter(map(str, PairState)), Counter(map(str, SessionState)), 0
    )
    assert report.show(Year(3, [everything]), Console(file=StringIO()))
    printed = StringIO()
    assert not report.show(Year(3, **{"days": [everything], **broken}), Console(file=printed, width=200))  # type: ignore[arg-type]
    assert f"✗ {rule}" in printed.getvalue()


def test_pairs_over_time_are_drawn() -> None:
    days = [
        Census(day, 9, Counter(), Counter({"introduction": 4, "active": day, "ended": 99}), Counter(), 0)
        for day in range(146)
    ]
    drawn = report.drawn(days)
    assert "  147 " in drawn
    assert drawn.count("█") > drawn.count("░") > 0
    assert max(map(len, drawn.splitlines())) <= 80
