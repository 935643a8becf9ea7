"""What reaches the app over HTTP: commands, interactions and their answers, signed and within three seconds."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from playground import Clock, Person, Playground, text_of
from playground.hosting import Host
from tests.playground.asking import Json, actions, button, rules_broken, section
from tests.playground.bolt_app import TinyApp


@asynccontextmanager
async def raw_app(playground: Playground, answer: Callable[[Request], Awaitable[Response]]) -> AsyncIterator[None]:
    """An app without any framework, which answers whatever a test wants."""
    async with Host(Starlette(routes=[Route("/", answer, methods=["POST"])])) as host:
        playground.request_url = host.url
        yield


async def test_a_command_reaches_the_app_with_all_it_needs(app: TinyApp, playground: Playground, ada: Person) -> None:
    assert await ada.command("/tiny  find  Kubernetes") is None
    [body] = app.received
    assert (body["command"], body["text"]) == ("/tiny", "find  Kubernetes")
    assert (body["user_id"], body["user_name"], body["team_id"]) == (ada.id, "ada", "T0KLIK")
    assert (body["channel_id"], body["channel_name"]) == (playground.general.id, "general")
    assert body["trigger_id"]
    assert body["response_url"].startswith(playground.url)


async def test_escaping_is_as_the_manifest_says(
    app: TinyApp, playground: Playground, ada: Person, bram: Person
) -> None:
    typed = "ask @bram or @nobody about <R&D> in #general"
    await ada.command(f"/tiny {typed}")
    await ada.command(f"/raw {typed}")
    general = f"<#{playground.general.id}|general>"
    escaped = f"ask <@{bram.id}> or @nobody about &lt;R&amp;D&gt; in {general}"
    assert [body["text"] for body in app.received] == [escaped, typed]


async def test_unknown_commands_and_foreign_channels_are_told_apart(
    app: TinyApp, playground: Playground, ada: Person
) -> None:
    with pytest.raises(LookupError, match="/tiny, /raw"):
        await ada.command("/huge")
    playground.workspace.add_channel("theirs")
    with pytest.raises(LookupError, match="not in theirs"):
        await ada.command("/tiny", channel="theirs")
    assert app.received == []


@pytest.mark.parametrize(
    ("said", "text", "public"),
    [
        ({"text": "Just *you*"}, "Just *you*", False),
        ({"text": "All", "response_type": "in_channel"}, "All", True),
        ({"text": "a", "blocks": [section("Drawn")]}, "Drawn", False),
    ],
)
async def test_an_acknowledgement_can_answer_a_command(
    app: TinyApp, ada: Person, bram: Person, said: Json, text: str, public: bool
) -> None:
    async def tiny(ack: Any, **_: Any) -> None:
        await ack(**said)

    app.on["/tiny"] = tiny
    answer = await ada.command("/tiny", channel="mentoring")
    assert answer is not None
    assert text_of(answer) == text
    assert (answer in bram.sees("mentoring")) is public
    assert answer not in ada.sees("general")


async def test_a_command_answered_with_what_slack_refuses(app: TinyApp, playground: Playground, ada: Person) -> None:
    async def tiny(ack: Any, **_: Any) -> None:
        await ack(text="a", blocks=[section("")])

    app.on["/tiny"] = tiny
    answer = await ada.command("/tiny")
    assert answer is not None
    assert answer.text == ada.notice == '/tiny failed with the error "invalid_command_response"'
    assert rules_broken(playground) == ["bad-acknowledgement"]


async def test_requests_are_signed_with_the_real_time(playground: Playground, ada: Person, clock: Clock) -> None:
    seen: list[bool] = []

    async def check(request: Request) -> Response:
        stamp = request.headers["x-slack-request-timestamp"]
        base = f"v0:{stamp}:".encode() + await request.body()
        expected = "v0=" + hmac.new(playground.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        seen.append(request.headers["x-slack-signature"] == expected and abs(time.time() - int(stamp)) < 60)
        return PlainTextResponse("")

    clock.advance(timedelta(days=900))
    async with raw_app(playground, check):
        await ada.command("/tiny")
        await playground.change_user(ada.id, title="Countess")
    assert seen == [True, True]


async def test_bolt_refuses_another_secret(app: TinyApp, playground: Playground, ada: Person) -> None:
    playground.http._secret = "another"
    answer = await ada.command("/tiny")
    assert answer is not None
    assert answer.text == '/tiny failed with the error "dispatch_failed"'
    [violation] = playground.workspace.violations
    assert violation.detail == "slash_command: the app answered 401"


async def test_an_app_that_takes_longer_than_three_seconds(playground: Playground, ada: Person) -> None:
    never = asyncio.Event()

    async def sleepy(request: Request) -> Response:
        await asyncio.wait_for(never.wait(), 10)
        return PlainTextResponse("")

    async with raw_app(playground, sleepy):
        began = time.perf_counter()
        answer = await ada.command("/tiny")
        assert 2.9 < time.perf_counter() - began < 5
        never.set()
    assert answer is not None
    assert answer.text == '/tiny failed with the error "operation_timeout"'
    assert rules_broken(playground) == ["operation-timeout"]
    assert playground.workspace.exchanges[-1].answer["detail"] == "no answer within 3 seconds"


async def test_an_app_that_is_not_there(playground: Playground, ada: Person) -> None:
    answer = await ada.command("/tiny")
    assert answer is not None
    assert "dispatch_failed" in answer.text
    playground.request_url = "http://127.0.0.1:9/"
    await ada.command("/tiny")
    assert rules_broken(playground) == ["dispatch-failed"] * 2


async def test_an_answer_that_only_says_it_is_json(playground: Playground, ada: Person) -> None:
    async def broken(request: Request) -> Response:
        return Response("{", media_type="application/json")

    async with raw_app(playground, broken):
        await ada.command("/tiny")
    assert playground.workspace.violations[0].detail.endswith("the answer says it is JSON but is not")


async def test_answers_to_a_submission_that_bolt_would_not_send(
    playground: Playground, client: AsyncWebClient, ada: Person
) -> None:
    answers: list[Response] = [PlainTextResponse("ok"), JSONResponse({"response_action": "errors", "errors": {}})]

    async def answer(request: Request) -> Response:
        return answers.pop(0)

    view = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": [section("a")]}
    async with raw_app(playground, answer):
        await client.views_open(trigger_id=playground.grants.new_trigger(ada.id), view=view)
        assert [*(await ada.submit()), *(await ada.submit())] == ["", ""]
    details = [violation.detail for violation in playground.workspace.violations]
    assert "the answer to a submission is empty or a JSON object" in details[0]
    assert "at least one error" in details[1]


async def test_a_button_in_a_message_tells_where_it_was_pressed(
    app: TinyApp, playground: Playground, ada: Person
) -> None:
    pressed = button("Accept", "accept", value="42", style="primary")
    posted = await app.client.chat_postMessage(channel=ada.id, text="A request", blocks=[actions(pressed)])
    await ada.click("Accept")
    [body] = app.received
    [action] = body["actions"]
    assert (action["type"], action["action_id"], action["value"], action["style"]) == (
        "button",
        "accept",
        "42",
        "primary",
    )
    assert action["block_id"] == posted["message"]["blocks"][0]["block_id"]
    assert body["container"] == {
        "type": "message",
        "message_ts": posted["ts"],
        "channel_id": posted["channel"],
        "is_ephemeral": False,
    }
    assert body["channel"] == {"id": posted["channel"], "name": "directmessage"}
    assert body["message"]["text"] == "A request"
    assert body["user"] == {"id": ada.id, "username": "ada", "name": "ada", "team_id": "T0KLIK"}
    assert body["response_url"]
    assert body["trigger_id"]


async def test_an_ephemeral_message_is_not_sent_along(app: TinyApp, ada: Person) -> None:
    async def tiny(ack: Any, **_: Any) -> None:
        await ack(text="a", blocks=[actions(button("Go", "go"))])

    app.on["/tiny"] = tiny
    await ada.command("/tiny")
    await ada.click("Go")
    body = app.received[-1]
    assert body["container"]["is_ephemeral"]
    assert "message" not in body


async def test_a_home_has_no_channel_and_no_response_url(app: TinyApp, ada: Person) -> None:
    async def opened(client: AsyncWebClient, body: Json, **_: Any) -> None:
        view = {"type": "home", "blocks": [actions(button("Join", "join"))]}
        await client.views_publish(user_id=body["event"]["user"], view=view)

    app.on["app_home_opened"] = opened
    await ada.open_home()
    await ada.open_home()
    await ada.click("Join")
    first, second, pressed = app.received
    assert "view" not in first["event"]
    assert second["event"]["view"]["type"] == "home"
    assert pressed["container"] == {"type": "view", "view_id": pressed["view"]["id"]}
    assert not {"channel", "message", "response_url"} & pressed.keys()


async def test_the_body_of_an_action_acknowledgement_is_ignored(playground: Playground, ada: Person) -> None:
    async def chatty(request: Request) -> Response:
        return JSONResponse({"text": "nobody reads this"})

    blocks = [actions(button("Go", "go"))]
    channel = playground.workspace.dm(ada.id)
    playground.workspace.post(channel, user=playground.workspace.bot.id, text="a", blocks=blocks)
    async with raw_app(playground, chatty):
        await ada.click("Go")
    assert len(ada.direct_messages) == 1
    assert playground.workspace.violations == []


async def test_a_response_url_takes_five_posts_in_thirty_minutes(
    app: TinyApp, playground: Playground, ada: Person, clock: Clock
) -> None:
    await ada.command("/tiny")
    hook = AsyncWebhookClient(app.received[0]["response_url"])
    statuses = [(await hook.send(text=str(number))).status_code for number in range(6)]
    assert statuses == [200] * 5 + [404]
    assert [message.text for message in ada.answers] == list("01234")
    await ada.command("/tiny")
    late = AsyncWebhookClient(app.received[1]["response_url"])
    clock.advance(timedelta(minutes=30, seconds=1))
    answer = await late.send(text="late")
    assert (answer.status_code, json.loads(answer.body)["error"]) == (404, "expired_url")
    assert playground.workspace.violations == []
    unknown = await AsyncWebhookClient(f"{playground.url}/hooks/commands/1/2").send(text="a")
    assert unknown.status_code == 404
    assert rules_broken(playground) == ["refused-response"]


async def test_a_response_replaces_and_deletes_its_original(app: TinyApp, playground: Playground, ada: Person) -> None:
    await app.client.chat_postMessage(channel="general", text="a", blocks=[actions(button("Go", "go"))])

    async def go(ack: Any, respond: Any, **_: Any) -> None:
        await ack()
        await respond("Gone", replace_original=True)
        await respond("New, for you")
        await respond("New, for all", response_type="in_channel")

    app.on["go"] = go
    await ada.click("Go")
    shown = [(m.text, m.ephemeral_for, m.edited) for m in ada.sees("general")]
    assert shown == [("Gone", None, True), ("New, for you", ada.id, False), ("New, for all", None, False)]
    hook = AsyncWebhookClient(app.received[0]["response_url"])
    assert (await hook.send_dict({"delete_original": True})).status_code == 200
    assert [m.text for m in ada.sees("general")] == ["New, for you", "New, for all"]
    assert playground.workspace.violations == []
    assert (await hook.send_dict({"delete_original": True})).status_code == 400, "it is gone already"
    assert rules_broken(playground) == ["refused-response"]


async def test_an_ephemeral_cannot_become_public(
    app: TinyApp, playground: Playground, ada: Person, bram: Person
) -> None:
    async def tiny(ack: Any, **_: Any) -> None:
        await ack(text="a", blocks=[actions(button("Share", "share"))])

    async def share(ack: Any, respond: Any, **_: Any) -> None:
        await ack()
        await respond("For all", replace_original=True, response_type="in_channel")

    app.on |= {"/tiny": tiny, "share": share}
    await ada.command("/tiny")
    await ada.click("Share")
    assert [message.text for message in ada.answers] == ["For all"]
    assert bram.sees("general") == []
    assert rules_broken(playground) == ["response-type"]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"text": "a", "colour": "red"}, "invalid_arguments"),
        ({"text": "a", "response_type": "loud"}, "invalid_arguments"),
        ({"text": "a", "blocks": [section("")]}, "invalid_blocks"),
        ({"text": ""}, "no_text"),
        ({"delete_original": True}, "message_not_found"),
    ],
)
async def test_a_response_slack_refuses(
    app: TinyApp, playground: Playground, ada: Person, body: Json, error: str
) -> None:
    await ada.command("/tiny")
    answer = await AsyncWebhookClient(app.received[0]["response_url"]).send_dict(body)
    assert (answer.status_code, json.loads(answer.body)["error"]) == (400, error)
    assert rules_broken(playground) == ["refused-response"]


async def test_shortcuts(app: TinyApp, playground: Playground, ada: Person) -> None:
    posted = await app.client.chat_postMessage(channel="general", text="Worth keeping")
    message = playground.workspace.messages(playground.general)[0]
    await ada.shortcut("go")
    await ada.shortcut("keep", message=message)
    going, keeping = app.received
    assert (going["type"], going["callback_id"]) == ("shortcut", "go")
    assert not {"channel", "response_url"} & going.keys()
    assert (keeping["type"], keeping["message"]["text"], keeping["message_ts"]) == (
        "message_action",
        "Worth keeping",
        posted["ts"],
    )
    with pytest.raises(LookupError, match="go \\(global\\), keep \\(message\\)"):
        await ada.shortcut("keep")
