"""A workspace removes Klik: nothing more is sent, everything is kept for a while, then deleted; or Klik comes back."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models import Base, Installation, Outbox, OutboxState, Workspace
from playground.dispatch import Delivery
from tests.hands import asks, letters, pair_up
from tests.street import Town, open_street, open_town, replica
from tests.world import TUESDAY, World, last, open_world, says

NORTH, SOUTH = "T0NORTH", "T0SOUTH"


@pytest.fixture
async def town(database_url: str) -> AsyncIterator[Town]:
    """Two workspaces that use Klik: in each somebody has asked, and somebody has a session coming."""
    async with open_town(database_url, installed=[NORTH, SOUTH], broken=True) as opened:
        for team in (NORTH, SOUTH):
            await lives(opened[team])
        yield opened


async def lives(world: World) -> None:
    await world.joins(world.ada, mentor="Kubernetes", capacity=3)
    await world.joins(world.esra, mentee="Kubernetes")
    await world.joins(world.dana, mentee="Kubernetes")
    await pair_up(world, world.ada, world.esra)
    await world.esra.command("/mentor network start")
    await world.esra.type("name", "Women in Tech")
    await world.esra.choose("kind", "Diversity")
    await world.esra.type("challenge", "Nobody shows new team leads how to begin")
    assert await world.esra.submit() == {}
    await world.esra.close()
    await world.finn.command("/mentor find juggling elephants")
    await asks(world.dana, "Ada")
    await world.settle()


async def rows(town: Town, workspace_id: str) -> dict[str, int]:
    """How many rows of each table hang on a workspace."""
    counted: dict[str, int] = {}
    async with town.klik.runtime.db.begin() as session:
        for table in Base.metadata.sorted_tables:
            column = table.c.get("workspace_id")
            if column is not None:
                number = await session.scalar(select(func.count()).select_from(table).where(column == workspace_id))
                counted[table.name] = int(number or 0)
    return counted


async def workspace(town: Town, workspace_id: str) -> Workspace | None:
    async with town.klik.runtime.db.begin() as session:
        return await session.get(Workspace, workspace_id)


def called(world: World, method: str) -> int:
    return sum(
        exchange.kind == method for exchange in world.playground.workspace.exchanges if exchange.direction == "from app"
    )


async def test_nothing_is_sent_any_more_and_the_others_notice_nothing(town: Town) -> None:
    before = await rows(town, NORTH)
    assert before["requests"] == 2
    await town[NORTH].playground.uninstall()
    gone = await workspace(town, NORTH)
    assert gone is not None
    assert gone.removed_at == town.clock.now()
    assert gone.delete_at == town.clock.now() + timedelta(days=30)
    calls = called(town[NORTH], "chat.postMessage")
    await town.passes(days=12)
    assert called(town[NORTH], "chat.postMessage") == calls
    assert await rows(town, NORTH) == before, "the background work of Klik leaves it as it was"
    async with town.klik.runtime.db.begin() as session:
        assert await session.get(Installation, NORTH) is None, "a dead token is nothing to keep"
    south = town[SOUTH]
    assert letters(south.dana, "has not found time to answer"), "there the request has expired, and its mentee reads so"


async def test_everything_is_deleted_when_its_time_is_up(town: Town) -> None:
    south = await rows(town, SOUTH)
    assert all(count for name, count in (await rows(town, NORTH)).items() if name in USED)
    await town[NORTH].playground.uninstall()
    await town.passes(days=29)
    assert await workspace(town, NORTH) is not None
    await town.passes(days=1.1)
    assert await workspace(town, NORTH) is None
    assert set((await rows(town, NORTH)).values()) == {0}
    still = await rows(town, SOUTH)
    assert all(still[name] >= count for name, count in south.items() if name != "session_slots")
    await town.passes(days=2)
    await town.installs(NORTH)
    await town[NORTH].joins(town[NORTH].ada, mentor="Kubernetes")
    await town.settle()
    assert "Thank you for installing Klik" in says(town[NORTH].esra)


USED = {"members", "mentor_profiles", "topics", "topic_aliases", "requests", "pairs", "sessions", "networks", "outbox"}


async def test_whoever_installs_it_again_in_time_finds_everything_as_it_was(town: Town) -> None:
    north = town[NORTH]
    before = await rows(town, NORTH)
    await north.playground.uninstall()
    await town.passes(days=2)
    with pytest.raises(LookupError, match="not installed"):
        await north.ada.command("/mentor help")
    await town.installs(NORTH)
    back = await workspace(town, NORTH)
    assert back is not None
    assert (back.removed_at, back.delete_at) == (None, None)
    await town.settle()
    assert "Klik is back, and everything is as it was" in says(north.esra, letters(north.esra, "Klik is back")[-1])
    after = await rows(town, NORTH)
    assert {**after, "outbox": 0, "session_slots": 0} == {**before, "outbox": 0, "session_slots": 0}
    await town.passes(days=1)
    assert letters(north.ada, "still waits") or letters(north.ada, "Dana"), "what was planned goes on"
    listed = await north.dana.command("/mentor requests")
    assert listed is not None
    assert "Ada" in says(north.dana, listed)


async def test_hearing_it_twice_or_late_changes_nothing(town: Town) -> None:
    north = town[NORTH]
    await north.playground.uninstall()
    first = await workspace(town, NORTH)
    assert first is not None
    town.clock.advance(timedelta(minutes=1))
    north.playground.installed = True
    await north.playground.send_event({"type": "app_uninstalled"})
    again = await workspace(town, NORTH)
    assert again is not None
    assert again.delete_at == first.delete_at, "the time does not begin anew"
    late = uninstalled_at(town, first)
    town.clock.advance(timedelta(minutes=1))
    await town.installs(NORTH)
    ack, _ = await north.playground.dispatch.send(late)
    assert ack.ok
    back = await workspace(town, NORTH)
    assert back is not None
    assert back.removed_at is None, "news from before the new installation is about the old one"
    assert await north.ada.command("/mentor help") is not None


def uninstalled_at(town: Town, row: Workspace) -> Delivery:
    assert row.removed_at is not None
    payload = town[NORTH].playground.events._envelope({"type": "app_uninstalled"})
    return Delivery("events_api", "app_uninstalled", payload | {"event_time": int(row.removed_at.timestamp())})


async def test_a_revoked_token_is_an_end_too_but_a_persons_is_not(town: Town) -> None:
    north = town[NORTH]
    await north.playground.send_event({"type": "tokens_revoked", "tokens": {"oauth": ["U0ADA"], "bot": []}})
    assert await north.ada.command("/mentor help") is not None
    north.playground.revoke_token()
    await town.street.settled()
    gone = await workspace(town, NORTH)
    assert gone is not None
    assert gone.removed_at is not None
    answer = await north.ada.command("/mentor help")
    assert answer is not None
    assert "not installed" in says(north.ada, answer)
    assert "/slack/install" in says(north.ada, answer)


async def test_an_organisation_removes_it_everywhere_at_once(database_url: str) -> None:
    async with open_town(database_url, broken=True) as town:
        await town.installs("T0RED", whole=True)
        await town.installs(NORTH)
        for team in ("T0RED", "T0BLUE", NORTH):
            await town[team].joins(town[team].ada, mentor="Kubernetes")
        await town.street.uninstall_from("E0BIG")
        for team in ("T0RED", "T0BLUE"):
            gone = await workspace(town, team)
            assert gone is not None
            assert gone.removed_at is not None
        assert await town[NORTH].bram.command("/mentor help") is not None
        await town.passes(days=1)
        await town.installs("T0BLUE", whole=True)
        found = await town["T0RED"].bram.command("/mentor find kubernetes")
        assert found is not None
        assert "Ada Admiraal" in says(town["T0RED"].bram, found)
        await town.street.uninstall_from("E0BIG")
        await town.passes(days=31)
        assert await workspace(town, "T0RED") is None
        assert await workspace(town, "T0BLUE") is None
        assert await workspace(town, NORTH) is not None


async def test_the_other_replica_neither_sends_nor_deletes_twice(database_url: str) -> None:
    async with (
        open_street() as street,
        replica(street, database_url) as one,
        replica(street, database_url) as two,
    ):
        await two.installs(NORTH)
        north = two[NORTH]
        await north.joins(north.ada, mentor="Kubernetes")
        await one.klik.runtime.slack(NORTH)  # it knows the token too
        await asks_through(north)
        await north.playground.uninstall()  # and hears of it only from Slack's refusals
        posts = called(north, "chat.postMessage")
        await one.klik.schedule.run_due()
        await two.klik.schedule.run_due()
        assert called(north, "chat.postMessage") == posts
        street.clock.advance(timedelta(days=31))
        for town in (one, two, one):
            await town.klik.schedule.run_due()
        assert await workspace(one, NORTH) is None
        assert set((await rows(one, NORTH)).values()) == {0}


async def asks_through(world: World) -> None:
    await world.joins(world.dana, mentee="Kubernetes")
    assert await asks(world.dana, "Ada") == {}


async def test_the_days_are_a_setting_and_said_wherever_it_is_promised(sqlite_url: str) -> None:
    async with open_town(sqlite_url, klik_keep_days=0, broken=True) as town, town.browser() as browser:
        page = await browser.opens("/slack/install")
        assert "everything is deleted at once" in page.text
        await town.installs(NORTH)
        await town.settle()
        assert "everything is deleted at once" in says(town[NORTH].esra)
        await town[NORTH].playground.uninstall()
        await town.settle()
        assert await workspace(town, NORTH) is None


async def test_with_a_token_alone_it_is_the_same_and_a_new_token_brings_it_back(database_url: str) -> None:
    async with open_world(database_url) as world:
        await world.joins(world.ada, mentor="Kubernetes")
        await world.joins(world.dana, mentee="Kubernetes")
        await asks(world.dana, "Ada")
        await world.playground.uninstall()
        await world.passes(days=1)
        async with world.klik.runtime.db.begin() as session:
            row = await session.get(Workspace, "T0KLIK")
            assert row is not None
            assert row.removed_at is not None
            parked = await session.scalar(select(func.count()).where(Outbox.state == OutboxState.PENDING))
            assert parked
        world.playground.workspace.violations.clear()
    async with open_world(database_url, at=TUESDAY + timedelta(days=1)) as again:
        await again.settle()
        async with again.klik.runtime.db.begin() as session:
            row = await session.get(Workspace, "T0KLIK")
            assert row is not None
            assert row.removed_at is None
        assert "Dana" in says(again.ada, last(again.ada))
