"""Modals and App Homes: triggers, the stack, hashes, and what stays typed."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground import Clock, Person, Playground
from tests.playground.asking import (
    Json,
    actions,
    button,
    field,
    home,
    modal,
    options,
    plain,
    refusal,
    refused,
    section,
    text_field,
)
from tests.playground.bolt_app import TinyApp, written_manifest


def trigger(playground: Playground, person: Person) -> str:
    """What an interaction outside any modal hands the app."""
    return playground.grants.new_trigger(person.id)


def trigger_in(playground: Playground, person: Person) -> str:
    """What an interaction in the top modal hands the app."""
    return playground.grants.new_trigger(person.id, person.modal)


async def test_a_trigger_opens_one_modal_once(playground: Playground, client: AsyncWebClient, ada: Person) -> None:
    given = trigger(playground, ada)
    opened = (await client.views_open(trigger_id=given, view=modal()))["view"]
    assert ada.modal is not None
    assert (opened["id"], opened["root_view_id"], opened["previous_view_id"]) == (ada.modal.id, ada.modal.id, None)
    assert opened["state"] == {"values": {"name": {"typed": {"type": "plain_text_input", "value": None}}}}
    assert await refused(client.views_open(trigger_id=given, view=modal())) == "exchanged_trigger_id"


async def test_a_trigger_lives_three_seconds(
    playground: Playground, client: AsyncWebClient, ada: Person, clock: Clock
) -> None:
    late, just_in_time = trigger(playground, ada), trigger(playground, ada)
    clock.advance(timedelta(seconds=3))
    await client.views_open(trigger_id=just_in_time, view=modal())
    clock.advance(timedelta(milliseconds=1))
    assert await refused(client.views_open(trigger_id=late, view=modal())) == "expired_trigger_id"
    assert await refused(client.views_open(trigger_id="1.2.3", view=modal())) == "invalid_trigger_id"
    answer = await refusal(client.views_open(view=modal()))
    assert answer["response_metadata"]["messages"] == ["[ERROR] missing required field: trigger_id"]


async def test_a_refused_view_does_not_use_its_trigger_up(
    playground: Playground, client: AsyncWebClient, ada: Person
) -> None:
    given = trigger(playground, ada)
    wrong: list[tuple[Json, str]] = [
        (modal(section("")), "/view/blocks/0/text/text"),
        (modal(title=plain("a" * 25)), "/view/title/text"),
        (modal(private_metadata="a" * 3001), "/view/private_metadata"),
        (home(), "/view/type"),
    ]
    for view, pointer in wrong:
        answer = await refusal(client.views_open(trigger_id=given, view=view))
        assert answer["error"] == "invalid_arguments"
        assert any(pointer in message for message in answer["response_metadata"]["messages"])
    await client.views_open(trigger_id=given, view=modal())


async def test_a_view_larger_than_250_kilobytes(playground: Playground, client: AsyncWebClient, ada: Person) -> None:
    blocks = [section("é" * 3000) for _ in range(50)]
    large = client.views_open(trigger_id=trigger(playground, ada), view=modal(*blocks))
    assert await refused(large) == "view_too_large"


async def test_views_that_are_no_objects(playground: Playground, client: AsyncWebClient, ada: Person) -> None:
    for wrong in ("{", "[]"):
        arguments: Json = {"trigger_id": trigger(playground, ada), "view": wrong}
        assert await refused(client.api_call("views.open", data=arguments)) == "invalid_arguments"


async def test_three_views_stack_and_a_fourth_does_not(
    playground: Playground, client: AsyncWebClient, ada: Person
) -> None:
    first = (await client.views_open(trigger_id=trigger(playground, ada), view=modal(callback_id="one")))["view"]
    await client.views_push(trigger_id=trigger_in(playground, ada), view=modal(callback_id="two"))
    third = await client.views_push(trigger_id=trigger_in(playground, ada), view=modal(callback_id="three"))
    assert third["view"]["root_view_id"] == first["id"]
    assert ada.modal is not None
    assert third["view"]["previous_view_id"] not in (None, first["id"])
    fourth = client.views_push(trigger_id=trigger_in(playground, ada), view=modal())
    assert await refused(fourth) == "push_limit_reached"
    assert ada.modal.callback_id == "three"
    await ada.back()
    assert ada.modal.callback_id == "two"
    await ada.close()
    assert ada.modal is None


async def test_a_push_needs_an_open_modal(playground: Playground, client: AsyncWebClient, ada: Person) -> None:
    outside = client.views_push(trigger_id=trigger(playground, ada), view=modal())
    assert await refused(outside) == "invalid_trigger_id"
    await client.views_open(trigger_id=trigger(playground, ada), view=modal())
    inside = trigger_in(playground, ada)
    await ada.close()
    assert await refused(client.views_push(trigger_id=inside, view=modal())) == "not_found"


async def test_an_update_keeps_what_was_typed_where_the_ids_stay(
    playground: Playground, client: AsyncWebClient, ada: Person
) -> None:
    colours: Json = {"type": "static_select", "action_id": "picked", "options": options("Red", "Blue")}
    shown = modal(
        text_field("Name", "name"),
        text_field("Town", "town"),
        text_field("Age", "age"),
        field("Colour", colours, "colour"),
    )
    opened = (await client.views_open(trigger_id=trigger(playground, ada), view=shown))["view"]
    await ada.type("Name", "Ada")
    await ada.type("Town", "London")
    await ada.type("Age", "old")
    await ada.choose("Colour", "Red")
    fewer: Json = {**colours, "options": options("Blue")}
    number: Json = {"type": "number_input", "action_id": "typed", "is_decimal_allowed": False}
    changed = modal(
        text_field("Full name", "name"),
        text_field("Town", "town2"),
        field("Age", number, "age", optional=True),
        field("Colour", fewer, "colour", optional=True),
    )
    answer = await client.views_update(view_id=opened["id"], view=changed, hash=opened["hash"])
    values = answer["view"]["state"]["values"]
    assert values["name"]["typed"]["value"] == "Ada"
    assert values["town2"]["typed"]["value"] is None
    assert values["age"]["typed"] == {"type": "number_input", "value": None}, "an input of another type starts anew"
    assert values["colour"]["picked"]["selected_option"] is None, "red is no longer offered"
    assert answer["view"]["id"] == opened["id"]
    assert answer["view"]["hash"] != opened["hash"]


async def test_a_stale_hash_conflicts(playground: Playground, client: AsyncWebClient, ada: Person) -> None:
    opened = (await client.views_open(trigger_id=trigger(playground, ada), view=modal()))["view"]
    await client.views_update(view_id=opened["id"], view=modal(), hash=opened["hash"])
    stale = client.views_update(view_id=opened["id"], view=modal(), hash=opened["hash"])
    assert await refused(stale) == "hash_conflict"
    await client.views_update(view_id=opened["id"], view=modal())
    assert playground.workspace.violations == [], "two changes at a time are normal life"


async def test_views_are_found_by_the_apps_own_id(
    playground: Playground, client: AsyncWebClient, ada: Person, bram: Person
) -> None:
    await client.views_open(trigger_id=trigger(playground, ada), view=modal(external_id="join-1"))
    twin = client.views_open(trigger_id=trigger(playground, bram), view=modal(external_id="join-1"))
    assert await refused(twin) == "duplicate_external_id"
    await client.views_update(external_id="join-1", view=modal(external_id="join-1", callback_id="changed"))
    assert ada.modal is not None
    assert ada.modal.callback_id == "changed"
    assert await refused(client.views_update(external_id="join-2", view=modal())) == "not_found"
    answer = await refusal(client.api_call("views.update", json={"view": modal()}))
    assert answer["response_metadata"]["messages"] == ["[ERROR] missing required field: view_id"]


async def test_a_home_is_published_and_guarded_by_its_hash(
    playground: Playground, client: AsyncWebClient, ada: Person
) -> None:
    assert ada.home is None
    early = client.views_publish(user_id=ada.id, view=home(), hash="1.abc")
    assert await refused(early) == "hash_conflict"
    first = (await client.views_publish(user_id=ada.id, view=home()))["view"]
    second = (await client.views_publish(user_id=ada.id, view=home(section("More")), hash=first["hash"]))["view"]
    assert (second["id"], second["type"]) == (first["id"], "home")
    assert await refused(client.views_publish(user_id=ada.id, view=home(), hash=first["hash"])) == "hash_conflict"
    assert await refused(client.views_publish(user_id="U404", view=home())) == "user_not_found"
    await client.views_update(view_id=first["id"], view=home(section("Most")))
    assert ada.home is not None
    assert "Most" in ada.reads(ada.home)


async def test_a_home_that_the_manifest_does_not_have(tmp_path: Path, clock: Clock) -> None:
    async with Playground(written_manifest(tmp_path, home=False), clock=clock) as playground:
        ada = playground.workspace.add_user("ada", "Ada")
        client = AsyncWebClient(playground.bot_token, base_url=playground.api_url, retry_handlers=[])
        assert await refused(client.views_publish(user_id=ada.id, view=home())) == "not_enabled"


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ({}, None),
        ({"response_action": "clear"}, None),
        ({"response_action": "update", "view": modal(callback_id="updated")}, "updated"),
        ({"response_action": "push", "view": modal(callback_id="pushed")}, "pushed"),
    ],
)
async def test_what_an_app_may_answer_to_a_submission(
    playground: Playground, app: TinyApp, ada: Person, answer: Json, shown: str | None
) -> None:
    await app.client.views_open(trigger_id=trigger(playground, ada), view=modal())

    async def form(ack: Any, **_: Any) -> None:
        await ack(**answer)

    app.on["form"] = form
    await ada.type("Name", "Ada")
    assert await ada.submit() == {}
    assert (ada.modal.callback_id if ada.modal else None) == shown
    assert playground.workspace.violations == []


async def test_errors_are_shown_by_label_and_gone_after_a_good_submission(
    playground: Playground, app: TinyApp, ada: Person
) -> None:
    await app.client.views_open(trigger_id=trigger(playground, ada), view=modal())

    async def form(ack: Any, body: Json, **_: Any) -> None:
        if body["view"]["state"]["values"]["name"]["typed"]["value"] == "Bob":
            await ack(response_action="errors", errors={"name": "Bob is taken"})
        else:
            await ack()

    app.on["form"] = form
    await ada.type("Name", "Bob")
    assert await ada.submit() == {"Name": "Bob is taken"}
    assert ada.modal is not None
    assert "Bob is taken" in ada.reads(ada.modal)
    await ada.type("Name", "Ada")
    assert await ada.submit() == {}
    assert ada.modal is None


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        ({"response_action": "errors", "errors": {"elsewhere": "No"}}, "no input block has this block_id"),
        ({"response_action": "errors", "errors": {"note": "No"}}, "no input block has this block_id"),
        ({"response_action": "errors", "errors": {"name": ""}}, "must be words"),
        ({"response_action": "update", "view": modal(section(""))}, "/view/blocks/0/text/text"),
        ({"response_action": "push", "view": home()}, "/view/type"),
        ({"response_action": "explode"}, "unknown response_action: explode"),
    ],
)
async def test_answers_to_a_submission_that_slack_cannot_use(
    playground: Playground, app: TinyApp, ada: Person, answer: Json, complaint: str
) -> None:
    shown = modal(text_field("Name", "name"), section("A note", block_id="note"))
    await app.client.views_open(trigger_id=trigger(playground, ada), view=shown)

    async def form(ack: Any, **_: Any) -> None:
        await ack(**answer)

    app.on["form"] = form
    await ada.type("Name", "Ada")
    assert await ada.submit() == {"": "We had some trouble connecting. Try again?"}
    assert ada.modal is not None, "the modal stays, with what was typed"
    [violation] = playground.workspace.violations
    assert violation.rule == "bad-acknowledgement"
    assert complaint in violation.detail


async def test_closing_is_told_to_views_that_want_to_know(playground: Playground, app: TinyApp, ada: Person) -> None:
    quiet, loud = modal(callback_id="quiet"), modal(callback_id="loud", notify_on_close=True)
    await app.client.views_open(trigger_id=trigger(playground, ada), view=quiet)
    await app.client.views_push(trigger_id=trigger_in(playground, ada), view=loud)
    await ada.back()
    await app.client.views_push(trigger_id=trigger_in(playground, ada), view=loud)
    await ada.close()
    await app.client.views_open(trigger_id=trigger(playground, ada), view=loud)
    await ada.close()
    told = [(body["type"], body["view"]["callback_id"], body["is_cleared"]) for body in app.received]
    closed_one, closed_all = ("view_closed", "loud", False), ("view_closed", "loud", True)
    assert told == [closed_one, closed_all, closed_one], "a single view is closed, not cleared"


async def test_clear_on_close_takes_the_whole_stack(playground: Playground, app: TinyApp, ada: Person) -> None:
    await app.client.views_open(trigger_id=trigger(playground, ada), view=modal())
    await app.client.views_push(trigger_id=trigger_in(playground, ada), view=modal(clear_on_close=True))
    await ada.back()
    assert ada.modal is None


async def test_a_button_in_a_modal_can_push(playground: Playground, app: TinyApp, ada: Person) -> None:
    shown = modal(actions(button("More", "more")), text_field("Name", "name"))
    await app.client.views_open(trigger_id=trigger(playground, ada), view=shown)

    async def more(ack: Any, body: Json, client: AsyncWebClient, **_: Any) -> None:
        await client.views_push(trigger_id=body["trigger_id"], view=modal(callback_id="more"))
        await ack()

    app.on["more"] = more
    await ada.type("Name", "Ada")
    await ada.click("More")
    assert ada.modal is not None
    assert ada.modal.callback_id == "more"
    [body] = app.received
    assert body["view"]["state"]["values"]["name"]["typed"]["value"] == "Ada"
    assert "message" not in body
