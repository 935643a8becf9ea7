"""A real `klik run` at its most talkative, with everything going wrong: no secret and no word that anybody typed is on
standard output or standard error."""

import asyncio
import logging
import os
import re
import socket
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import structlog
from pydantic import BaseModel, ValidationError
from slack_sdk.errors import SlackApiError
from sqlalchemy import text
from sqlalchemy.engine import make_url

from bot.config import load_settings
from bot.database import open_sessions
from bot.logs import set_up_logs, told
from playground.clock import Clock
from playground.server import Playground
from tests.people import enlist
from tests.world import MANIFEST

ROOT = Path(__file__).parents[1]
TYPED = "typedcanary"
CLIENT_SECRET, KEY = "client-secret-canary-0123", "b64-key-canary-0123456789"
TOLD = re.compile(r"Traceback")


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    set_up_logs("WARNING", "console")


@asynccontextmanager
async def klik_run(env: dict[str, str], log: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    with log.open("wb") as file:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", env=env, cwd=log.parent, stdout=file, stderr=file
        )
    try:
        await asyncio.to_thread(_wait_for, log, "listening")
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


@pytest.mark.parametrize("style", ["json", "console"])
async def test_nothing_secret_leaves_a_process_in_trouble(style: str, database_url: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    async with Playground(MANIFEST, clock=Clock()) as playground:
        people = enlist(playground)
        ada, dana = people["ada"], people["dana"]
        port = _free_port()
        plain_url = database_url.replace("+aiosqlite", "").replace("+psycopg", "")
        env = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("SLACK", "KLIK"))},
            "PYTHONPATH": str(ROOT),
            "SLACK_BOT_TOKEN": playground.bot_token,
            "SLACK_SIGNING_SECRET": playground.signing_secret,
            "SLACK_API_URL": playground.api_url,
            "DATABASE_URL": plain_url,
            "PORT": str(port),
            "LOG_LEVEL": "DEBUG",
            "KLIK_LOG_FORMAT": style,
        }
        async with klik_run(env, log):
            playground.request_url = f"http://127.0.0.1:{port}/slack/events"
            await dana.command(f"/mentor find {TYPED} one")
            await ada.command("/mentor join")
            await ada.choose("profile_sides", "Mentee")
            await ada.type("question", f"{TYPED} two")
            faults = playground.workspace.faults
            faults.server_error = 1
            await ada.submit()
            await dana.command("/mentor join")
            faults.server_error = 0
            faults.drop_after = 1
            await dana.command("/mentor join")
            faults.drop_after = 0
            await ada.command(f"/mentor {TYPED} three")
            # The tables are gone: every query fails with what it asked and with what.
            async with open_sessions(database_url) as db, db.begin() as session:
                await session.execute(text("ALTER TABLE unmet_needs RENAME TO elsewhere"))
                await session.execute(text("ALTER TABLE mentee_profiles RENAME TO elsewhere_too"))
            await dana.command(f"/mentor find {TYPED} four")
            await ada.command("/mentor join")
            await ada.command("/mentor profile")
            await playground.settled()
        logged = log.read_text()
    assert len(TOLD.findall(logged)) >= 3, "things did go wrong"
    secrets = [playground.bot_token, playground.signing_secret, playground.app_token, TYPED, database_url, plain_url]
    if password := _password(database_url):
        secrets.append(password)
    for secret in secrets:
        assert secret not in logged, secret


def _wait_for(log: Path, word: str) -> None:
    deadline = time.monotonic() + 60
    while word not in log.read_text():
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)  # another process writes it


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _password(url: str) -> str:
    return str(make_url(url).password or "")


async def test_a_wrong_password_is_not_repeated(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "migrate", cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LOG_LEVEL": "DEBUG",
             "DATABASE_URL": "postgresql://klik:passwordcanary@127.0.0.1:1/klik"},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await process.communicate()
    assert process.returncode != 0
    assert b"passwordcanary" not in said


class Form(BaseModel):
    age: int


def raised(kind: str) -> BaseException:
    try:
        try:
            if kind == "pydantic":
                Form.model_validate({"age": TYPED})
            if kind == "key":
                os.environ[TYPED]
            if kind == "slack":
                raise SlackApiError(TYPED, {"ok": False, "error": "channel_not_found", "needed": TYPED})  # type: ignore[no-untyped-call]
            if kind == "chain":
                try:
                    raise ValueError(TYPED)
                except ValueError as error:
                    raise RuntimeError(TYPED) from error
            if kind == "group":
                raise ExceptionGroup(TYPED, [ValueError(TYPED), KeyError(TYPED)])
        finally:
            local = TYPED
            assert local
    except (ValidationError, KeyError, SlackApiError, RuntimeError, ExceptionGroup) as error:
        return error
    raise AssertionError


@pytest.mark.parametrize("kind", ["pydantic", "key", "slack", "chain", "group"])
@pytest.mark.parametrize("style", ["json", "console"])
def test_an_error_is_told_without_its_values(kind: str, style: str, capfd: pytest.CaptureFixture[str]) -> None:
    set_up_logs("DEBUG", style)
    error = raised(kind)
    structlog.get_logger().error("failed", exc_info=error)
    logging.getLogger("some.library").error("failed too", exc_info=error)
    said = "".join(capfd.readouterr())
    assert TYPED not in said
    assert said.count("test_secrets.py") >= 2, "where it happened is told"
    assert type(error).__name__ in told(error)
    if kind == "slack":
        assert "channel_not_found" in said
    if kind == "chain":
        assert "ValueError" in told(error)
        assert "RuntimeError" in told(error)


def test_the_secrets_of_the_settings_are_hidden_wherever_they_stand(capfd: pytest.CaptureFixture[str]) -> None:
    settings = load_settings(
        _env_file=None, slack_bot_token="xoxb-canary-1", slack_signing_secret="signing-canary",
        slack_app_token="xapp-canary-1", slack_client_secret=CLIENT_SECRET,
        database_url="postgresql://klik:dbcanary%40x@db/klik",
    )  # fmt: skip
    set_up_logs("DEBUG", "json", settings.secrets)
    log = structlog.get_logger()
    for secret in ("xoxb-canary-1", "signing-canary", "xapp-canary-1", CLIENT_SECRET, "dbcanary@x", "dbcanary%40x"):
        log.info("innocent", note=f"before {secret} after", other=[secret], deep={"one": {"two": secret}})
        logging.getLogger("some.library").warning("said %s", secret)
        log.info("event %s", secret)
    log.info("rotated", note="xoxe.xoxb-1-abc", again="xoxe-1-def", user="xoxp-2")
    said = "".join(capfd.readouterr())
    assert "canary" not in said
    assert CLIENT_SECRET not in said
    assert "1-abc" not in said
    assert "1-def" not in said
    assert said.count("innocent") == 6
