"""Block elements: buttons, menus, pickers and inputs, and where each of them is allowed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

from playground.blockkit.checks import (
    Check,
    Fields,
    Problem,
    array,
    boolean,
    by_type,
    exactly_one,
    integer,
    one_of,
    shape,
    step,
    string,
    typed,
)
from playground.blockkit.objects import (
    CHOICE_OPTION,
    CONFIRM,
    DISPATCH_ACTION_CONFIG,
    FILTER,
    IDENTIFIER,
    IMAGE,
    IMAGE_SOURCE,
    LINK,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    SELECT_OPTION,
    STYLE,
    WORKFLOW,
    distinct,
    distinct_values,
    initial_is_offered,
    one_image_source,
    plain,
)
from playground.blockkit.rich_text import RICH_TEXT

EVERYWHERE = frozenset({"message", "modal", "home"})


@dataclass(frozen=True)
class Element:
    check: Check
    blocks: frozenset[str]
    surfaces: frozenset[str] = EVERYWHERE


ACTION: Fields = {"action_id": IDENTIFIER}
CONFIRMED: Fields = {"confirm": CONFIRM}
FOCUSED: Fields = {"focus_on_load": boolean}
PLACEHOLDER: Fields = {"placeholder": plain(150)}
DISPATCHED: Fields = {"dispatch_action_config": DISPATCH_ACTION_CONFIG}
CHOSEN: Fields = {**ACTION, **CONFIRMED, **FOCUSED}
TYPED: Fields = {**ACTION, **FOCUSED, **PLACEHOLDER, **DISPATCHED}
SEVERAL: Fields = {"max_selected_items": integer(1)}
LABELLED: Fields = {"accessibility_label": string(75)}

ANY_FORM = frozenset({"section", "actions", "input"})
INPUT = frozenset({"input"})
TIMEZONES = available_timezones()


def _not_too_many(menu: Any, at: str) -> Iterator[Problem]:
    most = menu.get("max_selected_items")
    for name, value in menu.items():
        if most is not None and name.startswith("initial_") and len(value) > most:
            yield Problem(step(at, name), f"no more than {most} items allowed, says max_selected_items")


def _fitting_text(field: Any, at: str) -> Iterator[Problem]:
    shortest, longest = field.get("min_length", 0), field.get("max_length", 3000)
    if shortest > longest:
        yield Problem(step(at, "min_length"), "must not be more than max_length")
    elif not shortest <= len(field.get("initial_value", " " * shortest)) <= longest:
        yield Problem(step(at, "initial_value"), "must be as long as min_length and max_length say")


def _fitting_number(field: Any, at: str) -> Iterator[Problem]:
    numbers = {name: Decimal(field[name]) for name in ("min_value", "initial_value", "max_value") if name in field}
    for name, number in numbers.items():
        if not field["is_decimal_allowed"] and number != number.to_integral_value():
            yield Problem(step(at, name), "must be a whole number, because is_decimal_allowed is false")
    lowest, highest = numbers.get("min_value"), numbers.get("max_value")
    initial = numbers.get("initial_value")
    if lowest is not None and highest is not None and lowest > highest:
        yield Problem(step(at, "min_value"), "must not be more than max_value")
    elif initial is not None and not (lowest is None or lowest <= initial):
        yield Problem(step(at, "initial_value"), "must not be less than min_value")
    elif initial is not None and not (highest is None or initial <= highest):
        yield Problem(step(at, "initial_value"), "must not be more than max_value")


def _real_date(value: Any, at: str) -> Iterator[Problem]:
    problems = list(string(pattern=r"[0-9]{4}-[0-9]{2}-[0-9]{2}", form="a date as YYYY-MM-DD")(value, at))
    yield from problems
    if not problems:
        try:
            date.fromisoformat(value)
        except ValueError:
            yield Problem(at, "must be a date that exists")


def _timezone(value: Any, at: str) -> Iterator[Problem]:
    if not isinstance(value, str) or value not in TIMEZONES:
        yield Problem(at, "must be an IANA time zone, such as Europe/Amsterdam")


def _menus(kind: str, one: Fields, many: Fields, both: Fields, *rules: Check) -> dict[str, Element]:
    """A select and its multi_ form."""
    common = {**CHOSEN, **PLACEHOLDER, **both}
    return {
        kind: Element(typed(kind, {}, {**common, **one}, *rules), ANY_FORM),
        f"multi_{kind}": Element(
            typed(f"multi_{kind}", {}, {**common, **many, **SEVERAL}, *rules, _not_too_many), ANY_FORM
        ),
    }


def _text_input(kind: str, surfaces: frozenset[str], *rules: Check, **more: Check) -> dict[str, Element]:
    return {kind: Element(typed(kind, {}, {**TYPED, **more}, *rules), INPUT, surfaces)}


_OPTIONS: Fields = {"options": array(SELECT_OPTION, 1, 100), "option_groups": array(OPTION_GROUP, 1, 100)}
_IDS = distinct(string())
_NUMBER = string(pattern=r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)", form="a number, as a string", longest=255)
_MODAL = frozenset({"modal"})
_MESSAGE = frozenset({"message"})
_FEEDBACK = shape({"text": plain(75), "value": string(2000)}, LABELLED)

ELEMENTS: dict[str, Element] = {
    "button": Element(
        typed(
            "button",
            {"text": plain(75)},
            {**ACTION, **CONFIRMED, **LABELLED, "value": string(2000), "url": LINK, "style": STYLE},
        ),
        frozenset({"section", "actions", "card"}),
    ),
    "workflow_button": Element(
        typed("workflow_button", {"text": plain(75), "workflow": WORKFLOW}, {**ACTION, **LABELLED, "style": STYLE}),
        frozenset({"section", "actions"}),
        _MESSAGE,
    ),
    "overflow": Element(
        typed("overflow", {"options": array(OVERFLOW_OPTION, 1, 5)}, {**ACTION, **CONFIRMED}, distinct_values),
        frozenset({"section", "actions"}),
    ),
    "checkboxes": Element(
        typed(
            "checkboxes",
            {"options": array(CHOICE_OPTION, 1, 10)},
            {**CHOSEN, "initial_options": distinct(CHOICE_OPTION)},
            distinct_values,
            initial_is_offered,
        ),
        ANY_FORM,
    ),
    "radio_buttons": Element(
        typed(
            "radio_buttons",
            {"options": array(CHOICE_OPTION, 1, 10)},
            {**CHOSEN, "initial_option": CHOICE_OPTION},
            distinct_values,
            initial_is_offered,
        ),
        ANY_FORM,
    ),
    **_menus(
        "static_select",
        {"initial_option": SELECT_OPTION},
        {"initial_options": distinct(SELECT_OPTION)},
        _OPTIONS,
        exactly_one("options", "option_groups"),
        distinct_values,
        initial_is_offered,
    ),
    **_menus(
        "external_select",
        {"initial_option": SELECT_OPTION},
        {"initial_options": distinct(SELECT_OPTION)},
        {"min_query_length": integer(0)},
    ),
    **_menus("users_select", {"initial_user": string()}, {"initial_users": _IDS}, {}),
    **_menus(
        "conversations_select",
        {"initial_conversation": string(), "response_url_enabled": boolean},
        {"initial_conversations": _IDS},
        {"filter": FILTER, "default_to_current_conversation": boolean},
    ),
    **_menus(
        "channels_select",
        {"initial_channel": string(), "response_url_enabled": boolean},
        {"initial_channels": _IDS},
        {},
    ),
    "datepicker": Element(typed("datepicker", {}, {**CHOSEN, **PLACEHOLDER, "initial_date": _real_date}), ANY_FORM),
    "timepicker": Element(
        typed(
            "timepicker",
            {},
            {
                **CHOSEN,
                **PLACEHOLDER,
                "initial_time": string(pattern=r"(?:[01][0-9]|2[0-3]):[0-5][0-9]", form="a time as HH:mm, 00:00-23:59"),
                "timezone": _timezone,
            },
        ),
        ANY_FORM,
    ),
    "datetimepicker": Element(
        typed("datetimepicker", {}, {**CHOSEN, "initial_date_time": integer(10**9, 10**10 - 1)}),
        frozenset({"actions", "input"}),
        frozenset({"modal", "message"}),
    ),
    **_text_input(
        "plain_text_input",
        EVERYWHERE,
        _fitting_text,
        initial_value=string(3000),
        multiline=boolean,
        min_length=integer(0, 3000),
        max_length=integer(1, 3000),
    ),
    **_text_input("email_text_input", _MODAL, initial_value=string()),
    **_text_input("url_text_input", _MODAL, initial_value=string()),
    "number_input": Element(
        typed(
            "number_input",
            {"is_decimal_allowed": boolean},
            {**TYPED, "initial_value": _NUMBER, "min_value": _NUMBER, "max_value": _NUMBER},
            _fitting_number,
        ),
        INPUT,
        _MODAL,
    ),
    **_text_input("rich_text_input", frozenset({"modal", "home"}), initial_value=RICH_TEXT),
    "file_input": Element(
        typed("file_input", {}, {**ACTION, "filetypes": distinct(string()), "max_files": integer(1, 10)}), INPUT, _MODAL
    ),
    "image": Element(typed("image", IMAGE, IMAGE_SOURCE, one_image_source), frozenset({"section", "context"})),
    "icon_button": Element(
        typed(
            "icon_button",
            {"icon": one_of("trash"), "text": plain(75)},
            {**ACTION, **CONFIRMED, **LABELLED, "value": string(2000), "visible_to_user_ids": _IDS},
        ),
        frozenset({"context_actions"}),
        _MESSAGE,
    ),
    "feedback_buttons": Element(
        typed("feedback_buttons", {"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, ACTION),
        frozenset({"context_actions"}),
        _MESSAGE,
    ),
}


def element_in(block: str, surface: str, **besides: Check) -> Check:
    """The check of an element of a block; ``besides`` are further kinds the block takes, by type."""
    allowed = {
        kind: element.check
        for kind, element in ELEMENTS.items()
        if block in element.blocks and surface in element.surfaces
    }
    return by_type({**allowed, **besides}, f"in a {block} block of a {surface}")
