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
from bot.simulation.census import Census, Messages, messages
from bot.simulation.forgotten import Forgotten, forgotten_pairs, told
from bot.simulation.moves import KINDS, Moves
from bot.simulation.year import BEGINS, FEW, SHORT, Year
from models import EndReason, Member, Outbox, OutboxState, Pair, PairState
from tests import databases

DAYS = 21


async def test_three_weeks_of_a_crowd_break_no_rule(database_url: str) -> None:
    said: list[str] = []
    year = await simulate(24, DAYS, 4, database_url, said.append)
    against = {rule: found for rule, found in report.verdicts(year) if found}
    assert not against
    assert year.days[-1].requests.total() > 3
    assert year.messages.states[OutboxState.SENT] > 20
    assert "members" in said[-1]
    assert year.moves.taken["request"]["pending", "accepted"] > 0
    assert year.effort.deeds > 50
    assert year.effort.exchanges > year.messages.states[OutboxState.SENT]

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
        found = await messages(session, ends, Counter())
        assert found.nowhere > 20
        assert found.at_night["session.book"] > 2
        assert found.third["session.book"] > 0
        await session.execute(update(Pair).values(introduced_at=BEGINS - timedelta(days=99), active_since=None))
        await session.execute(update(Outbox).values(subject="nothing:1"))
        running = set(await session.scalars(select(Pair.id).where(Pair.state != PairState.ENDED)))
        found_pairs = await forgotten_pairs(session, ends + timedelta(days=99))
        assert found_pairs == running != set()
        stories = [one.story for one in await told(session, found_pairs, ends)]
        assert all("mentor" in story and "Europe/" in " ".join(stories) for story in stories)


async def test_the_same_seed_is_the_same_year(sqlite_url: str, request: pytest.FixtureRequest) -> None:
    with databases.of(request.config).fresh("sqlite") as another_url:
        one, other = [await simulate(12, 8, 7, url, lambda _: None) for url in (sqlite_url, another_url)]
    assert one.days == other.days
    assert one.messages == other.messages
    assert one.effort.exchanges == other.effort.exchanges


def everything() -> Moves:
    """A year in which everything happened."""
    moves = Moves(endings=Counter(map(str, EndReason)))
    for name, kind in KINDS.items():
        moves.note({name: dict(enumerate(map(str, kind.states)))})
        moves.note({name: dict.fromkeys(range(len(kind.states)), str(next(iter(kind.ends))))})
    return moves


def never(name: str, state: str) -> Moves:
    moves = everything()
    moves.reached[name].discard(state)
    return moves


def for_ever(name: str, state: str) -> Moves:
    moves = everything()
    moves.taken[name] = Counter({way: count for way, count in moves.taken[name].items() if way[0] != state})
    return moves


CENSUS = Census(0, 3, Counter(), Counter(), Counter(), 0)
SENT = Counter(report.ALWAYS_SENT)


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        ({"forgotten": {7: Forgotten(7, "pair 7: active")}}, "No pair is forgotten"),
        ({"violations": ["a block too many"]}, "Slack would have taken everything"),
        ({"messages": Messages(kinds=SENT, stuck=1)}, "Every planned message was sent once"),
        ({"messages": Messages(kinds=SENT, unexplained=1)}, "Every planned message was sent once"),
        ({"messages": Messages(kinds=SENT, twice=1)}, "Every planned message was sent once"),
        ({"messages": Messages(kinds=SENT, at_night=Counter(["session.book"]))}, "Nobody is messaged outside"),
        ({"messages": Messages()}, "Every nudge about requests, pairs and sessions was needed once"),
        ({"moves": never("pair", "paused")}, "Every state is reached, and left again: no pair was ever paused"),
        ({"moves": for_ever("request", "more_info")}, "Every state is reached, and left again: no request was more"),
        ({"moves": Moves()}, "Every state is reached, and left again"),
    ],
)
def test_a_year_that_breaks_a_rule_fails(broken: dict[str, object], rule: str) -> None:
    whole = {"days": [CENSUS] * SHORT, "messages": Messages(kinds=SENT), "moves": everything()}
    assert report.show(Year(FEW, **whole), Console(file=StringIO()))  # type: ignore[arg-type]
    printed = StringIO()
    assert not report.show(Year(FEW, **{**whole, **broken}), Console(file=printed, width=200))  # type: ignore[arg-type]
    assert f"✗ {rule}" in printed.getvalue()


def test_a_few_weeks_need_not_have_everything() -> None:
    printed = StringIO()
    assert report.show(Year(FEW, days=[CENSUS] * 21, moves=never("pair", "paused")), Console(file=printed, width=999))
    assert "Too few people or days to expect it: no pair was ever paused" in printed.getvalue()


def test_pairs_over_time_are_drawn() -> None:
    days = [
        Census(day, 9, Counter(), Counter({"introduction": 4, "active": day, "ended": 99}), Counter(), 0)
        for day in range(146)
    ]
    drawn = report.drawn(days)
    assert "  147 " in drawn
    assert drawn.count("█") > drawn.count("░") > 0
    assert max(map(len, drawn.splitlines())) <= 80
