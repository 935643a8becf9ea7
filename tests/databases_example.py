"""A conftest.py as the docstring of tests/databases.py promises it; its own tests run pytest with this one."""

import sqlite3
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests import databases


def upgrade(url: str) -> None:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        sqlite = sqlite3.connect(str(parsed.database))
        sqlite.execute("CREATE TABLE people (name text)")
        sqlite.close()
        return
    address = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE people (name text)")


def pytest_configure(config: pytest.Config) -> None:
    databases.install(config, migrate=upgrade)


@pytest.fixture(params=databases.BACKENDS)
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    with databases.of(request.config).fresh(request.param) as url:
        yield url
