"""Composition objects: text, options, confirmation dialogs and the like."""

from collections.abc import Iterator
from typing import Any

from playground.blockkit.checks import (
    Check,
    Problem,
    array,
    at_least_one,
    boolean,
    by_type,
    exactly_one,
    one_of,
    shape,
    step,
    string,
    typed,
)

IDENTIFIER = string(255)
WEB_ADDRESS = string(3000, pattern=r"https?://[^\s/]\S*", form="a web address that starts with https:// or http://")
LINK = string(3000, pattern=r"(?:[a-z][a-z0-9+.-]*://[^\s/]|mailto:)\S*", form="a link with a scheme, such as https://")
STYLE = one_of("primary", "danger")


def plain(longest: int = 3000) -> Check:
    """A plain_text object."""
    return by_type({"plain_text": typed("plain_text", {"text": string(longest)}, {"emoji": boolean})})


def text(longest: int = 3000) -> Check:
    """A text object of either kind."""
    return by_type(
        {
            "plain_text": typed("plain_text", {"text": string(longest)}, {"emoji": boolean}),
            "mrkdwn": typed("mrkdwn", {"text": string(longest)}, {"verbatim": boolean}),
        }
    )


CONFIRM = shape({"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)}, {"style": STYLE})


def _option(words: Check, **more: Check) -> Check:
    return shape({"text": words, "value": string(150)}, {"description": words, **more})


SELECT_OPTION = _option(plain(75))
CHOICE_OPTION = _option(text(75))
"""Radio buttons and checkboxes may be formatted; options of menus may not."""
OVERFLOW_OPTION = _option(plain(75), url=LINK)
OPTION_GROUP = shape({"label": plain(75), "options": array(SELECT_OPTION, 1, 100)})


def offered(menu: Any) -> list[Any]:
    """The options of an element or an answer, those in groups included; only for one of the right shape."""
    groups = menu.get("option_groups", [])
    return [*menu.get("options", []), *(option for group in groups for option in group["options"])]


def distinct_values(menu: Any, at: str) -> Iterator[Problem]:
    """Slack asks for unique values but does not look; a doubled one cannot be told apart, so here it is refused."""
    values = [option["value"] for option in offered(menu)]
    doubled = sorted({value for value in values if values.count(value) > 1})
    if doubled:
        yield Problem(step(at, "options" if "options" in menu else "option_groups"), f"values not unique: {doubled}")


def initial_is_offered(menu: Any, at: str) -> Iterator[Problem]:
    """What is chosen at first has to equal an option in every part, its text included."""
    options = offered(menu)
    if "initial_option" in menu and menu["initial_option"] not in options:
        yield Problem(step(at, "initial_option"), "must equal one of the options, text included")
    for index, option in enumerate(menu.get("initial_options", [])):
        if option not in options:
            yield Problem(step(step(at, "initial_options"), index), "must equal one of the options, text included")


def distinct(of: Check, fewest: int = 1) -> Check:
    """An array without repetitions."""
    items = array(of, fewest)

    def check(value: Any, at: str) -> Iterator[Problem]:
        problems = list(items(value, at))
        yield from problems
        if not problems and any(item in value[:index] for index, item in enumerate(value)):
            yield Problem(at, "must not have the same item twice")

    return check


DISPATCH_ACTION_CONFIG = shape({"trigger_actions_on": distinct(one_of("on_enter_pressed", "on_character_entered"))})

FILTER = shape(
    {},
    {
        "include": distinct(one_of("im", "mpim", "private", "public")),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    at_least_one("include", "exclude_external_shared_channels", "exclude_bot_users"),
)

SLACK_FILE = shape({}, {"id": string(), "url": WEB_ADDRESS}, exactly_one("id", "url"))
IMAGE = {"alt_text": string(2000)}
IMAGE_SOURCE = {"image_url": WEB_ADDRESS, "slack_file": SLACK_FILE}
one_image_source = exactly_one("image_url", "slack_file")

WORKFLOW = shape(
    {
        "trigger": shape(
            {"url": WEB_ADDRESS},
            {"customizable_input_parameters": array(shape({"name": string(), "value": string(shortest=0)}))},
        )
    }
)
