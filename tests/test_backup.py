"""A backup is made while people use Klik, and put back by the scripts of docs/deploy: the story goes on."""

import asyncio
import os
import shutil
import sqlite3
import stat
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from bot.app import create_app
from bot.backup import back_up
from bot.config import SettingsError, load_settings
from playground.clock import Clock
from playground.hosting import Host
from playground.person import Person
from playground.server import Playground
from tests import databases
from tests.hands import asks, letters, pair_up, typed
from tests.people import enlist
from tests.postgres import find
from tests.test_cli import KLIK
from tests.world import MANIFEST, TUESDAY, World, says

ROOT = Path(__file__).parents[1]
SCRIPTS = ROOT / "docs" / "deploy"


def tools() -> Path | None:
    """The folder of PostgreSQL's own tools: that of the server, or whatever is on the PATH."""
    server = find()
    found = shutil.which("pg_dump", path=str(server.binaries)) if server and server.binaries else None
    found = found or shutil.which("pg_dump")
    return Path(found).parent if found else None


@pytest.fixture(params=databases.BACKENDS)
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """(where Klik runs, an empty place to restore to)."""
    fresh = databases.of(request.config).fresh
    if request.param == "sqlite":
        with fresh("sqlite") as url:
            yield url, f"sqlite+aiosqlite:///{tmp_path / 'restored.db'}"
        return
    if tools() is None:
        assert not os.environ.get("CI"), "CI tries every backup"
        pytest.skip("pg_dump was not found on this machine")
    with fresh("postgresql") as url, fresh("postgresql") as other:
        with psycopg.connect(plain(other), autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        yield url, other


def plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


@asynccontextmanager
async def running(playground: Playground, people: dict[str, Person], clock: Clock, url: str) -> AsyncIterator[World]:
    """Klik on a database, in a workspace that was there before it and stays after it."""
    settings = load_settings(
        _env_file=None,
        slack_bot_token=playground.bot_token,
        slack_signing_secret=playground.signing_secret,
        slack_api_url=playground.api_url,
        database_url=url,
    )
    async with create_app(settings, clock.now) as klik, Host(klik.web) as host:
        playground.request_url = f"{host.url}/slack/events"
        yield World(playground=playground, klik=klik, clock=clock, people=people, via="http")
        await playground.settled()


async def script(name: str, *arguments: str, url: str, folder: Path) -> tuple[int, str]:
    """(exit code, everything printed) of a script of docs/deploy, as an operator runs it."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "KLIK_", "DATABASE_"))}
    path = os.pathsep.join([str(KLIK.parent), *([str(tools())] if tools() else []), own.get("PATH", os.defpath)])
    process = await asyncio.create_subprocess_exec(
        "sh", str(SCRIPTS / name), *arguments, cwd=folder, env=own | {"PATH": path, "DATABASE_URL": url},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode()


async def backed_up(url: str, folder: Path) -> Path:
    code, said = await script("backup.sh", str(folder / "backups"), url=url, folder=folder)
    assert code == 0, said
    (made,) = (folder / "backups").iterdir()
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    # The script names it by the machine's clock; the story has one of its own.
    return made.rename(made.with_name(f"klik-{TUESDAY:%Y%m%dT%H%M%SZ}{made.suffix}"))


async def restored(backup: Path, url: str, folder: Path, clock: Clock) -> tuple[int, str]:
    return await script("restore.sh", str(backup), "--at", clock.now().isoformat(), url=url, folder=folder)


async def test_the_story_goes_on_after_a_restore(places: tuple[str, str], tmp_path: Path) -> None:
    before, after = places
    clock = Clock(TUESDAY, running=False)
    async with Playground(MANIFEST, clock=clock) as playground:
        people = enlist(playground)
        async with running(playground, people, clock, before) as world:
            ada, bram, esra, finn = world.ada, world.bram, world.esra, world.finn
            await world.joins(ada, mentor="Kubernetes", capacity=3)
            for mentee in (bram, esra, finn):
                await world.joins(mentee, mentee="Kubernetes")
            await pair_up(world, ada, esra)
            await world.passes(days=1)
            assert await asks(finn, "Ada") == {}  # planned, and not sent yet
            backup, *_ = await asyncio.gather(
                backed_up(before, tmp_path), *(esra.command("/mentor find kubernetes") for _ in range(10))
            )
            await world.passes(hours=1)  # sent, after the backup was made
            assert len(letters(ada, "@Finn Fischer asks")) == 1
            planned = len(letters(esra))
        # And now the machine is lost.
        clock.advance(TUESDAY.replace(hour=11) - clock.now())
        code, said = await script(
            "restore.sh", str(backup), "--at", clock.now().isoformat(), url=after, folder=tmp_path
        )
        assert code == 0, said
        assert "looked up in Slack before they are sent" in said
        async with running(playground, people, clock, after) as world:
            await world.settle()
            await world.passes(hours=2)
            assert len(letters(world.ada, "@Finn Fischer asks")) == 1, "sent before the loss, so not again"
            assert len(letters(world.esra)) == planned
            assert "Ada" in await typed(world.esra, "/mentor sessions")
            # What was sent before still works: the same buttons, on the restored rows.
            await world.ada.click("Accept", within=letters(world.ada, "@Finn Fischer asks")[0])
            await world.settle()
            assert letters(world.finn, "says yes to a first talk")
            assert "Ada" in says(world.finn)
        assert playground.workspace.violations == []


async def test_what_was_planned_for_later_comes_once_after_a_restore(places: tuple[str, str], tmp_path: Path) -> None:
    """Asked in the evening, to be read in the morning; the machine is lost by night."""
    before, after = places
    clock = Clock(TUESDAY.replace(hour=20), running=False)
    async with Playground(MANIFEST, clock=clock) as playground:
        people = enlist(playground)
        async with running(playground, people, clock, before) as world:
            await world.joins(world.ada, mentor="Kubernetes")
            await world.joins(world.finn, mentee="Kubernetes")
            assert await asks(world.finn, "Ada") == {}
            await world.settle()
            backup = await backed_up(before, tmp_path)
            assert letters(world.ada) == []
        code, said = await script(
            "restore.sh", str(backup), "--at", clock.now().isoformat(), url=after, folder=tmp_path
        )
        assert code == 0, said
        async with running(playground, people, clock, after) as world:
            await world.passes(hours=16)
            assert len(letters(world.ada, "@Finn Fischer asks")) == 1


async def test_a_restore_overwrites_nothing(places: tuple[str, str], tmp_path: Path) -> None:
    """SQLite's file is moved aside with its log; PostgreSQL's database must be empty."""
    before, _ = places
    backup = await backed_up(before, tmp_path)
    if before.startswith("postgresql"):
        code, said = await script("restore.sh", str(backup), url=before, folder=tmp_path)
        assert code == 2
        assert "not empty" in said
        return
    target = tmp_path / "klik.db"
    for part in ("", "-wal", "-shm"):
        (tmp_path / f"klik.db{part}").write_text(f"old{part}")
    code, said = await script("restore.sh", str(backup), url=f"sqlite:///{target}", folder=tmp_path)
    assert code == 0, said
    aside = sorted(file.read_text() for file in tmp_path.glob("klik.db*.before-*"))  # noqa: ASYNC240
    assert aside == ["old", "old-shm", "old-wal"]
    with closing(sqlite3.connect(target)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def test_a_file_that_does_not_say_when_it_was_made_is_not_put_back(sqlite_url: str, tmp_path: Path) -> None:
    back_up(Path(str(make_url(sqlite_url).database)), tmp_path / "copy.db")
    url = f"sqlite:///{tmp_path / 'klik.db'}"
    code, said = await script("restore.sh", str(tmp_path / "copy.db"), url=url, folder=tmp_path)
    assert code == 2
    assert "does not say when it was made" in said
    assert not (tmp_path / "klik.db").exists()


def test_a_backup_is_whole_or_not_there(sqlite_url: str, tmp_path: Path) -> None:
    database = Path(str(make_url(sqlite_url).database))
    copy = tmp_path / "copy.db"
    back_up(database, copy)
    with pytest.raises(SettingsError, match="exists already"):
        back_up(database, copy)
    with pytest.raises(SettingsError, match="There is no database"):
        back_up(tmp_path / "nothing.db", tmp_path / "other.db")
    with pytest.raises(SettingsError, match="cannot be written"):
        back_up(database, tmp_path / "no" / "folder" / "copy.db")
    (tmp_path / "no.db").write_text("this is no database at all, " * 50)
    with pytest.raises(SettingsError, match="not a database"):
        back_up(tmp_path / "no.db", tmp_path / "other.db")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["copy.db", "no.db"]
