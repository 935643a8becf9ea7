"""Every request comes twice, the second time to a process that has not seen the first: nothing happens twice.

The same story is told once as it is, and once with each request delivered again, signed a second earlier so that the
memory of signatures (bot/doors.py) does not help: like a copy at another replica, or an event that Slack repeats.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from models import Base
from playground.dispatch_http import signature
from playground.hosting import Host
from playground.person import Person
from playground.records import Message as Letter
from tests import databases
from tests.hands import QUESTION, asks, letters, typed
from tests.test_networks import start_network
from tests.world import World, last, open_world, says

NOT_COUNTED = {"session_slots"}
"""Times that were looked up again. Their buttons stay good, so that a double click costs rows and nothing else."""


TRIGGER_USED = "exchanged_trigger_id"


class Twice:
    """An ASGI app that hears everything from Slack twice, and gives the first answer."""

    def __init__(self, app: ASGIApp, secret: str) -> None:
        self._app = app
        self._secret = secret
        self.repeated = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = bytearray()
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        answers: list[Message] = []

        async def keep(message: Message) -> None:
            answers.append(message)

        async def drop(message: Message) -> None: ...

        await self._app(scope, _of(bytes(body)), keep)
        headers = dict(scope["headers"])
        stamp = str(int(headers[b"x-slack-request-timestamp"]) - 1)
        headers[b"x-slack-request-timestamp"] = stamp.encode()
        headers[b"x-slack-signature"] = signature(self._secret, stamp, bytes(body)).encode()
        await self._app({**scope, "headers": list(headers.items())}, _of(bytes(body)), drop)
        self.repeated += 1
        for message in answers:
            await send(message)


def _of(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


@asynccontextmanager
async def doubled(world: World) -> AsyncIterator[Twice]:
    app = Twice(world.klik.web, world.playground.signing_secret)
    async with Host(app) as host:
        world.playground.request_url = f"{host.url}/slack/events"
        yield app
        await world.playground.settled()


async def book(person: Person, when: str) -> None:
    await person.choose("starts_at", when)
    assert await person.submit() == {}


async def story(world: World) -> dict[str, Any]:
    """One of every decision. Returns what everybody reads at the end, and how many rows there are of each kind."""
    ada, dana, esra, finn = world.ada, world.dana, world.esra, world.finn
    await world.joins(ada, mentor=("Kubernetes", "SQL"), capacity=2)
    await world.joins(ada, mentor=("Kubernetes", "SQL"), capacity=3)
    for mentee in (dana, esra, finn):
        await world.joins(mentee, mentee="Kubernetes")
    await start_network(world, world.chen)
    await dana.click("Join", within=dana.sees("mentoring")[-1])
    listed = await dana.command("/mentor networks")
    await dana.click("Leave", within=listed)
    await finn.click("Join", within=finn.sees("mentoring")[-1])
    searched = await finn.command("/mentor find sustainability")
    await finn.click("Tell me when somebody joins", within=searched)
    # Asked, told more, accepted.
    assert await asks(esra, "Ada") == {}
    await esra.close()
    await world.settle()
    await ada.click("Tell me more")
    await ada.type("mentor_asks", "How big is it?")
    assert await ada.submit() == {}
    await ada.close()
    await world.settle()
    await esra.click("Answer")
    await esra.type("mentee_adds", "Twelve nodes")
    assert await esra.submit() == {}
    await esra.close()
    await world.settle()
    await ada.click("Accept")
    await world.settle()
    # Declined, and withdrawn.
    await world.passes(days=1)  # she has had two messages
    assert await asks(finn, "Ada") == {}
    await finn.close()
    await world.settle()
    await ada.click("Decline")
    assert await ada.submit() == {}
    await ada.close()
    assert await asks(dana, "Ada") == {}
    await dana.close()
    await dana.click("Withdraw", within=await dana.command("/mentor requests"))
    await world.settle()
    # Booked, moved, called off, booked again, met, rated, clicked.
    introduced = letters(esra, "says yes")[-1]
    await esra.click("Another time …", within=introduced)
    await book(esra, "2026-11-26 10:00")
    await esra.close()
    await world.settle()
    await esra.click("Move …", within=introduced)
    await book(esra, "2026-11-27 10:00")
    await world.settle()
    await world.passes(days=3.2)
    asked = letters(esra, "Did you and")[-1]
    await esra.click("Yes, we met", within=asked)
    await esra.click("Yes, let's go on", within=asked)
    hers = letters(ada, "Did you and")[-1]
    await ada.click("Yes, we met", within=hers)
    await ada.click("Yes, let's go on", within=hers)
    await world.settle()
    await world.passes(days=2)
    # The second session: booked, called off; then pausing and the end.
    clicked = letters(ada, "It clicked")[-1]
    await ada.click("Another time …", within=clicked)
    await book(ada, "2026-12-03 10:00")
    await world.settle()
    await ada.click("Call off …", within=clicked)
    await world.settle()
    await world.passes(days=2)
    await ada.click("Another time …")
    await book(ada, "2026-12-10 10:00")
    await world.passes(days=9.4)
    await ada.click("Yes, we met", within=letters(ada, "Did you and")[-1])
    await ada.click("feedback_rate:4")
    await ada.click("What I practised and learned …")
    await ada.type("learned", "To listen longer")
    assert await ada.submit() == {}
    await dana.command("/mentor pause")
    assert await dana.submit() == {}
    await dana.command("/mentor resume")
    await esra.open_home()
    await esra.click("End this pair …")
    assert await esra.submit() == {}
    await world.settle()
    await dana.command("/mentor profile")
    await dana.click("Leave …")
    await world.passes(days=1)
    people = (ada, world.chen, esra, finn)
    return {
        "letters": [sorted(map(partial(read, person), letters(person))) for person in (*people, dana)],
        "profiles": [await typed(person, "/mentor profile") for person in people],
        "networks": await typed(ada, "/mentor networks"),
        "announced": [says(ada, message) for message in ada.sees("mentoring")],
        "rows": await rows(world),
        "last": says(ada, last(ada)),
    }


def read(person: Person, message: Letter) -> str:
    """The copy of "Accept" says how it stands, in the place of the thanks."""
    words = says(person, message)
    return "Accepted" if words.startswith(("✅ Thank you!", "This request was accepted already.")) else words


async def rows(world: World) -> dict[str, int]:
    counts = {}
    async with world.klik.runtime.db.begin() as session:
        for table in Base.metadata.sorted_tables:
            if table.name not in NOT_COUNTED:
                counts[table.name] = (await session.execute(select(func.count()).select_from(table))).scalar_one()
    return counts


@pytest.mark.parametrize("backend", databases.BACKENDS)
def test_nothing_happens_twice(backend: str, request: pytest.FixtureRequest) -> None:
    async def told(url: str, *, twice: bool) -> dict[str, Any]:
        async with open_world(url) as world:
            if not twice:
                return await story(world)
            async with doubled(world) as app:
                ending = await story(world)
            assert app.repeated > 70
            # The copy of a click that opened a modal finds its trigger used, by design of Slack's.
            unexpected = [one for one in world.playground.workspace.violations if TRIGGER_USED not in str(one)]
            assert unexpected == []
            world.playground.workspace.violations.clear()
            return ending

    fresh = databases.of(request.config).fresh
    with fresh(backend) as first, fresh(backend) as second:
        once = asyncio.run(told(first, twice=False))
        again = asyncio.run(told(second, twice=True))
    assert once["rows"]["feedback"] == 1
    assert QUESTION in " ".join(once["letters"][0])
    for what, ending in once.items():
        assert again[what] == ending, what
