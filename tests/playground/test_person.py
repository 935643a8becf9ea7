"""A member at the screen: finding by label, filling in every kind of input, and what Slack's client insists on."""

from typing import Any

import pytest

from playground import Person, Playground, text_of
from playground.records import Message
from tests.playground.asking import Json, actions, button, field, home, modal, options, plain, section, text_field
from tests.playground.bolt_app import TinyApp


def post(playground: Playground, person: Person, *blocks: Json) -> Message:
    """A direct message from the app."""
    channel = playground.workspace.dm(person.id)
    return playground.workspace.post(channel, user=playground.workspace.bot.id, text="a", blocks=blocks)


async def show(app: TinyApp, person: Person, *blocks: Json, **more: Any) -> None:
    given = person.playground.grants.new_trigger(person.id)
    await app.client.views_open(trigger_id=given, view=modal(*blocks, **more))


def state_of(app: TinyApp, block_id: str) -> Json:
    """The state of the only element of a block, in what the app was last sent."""
    values = app.received[-1]["view"]["state"]["values"][block_id]
    [state] = values.values()
    assert isinstance(state, dict)
    return state


async def test_the_newest_message_with_the_button_wins(app: TinyApp, playground: Playground, ada: Person) -> None:
    old = post(playground, ada, actions(button("Accept", "accept", value="1")))
    post(playground, ada, actions(button("Accept", "accept", value="2")))
    post(playground, ada, section("Nothing to press here"))
    await ada.click("Accept")
    await ada.click("accept", within=old)
    assert [body["actions"][0]["value"] for body in app.received] == ["2", "1"]


async def test_equal_labels_in_one_message_are_told_apart_by_what_is_near(
    app: TinyApp, playground: Playground, ada: Person
) -> None:
    post(
        playground,
        ada,
        section("*Grace Hopper* knows compilers", accessory=button("Ask", "ask", value="grace")),
        section("*Alan Turing* knows proofs"),
        actions(button("Ask", "ask", value="alan", accessibility_label="Ask Alan")),
    )
    with pytest.raises(LookupError) as caught:
        await ada.click("Ask")
    assert "2 elements are called 'Ask'" in str(caught.value)
    assert "button 'Ask' (ask)" in str(caught.value)
    await ada.click("Ask", near="Grace Hopper")
    await ada.click("Ask", near="Alan Turing")
    await ada.click("Ask Alan")
    assert [body["actions"][0]["value"] for body in app.received] == ["grace", "alan", "alan"]


async def test_what_is_not_there_is_said_with_what_is(app: TinyApp, playground: Playground, ada: Person) -> None:
    menu = {"type": "static_select", "action_id": "topic", "placeholder": plain("Topic"), "options": options("Go", "C")}
    post(playground, ada, actions(button("Accept", "accept"), menu))
    with pytest.raises(LookupError) as caught:
        await ada.click("Decline")
    assert "nothing is called 'Decline'" in str(caught.value)
    assert "button 'Accept' (accept)" in str(caught.value)
    assert "static_select 'Topic' (topic): Go, C" in str(caught.value)
    with pytest.raises(LookupError, match="choose"):
        await ada.click("Topic")
    with pytest.raises(LookupError, match="'Rust' but: 'Go', 'C'"):
        await ada.choose("Topic", "Rust")
    assert app.received == []


async def test_a_button_cannot_be_pressed_by_who_does_not_see_it(
    app: TinyApp, playground: Playground, ada: Person, bram: Person
) -> None:
    post(playground, ada, actions(button("Accept", "accept")))
    whisper = [actions(button("Psst", "psst"))]
    playground.workspace.post(
        playground.general, user=playground.workspace.bot.id, text="a", blocks=whisper, ephemeral_for=ada.id
    )
    for label in ("Accept", "Psst"):
        with pytest.raises(LookupError):
            await bram.click(label)
    await ada.click("Psst")
    assert len(app.received) == 1


async def test_the_modal_is_on_top_and_the_home_below(app: TinyApp, playground: Playground, ada: Person) -> None:
    await app.client.views_publish(user_id=ada.id, view=home(actions(button("Go", "go", value="home"))))
    await ada.click("Go")
    post(playground, ada, actions(button("Go", "go", value="message")))
    await ada.click("Go")
    await show(app, ada, actions(button("Go", "go", value="modal")))
    await ada.click("Go")
    assert [body["actions"][0]["value"] for body in app.received] == ["home", "message", "modal"]


async def test_options_of_menus_radios_and_checkboxes_can_be_clicked(
    app: TinyApp, playground: Playground, ada: Person
) -> None:
    post(
        playground,
        ada,
        actions(
            {"type": "overflow", "action_id": "more", "options": options("Edit", "Leave")},
            {"type": "radio_buttons", "action_id": "role", "options": options("Mentor", "Mentee")},
            {"type": "checkboxes", "action_id": "days", "options": options("Monday", "Friday")},
            block_id="b",
        ),
    )
    for option in ("Leave", "Mentee", "Monday", "Friday", "Monday"):
        await ada.click(option)
    sent = [body["actions"][0] for body in app.received]
    assert sent[0]["selected_option"] == {"text": plain("Leave"), "value": "leave"}
    assert sent[1]["selected_option"]["value"] == "mentee"
    ticked = [[option["value"] for option in action["selected_options"]] for action in sent[2:]]
    assert ticked == [["monday"], ["monday", "friday"], ["friday"]]
    state = app.received[-1]["state"]["values"]["b"]
    assert state["role"]["selected_option"]["value"] == "mentee"
    assert "more" not in state


async def test_every_kind_of_input_reaches_the_app(
    app: TinyApp, playground: Playground, ada: Person, bram: Person
) -> None:
    def element(kind: str, **more: Any) -> Json:
        return {"type": kind, "action_id": "a", **more}

    two = options("One", "Two")
    kinds = {
        "static": element("static_select", option_groups=[{"label": plain("Numbers"), "options": two}]),
        "statics": element("multi_static_select", options=two),
        "people": element("multi_users_select"),
        "person": element("users_select"),
        "channel": element("channels_select"),
        "talk": element("conversations_select"),
        "radio": element("radio_buttons", options=two),
        "boxes": element("checkboxes", options=two),
        "date": element("datepicker"),
        "time": element("timepicker", timezone="Europe/Amsterdam"),
        "moment": element("datetimepicker"),
        "number": element("number_input", is_decimal_allowed=False),
        "email": element("email_text_input"),
        "url": element("url_text_input"),
        "text": element("plain_text_input", multiline=True),
    }
    await show(app, ada, *(field(name, kind, name) for name, kind in kinds.items()))
    await ada.choose("static", "Two")
    await ada.choose("statics", "One", "Two")
    await ada.choose("people", "@bram", "Ada Lovelace")
    await ada.choose("person", "Bram de Vries")
    await ada.choose("channel", "#general")
    await ada.choose("talk", "mentoring")
    await ada.choose("radio", "One")
    await ada.choose("boxes", "Two")
    await ada.choose("date", "2026-11-24")
    await ada.choose("time", "09:30")
    await ada.choose("moment", "2026-07-01 10:00")
    for name, typed in {"number": "7", "email": "a@b.example", "url": "https://b.example", "text": "a\nb"}.items():
        await ada.type(name, typed)
    assert await ada.submit() == {}
    values = app.received[-1]["view"]["state"]["values"]
    told = {name: {key: value for key, value in values[name]["a"].items() if key != "type"} for name in kinds}
    first, second = ({"text": option["text"], "value": option["value"]} for option in two)
    assert told == {
        "static": {"selected_option": second},
        "statics": {"selected_options": [first, second]},
        "people": {"selected_users": [bram.id, ada.id]},
        "person": {"selected_user": bram.id},
        "channel": {"selected_channel": playground.general.id},
        "talk": {"selected_conversation": playground.mentoring.id},
        "radio": {"selected_option": first},
        "boxes": {"selected_options": [second]},
        "date": {"selected_date": "2026-11-24"},
        "time": {"selected_time": "09:30", "timezone": "Europe/Amsterdam"},
        "moment": {"selected_date_time": 1_782_896_400},
        "number": {"value": "7"},
        "email": {"value": "a@b.example"},
        "url": {"value": "https://b.example"},
        "text": {"value": "a\nb"},
    }
    assert [values[name]["a"]["type"] for name in kinds] == [kind["type"] for kind in kinds.values()]


async def test_initial_values_count_and_untouched_inputs_are_null(app: TinyApp, ada: Person) -> None:
    [one, two] = options("One", "Two")
    select = {"type": "static_select", "action_id": "a", "options": [one, two], "initial_option": two}
    many = {"type": "multi_static_select", "action_id": "a", "options": [one, two]}
    await show(
        app,
        ada,
        field("Select", select, "select"),
        text_field("Text", "text", initial_value="before"),
        field("Empty", {"type": "plain_text_input", "action_id": "typed"}, "empty", optional=True),
        field("Many", many, "many", optional=True),
        section("Pick", accessory={"type": "datepicker", "action_id": "a"}, block_id="date"),
    )
    assert await ada.submit() == {}
    assert state_of(app, "select")["selected_option"] == two
    assert state_of(app, "text")["value"] == "before"
    assert state_of(app, "empty") == {"type": "plain_text_input", "value": None}
    assert state_of(app, "many") == {"type": "multi_static_select", "selected_options": []}
    assert state_of(app, "date") == {"type": "datepicker", "selected_date": None}


@pytest.mark.parametrize(
    ("element", "typed", "complaint"),
    [
        ({"type": "plain_text_input"}, "", "Please complete this required field."),
        ({"type": "plain_text_input", "min_length": 3}, "ab", "Please lengthen this text to at least 3 characters."),
        ({"type": "plain_text_input", "max_length": 3}, "abcd", "Please shorten this text to at most 3 characters."),
        ({"type": "plain_text_input"}, "a" * 3001, "Please shorten this text to at most 3000 characters."),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "Please enter a valid number."),
        ({"type": "number_input", "is_decimal_allowed": True}, "ten", "Please enter a valid number."),
        (
            {"type": "number_input", "is_decimal_allowed": True, "min_value": "1"},
            "0.5",
            "Please enter a number of at least 1.",
        ),
        (
            {"type": "number_input", "is_decimal_allowed": False, "max_value": "10"},
            "11",
            "Please enter a number of at most 10.",
        ),
        ({"type": "email_text_input"}, "ada at home", "Please enter a valid email address."),
        ({"type": "url_text_input"}, "klik", "Please enter a valid URL."),
    ],
)
async def test_the_client_keeps_bad_input_to_itself(
    app: TinyApp, ada: Person, element: Json, typed: str, complaint: str
) -> None:
    await show(app, ada, field("It", {**element, "action_id": "a"}, "it"))
    await ada.type("It", typed)
    assert await ada.submit() == {"It": complaint}
    assert app.received == [], "nothing was sent"


async def test_required_choices_and_too_many(app: TinyApp, ada: Person) -> None:
    many = {"type": "multi_static_select", "action_id": "a", "options": options("A", "B", "C"), "max_selected_items": 2}
    single = {"type": "static_select", "action_id": "a", "options": options("A", "B")}
    await show(app, ada, field("Many", many, "many"), field("Single", single, "single"))
    required = "Please complete this required field."
    assert await ada.submit() == {"Many": required, "Single": required}
    with pytest.raises(ValueError, match="at most 2"):
        await ada.choose("Many", "A", "B", "C")
    with pytest.raises(ValueError, match="one choice"):
        await ada.choose("Single", "A", "B")
    await ada.choose("Many", "A")
    await ada.choose("Single", "A")
    await ada.choose("Single")
    assert await ada.submit() == {"Single": required}


async def test_inputs_tell_the_app_only_when_asked_to(app: TinyApp, ada: Person) -> None:
    element = {"type": "plain_text_input", "action_id": "a"}
    await show(app, ada, field("Quiet", element, "quiet"), field("Loud", element, "loud", dispatch_action=True))
    await ada.type("Quiet", "hush")
    assert app.received == []
    await ada.type("Loud", "hello")
    [body] = app.received
    assert body["actions"][0]["value"] == "hello"
    assert body["view"]["state"]["values"]["quiet"]["a"]["value"] == "hush"


async def test_an_external_select_asks_while_typing(app: TinyApp, playground: Playground, ada: Person) -> None:
    asked: list[str] = []

    async def suggest(ack: Any, body: Json, **_: Any) -> None:
        asked.append(body["value"])
        found = [
            topic for topic in ("Kubernetes", "Kotlin", "Leading") if topic.lower().startswith(body["value"].lower())
        ]
        await ack(options=options(*found))

    app.on["suggest a"] = suggest
    topic = {"type": "external_select", "action_id": "a", "min_query_length": 1}
    several = {"type": "multi_external_select", "action_id": "a"}
    await show(app, ada, field("Topic", topic, "topic"), field("Several", several, "several"))
    assert await ada.suggest("Topic", "K") == ["Kubernetes", "Kotlin"]
    assert await ada.suggest("Topic", "") == []
    assert await ada.suggest("Several", "Ku") == [], "three characters unless said otherwise"
    assert asked == ["K"]
    await ada.choose("Topic", "Kotlin")
    await ada.choose("Several", "Kubernetes", "Leading")
    with pytest.raises(LookupError, match="'Rust' but: nothing"):
        await ada.choose("Topic", "Rust")
    assert app.received[0]["container"]["type"] == "view"
    assert "trigger_id" not in app.received[0]
    assert await ada.submit() == {}
    assert state_of(app, "topic")["selected_option"] == options("Kotlin")[0]
    assert state_of(app, "several")["selected_options"] == options("Kubernetes", "Leading")
    assert playground.workspace.violations == []


@pytest.mark.parametrize(
    "answer", [{"options": [{"text": plain(""), "value": "a"}]}, {"options": options(*map(str, range(101)))}, {}]
)
async def test_bad_suggestions_are_a_violation(app: TinyApp, playground: Playground, ada: Person, answer: Json) -> None:
    async def topics(ack: Any, **_: Any) -> None:
        await ack(**answer)

    app.on["suggest a"] = topics
    await show(app, ada, field("Topic", {"type": "external_select", "action_id": "a"}, "topic"))
    assert await ada.suggest("Topic", "Kub") == []
    assert [violation.rule for violation in playground.workspace.violations] == ["bad-suggestions"]


async def test_a_failed_action_leaves_a_notice_until_the_next(
    app: TinyApp, playground: Playground, ada: Person
) -> None:
    async def broken(**_: Any) -> None:
        raise RuntimeError("oops")

    app.on["go"] = broken
    post(playground, ada, actions(button("Go", "go")))
    await ada.click("Go")
    assert ada.notice == "We had some trouble connecting. Try again?"
    assert [violation.rule for violation in playground.workspace.violations] == ["dispatch-failed"]
    del app.on["go"]
    await ada.click("Go")
    assert ada.notice is None


async def test_a_modal_has_to_be_open_and_a_home_published(app: TinyApp, ada: Person) -> None:
    for act in (ada.submit, ada.close, ada.back):
        with pytest.raises(LookupError, match="no modal is open"):
            await act()
    with pytest.raises(LookupError, match="no App Home"):
        await ada.open_home()
    with pytest.raises(LookupError, match="sees no channel"):
        ada.sees("nowhere")
    assert ada.modal is None
    assert ada.answers == []


async def test_a_link_button_still_tells_the_app(app: TinyApp, playground: Playground, ada: Person) -> None:
    message = post(playground, ada, actions(button("Calendar", "calendar", url="https://klik.example/a.ics")))
    await ada.click("Calendar")
    assert app.received[0]["actions"][0]["url"] == "https://klik.example/a.ics"
    assert text_of(message) == "Calendar"
