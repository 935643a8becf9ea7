"""Block Kit's rules: every limit holds exactly at its number, and every refusal points at the culprit."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from playground.blockkit import NO_TEXT, VIEW_TOO_LARGE, Problem, check_message, check_options, check_view
from tests.playground.examples import (
    BLOCKS,
    ELEMENTS,
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
    video,
)


def check(payload: Json) -> list[Problem]:
    """Holds a view to the rules of views and anything else to those of messages."""
    return check_view(payload) if payload.get("type") in ("modal", "home") else check_message(payload)


def pointers(payload: Json) -> list[str]:
    return [problem.pointer for problem in check(payload)]


def buttons(count: int) -> list[Json]:
    return [button(action_id=f"b{number}") for number in range(count)]


def words(count: int) -> str:
    return "x" * count


def link(count: int) -> str:
    return "https://example.org/".ljust(count, "x")


ELEMENT = "/blocks/0/element"
ACTION = "/blocks/0/elements/0"

LIMITS: dict[str, tuple[int, Callable[[int], Json], str]] = {
    # what: (the limit, a payload of that size, the pointer to what is too much)
    "message text": (40_000, lambda n: {"text": words(n)}, "/text"),
    "message blocks": (50, lambda n: message(*[{"type": "divider"}] * n), "/blocks"),
    "modal blocks": (100, lambda n: modal(*[{"type": "divider"}] * n), "/blocks"),
    "home blocks": (100, lambda n: home(*[{"type": "divider"}] * n), "/blocks"),
    "attachments": (100, lambda n: {"attachments": [{"text": "x"}] * n}, "/attachments"),
    "attachment footer": (300, lambda n: {"attachments": [{"footer": words(n)}]}, "/attachments/0/footer"),
    "title": (24, lambda n: modal(title=plain(words(n))), "/title/text"),
    "submit": (24, lambda n: modal(submit=plain(words(n))), "/submit/text"),
    "close": (24, lambda n: modal(close=plain(words(n))), "/close/text"),
    "private_metadata": (3000, lambda n: modal(private_metadata=words(n)), "/private_metadata"),
    "callback_id": (255, lambda n: home(callback_id=words(n)), "/callback_id"),
    "external_id": (255, lambda n: modal(external_id=words(n)), "/external_id"),
    "block_id": (255, lambda n: message(section(block_id=words(n))), "/blocks/0/block_id"),
    "action_id": (255, lambda n: message(actions(button(action_id=words(n)))), f"{ACTION}/action_id"),
    "section text": (3000, lambda n: message(section(text=mrkdwn(words(n)))), "/blocks/0/text/text"),
    "section fields": (10, lambda n: message(section(fields=[plain()] * n)), "/blocks/0/fields"),
    "section field": (2000, lambda n: message(section(fields=[mrkdwn(words(n))])), "/blocks/0/fields/0/text"),
    "header": (150, lambda n: message({"type": "header", "text": plain(words(n))}), "/blocks/0/text/text"),
    "context": (10, lambda n: message({"type": "context", "elements": [plain()] * n}), "/blocks/0/elements"),
    "context text": (
        3000,
        lambda n: message({"type": "context", "elements": [mrkdwn(words(n))]}),
        "/blocks/0/elements/0/text",
    ),
    "actions": (25, lambda n: message(actions(*buttons(n))), "/blocks/0/elements"),
    "context_actions": (
        5,
        lambda n: message({"type": "context_actions", "elements": [ELEMENTS["icon_button"]] * n}),
        "/blocks/0/elements",
    ),
    "image address": (3000, lambda n: message(image(image_url=link(n))), "/blocks/0/image_url"),
    "image alt_text": (2000, lambda n: message(image(alt_text=words(n))), "/blocks/0/alt_text"),
    "image title": (2000, lambda n: message(image(title=plain(words(n)))), "/blocks/0/title/text"),
    "label": (2000, lambda n: modal(input_(label=plain(words(n)))), "/blocks/0/label/text"),
    "hint": (2000, lambda n: modal(input_(hint=plain(words(n)))), "/blocks/0/hint/text"),
    "markdown": (12_000, lambda n: message({"type": "markdown", "text": words(n)}), "/blocks/0/text"),
    "two markdowns": (
        6_000,
        lambda n: message({"type": "markdown", "text": words(6000)}, {"type": "markdown", "text": words(n)}),
        "/blocks",
    ),
    "table rows": (100, lambda n: message(table(n)), "/blocks/0/rows"),
    "table columns": (20, lambda n: message(table(1, n)), "/blocks/0/rows/0"),
    "table settings": (20, lambda n: message(table(column_settings=[None] * n)), "/blocks/0/column_settings"),
    "tables": (1, lambda n: message(*[table()] * n), "/blocks"),
    "video title": (199, lambda n: message(video(title=plain(words(n)))), "/blocks/0/title/text"),
    "video author": (49, lambda n: message(video(author_name=words(n))), "/blocks/0/author_name"),
    "alert": (200, lambda n: modal({"type": "alert", "text": plain(words(n))}), "/blocks/0/text/text"),
    "card title": (150, lambda n: message(card(title=plain(words(n)))), "/blocks/0/title/text"),
    "card subtitle": (150, lambda n: message(card(subtitle=plain(words(n)))), "/blocks/0/subtitle/text"),
    "card body": (200, lambda n: message(card(body=mrkdwn(words(n)))), "/blocks/0/body/text"),
    "card actions": (3, lambda n: message(card(actions=buttons(n))), "/blocks/0/actions"),
    "carousel": (10, lambda n: message({"type": "carousel", "elements": [card()] * n}), "/blocks/0/elements"),
    "list indent": (8, lambda n: message(rich_text(rich_list(indent=n))), "/blocks/0/elements/0/indent"),
    "button text": (75, lambda n: message(actions(button(text=plain(words(n))))), f"{ACTION}/text/text"),
    "button value": (2000, lambda n: message(actions(button(value=words(n)))), f"{ACTION}/value"),
    "button url": (3000, lambda n: message(actions(button(url=link(n)))), f"{ACTION}/url"),
    "button accessibility_label": (
        75,
        lambda n: message(actions(button(accessibility_label=words(n)))),
        f"{ACTION}/accessibility_label",
    ),
    **{
        f"confirm {part}": (
            longest,
            lambda n, part=part: message(actions(button(confirm=confirm(**{part: plain(words(n))})))),  # type: ignore[misc]
            f"{ACTION}/confirm/{part}/text",
        )
        for part, longest in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30))
    },
    "overflow": (5, lambda n: message(actions(choices("overflow", options=options(n)))), f"{ACTION}/options"),
    "checkboxes": (10, lambda n: modal(input_(choices(options=options(n)))), f"{ELEMENT}/options"),
    "radio_buttons": (10, lambda n: modal(input_(choices("radio_buttons", options=options(n)))), f"{ELEMENT}/options"),
    "select options": (100, lambda n: modal(input_(select(options=options(n)))), f"{ELEMENT}/options"),
    "option_groups": (
        100,
        lambda n: modal(input_({"type": "static_select", "option_groups": groups(n)})),
        f"{ELEMENT}/option_groups",
    ),
    "options of a group": (
        100,
        lambda n: modal(input_({"type": "multi_static_select", "option_groups": groups(1, n)})),
        f"{ELEMENT}/option_groups/0/options",
    ),
    "group label": (
        75,
        lambda n: modal(
            input_({"type": "static_select", "option_groups": [{"label": plain(words(n)), "options": options(1)}]})
        ),
        f"{ELEMENT}/option_groups/0/label/text",
    ),
    "option text": (
        75,
        lambda n: modal(input_(select(options=[option(text=plain(words(n)))]))),
        f"{ELEMENT}/options/0/text/text",
    ),
    "option description": (
        75,
        lambda n: modal(input_(choices(options=[option(description=mrkdwn(words(n)))]))),
        f"{ELEMENT}/options/0/description/text",
    ),
    "option value": (
        150,
        lambda n: modal(input_(select(options=[option(value=words(n))]))),
        f"{ELEMENT}/options/0/value",
    ),
    "option url": (
        3000,
        lambda n: message(actions(choices("overflow", options=[option(url=link(n))]))),
        f"{ACTION}/options/0/url",
    ),
    "placeholder": (150, lambda n: modal(input_(field(placeholder=plain(words(n))))), f"{ELEMENT}/placeholder/text"),
    "initial_options by max_selected_items": (
        2,
        lambda n: modal(input_(select("multi_static_select", max_selected_items=2, initial_options=options(n)))),
        f"{ELEMENT}/initial_options",
    ),
    "initial_value": (3000, lambda n: modal(input_(field(initial_value=words(n)))), f"{ELEMENT}/initial_value"),
    "max_length": (3000, lambda n: modal(input_(field(max_length=n))), f"{ELEMENT}/max_length"),
    "min_length by max_length": (
        9,
        lambda n: modal(input_(field(max_length=9, min_length=n))),
        f"{ELEMENT}/min_length",
    ),
    "initial_value by max_length": (
        9,
        lambda n: modal(input_(field(max_length=9, initial_value=words(n)))),
        f"{ELEMENT}/initial_value",
    ),
    "min_value by max_value": (
        9,
        lambda n: modal(input_(field("number_input", max_value="9", min_value=str(n)))),
        f"{ELEMENT}/min_value",
    ),
    "initial number by max_value": (
        9,
        lambda n: modal(input_(field("number_input", max_value="9", initial_value=str(n)))),
        f"{ELEMENT}/initial_value",
    ),
    "max_files": (10, lambda n: modal(input_(field("file_input", max_files=n))), f"{ELEMENT}/max_files"),
    "datetimepicker": (
        9_999_999_999,
        lambda n: modal(input_(field("datetimepicker", initial_date_time=n))),
        f"{ELEMENT}/initial_date_time",
    ),
}


@pytest.mark.parametrize(("limit", "of_size", "pointer"), LIMITS.values(), ids=LIMITS)
def test_a_limit_is_kept_to_the_last_one(limit: int, of_size: Callable[[int], Json], pointer: str) -> None:
    assert check(of_size(limit)) == []
    assert pointers(of_size(limit + 1)) == [pointer]


def test_characters_are_counted_not_bytes() -> None:
    assert check(message({"type": "header", "text": plain("😀" * 150)})) == []
    assert pointers(message({"type": "header", "text": plain("😀" * 151)})) == ["/blocks/0/text/text"]


EVERYWHERE = {"message", "modal", "home"}
SURFACES = {
    "alert": {"modal"},
    "card": {"message"},
    "carousel": {"message"},
    "context_actions": {"message"},
    "file": {"message"},
    "markdown": {"message", "home"},
    "table": {"message", "home"},
}
AS = {"message": message, "modal": modal, "home": home}


@pytest.mark.parametrize("surface", AS)
@pytest.mark.parametrize("kind", BLOCKS)
def test_a_block_is_allowed_where_slack_takes_it(kind: str, surface: str) -> None:
    problems = pointers(AS[surface](BLOCKS[kind]))

    assert problems == ([] if surface in SURFACES.get(kind, EVERYWHERE) else ["/blocks/0/type"])


FORM = {"section", "actions", "input"}
BLOCKS_OF: dict[str, set[str]] = {
    "button": {"section", "actions"},
    "workflow_button": {"section", "actions"},
    "overflow": {"section", "actions"},
    "datetimepicker": {"actions", "input"},
    "image": {"section", "context"},
    "icon_button": {"context_actions"},
    "feedback_buttons": {"context_actions"},
    **{kind: {"input"} for kind in ELEMENTS if kind.endswith("_input")},
}
SURFACES_OF: dict[str, set[str]] = {
    "datetimepicker": {"message", "modal"},
    "rich_text_input": {"modal", "home"},
    **{kind: {"modal"} for kind in ("email_text_input", "url_text_input", "number_input", "file_input")},
    **{kind: {"message"} for kind in ("workflow_button", "icon_button", "feedback_buttons")},
}


@pytest.mark.parametrize("surface", AS)
@pytest.mark.parametrize("kind", ELEMENTS)
def test_an_element_is_allowed_where_slack_takes_it(kind: str, surface: str) -> None:
    element = ELEMENTS[kind]
    blocks = {
        "section": (section(accessory=element), "/blocks/0/accessory/type"),
        "actions": (actions(element), f"{ACTION}/type"),
        "context": ({"type": "context", "elements": [element]}, f"{ACTION}/type"),
        "input": (input_(element), f"{ELEMENT}/type"),
        "context_actions": ({"type": "context_actions", "elements": [element]}, f"{ACTION}/type"),
    }
    for name, (block, pointer) in blocks.items():
        if surface not in SURFACES.get(name, EVERYWHERE):
            continue
        allowed = name in BLOCKS_OF.get(kind, FORM) and surface in SURFACES_OF.get(kind, EVERYWHERE)

        assert pointers(AS[surface](block)) == ([] if allowed else [pointer]), name


@pytest.mark.parametrize("kind", ELEMENTS)
def test_an_unknown_property_of_an_element_is_refused(kind: str) -> None:
    element = {**ELEMENTS[kind], "colour": "green"}
    block = next(iter(BLOCKS_OF.get(kind, {"input"})))
    surface = AS[next(iter(SURFACES_OF.get(kind, {"modal"})))]
    inside: dict[str, Any] = {
        "section": {"accessory": element},
        "input": {"element": element},
    }.get(block, {"elements": [element]})

    assert [pointer.rsplit("/", 1)[1] for pointer in pointers(surface({**BLOCKS[block], **inside}))] == ["colour"]


@pytest.mark.parametrize("kind", BLOCKS)
def test_an_unknown_or_missing_property_of_a_block_is_refused(kind: str) -> None:
    surface = AS[next(iter(SURFACES.get(kind, {"modal"})))]
    required = [name for name in BLOCKS[kind] if name != "type"]

    assert pointers(surface({**BLOCKS[kind], "visible": True})) == ["/blocks/0/visible"]
    for name in required:
        assert pointers(surface({key: part for key, part in BLOCKS[kind].items() if key != name})) == ["/blocks/0"]


def test_null_is_not_the_same_as_leaving_out() -> None:
    assert pointers(message(section(block_id=None, accessory=None))) == ["/blocks/0/block_id", "/blocks/0/accessory"]


def test_the_payload_is_left_as_it_is() -> None:
    payload = modal(*BLOCKS.values())
    before = deepcopy(payload)
    check(payload)

    assert payload == before


def test_options_for_a_menu_are_checked() -> None:
    assert check_options({"options": []}) == []
    assert check_options({"options": options(100)}) == []
    assert check_options({"option_groups": groups(100, 100)}) == []
    assert [p.pointer for p in check_options({"options": options(101)})] == ["/options"]
    assert [p.pointer for p in check_options({"option_groups": groups(101)})] == ["/option_groups"]
    assert [p.pointer for p in check_options({"option_groups": groups(2, 101)})] == [
        "/option_groups/0/options",
        "/option_groups/1/options",
    ]
    assert [p.pointer for p in check_options({})] == [""]
    assert [p.pointer for p in check_options({"options": [], "option_groups": []})] == [""]
    assert [p.pointer for p in check_options({"options": [option(text=mrkdwn())]})] == ["/options/0/text/type"]
    assert [p.pointer for p in check_options({"options": [option(1), option(1)]})] == ["/options"]


def test_a_view_is_at_most_250_kilobytes() -> None:
    def of_size(size: int) -> Json:
        view = home(*[section(text=plain("é" * 1210)) for _ in range(100)])
        missing = size - len(json.dumps(view, separators=(",", ":"), ensure_ascii=False).encode())
        view["private_metadata"] = words(missing - len(',"private_metadata":""'))
        return view

    assert check(of_size(250_000)) == []
    assert check(of_size(250_001)) == [Problem("", VIEW_TOO_LARGE)]


@pytest.mark.parametrize("payload", [{}, {"text": ""}, {"text": " \n"}, {"text": "", "blocks": []}, {"metadata": {}}])
def test_a_message_says_something(payload: Json) -> None:
    assert Problem("", NO_TEXT) in check_message(payload)


def test_a_message_may_be_blocks_or_attachments_only() -> None:
    assert check_message({"blocks": [section()]}) == []
    assert check_message({"attachments": [{"color": "#1f4d3f", "blocks": [section()]}]}) == []
    assert check_message({"delete_original": True}) == []


def test_rich_text_of_every_kind_is_known() -> None:
    inline: list[Json] = [
        {"type": "text", "text": "bold", "style": {"bold": True, "code": False}},
        {"type": "link", "url": "https://example.org", "text": "here", "unsafe": False},
        {"type": "emoji", "name": "wave", "skin_tone": 3, "unicode": "1f44b"},
        {"type": "user", "user_id": "U1", "style": {"highlight": True}},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "team", "team_id": "T1"},
        {"type": "broadcast", "range": "here"},
        {"type": "color", "value": "#1f4d3f"},
        {"type": "date", "timestamp": 1_800_000_000, "format": "{date}", "fallback": "then"},
    ]
    block = rich_text(
        rich_section(*inline),
        rich_list(style="ordered", offset=2, border=1),
        {"type": "rich_text_quote", "elements": inline, "border": 0},
        {"type": "rich_text_preformatted", "elements": inline[:2], "language": "python"},
    )

    assert check(message(block)) == []
