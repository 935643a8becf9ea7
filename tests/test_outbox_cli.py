"""`klik outbox`: whoever runs Klik sees what could not be delivered, and why, and tries again."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from bot.cli import app
from bot.domain import undelivered
from models import Outbox, OutboxState
from tests.hands import QUESTION, asks, letters
from tests.world import World

Klik = Callable[..., Any]


@pytest.fixture
async def company(world: World) -> AsyncIterator[World]:
    """Ada's direct messages are refused by Slack for a reason that nobody foresaw."""
    await world.joins(world.ada, mentor="Kubernetes", capacity=3)
    for mentee in (world.esra, world.finn):
        await world.joins(mentee, mentee="Kubernetes")
        await asks(mentee, "Ada")
    yield world
    world.playground.workspace.violations.clear()


@pytest.fixture
def klik(company: World) -> Klik:
    runner = CliRunner(env={"DATABASE_URL": company.klik.runtime.settings.database_url})

    async def run(*arguments: str, fails: bool = False) -> str:
        result = await asyncio.to_thread(runner.invoke, app, ["outbox", *arguments])
        assert (result.exit_code != 0) == fails, result.output
        return result.output

    return run


async def refuses(world: World) -> None:
    """Slack does not let Klik speak any more."""
    workspace = world.playground.workspace
    workspace.scopes = workspace.scopes - {"chat:write"}
    await world.settle()


async def allows(world: World) -> None:
    workspace = world.playground.workspace
    workspace.scopes = workspace.scopes | {"chat:write"}


async def test_nothing_waits(company: World, klik: Klik) -> None:
    await company.settle()
    assert "request.reminder" in await klik()
    assert "could not be delivered" not in (await klik()).lower()


async def test_dead_messages_are_listed_with_their_reason_and_without_anybodys_words(
    company: World, klik: Klik
) -> None:
    await refuses(company)
    told = await klik()
    assert "Could not be delivered" in told
    assert told.count("missing_scope") == 2
    found = json.loads(await klik("--json"))
    assert {"state": "dead", "kind": "request.asked", "count": 2} in found["messages"]
    assert [message["error"] for message in found["dead"]] == ["missing_scope"] * 2
    one = await klik("show", found["dead"][0]["id"])
    assert "missing_scope" in one
    for secret in (QUESTION, "Ada", "Esra", "U0ADA"):
        assert secret not in told + one + json.dumps(found)


async def test_a_dead_message_is_tried_again(company: World, klik: Klik) -> None:
    await refuses(company)
    await allows(company)
    first, second = (message["id"] for message in json.loads(await klik("--json"))["dead"])
    async with company.klik.runtime.db.begin() as session:  # its moment, by the clock on the wall
        await session.execute(update(Outbox).values(expires_at=None))
    assert "will be sent" in await klik("retry", first)
    assert "not dead" in await klik("retry", first, fails=True)
    assert json.loads(await klik("show", first, "--json"))["state"] == "pending"
    assert "will not be sent" in await klik("cancel", second)
    assert "settled already" in await klik("cancel", second, fails=True)
    assert "0 will be sent" in await klik("retry", "--all")


async def test_what_is_tried_again_arrives_once(company: World, klik: Klik) -> None:
    await refuses(company)
    await allows(company)
    dead = json.loads(await klik("--json"))["dead"]
    async with company.klik.runtime.db.begin() as session:
        for message in dead:
            assert await undelivered.retry(session, UUID(message["id"]), company.clock.now())
    await company.settle()
    await company.passes(hours=1)
    assert len(letters(company.ada)) == 2


async def test_all_dead_messages_that_are_of_use_are_tried_again(company: World, klik: Klik) -> None:
    await refuses(company)
    dead = json.loads(await klik("--json"))["dead"]
    async with company.klik.runtime.db.begin() as session:
        await session.execute(update(Outbox).where(Outbox.state == OutboxState.DEAD).values(expires_at=None))
    assert f"{len(dead)} will be sent" in await klik("retry", "--all")
    assert json.loads(await klik("--json"))["dead"] == []


async def test_what_is_not_there_is_said(company: World, klik: Klik) -> None:
    nowhere = "00000000-0000-0000-0000-000000000000"
    assert "no message" in await klik("show", nowhere, fails=True)
    assert "no such message" in await klik("cancel", nowhere, fails=True)
    await klik("retry", fails=True)
    await klik("retry", nowhere, "--all", fails=True)
    await klik("show", "that one", fails=True)


async def test_who_runs_a_network_hears_that_messages_could_not_be_delivered(company: World, klik: Klik) -> None:
    await refuses(company)
    await allows(company)
    await company.esra.command("/mentor stats")
    await company.esra.click("The whole workspace")
    await company.klik.schedule.background.finished()
    assert "2 messages could not be delivered" in company.esra.reads(company.esra.answers[-1])
