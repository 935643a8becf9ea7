"""Real databases for tests: each test gets its own, empty but migrated, in about 20 ms.

The tables are made once a run; every test then copies them: an SQLite file, or CREATE DATABASE ... TEMPLATE.
Parallel workers (pytest-xdist) share the one PostgreSQL server of the process above them. In tests/conftest.py:

    def pytest_configure(config: pytest.Config) -> None:
        databases.install(config, migrate=upgrade)     # upgrade(url) makes all tables; called outside any event loop

    @pytest.fixture(params=databases.BACKENDS)
    def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
        with databases.of(request.config).fresh(request.param) as url:
            yield url
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any, LiteralString
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from tests import browser, postgres

Migrate = Callable[[str], None]
"""Makes all tables at a SQLAlchemy async URL. It must leave no connection open."""

POSTGRES = postgres.find()
BACKENDS = ("sqlite", "postgresql") if POSTGRES else ("sqlite",)
PLUGIN = "klik-databases"
ABSENT = (
    "PostgreSQL was not found, so the tests ran on SQLite only. "
    "Install it (Debian: apt-get install postgresql) or set KLIK_TEST_POSTGRES_URL."
)


class Databases:
    """Makes fresh databases. `server` is asked for the first PostgreSQL one; `run` tells parallel runs apart."""

    def __init__(self, migrate: Migrate, server: Callable[[], URL], *, run: str = "", worker: str = "main") -> None:
        self._migrate = migrate
        self._server = server
        self._prefix = f"klik_test_{run or uuid4().hex[:12]}"
        self._worker = worker
        self._numbers = count(1)
        self._closing = ExitStack()

    def close(self) -> None:
        self._closing.close()

    @contextmanager
    def fresh(self, backend: str) -> Iterator[str]:
        """The async SQLAlchemy URL of a new migrated database, "sqlite" or "postgresql"; it is gone afterwards."""
        number = next(self._numbers)
        if backend == "sqlite":
            file = self._folder / f"{number}.sqlite"
            shutil.copyfile(self._sqlite_template, file)
            try:
                yield _sqlite_url(file)
            finally:
                for leftover in self._folder.glob(f"{file.name}*"):
                    leftover.unlink()
        else:
            template, name = self._postgres_template, f"{self._prefix}_{self._worker}_{number}"
            # Copying files takes 13 ms, the default (through the log of changes, from PostgreSQL 15 on) 30.
            copying: LiteralString = " STRATEGY file_copy" if self._admin.info.server_version >= 150000 else ""
            self._execute("CREATE DATABASE {} TEMPLATE {}" + copying, name, template)
            try:
                yield _text(self._admin_url.set(database=name))
            finally:
                self._execute("DROP DATABASE {} WITH (FORCE)", name)

    @cached_property
    def _folder(self) -> Path:
        return Path(self._closing.enter_context(tempfile.TemporaryDirectory(prefix="klik-", dir=postgres.scratch())))

    @cached_property
    def _sqlite_template(self) -> Path:
        file = self._folder / "template.sqlite"
        self._migrate(_sqlite_url(file))
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # a copy of the file alone must be everything
        return file

    @cached_property
    def _admin_url(self) -> URL:
        return self._server()

    @cached_property
    def _admin(self) -> psycopg.Connection[Any]:
        address = _text(self._admin_url.set(drivername="postgresql"))
        return self._closing.enter_context(closing(psycopg.connect(address, autocommit=True)))

    def _execute(self, statement: LiteralString, *names: str) -> None:
        self._admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    @cached_property
    def _postgres_template(self) -> str:
        """Made by the first worker that needs it; it gets its name when it is complete, so nobody copies half of it."""
        template, unfinished = f"{self._prefix}_template", f"{self._prefix}_unfinished"
        key = self._prefix
        self._admin.execute("SELECT pg_advisory_lock(hashtext(%s))", [key])
        try:
            if not self._admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
                self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", unfinished)
                self._execute("CREATE DATABASE {}", unfinished)
                self._migrate(_text(self._admin_url.set(database=unfinished)))
                self._execute("ALTER DATABASE {} RENAME TO {}", unfinished, template)
        finally:
            self._admin.execute("SELECT pg_advisory_unlock(hashtext(%s))", [key])
        return template

    def drop_templates(self) -> None:
        """Leaves nothing on a server that goes on after this run."""
        for kind in ("template", "unfinished"):
            self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", f"{self._prefix}_{kind}")


def install(config: pytest.Config, *, migrate: Migrate) -> None:
    """Makes `of(config)` work in this process. With CI set, a machine without PostgreSQL or a browser is an error."""
    if os.environ.get("CI"):
        missing = [name for name, found in (("PostgreSQL", POSTGRES), ("a browser", browser.find())) if not found]
        if missing:
            raise pytest.UsageError(f"CI runs every test, but {' and '.join(missing)} was not found on this machine.")
    config.pluginmanager.register(_Plugin(config, migrate), PLUGIN)


def of(config: pytest.Config) -> Databases:
    plugin = config.pluginmanager.get_plugin(PLUGIN)
    assert isinstance(plugin, _Plugin)
    return plugin.databases


class _Plugin:
    """Ties the databases to a pytest run: the server lives in the process above the workers, if there are any."""

    def __init__(self, config: pytest.Config, migrate: Migrate) -> None:
        given: dict[str, str] = getattr(config, "workerinput", {})
        self._given = given.get("klik_postgres")
        self._run = given.get("klik_run") or uuid4().hex[:12]
        self._is_worker = bool(given)
        self._servers = ExitStack()
        self.databases = Databases(migrate, lambda: self._server, run=self._run, worker=given.get("workerid", "main"))
        config.add_cleanup(self._close)

    @cached_property
    def _server(self) -> URL:
        if self._given:
            return make_url(self._given)
        assert POSTGRES is not None, ABSENT
        return self._servers.enter_context(postgres.running(POSTGRES))

    def _close(self) -> None:
        with self._servers, closing(self.databases):
            if "_server" in vars(self) and not self._is_worker:
                self.databases.drop_templates()

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Called by pytest-xdist for every worker before it starts."""
        node.workerinput["klik_run"] = self._run
        if POSTGRES:
            node.workerinput["klik_postgres"] = _text(self._server)

    def pytest_report_header(self) -> str:
        server = f"PostgreSQL ({POSTGRES})" if POSTGRES else "no PostgreSQL"
        return f"databases: SQLite {sqlite3.sqlite_version}, {server}; browser: {browser.find() or 'none'}"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not POSTGRES:
            terminalreporter.write_line(ABSENT, yellow=True)
        if not browser.find():
            terminalreporter.write_line(browser.ABSENT, yellow=True)


def _sqlite_url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)
