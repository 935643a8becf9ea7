"""Alive and ready: one word for what is wrong, on every door, and an end to a process that only seems to live."""

import asyncio
import signal
import socket
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import text

from bot.health import Health
from bot.watch import Pulse, Watch
from bot.watchdog import LOOKS, SILENT_EXIT, Watchdog
from playground.server import Playground
from tests.test_cli import environment, free_port, klik, listening, workspace
from tests.world import World

__all__ = ["workspace"]


async def probe(url: str) -> tuple[int, dict[str, Any]]:
    """(status, words), once somebody listens there."""
    async with asyncio.timeout(30), aiohttp.ClientSession() as http:
        while True:
            try:
                async with http.get(url) as answer:
                    return answer.status, await answer.json()
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0)


def door(world: World) -> str:
    return str(world.playground.request_url).removesuffix("/slack/events")


async def test_ready_when_everything_is(world: World) -> None:
    assert await probe(f"{door(world)}/healthz") == (200, {"ok": True})
    words = {"ok": True, "database": "ok", "migrations": "ok", "scheduler": "off"}
    assert await probe(f"{door(world)}/readyz") == (200, words)
    async with world.klik.schedule.running():
        assert await probe(f"{door(world)}/readyz") == (200, words | {"scheduler": "ok"})


async def test_an_old_schema_is_not_ready_and_a_newer_one_is(world: World) -> None:
    """A newer one is what old replicas see while a new version is rolled out: they serve on."""
    for revision, status, word in (("0001", 503, "old"), ("9999", 200, "ok")):
        async with world.klik.runtime.db.begin() as session:
            await session.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
        answered, words = await probe(f"{door(world)}/readyz")
        assert (answered, words["migrations"]) == (status, word)


async def test_a_database_that_does_not_answer_is_not_ready(world: World) -> None:
    async with world.klik.runtime.db.begin() as session:
        await session.execute(text("DROP TABLE alembic_version"))
    status, words = await probe(f"{door(world)}/readyz")
    assert (status, words["database"], words["migrations"]) == (503, "unreachable", "unknown")
    assert set(words) == {"ok", "database", "migrations", "scheduler"}, "nothing else is told to whoever asks"
    assert await probe(f"{door(world)}/healthz") == (200, {"ok": True}), "it lives: starting it anew would not help"


class Still(Pulse):
    """A pulse whose last beat was long ago."""

    def silent_for(self) -> float:
        return 31.0


async def test_a_scheduler_that_is_silent_is_not_ready(world: World) -> None:
    watch = Watch()
    watch.pump = Still()
    known = world.klik.runtime
    health = Health(runtime=replace(known, watch=watch))
    assert (await health.parts())["scheduler"] == "off"
    with watch.pump.beating():
        assert (await health.parts())["scheduler"] == "silent"


async def test_who_is_told_to_stop_says_draining(world: World) -> None:
    world.klik.health.drain()
    assert await probe(f"{door(world)}/readyz") == (503, {"ok": False, "state": "draining"})
    assert (await probe(f"{door(world)}/healthz"))[0] == 200


def looks(dog: Watchdog, times: int) -> None:
    for _ in range(times):
        dog.look()


def test_the_watchdog_ends_what_is_silent_and_leaves_what_is_not_expected() -> None:
    pump, loop, ended = Pulse(), Pulse(), list[str]()
    dog = Watchdog({"loop": loop, "pump": pump}, limit=60, end=lambda: ended.append("end"))
    looks(dog, 5 * LOOKS)
    assert ended == [], "neither is expected"
    with loop.beating():
        for _ in range(5):
            looks(dog, LOOKS)
            loop.beat()
        assert ended == [], "the last beat was always less than a limit ago"
        with pump.beating():
            for _ in range(LOOKS):
                dog.look()
                loop.beat()
            assert ended == [], "one look sees the beat, and only what follows is silence"
            dog.look()
            assert ended == ["end"]
        for _ in range(2):
            loop.beat()
            looks(dog, LOOKS)
        assert len(ended) == 1, "who drains is not expected to pump"


@pytest.mark.parametrize("mode", ["http", "socket"])
async def test_a_process_is_watched_through_a_door_of_its_own(workspace: Playground, tmp_path: Path, mode: str) -> None:
    port = free_port()
    env = environment(workspace, tmp_path, PORT=str(free_port()), KLIK_METRICS_PORT=str(port))
    if mode == "socket":
        env["SLACK_APP_TOKEN"] = workspace.app_token
    async with klik("run", env=env, folder=tmp_path) as process:
        await listening(process)
        assert await probe(f"http://127.0.0.1:{port}/healthz") == (200, {"ok": True})
        status, words = await probe(f"http://127.0.0.1:{port}/readyz")
        assert (status, words["scheduler"]) == (200, "ok")
        async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{port}/metrics") as answer:
            assert "klik_outbox_oldest_due_seconds 0.0" in await answer.text()
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            assert await process.wait() in (0, -signal.SIGTERM)


async def test_a_port_for_figures_that_is_taken_is_said_in_a_sentence(workspace: Playground, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        env = environment(workspace, tmp_path, KLIK_METRICS_PORT=str(port), PORT=str(free_port()))
        async with klik("run", env=env, folder=tmp_path) as process:
            _, said = await process.communicate()
    assert process.returncode == 2
    assert f"KLIK_METRICS_PORT {port} cannot be used on 127.0.0.1" in said.decode()


async def test_a_process_whose_pump_hangs_ends_itself_and_says_why(workspace: Playground, tmp_path: Path) -> None:
    """Somebody else holds the database's lock for good: the pump waits, and nothing goes out."""
    env = environment(workspace, tmp_path, PORT=str(free_port()), KLIK_WATCHDOG_SECONDS="1.2")
    async with klik("run", env=env, folder=tmp_path) as process:
        await listening(process)
        with closing(sqlite3.connect(tmp_path / "klik.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            async with asyncio.timeout(30):
                _, said = await process.communicate()
    assert process.returncode == SILENT_EXIT
    assert '"silent": "pump"' in said.decode()
    assert "Thread 0x" in said.decode(), "where everything stood is written down"


async def test_a_blocked_loop_is_seen_from_outside_of_it(world: World) -> None:
    """The watchdog's thread looks on while the loop does not come round."""
    watch, ended = Watch(), list[str]()

    def end() -> None:
        ended.append("end")
        dog.stop()

    dog = Watchdog({"loop": watch.loop}, limit=0.12, end=end)
    with watch.loop.beating():
        dog.run()  # in this very thread: the loop stands still for as long as it runs
    assert ended == ["end"]
