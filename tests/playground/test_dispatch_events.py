"""Events: their envelope, what is subscribed to, and that they come again until acknowledged."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from playground import Clock, Person, Playground
from playground.hosting import Host
from playground.records import User
from tests.playground.asking import rules_broken
from tests.playground.bolt_app import TinyApp, written_manifest


class Deaf:
    """An app that answers 500 until it is told to hear."""

    def __init__(self) -> None:
        self.tries: list[tuple[str, str]] = []
        self.hears = False

    async def answer(self, request: Request) -> Response:
        headers = request.headers
        self.tries.append((headers.get("x-slack-retry-num", ""), headers.get("x-slack-retry-reason", "")))
        return PlainTextResponse("", 200 if self.hears else 500)

    def host(self) -> Host:
        return Host(Starlette(routes=[Route("/", self.answer, methods=["POST"])]))


async def test_a_change_of_somebody_is_told(app: TinyApp, playground: Playground, ada: Person) -> None:
    await playground.change_user(ada.id, title="Countess", tz="America/New_York")
    [body] = app.received
    assert (body["type"], body["team_id"], body["api_app_id"]) == ("event_callback", "T0KLIK", "A0LOCAL")
    assert body["authorizations"][0]["user_id"] == playground.workspace.bot.id
    assert body["event_time"] == int(playground.clock.now().timestamp())
    user = body["event"]["user"]
    assert (body["event"]["type"], user["id"], user["profile"]["title"]) == ("user_change", ada.id, "Countess")
    assert (user["tz"], user["tz_offset"], user["locale"]) == ("America/New_York", -18_000, "en-GB")


async def test_joining_leaving_and_being_invited_are_told(app: TinyApp, playground: Playground, ada: Person) -> None:
    zoe = await playground.join_team(User("U9", "zoe", "Zoë", ""))
    await playground.change_user(ada.id, deleted=True)
    channel = (await app.client.conversations_create(name="circle"))["channel"]["id"]
    await app.client.conversations_invite(channel=channel, users=zoe.id)
    await playground.settled()
    events = [body["event"] for body in app.received]
    assert [event["type"] for event in events] == ["team_join", "user_change", "member_joined_channel"]
    assert events[0]["user"]["name"] == "zoe"
    assert events[1]["user"]["deleted"]
    assert (events[2]["user"], events[2]["inviter"]) == ("U9", playground.workspace.bot.id)
    assert ada.id not in playground.general.members


async def test_uninstalling_says_goodbye_and_kills_the_token(app: TinyApp, playground: Playground) -> None:
    await app.client.auth_test()
    await playground.change_user(playground.workspace.add_user("ada", "Ada").id, title="a")
    await playground.uninstall()
    assert [body["event"]["type"] for body in app.received] == ["user_change", "tokens_revoked", "app_uninstalled"]
    assert playground.revoked


async def test_nothing_is_sent_that_the_manifest_does_not_ask_for(tmp_path: Path, clock: Clock) -> None:
    async with Playground(written_manifest(tmp_path, events=["team_join"]), clock=clock) as playground:
        ada = playground.workspace.add_user("ada", "Ada")
        app = TinyApp(playground)
        async with app.over_http(playground):
            await playground.change_user(ada.id, title="Countess")
        assert app.received == []


async def test_an_event_comes_again_at_once_after_one_and_after_five_minutes(
    playground: Playground, ada: Person, clock: Clock
) -> None:
    deaf = Deaf()
    async with deaf.host() as host:
        playground.request_url = host.url
        assert await playground.send_event({"type": "user_change", "user": {"id": ada.id}}) is False
        assert deaf.tries == [("", ""), ("1", "http_error")]
        clock.advance(timedelta(seconds=59))
        await playground.events.retry_due()
        assert len(deaf.tries) == 2
        clock.advance(timedelta(seconds=1))
        await playground.events.retry_due()
        assert deaf.tries[2:] == [("2", "http_error")]
        clock.advance(timedelta(minutes=4))
        await playground.events.retry_due()
        assert deaf.tries[3:] == [("3", "http_error")]
        clock.advance(timedelta(days=1))
        await playground.events.retry_due()
        assert len(deaf.tries) == 4
    assert rules_broken(playground) == ["dispatch-failed"] * 4 + ["event-given-up"]


async def test_a_retry_that_is_heard_is_the_last(playground: Playground, ada: Person, clock: Clock) -> None:
    deaf = Deaf()
    async with deaf.host() as host:
        playground.request_url = host.url
        await playground.send_event({"type": "user_change", "user": {"id": ada.id}})
        deaf.hears = True
        clock.advance(timedelta(minutes=10))
        await playground.events.retry_due()
        await playground.events.retry_due()
    assert len(deaf.tries) == 3
    assert playground.events.undelivered == []


async def test_moving_the_clock_alone_sends_what_is_due(playground: Playground, ada: Person, clock: Clock) -> None:
    deaf = Deaf()
    async with deaf.host() as host:
        playground.request_url = host.url
        await playground.send_event({"type": "user_change", "user": {"id": ada.id}})
        deaf.hears = True
        clock.advance(timedelta(minutes=1))
        async with asyncio.timeout(3):
            seen = playground.workspace.revision
            while len(deaf.tries) < 3:
                seen = await playground.workspace.wait_for_change(seen)
    assert deaf.tries[2] == ("2", "http_error")


async def test_a_lost_acknowledgement_doubles_an_event(app: TinyApp, playground: Playground, ada: Person) -> None:
    playground.workspace.faults.ack_lost = 1
    heard: list[Any] = []

    async def changed(body: dict[str, Any], ack: Any, **_: Any) -> None:
        heard.append(body["event_id"])
        playground.workspace.faults.ack_lost = 0 if len(heard) == 2 else 1
        await ack()

    app.on["user_change"] = changed
    await playground.change_user(ada.id, title="Countess")
    assert len(heard) == 2
    assert len(set(heard)) == 1, "the same event, so that an app can tell"
    assert playground.workspace.violations == [], "the app did nothing wrong"
