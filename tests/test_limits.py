"""How often one person may do what costs much, and what they read when it was too often."""

from datetime import UTC, datetime, timedelta

import pytest

from bot import limits
from bot.config import load_settings
from bot.domain.errors import TooOften
from bot.limits import Limit, Limits
from handlers.registry import registry
from tests.hands import asks, modal, typed
from tests.world import World

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def some(**settings: int) -> Limits:
    return Limits(load_settings(_env_file=None, **settings))


def test_a_burst_then_as_quickly_as_it_fills() -> None:
    mine = some(klik_searches_per_minute=6)
    for _ in range(6):
        mine.take(Limit.SEARCHES, "T1", "U1", NOW)
    with pytest.raises(TooOften) as refused:
        mine.take(Limit.SEARCHES, "T1", "U1", NOW)
    assert refused.value.seconds == 10
    with pytest.raises(TooOften) as refused:
        mine.take(Limit.SEARCHES, "T1", "U1", NOW + timedelta(seconds=9))
    assert refused.value.seconds == 1
    mine.take(Limit.SEARCHES, "T1", "U1", NOW + timedelta(seconds=10))
    with pytest.raises(TooOften):
        mine.take(Limit.SEARCHES, "T1", "U1", NOW + timedelta(seconds=10))
    for _ in range(6):
        mine.take(Limit.SEARCHES, "T1", "U1", NOW + timedelta(hours=5))
    with pytest.raises(TooOften):
        mine.take(Limit.SEARCHES, "T1", "U1", NOW + timedelta(hours=5))


def test_each_person_kind_and_workspace_has_its_own() -> None:
    mine = some(klik_searches_per_minute=1)
    mine.take(Limit.SEARCHES, "T1", "U1", NOW)
    mine.take(Limit.SEARCHES, "T1", "U2", NOW)
    mine.take(Limit.SEARCHES, "T2", "U1", NOW)
    mine.take(Limit.FIGURES, "T1", "U1", NOW)
    with pytest.raises(TooOften):
        mine.take(Limit.SEARCHES, "T1", "U1", NOW)


def test_zero_is_no_limit_and_a_clock_set_back_takes_nothing() -> None:
    free = some(klik_searches_per_minute=0)
    for _ in range(1000):
        free.take(Limit.SEARCHES, "T1", "U1", NOW)
    mine = some(klik_searches_per_minute=2)
    mine.take(Limit.SEARCHES, "T1", "U1", NOW)
    mine.take(Limit.SEARCHES, "T1", "U1", NOW - timedelta(hours=1))
    with pytest.raises(TooOften):
        mine.take(Limit.SEARCHES, "T1", "U1", NOW - timedelta(hours=1))


def test_memory_is_bounded() -> None:
    mine = some()
    for number in range(limits.MOST_REMEMBERED + 100):
        mine.take(Limit.SEARCHES, "T1", f"U{number}", NOW)
    assert len(mine) == limits.MOST_REMEMBERED


def test_what_costs_much_has_a_limit() -> None:
    limited = {name for table in registry.tables().values() for name, handler in table.items() if handler.limit}
    assert {"find", "stats", "find_form", "stats_of", "ask_form", "more_form", "add_form", "network_form"} <= limited


async def test_searching_without_end_is_answered_with_how_long_to_wait(world: World) -> None:
    esra = world.esra
    for _ in range(30):
        assert "a lot in a short while" not in await typed(esra, "/mentor find kubernetes")
    assert "Try again in 2 seconds" in await typed(esra, "/mentor find kubernetes")
    assert "a lot in a short while" not in await typed(world.dana, "/mentor find kubernetes")
    assert "Hello, I am Klik" in await typed(esra, "/mentor help")
    world.clock.advance(timedelta(seconds=2))
    assert "a lot in a short while" not in await typed(esra, "/mentor find kubernetes")
    bram = world.bram
    for _ in range(30):
        await typed(bram, "/mentor zoek kubernetes")
    assert "Probeer het over 2 seconden opnieuw" in await typed(bram, "/mentor zoek kubernetes")


async def test_too_many_questions_keep_the_form_open_with_what_was_typed(world: World) -> None:
    ada, esra = world.ada, world.esra
    await world.joins(ada, mentor="Kubernetes", capacity=3)
    await world.joins(esra, mentee="Kubernetes")
    for _ in range(30):
        assert await asks(esra, "Ada") == {}
        await esra.close()
        await esra.click("Withdraw", within=await esra.command("/mentor requests"))
        world.clock.advance(timedelta(seconds=3))
    (complaint,) = (await asks(esra, "Ada")).values()
    assert "That was a lot in a short while" in complaint
    assert "How do I size a cluster" in modal(esra)
