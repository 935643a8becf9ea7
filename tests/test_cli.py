"""`klik` as a stranger runs it: a process of its own, against any server that speaks Slack's Web API."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.config import SettingsError, load_settings
from bot.vault import new_key
from playground.clock import Clock
from playground.server import Playground
from tests.people import enlist
from tests.world import MANIFEST, says

KLIK = Path(sys.executable).parent / "klik"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.fixture
async def workspace() -> AsyncIterator[Playground]:
    async with Playground(MANIFEST, clock=Clock()) as playground:
        enlist(playground)
        yield playground


def environment(playground: Playground, folder: Path, **more: str) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "KLIK_", "DATABASE_"))}
    return own | {
        "SLACK_BOT_TOKEN": playground.bot_token,
        "SLACK_SIGNING_SECRET": playground.signing_secret,
        "SLACK_API_URL": playground.api_url,
        "DATABASE_URL": f"sqlite:///{folder / 'klik.db'}",
        "KLIK_LOG_FORMAT": "json",
        **more,
    }


@asynccontextmanager
async def klik(*arguments: str, env: dict[str, str], folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        str(KLIK), *arguments, env=env, cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def output(*arguments: str, env: dict[str, str], folder: Path) -> tuple[int, str]:
    """(exit code, everything printed)."""
    async with klik(*arguments, env=env, folder=folder) as process:
        out, err = await process.communicate()
        assert process.returncode is not None
        return process.returncode, (out + err).decode()


async def listening(process: asyncio.subprocess.Process) -> None:
    """Returns once klik says that it listens."""
    assert process.stderr is not None
    async with asyncio.timeout(120):
        while line := await process.stderr.readline():
            if b'"listening"' in line:
                return
    raise AssertionError("klik ended before it listened")


async def test_klik_run_answers_over_http_and_stops_when_told(workspace: Playground, tmp_path: Path) -> None:
    port = free_port()
    env = environment(workspace, tmp_path, PORT=str(port))
    async with klik("run", env=env, folder=tmp_path) as process, aiohttp.ClientSession() as http:
        await listening(process)
        base = f"http://127.0.0.1:{port}"
        async with http.get(f"{base}/healthz") as answer:
            assert answer.status == 200
        async with http.get(f"{base}/readyz") as answer:
            assert (await answer.json())["database"] == "ok"
        async with http.post(f"{base}/slack/events", data="command=%2Fmentor") as answer:
            assert answer.status == 401, "an unsigned request stays outside"
        workspace.request_url = f"{base}/slack/events"
        ada = workspace.person("U0ADA")
        answered = await ada.command("/mentor help")
        assert answered is not None
        assert "I am Klik" in says(ada, answered)
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(60):
            assert await process.wait() in (0, -signal.SIGTERM)
    assert workspace.workspace.violations == []


async def test_klik_run_answers_in_socket_mode(workspace: Playground, tmp_path: Path) -> None:
    env = environment(workspace, tmp_path, SLACK_APP_TOKEN=workspace.app_token)
    del env["SLACK_SIGNING_SECRET"]
    async with klik("run", env=env, folder=tmp_path) as process:
        await listening(process)
        bram = workspace.person("U0BRAM")
        answered = await bram.command("/mentor help")
        assert answered is not None
        assert "Hallo" in says(bram, answered)
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(60):
            assert await process.wait() == 0


async def test_doctor_says_ok_line_by_line_or_what_to_do(workspace: Playground, tmp_path: Path) -> None:
    env = environment(workspace, tmp_path)
    code, said = await output("doctor", env=env, folder=tmp_path)
    assert code == 1
    assert "run `klik migrate`" in said
    assert (await output("migrate", env=env, folder=tmp_path))[0] == 0
    code, said = await output("doctor", env=env, folder=tmp_path)
    assert code == 0, said
    assert said.count("ok ") == len(said.splitlines())
    code, said = await output("doctor", env=env | {"SLACK_BOT_TOKEN": "xoxb-wrong"}, folder=tmp_path)
    assert code == 1
    assert "invalid_auth" in said
    assert "xoxb-wrong" not in said


async def test_a_job_can_be_run_by_hand_at_another_time(workspace: Playground, tmp_path: Path) -> None:
    env = environment(workspace, tmp_path)
    await output("migrate", env=env, folder=tmp_path)
    code, said = await output("jobs", "run", "requests", "--at", "2026-12-01T09:00+01:00", env=env, folder=tmp_path)
    assert (code, said.strip()) == (0, "requests: 0 done")


async def test_an_old_schema_and_a_refused_token_are_said_in_a_sentence(workspace: Playground, tmp_path: Path) -> None:
    env = environment(workspace, tmp_path)
    code, said = await output("jobs", "run", "pump", env=env, folder=tmp_path)
    assert (code, said.strip()) == (2, "The database's schema is older than this Klik: run `klik migrate` first.")
    code, said = await output("run", env=env | {"SLACK_BOT_TOKEN": "xoxb-wrong"}, folder=tmp_path)
    assert code == 2
    assert said.strip() == "Slack refused SLACK_BOT_TOKEN (invalid_auth): copy it again from your app's page."


@pytest.mark.usefixtures("commands_own_logs")
async def test_a_database_without_tables_is_a_sentence_for_every_command(workspace: Playground, tmp_path: Path) -> None:
    env = environment(workspace, tmp_path, KLIK_ENCRYPTION_KEYS=new_key())
    sentence = "The database's schema is older than this Klik: run `klik migrate` first."
    assert await output("outbox", env=env, folder=tmp_path) == (2, f"{sentence}\n")
    # Here, since a process of its own takes two seconds to start; in a thread, since each command has its own loop.
    for command in (["audit"], ["keys", "rotate"], ["restored", "2026-11-20"], ["jobs", "run", "pump"]):
        with pytest.raises(SettingsError, match=sentence):
            await asyncio.to_thread(CliRunner(env=env).invoke, app, command, catch_exceptions=False)


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("slack_bot_token", "secret-xyz", "SLACK_BOT_TOKEN must be a bot token, which starts with xoxb-."),
        ("slack_app_token", "secret-xyz", "SLACK_APP_TOKEN must be an app-level token, which starts with xapp-."),
        ("slack_api_url", "ftp://x", "SLACK_API_URL must start with http:// or https://."),
        ("database_url", "mysql://u:secret-xyz@h/d", "DATABASE_URL must be a sqlite or postgresql address."),
        ("port", "many", "PORT input should be a valid integer, unable to parse string as an integer."),
        ("log_level", "LOUD", "LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR."),
        ("klik_language", "fr", "KLIK_LANGUAGE must be en or nl."),
    ],
)
def test_a_wrong_setting_is_one_sentence_without_the_secret(setting: str, value: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(_env_file=None, **{setting: value})
    assert str(caught.value) == sentence
    assert "secret-xyz" not in str(caught.value)


@pytest.fixture
def nothing_set() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "KLIK_", "DATABASE_"))}


async def test_nothing_set_says_what_to_set(nothing_set: dict[str, str], tmp_path: Path) -> None:
    code, said = await output("run", env=nothing_set, folder=tmp_path)
    assert code == 2
    assert said.strip() == "SLACK_BOT_TOKEN is not set: copy it from your app's page, under OAuth & Permissions."


def test_jobs_are_listed_with_what_they_do() -> None:
    said = CliRunner().invoke(app, ["jobs", "list"]).output
    assert "every second" in said
    assert "Planned messages that are due go out." in said
