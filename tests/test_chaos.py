"""`make chaos` in small: real workers, killed and started again, and nothing is lost or doubled."""

import asyncio

import pytest

from bench.chaos.plan import Fault, Plan
from bench.chaos.run import Run


@pytest.mark.parametrize("seed", [7])
async def test_nothing_is_lost_or_doubled_under_fire(database_url: str, seed: int) -> None:
    """Ten times as fast as by day, so that leases and back-offs take seconds; without calls that hang."""
    workers = 1 if database_url.startswith("sqlite") else 2
    plan = Plan(seed=seed, messages=120, workers=workers, kills=3, speed=10, hangs=False)
    async with asyncio.timeout(400):
        result = await Run(plan, database_url, per_minute=3000, away=1).run()
    assert (result.lost, result.doubled, result.over_the_cap, result.unrecorded) == ([], [], 0, 0)
    assert (len(plan.with_file), result.files_lost, result.files_doubled) == (result.files, [], [])
    assert result.files >= 5
    assert result.arrived >= plan.messages - 10
    assert result.kills >= 1
    assert result.is_clean


def test_the_plan_hangs_on_the_seed_alone() -> None:
    one, same, other = (Plan(seed=seed, messages=2000, workers=3) for seed in (1, 1, 2))
    assert one.letters == same.letters != other.letters
    assert one.killed_at == same.killed_at != other.killed_at
    assert len(one.killed_at) >= 10
    assert set(one.killed_at.values()) == {0, 1, 2}
    drawn = [one.fault(f"post {number}", 1) for number in range(4000)]
    assert drawn == [same.fault(f"post {number}", 1) for number in range(4000)]
    assert {fault for fault in drawn if fault is not None} == set(Fault)


def test_what_must_arrive_is_counted_rightly() -> None:
    plan = Plan(seed=1, messages=2000, workers=1)
    assert len(plan.letters) == 2000 + len(plan.one_too_many)
    assert len(plan.one_too_many) == 48
    assert len(plan.expected) == 2000 - 2 * len(plan.one_too_many)
    assert all(len(keys) == 3 for keys in plan.one_too_many.values())
