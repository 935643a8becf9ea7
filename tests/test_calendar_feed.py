"""The private feed: subscribed to over HTTP, read by a second library, and kept by a real calendar server."""

import threading
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import aiohttp
import pytest
import vobject
from radicale.app import Application
from radicale.config import load
from sqlalchemy import select

from bot.domain import diary
from models import Calendar, Member
from playground.person import Person
from tests.hands import letters, pair_up
from tests.test_calendar_files import first_time
from tests.test_groups import opens
from tests.world import World, open_world, says


@pytest.fixture
async def two(database_url: str) -> AsyncIterator[World]:
    """Ada and Esra with a first talk that is booked, on a Klik with an address."""
    async with open_world(database_url, klik_public_url="https://klik.example.com", klik_feeds_per_minute=20) as world:
        await world.joins(world.ada, mentor="Kubernetes")
        await world.joins(world.esra, mentee="Kubernetes")
        await pair_up(world, world.ada, world.esra)
        asked = letters(world.esra, "says yes")[-1]
        await world.esra.click(first_time(asked), within=asked)
        await world.settle()
        yield world


class Silent(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def radicale(tmp_path: Path) -> Iterator[str]:
    """A calendar server on a free port, with its files in a temporary folder."""
    settings = load()
    settings.update(
        {
            "auth": {"type": "none"},
            "rights": {"type": "authenticated"},
            "storage": {"filesystem_folder": str(tmp_path)},
            "logging": {"level": "critical"},
        },
        "test",
        privileged=True,
    )
    server = make_server("127.0.0.1", 0, Application(settings), WSGIServer, Silent)
    serving = threading.Thread(target=server.serve_forever, args=(0.05,))
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    server.server_close()


async def address_of(world: World, person: Person, button: str = "Make my address") -> str:
    """Make an address, and where this test reaches it."""
    await person.command("/mentor calendar")
    await person.click(button)
    words = says(person, person.answers[-1])
    address = next(word for word in words.replace("`", " ").split() if word.startswith("https://klik.example.com/"))
    return address.replace("https://klik.example.com", str(world.playground.request_url).removesuffix("/slack/events"))


async def test_a_calendar_subscribes(two: World, radicale: str) -> None:
    ada, esra = two.ada, two.esra
    address = await address_of(two, ada)
    async with aiohttp.ClientSession() as http:
        async with http.get(address) as answer:
            assert answer.status == 200
            assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
            assert "private" in answer.headers["cache-control"]
            tag, content = answer.headers["etag"], await answer.text()
        (event,) = vobject.readOne(content).vevent_list
        assert (event.summary.value, event.status.value) == ("Mentoring: first talk", "CONFIRMED")
        assert "Esra" not in content
        assert "@" not in content.replace("@klik", ""), "no address of anybody"
        async with http.get(address, headers={"if-none-match": tag}) as answer:
            assert (answer.status, await answer.read()) == (304, b"")

        # With whom, once they want it; what is called off stays for a while, as such
        await ada.command("/mentor calendar")
        await ada.click("Show with whom and where")
        await esra.click("Call off …", within=letters(esra, "Booked")[-1])
        await two.settle()
        async with http.get(address, headers={"if-none-match": tag}) as answer:
            assert answer.status == 200
            content = await answer.text()
        (event,) = vobject.readOne(content).vevent_list
        assert (event.summary.value, event.status.value) == ("Mentoring: Esra Erdem", "CANCELLED")

        # A real calendar server takes it, and the file of a booking, and gives back what it was given
        invitation = ada.files_under(letters(ada, "has booked you both")[-1])[0].content
        headers = {"content-type": "text/calendar", "authorization": aiohttp.encode_basic_auth("ada", "x")}
        async with http.put(f"{radicale}/ada/feed/", data=content, headers=headers) as answer:
            assert answer.status == 201, await answer.text()
        uid = event.uid.value
        async with http.put(
            f"{radicale}/ada/feed/{uid}.ics", data=invitation.replace(b"METHOD:REQUEST\r\n", b""), headers=headers
        ) as answer:  # fmt: skip
            assert answer.status in (201, 204), await answer.text()
        async with http.get(f"{radicale}/ada/feed/", headers=headers) as answer:
            (kept,) = vobject.readOne(await answer.text()).vevent_list
        assert (kept.uid.value, kept.dtstart.value) == (uid, event.dtstart.value)

        # A new address closes the old one; taken back it opens nothing; guesses and forms of it neither
        newer = await address_of(two, ada, "New address")
        assert newer != address
        stem = newer.rpartition("/")[0]
        for closed in (address, f"{stem}/{'x' * 43}.ics", f"{stem}/x.ics", f"{stem}/%00.ics", newer[:-4], newer + "x"):
            async with http.get(closed) as answer:
                assert (answer.status, await answer.read()) == (404, b""), closed
        async with http.get(newer) as answer:
            assert answer.status == 200
        await ada.command("/mentor calendar")
        await ada.click("Take it back")
        async with http.get(newer) as answer:
            assert answer.status == 404


async def test_the_feed_closes_when_they_leave_and_is_not_read_without_end(two: World) -> None:
    ada = two.ada
    address = await address_of(two, ada)
    async with two.klik.runtime.db.begin() as session:
        kept = await session.scalar(select(Calendar.token_hash))
    assert kept is not None
    assert kept not in address
    async with aiohttp.ClientSession() as http:
        codes = []
        for _ in range(25):
            async with http.get(address) as answer:
                codes.append(answer.status)
        assert codes == [200] * 20 + [429] * 5
        await two.passes(minutes=2)
        await ada.command("/mentor profile")
        await ada.click("leave")
        async with http.get(address) as answer:
            assert answer.status == 404


async def test_without_a_public_address_there_is_nothing_to_subscribe_to(world: World) -> None:
    await world.joins(world.ada, mentor="Kubernetes")
    await world.ada.command("/mentor kalender")
    words = says(world.ada, world.ada.answers[-1])
    assert "file and links" in words
    assert "Subscribe" not in words


async def test_sessions_of_a_group_stand_in_it_and_keep_their_hours(database_url: str) -> None:
    async with open_world(database_url, klik_public_url="https://klik.example.com") as world:
        ada, esra = world.ada, world.esra
        await opens(world)
        await esra.command("/mentor group")
        await esra.click("Join")
        await world.settle()
        await ada.click("Choose a date …", within=letters(ada, "has joined")[-1])
        await ada.choose("starts_at", "2026-11-25 09:00")
        assert await ada.submit() == {}
        await ada.close()
        await world.settle()
        async with aiohttp.ClientSession() as http, http.get(await address_of(world, esra)) as answer:
            (event,) = vobject.readOne(await answer.text()).vevent_list
        assert event.dtstart.value == datetime(2026, 11, 25, 8, tzinfo=UTC)
        assert event.summary.value == "Mentoring session"
        async with world.klik.runtime.db.begin() as session:
            people = (await session.scalars(select(Member.id).where(Member.slack_id.in_(("U0ADA", "U0ESRA"))))).all()
            for one in people:
                assert len(await diary.booked(session, [one], world.clock.now())) == 1
