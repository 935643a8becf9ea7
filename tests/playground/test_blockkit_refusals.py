"""What Block Kit refuses beyond limits: wrong forms, contradictions, and things that are twice or missing."""

import pytest

from playground.blockkit import check_message, check_view
from tests.playground.examples import (
    Json,
    actions,
    button,
    card,
    choices,
    confirm,
    field,
    groups,
    home,
    image,
    input_,
    message,
    modal,
    mrkdwn,
    option,
    options,
    plain,
    rich_list,
    rich_section,
    rich_text,
    section,
    select,
    table,
)

ELEMENT = "/blocks/0/element"
ACTION = "/blocks/0/elements/0"
EMPTY_IMAGE = {"type": "image", "alt_text": "Nothing"}

REFUSED: dict[str, tuple[Json, str]] = {
    # empty or of the wrong type
    "empty text": (message(section(text=plain(""))), "/blocks/0/text/text"),
    "empty field": (message(section(fields=[mrkdwn("")])), "/blocks/0/fields/0/text"),
    "no fields": (message(section(fields=[])), "/blocks/0/fields"),
    "empty button": (message(actions(button(text=plain("")))), f"{ACTION}/text/text"),
    "empty value": (message(actions(button(value=""))), f"{ACTION}/value"),
    "empty block_id": (message(section(block_id="")), "/blocks/0/block_id"),
    "empty action_id": (message(actions(button(action_id=""))), f"{ACTION}/action_id"),
    "empty alt_text": (message(image(alt_text="")), "/blocks/0/alt_text"),
    "empty title": (modal(title=plain("")), "/title/text"),
    "no elements": (message({"type": "actions", "elements": []}), "/blocks/0/elements"),
    "no context": (message({"type": "context", "elements": []}), "/blocks/0/elements"),
    "no options": (modal(input_(select(options=[]))), f"{ELEMENT}/options"),
    "no overflow": (message(actions(choices("overflow", options=[]))), f"{ACTION}/options"),
    "no group": (modal(input_({"type": "static_select", "option_groups": []})), f"{ELEMENT}/option_groups"),
    "no rows": (message(table(0)), "/blocks/0/rows"),
    "text as a number": (message(section(text=plain(7))), "/blocks/0/text/text"),  # type: ignore[arg-type]
    "text without an object": (message(section(text="Hello")), "/blocks/0/text"),
    "blocks as an object": (message(text="", blocks={"type": "section"}), "/blocks"),
    "a block as a string": ({"text": "x", "blocks": ["section"]}, "/blocks/0"),
    "type as a list": (message({"type": ["section"]}), "/blocks/0/type"),
    "no type": (message({"text": plain()}), "/blocks/0"),
    "unknown block": (message({"type": "sektion"}), "/blocks/0/type"),
    "boolean as a number": (modal(input_(optional=1)), "/blocks/0/optional"),
    "number as a boolean": (modal(input_(field(max_length=True))), f"{ELEMENT}/max_length"),
    # text objects
    "formatted header": (message({"type": "header", "text": mrkdwn()}), "/blocks/0/text/type"),
    "formatted label": (modal(input_(label=mrkdwn())), "/blocks/0/label/type"),
    "formatted button": (message(actions(button(text=mrkdwn()))), f"{ACTION}/text/type"),
    "formatted title": (modal(title=mrkdwn()), "/title/type"),
    "formatted option of a menu": (
        modal(input_(select(options=[option(text=mrkdwn())]))),
        f"{ELEMENT}/options/0/text/type",
    ),
    "formatted description of a menu": (
        modal(input_(select(options=[option(description=mrkdwn())]))),
        f"{ELEMENT}/options/0/description/type",
    ),
    "emoji of mrkdwn": (message(section(text={**mrkdwn(), "emoji": True})), "/blocks/0/text/emoji"),
    "verbatim of plain text": (message(section(text={**plain(), "verbatim": True})), "/blocks/0/text/verbatim"),
    "markdown as a text object": (message(section(text={"type": "markdown", "text": "x"})), "/blocks/0/text/type"),
    # required together, or never together
    "neither text nor fields": (message({"type": "section"}), "/blocks/0"),
    "image without source": (message(EMPTY_IMAGE), "/blocks/0"),
    "image with two sources": (message(image(slack_file={"id": "F1"})), "/blocks/0"),
    "file with id and url": (
        message({**EMPTY_IMAGE, "slack_file": {"id": "F1", "url": "https://example.org"}}),
        "/blocks/0/slack_file",
    ),
    "options and groups": (modal(input_(select(option_groups=groups(2)[1:]))), ELEMENT),
    "neither options nor groups": (modal(input_({"type": "static_select"})), ELEMENT),
    "half a confirmation": (
        message(actions(button(confirm={"title": plain(), "text": plain(), "deny": plain()}))),
        f"{ACTION}/confirm",
    ),
    "empty card": (message({"type": "card", "subtitle": plain()}), "/blocks/0"),
    "empty filter": (modal(input_(select("conversations_select", filter={}))), f"{ELEMENT}/filter"),
    "uneven table": (
        message(table(rows=1) | {"rows": [table(1, 2)["rows"][0], table()["rows"][0]]}),
        "/blocks/0/rows/1",
    ),
    # choices
    "initial_option by text": (
        modal(input_(select(initial_option=option(0, text=plain("Option zero"))))),
        f"{ELEMENT}/initial_option",
    ),
    "initial_option by value": (
        modal(input_(select(initial_option=option(0, value="other")))),
        f"{ELEMENT}/initial_option",
    ),
    "initial_options": (modal(input_(choices(initial_options=[option(0), option(9)]))), f"{ELEMENT}/initial_options/1"),
    "initial_option of groups": (
        modal(input_({"type": "static_select", "option_groups": groups(2), "initial_option": option(7)})),
        f"{ELEMENT}/initial_option",
    ),
    "no initial_options": (modal(input_(choices(initial_options=[]))), f"{ELEMENT}/initial_options"),
    "initial_options twice": (modal(input_(choices(initial_options=options(1) * 2))), f"{ELEMENT}/initial_options"),
    "two with one value": (modal(input_(select(options=options(1) * 2))), f"{ELEMENT}/options"),
    "initial_options of a single select": (
        modal(input_(select(initial_options=options(1)))),
        f"{ELEMENT}/initial_options",
    ),
    "max_selected_items of a single select": (
        modal(input_(select(max_selected_items=1))),
        f"{ELEMENT}/max_selected_items",
    ),
    "no selected items": (
        modal(input_(select("multi_users_select", max_selected_items=0))),
        f"{ELEMENT}/max_selected_items",
    ),
    "initial_users by max_selected_items": (
        modal(input_(select("multi_users_select", max_selected_items=1, initial_users=["U1", "U2"]))),
        f"{ELEMENT}/initial_users",
    ),
    "options of an external select": (
        modal(input_(select("external_select", options=options(1)))),
        f"{ELEMENT}/options",
    ),
    "link in an option of a menu": (
        modal(input_(select(options=[option(url="https://example.org")]))),
        f"{ELEMENT}/options/0/url",
    ),
    "min_query_length": (modal(input_(select("external_select", min_query_length=-1))), f"{ELEMENT}/min_query_length"),
    "placeholder of an overflow": (message(actions(choices("overflow", placeholder=plain()))), f"{ACTION}/placeholder"),
    # forms
    "date": (modal(input_(field("datepicker", initial_date="24-11-2026"))), f"{ELEMENT}/initial_date"),
    "date that is none": (modal(input_(field("datepicker", initial_date="2026-02-30"))), f"{ELEMENT}/initial_date"),
    "time": (modal(input_(field("timepicker", initial_time="24:00"))), f"{ELEMENT}/initial_time"),
    "time in short": (modal(input_(field("timepicker", initial_time="9:30"))), f"{ELEMENT}/initial_time"),
    "zone": (modal(input_(field("timepicker", timezone="Amsterdam"))), f"{ELEMENT}/timezone"),
    "milliseconds": (
        modal(input_(field("datetimepicker", initial_date_time=1_800_000_000_000))),
        f"{ELEMENT}/initial_date_time",
    ),
    "seconds as text": (
        modal(input_(field("datetimepicker", initial_date_time="1800000000"))),
        f"{ELEMENT}/initial_date_time",
    ),
    "number as a number": (modal(input_(field("number_input", min_value=1))), f"{ELEMENT}/min_value"),
    "number in words": (modal(input_(field("number_input", min_value="one"))), f"{ELEMENT}/min_value"),
    "fraction": (modal(input_(field("number_input", min_value="0.5"))), f"{ELEMENT}/min_value"),
    "number without is_decimal_allowed": (modal(input_({"type": "number_input"})), ELEMENT),
    "initial number too low": (
        modal(input_(field("number_input", min_value="2", initial_value="1"))),
        f"{ELEMENT}/initial_value",
    ),
    "initial_value too short": (modal(input_(field(min_length=3, initial_value="ab"))), f"{ELEMENT}/initial_value"),
    "style": (message(actions(button(style="default"))), f"{ACTION}/style"),
    "style of a confirmation": (message(actions(button(confirm=confirm(style="warning")))), f"{ACTION}/confirm/style"),
    "address of an image": (message(image(image_url="example.org/a.png")), "/blocks/0/image_url"),
    "address with spaces": (message(image(image_url="https://example.org/a b.png")), "/blocks/0/image_url"),
    "link of a button": (message(actions(button(url="javascript:alert(1)"))), f"{ACTION}/url"),
    "trigger": (
        modal(input_(field(dispatch_action_config={"trigger_actions_on": ["on_blur"]}))),
        f"{ELEMENT}/dispatch_action_config/trigger_actions_on/0",
    ),
    "trigger twice": (
        modal(input_(field(dispatch_action_config={"trigger_actions_on": ["on_enter_pressed"] * 2}))),
        f"{ELEMENT}/dispatch_action_config/trigger_actions_on",
    ),
    "filter": (
        modal(input_(select("conversations_select", filter={"include": ["dm"]}))),
        f"{ELEMENT}/filter/include/0",
    ),
    "list in a list": (message(rich_text(rich_list(elements=[rich_list()]))), "/blocks/0/elements/0/elements/0/type"),
    "person in code": (
        message(rich_text({"type": "rich_text_preformatted", "elements": [{"type": "user", "user_id": "U1"}]})),
        "/blocks/0/elements/0/elements/0/type",
    ),
    "empty rich text": (
        message(rich_text(rich_section({"type": "text", "text": ""}))),
        "/blocks/0/elements/0/elements/0/text",
    ),
    # twice
    "block_id": (message(section(block_id="a"), section(block_id="a")), "/blocks/1/block_id"),
    "block_id in an attachment": (
        message(section(block_id="a"), attachments=[{"blocks": [section(block_id="a")]}]),
        "/attachments/0/blocks/0/block_id",
    ),
    "block_id of a card": (
        message({"type": "carousel", "elements": [card(block_id="a"), card(block_id="a")]}),
        "/blocks/0/elements/1/block_id",
    ),
    "action_id": (message(actions(button(action_id="a"), button(action_id="a"))), "/blocks/0/elements/1/action_id"),
    "focus": (
        modal(input_(field(focus_on_load=True)), input_(field(focus_on_load=True))),
        "/blocks/1/element/focus_on_load",
    ),
    # views and messages
    "inputs without submit": ({"type": "modal", "title": plain(), "blocks": [input_()]}, ""),
    "modal without title": ({"type": "modal", "blocks": []}, ""),
    "home with a title": (home(title=plain()), "/title"),
    "home with submit": (home(submit=plain()), "/submit"),
    "view with state": (modal(state={"values": {}}), "/state"),
    "view of another type": ({"type": "modal "} | {"blocks": []}, "/type"),
    "response_url in an actions block": (
        modal(actions(select("conversations_select", response_url_enabled=True))),
        f"{ACTION}/response_url_enabled",
    ),
    "metadata without payload": (message(metadata={"event_type": "asked"}), "/metadata"),
    "metadata payload": (message(metadata={"event_type": "asked", "event_payload": []}), "/metadata/event_payload"),
    "metadata more": (
        message(metadata={"event_type": "asked", "event_payload": {}, "id": 1}),
        "/metadata/id",
    ),
    "attachment": (message(attachments=[{"colour": "green"}]), "/attachments/0/colour"),
    "odd key": (message(section(**{"a/b~c": 1})), "/blocks/0/a~1b~0c"),
}


@pytest.mark.parametrize(("payload", "pointer"), REFUSED.values(), ids=REFUSED)
def test_it_is_refused_with_a_pointer_to_it(payload: Json, pointer: str) -> None:
    check = check_view if "text" not in payload else check_message

    assert [problem.pointer for problem in check(payload)] == [pointer]


ALLOWED: dict[str, Json] = {
    "an action_id in two blocks": message(actions(button(action_id="a")), actions(button(action_id="a"))),
    "focus once": modal(input_(field(focus_on_load=True)), input_(field(focus_on_load=False))),
    "a modal without inputs or submit": {"type": "modal", "title": plain(), "blocks": [section()]},
    "an empty home": home(),
    "initial options of groups": modal(
        input_({"type": "multi_static_select", "option_groups": groups(2, 2), "initial_options": [option(1001)]})
    ),
    "a picture in the workspace": message({"type": "image", "alt_text": "Chart", "slack_file": {"id": "F1"}}),
    "a leap day": modal(input_(field("datepicker", initial_date="2028-02-29"))),
    "midnight": modal(input_(field("timepicker", initial_time="00:00", timezone="Europe/Amsterdam"))),
    "a signed fraction": modal(
        input_({"type": "number_input", "is_decimal_allowed": True, "min_value": "-0.5", "initial_value": "+.25"})
    ),
    "formatted checkboxes": modal(input_(choices(options=[option(text=mrkdwn("*a*"), description=mrkdwn("_b_"))]))),
    "a response_url asked for": modal(input_(select("conversations_select", response_url_enabled=True))),
    "settings of some columns": message(table(1, 3, column_settings=[None, {"align": "right", "is_wrapped": True}])),
    "metadata": message(metadata={"event_type": "asked", "event_payload": {"request": 7, "more": {"a": []}}}),
    "a link to write to": message(actions(button(url="mailto:ada@example.org"))),
}


@pytest.mark.parametrize("payload", ALLOWED.values(), ids=ALLOWED)
def test_it_is_allowed(payload: Json) -> None:
    check = check_view if "text" not in payload else check_message

    assert check(payload) == []
