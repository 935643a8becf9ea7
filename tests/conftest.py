import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from hypothesis import settings

from bot import migrating
from bot.logs import set_up_logs
from tests import databases
from tests.world import World, open_world

# How long an example takes says something of the machine, not of the code.
settings.register_profile("klik", deadline=None)
settings.load_profile("klik")


def set_up_tests_logs() -> None:
    set_up_logs("WARNING", "console")


def upgrade(url: str) -> None:
    asyncio.run(migrating.migrate(url))


def pytest_configure(config: pytest.Config) -> None:
    set_up_tests_logs()
    databases.install(config, migrate=upgrade)


@pytest.fixture(params=databases.BACKENDS)
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    with databases.of(request.config).fresh(request.param) as url:
        yield url


@pytest.fixture
def sqlite_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """For what has nothing to do with the database: the quicker of the two."""
    with databases.of(request.config).fresh("sqlite") as url:
        yield url


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """For what several writers at once can do."""
    if "postgresql" not in databases.BACKENDS:
        pytest.skip("there is no PostgreSQL here")
    with databases.of(request.config).fresh("postgresql") as url:
        yield url


@pytest.fixture
def commands_own_logs() -> Iterator[None]:
    """For commands that run in this process: each sets up its logs, on a stream that is closed after it."""
    yield
    set_up_tests_logs()


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """The cast, Klik and a workspace on each database, over signed HTTP."""
    async with open_world(database_url) as opened:
        yield opened
