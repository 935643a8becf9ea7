"""An upgrade can be taken back: to the tables of any earlier version, with what was in them, and forth again."""

from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from bot import migrating
from bot.app import create_app
from bot.config import SettingsError, load_settings
from bot.database import make_engine
from models import Base
from models.base import in_models
from playground.clock import Clock
from playground.server import Playground
from tests.hands import asks, letters
from tests.test_cli import environment, output, workspace
from tests.world import TUESDAY, open_world

__all__ = ["workspace"]


def differences(connection: Connection) -> list[object]:
    options = {"compare_type": True, "include_name": in_models}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata))


async def test_every_migration_goes_back_and_forth_and_what_people_did_stays(database_url: str) -> None:
    async with open_world(database_url) as world:
        await world.joins(world.ada, mentor="Kubernetes")
        await world.joins(world.finn, mentee="Kubernetes")
        assert await asks(world.finn, "Ada") == {}
    for revision in sorted(migrating.revisions(), reverse=True)[1:]:
        await migrating.migrate(database_url, back_to=revision)
    await migrating.migrate(database_url)
    engine = make_engine(database_url)
    async with engine.begin() as connection:
        assert await connection.run_sync(differences) == []
        assert await connection.scalar(text("SELECT count(*) FROM requests")) == 1
    await engine.dispose()
    async with open_world(database_url, at=TUESDAY + timedelta(minutes=1)) as world:
        await world.settle()
        assert len(letters(world.ada)) == 1


async def test_an_older_version_says_how_to_get_there(workspace: Playground, database_url: str) -> None:
    engine = make_engine(database_url)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await engine.dispose()
    settings = load_settings(
        _env_file=None,
        slack_bot_token=workspace.bot_token,
        slack_signing_secret=workspace.signing_secret,
        slack_api_url=workspace.api_url,
        database_url=database_url,
    )
    with pytest.raises(SettingsError, match=f"klik migrate --back-to {migrating.head()}"):
        async with create_app(settings, Clock().now):
            pass


async def test_a_revision_that_never_was_is_said_in_a_sentence(workspace: Playground, tmp_path: Path) -> None:
    env = environment(workspace, tmp_path)
    code, said = await output("migrate", "--back-to", "0000", env=env, folder=tmp_path)
    assert code == 2
    assert said.startswith("This version has no revision 0000: 0001, ")
