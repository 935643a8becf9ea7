"""Tokens: never in the clear at rest, looked up once, renewed ahead of time by one replica."""

from asyncio import gather, timeout
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, text, update
from sqlalchemy.engine import make_url
from typer.testing import CliRunner

from bot.cli import app
from bot.config import SettingsError, load_settings
from bot.doctor import examine
from bot.keys import relock
from bot.slack import NotInstalled
from bot.vault import Unreadable, Vault, new_key
from models import Base, Installation
from tests.street import KEY, Town, open_street, open_town, replica, settings_for
from tests.world import says


@pytest.fixture
async def town(database_url: str) -> AsyncIterator[Town]:
    async with open_town(database_url) as opened:
        yield opened


@contextmanager
def queries(town: Town) -> Iterator[list[str]]:
    """Every statement about an installation or a workspace's row while the block runs."""
    engine = town.klik.runtime.db.kw["bind"].sync_engine
    seen: list[str] = []

    def hear(_: Any, __: Any, statement: str, *rest: Any) -> None:
        if "installations" in statement or "workspaces" in statement:
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", hear)


async def everything_written(town: Town) -> bytes:
    """All that the database has: the bytes of the file and its log, or every row of every table as text."""
    url = make_url(town.database_url)
    if url.get_backend_name() == "sqlite":
        return b"".join(
            path.read_bytes() for path in Path(str(url.database)).parent.glob(f"{Path(str(url.database)).name}*")
        )
    async with town.klik.runtime.db.begin() as session:
        rows = [
            str(row)
            for table in Base.metadata.sorted_tables
            for row in await session.execute(text(f"SELECT {table.name}::text FROM {table.name}"))
        ]
    return "\n".join(rows).encode()


@pytest.mark.parametrize("rotation", [False, True])
async def test_no_token_is_in_the_database_in_the_clear(database_url: str, rotation: bool) -> None:
    async with open_town(database_url, rotation=rotation, installed=["T0NORTH"]) as town:
        async with town.klik.runtime.db.begin() as session:
            row = (await session.scalars(select(Installation))).one()
        written = await everything_written(town)
        assert row.bot_token.encode() in written, "this is where one would find it"
        token = town["T0NORTH"].playground.bot_token
        assert Vault([KEY]).open(row.bot_token, "T0NORTH:bot") == token
        secrets = [token, KEY, town.street.oauth.client_secret]
        if rotation:
            assert row.refresh_token is not None
            secrets.append(Vault([KEY]).open(row.refresh_token, "T0NORTH:refresh"))
        for secret in secrets:
            assert secret.encode() not in written


def test_a_token_opens_only_in_its_own_place_and_with_a_known_key() -> None:
    old, new = new_key(), new_key()
    locked = Vault([old]).lock("xoxb-1", "T1:bot")
    assert Vault([new, old]).open(locked, "T1:bot") == "xoxb-1"
    for vault, place in ((Vault([new]), "T1:bot"), (Vault([old]), "T2:bot"), (Vault([old]), "T1:refresh")):
        with pytest.raises(Unreadable):
            vault.open(locked, place)


async def test_keys_are_rotated_in_one_go_and_the_old_one_is_then_of_no_use(database_url: str) -> None:
    newest = new_key()
    async with open_town(database_url, rotation=True, installed=["T0NORTH", "T0SOUTH"]) as town:
        db = town.klik.runtime.db
        async with db.begin() as session:
            await session.execute(
                update(Installation).where(Installation.id == "T0SOUTH").values(refresh_token="broken")
            )
            before = (await session.scalars(select(Installation.bot_token).order_by(Installation.id))).all()
        with pytest.raises(SettingsError, match="T0SOUTH: nothing was changed"):
            await relock(db, Vault([newest, KEY]))
        async with db.begin() as session:
            assert (await session.scalars(select(Installation.bot_token).order_by(Installation.id))).all() == before
        await town.installs("T0SOUTH")
        assert await relock(db, Vault([newest, KEY])) == 2
        async with db.begin() as session:
            rows = (await session.scalars(select(Installation))).all()
        for row in rows:
            Vault([newest]).open(row.bot_token, f"{row.id}:bot")
            Vault([newest]).open(str(row.refresh_token), f"{row.id}:refresh")
            with pytest.raises(Unreadable):
                Vault([KEY]).open(row.bot_token, f"{row.id}:bot")
        with pytest.raises(SettingsError, match="opens the tokens of 0 of 2 installations"):
            async with replica(town.street, database_url):
                raise AssertionError("it must not start without the key")
        async with replica(town.street, database_url, klik_encryption_keys=newest) as other:
            assert await other["T0NORTH"].ada.command("/mentor help") is not None


def test_klik_keys_makes_keys_and_says_how_many_it_rotated(sqlite_url: str) -> None:
    made = CliRunner().invoke(app, ["keys", "generate"]).output.strip()
    assert Vault([made]).open(Vault([made]).lock("x", "y"), "y") == "x"
    env = {"KLIK_ENCRYPTION_KEYS": f"{new_key()}, {made}", "DATABASE_URL": sqlite_url}
    rotated = CliRunner().invoke(app, ["keys", "rotate"], env=env)
    assert rotated.output.strip() == "0 installations encrypted with the newest key."
    with pytest.raises(SettingsError, match="KLIK_ENCRYPTION_KEYS is not set"):
        CliRunner().invoke(app, ["keys", "rotate"], env=env | {"KLIK_ENCRYPTION_KEYS": ""}, catch_exceptions=False)


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ("slack_client_id", "SLACK_CLIENT_ID is not set, which installing by OAuth needs"),
        ("slack_client_secret", "SLACK_CLIENT_SECRET is not set"),
        ("klik_encryption_keys", "make one with `klik keys generate`"),
        ("klik_public_url", "KLIK_PUBLIC_URL is not set"),
        ("slack_signing_secret", "SLACK_SIGNING_SECRET is not set"),
    ],
)
def test_half_the_settings_are_a_sentence(missing: str, sentence: str) -> None:
    own = {
        "slack_client_id": "1.2", "slack_client_secret": "s", "klik_encryption_keys": KEY,
        "klik_public_url": "https://klik.example.com", "slack_signing_secret": "s",
    }  # fmt: skip
    assert load_settings(_env_file=None, **own).for_slack().by_oauth
    with pytest.raises(SettingsError) as caught:
        load_settings(_env_file=None, **{**own, missing: None}).for_slack()
    assert sentence in str(caught.value)


def test_a_key_that_is_none_is_refused_without_being_repeated() -> None:
    with pytest.raises(SettingsError, match="must be keys as `klik keys generate` makes them") as caught:
        load_settings(_env_file=None, klik_encryption_keys="secret-xyz")
    assert "secret-xyz" not in str(caught.value)


async def test_a_warm_request_asks_slack_and_the_database_nothing_about_the_installation(town: Town) -> None:
    await town.installs("T0NORTH")
    north = town["T0NORTH"]
    for person in (north.ada, north.bram):
        await person.command("/mentor help")
    with queries(town) as asked:
        for _ in range(3):
            assert await north.ada.command("/mentor networks") is not None
            assert await north.bram.command("/mentor profile") is not None
        assert asked == []
        town.clock.advance(timedelta(seconds=61))
        await north.ada.command("/mentor networks")
        assert asked, "once a minute it looks, since another replica may know better"
    assert town.street.called("auth.test") == 0


async def test_many_cold_requests_at_once_look_once(town: Town) -> None:
    await town.installs("T0NORTH")
    town.klik.runtime.workspaces.forget("T0NORTH")
    workspaces = town.klik.runtime.workspaces
    with queries(town) as asked:
        found = await gather(*(workspaces.authorize("T0NORTH", None) for _ in range(16)))
        assert len({known.bot_token for known in found if known}) == 1
        looks = [statement for statement in asked if statement.startswith("SELECT installations")]
        assert len(looks) == 1
    assert town.street.called("auth.test") == 0


async def test_who_goes_away_while_it_looks_takes_nothing_from_the_others(town: Town) -> None:
    await town.installs("T0NORTH")
    workspaces = town.klik.runtime.workspaces
    workspaces.forget("T0NORTH")

    async def impatient() -> None:
        async with timeout(0):
            await workspaces.authorize("T0NORTH", None)

    first, second = await gather(impatient(), workspaces.authorize("T0NORTH", None), return_exceptions=True)
    assert isinstance(first, TimeoutError)
    assert second is not None
    assert not isinstance(second, BaseException)


async def test_tokens_are_renewed_before_they_expire_whoever_comes(database_url: str) -> None:
    async with open_town(database_url, rotation=True, installed=["T0NORTH", "T0SOUTH"]) as town:
        north = town["T0NORTH"]
        first = north.playground.bot_token
        await town.settle()
        await town.passes(hours=9)
        assert north.playground.bot_token == first
        await town.passes(hours=2)
        second = north.playground.bot_token
        assert second != first
        assert (await town.klik.runtime.slack("T0NORTH")).token == second
        await town.passes(days=3)  # nobody comes, and they are renewed all the same
        assert await north.ada.command("/mentor help") is not None
        assert await town["T0SOUTH"].ada.command("/mentor help") is not None


async def test_a_request_renews_what_no_job_has(database_url: str) -> None:
    async with open_town(database_url, rotation=True, installed=["T0NORTH"], klik_scheduler=False) as town:
        town.clock.advance(timedelta(days=2))
        answers = await gather(*(town["T0NORTH"].people[name].command("/mentor help") for name in ("ada", "bram")))
        assert all(answers)
        renewals = [call for call in town.street.calls if "refresh_token" in call.answer]
        assert len(renewals) == 2, "the installation, and one renewal for both"


async def test_of_two_replicas_one_renews(database_url: str) -> None:
    async with (
        open_street(rotation=True) as street,
        replica(street, database_url) as one,
        replica(street, database_url) as two,
    ):
        await two.installs("T0NORTH")
        calls = len(street.calls)
        street.clock.advance(timedelta(days=1))
        tokens = await gather(*(town.klik.runtime.slack("T0NORTH") for town in (one, two) for _ in range(3)))
        assert len(street.calls) == calls + 1
        assert {slack.token for slack in tokens} == {street["T0NORTH"].bot_token}
        assert await two["T0NORTH"].ada.command("/mentor help") is not None


async def test_a_refresh_token_that_slack_takes_no_more_ends_the_installation_and_a_new_one_mends_it(
    database_url: str,
) -> None:
    async with open_town(database_url, rotation=True, installed=["T0NORTH"], broken=True) as town:
        north = town["T0NORTH"]
        await north.joins(north.ada, mentor="Kubernetes")
        town.street.oauth._refresh.clear()
        town.clock.advance(timedelta(hours=13))
        answer = await north.ada.command("/mentor help")
        assert answer is not None
        assert "not installed" in says(north.ada, answer)
        with pytest.raises(NotInstalled):
            await town.klik.runtime.slack("T0NORTH")
        await town.passes(days=40)  # nobody removed Klik: nothing is deleted
        await town.installs("T0NORTH")
        found = await north.bram.command("/mentor find kubernetes")
        assert found is not None
        assert "Ada Admiraal" in says(north.bram, found)


async def test_while_slack_cannot_be_asked_the_token_is_used_as_long_as_it_lives(database_url: str) -> None:
    async with open_town(database_url, rotation=True, installed=["T0NORTH"]) as town:
        town.clock.advance(timedelta(hours=11))
        secret, town.street.oauth.client_secret = town.street.oauth.client_secret, "changed at Slack's end"
        token = town["T0NORTH"].playground.bot_token
        assert await town["T0NORTH"].ada.command("/mentor help") is not None
        assert (await town.klik.runtime.slack("T0NORTH")).token == token
        town.street.oauth.client_secret = secret
        town.clock.advance(timedelta(minutes=2))
        await town.settle()
        assert town["T0NORTH"].playground.bot_token != token


async def test_the_doctor_looks_at_installing_by_oauth(sqlite_url: str) -> None:
    async with open_town(sqlite_url, installed=["T0NORTH"]) as town:
        good = settings_for(town.street, sqlite_url, "https://klik.example.com")
        findings = [finding async for finding in examine(good)]
        assert [finding for finding in findings if not finding.ok] == []
        assert "Installations: 1" in [finding.what for finding in findings]
        wrong: list[tuple[dict[str, Any], str]] = [
            ({"slack_client_secret": None}, "Set SLACK_CLIENT_SECRET"),
            ({"klik_encryption_keys": None}, "`klik keys generate`"),
            ({"klik_encryption_keys": new_key()}, "opens the tokens of 0 of 1"),
            ({"klik_public_url": None}, "Set KLIK_PUBLIC_URL"),
            ({"klik_public_url": "http://klik.example.com"}, "only to https://"),
            ({"klik_public_url": "https://other.example"}, "into redirect_urls of app.yaml"),
            ({"slack_bot_token": "xoxb-1"}, "SLACK_BOT_TOKEN is not used with OAuth"),
        ]
        for change, words in wrong:
            settings = settings_for(town.street, sqlite_url, "https://klik.example.com", **change)
            advice = [finding.advice async for finding in examine(settings) if not finding.ok]
            assert any(words in one for one in advice), (words, advice)
