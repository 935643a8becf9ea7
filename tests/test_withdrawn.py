"""A planned message that is not sent says why, to whoever runs Klik."""

import asyncio
import json
from collections import Counter

from typer.testing import CliRunner

from bot.cli import app
from tests.hands import asks, books_at
from tests.pairing import together
from tests.test_leaving import disappears
from tests.world import World


async def _reasons(world: World) -> Counter[tuple[str, str]]:
    """(kind, why) of all that was withdrawn, as `klik outbox` says it."""
    runner = CliRunner(env={"DATABASE_URL": world.klik.runtime.settings.database_url})
    result = await asyncio.to_thread(runner.invoke, app, ["outbox", "--json"])
    assert result.exit_code == 0, result.output
    return Counter({(row["kind"], row["why"]): row["count"] for row in json.loads(result.output)["cancelled"]})


async def test_whatever_is_withdrawn_says_why(world: World) -> None:
    ada, dana, esra, finn = world.ada, world.dana, world.esra, world.finn
    await world.joins(ada, mentor="Kubernetes", capacity=3)
    for mentee in (esra, finn, dana):
        await world.joins(mentee, mentee="Kubernetes")
    seen = await _reasons(world)
    assert not seen

    async def new() -> set[tuple[str, str]]:
        nonlocal seen
        before, seen = seen, await _reasons(world)
        return set(seen - before)

    await asks(finn, "Ada")
    await finn.open_home()
    await finn.click("Withdraw", within=finn.home)
    assert await new() == {("request.asked", "taken_back"), ("request.reminder", "taken_back")}
    await asks(dana, "Ada")
    await world.settle()
    await ada.click("Accept")
    await world.settle()
    assert await new() == {("request.reminder", "answered")}

    await together(world, ada, esra)
    await new()
    await books_at(esra, "It clicked", "2026-11-26 10:00")
    await world.settle()
    await new()
    await esra.command("/mentor sessions")
    await esra.click("Move …")
    await esra.choose("starts_at", "2026-11-27 10:00")
    await esra.submit()
    assert await new() >= {("session.tomorrow", "moved"), ("session.soon", "moved"), ("session.outcome", "moved")}
    await world.settle()
    await disappears(world, ada)
    withdrawn = await new()
    assert {("session.soon", "ended"), ("session.outcome", "ended")} <= withdrawn
    assert all(why in {"taken_back", "answered", "moved", "ended", "gone", "moot"} for _, why in seen), seen
