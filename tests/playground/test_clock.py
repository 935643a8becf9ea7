import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from playground import Clock

NINE = datetime(2026, 11, 2, 9, tzinfo=UTC)


def test_standing_still_it_shows_what_it_was_set_to() -> None:
    clock = Clock(NINE, running=False)
    assert (clock.now(), clock.now().tzinfo) == (NINE, UTC)
    clock.advance(timedelta(days=1))
    assert clock.now() == NINE + timedelta(days=1)
    clock.travel_to(datetime.fromisoformat("2026-10-01T12:00:00+02:00"))
    assert clock.now() == datetime(2026, 10, 1, 10, tzinfo=UTC)


def test_running_it_goes_on_from_where_it_was_put() -> None:
    clock = Clock(NINE)
    clock.travel_to(NINE + timedelta(days=30))
    first = clock.now()
    assert timedelta(0) <= first - NINE - timedelta(days=30) < timedelta(seconds=5)
    assert clock.now() >= first
    assert abs(Clock().now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_it_can_be_stopped_and_started_where_it_is() -> None:
    clock = Clock(NINE, running=False)
    clock.running = True
    assert clock.running
    assert timedelta(0) <= clock.now() - NINE < timedelta(seconds=5)
    clock.running = False
    assert clock.now() == clock.now()


def test_it_needs_to_know_its_zone() -> None:
    with pytest.raises(ValueError, match="aware"):
        Clock(datetime(2026, 11, 2))  # noqa: DTZ001


async def test_who_sleeps_until_then_wakes_when_it_is_moved_there() -> None:
    clock = Clock(NINE, running=False)
    sleeping = asyncio.create_task(clock.sleep_until(NINE + timedelta(hours=1)))
    await asyncio.sleep(0)
    clock.advance(timedelta(minutes=59))
    await asyncio.sleep(0)
    assert not sleeping.done()
    clock.advance(timedelta(minutes=1))
    await asyncio.wait_for(sleeping, 1)
    await asyncio.wait_for(clock.sleep_until(NINE), 1)


async def test_a_running_clock_wakes_who_sleeps() -> None:
    clock = Clock(NINE)
    until = clock.now() + timedelta(milliseconds=20)
    await asyncio.wait_for(clock.sleep_until(until), 1)
    assert clock.now() >= until
