"""Filling in: what a choice or typed words become in the state of an element, and what Slack's client insists on."""

import re
from collections.abc import Awaitable, Callable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from playground.elements import Control, controls, words
from playground.records import Json, User, View
from playground.workspace import Workspace

TYPED = frozenset(("plain_text_input", "email_text_input", "url_text_input", "number_input"))
SELECTS = ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
PICKED = ("radio_buttons", "checkboxes", "datepicker", "timepicker", "datetimepicker", "overflow")
CHOSEN = frozenset((*SELECTS, *(f"multi_{select}" for select in SELECTS), *PICKED))
LONGEST_TEXT = 3_000
REQUIRED = "Please complete this required field."

Suggest = Callable[[str], Awaitable[list[Json]]]


async def chosen(workspace: Workspace, user: User, control: Control, choices: tuple[str, ...], suggest: Suggest) -> Any:
    """The value of an element's state after a person chose these (nothing: emptied); raises LookupError, ValueError."""
    kind = control.type
    many = kind.startswith("multi_") or kind == "checkboxes"
    if not many and len(choices) > 1:
        raise ValueError(f"{control.label!r} takes one choice, not {len(choices)}")
    most = control.element.get("max_selected_items")
    if most is not None and len(choices) > most:
        raise ValueError(f"{control.label!r} takes at most {most} choices")
    values = [await _one(workspace, user, control, choice, suggest) for choice in choices]
    if many:
        return values
    return values[0] if values else None


async def _one(workspace: Workspace, user: User, control: Control, choice: str, suggest: Suggest) -> Any:
    kind = control.type.removeprefix("multi_")
    match kind:
        case "users_select":
            return _user_id(workspace, choice)
        case "conversations_select" | "channels_select":
            return _channel_id(workspace, choice)
        case "datepicker":
            return date.fromisoformat(choice).isoformat()
        case "timepicker":
            return time.fromisoformat(choice).strftime("%H:%M")
        case "datetimepicker":
            return int(choice) if choice.isdigit() else _unix(choice, user)
        case "external_select":
            return option_called(await suggest(choice), choice, control)
        case _:
            return option_called(control.options, choice, control)


def option_called(options: list[Json], wanted: str, control: Control) -> Json:
    """The option with this text, in the shape state and actions carry it."""
    for option in options:
        if words(option["text"]) == wanted:
            return {name: option[name] for name in ("text", "value") if name in option}
    offered = ", ".join(repr(words(option["text"])) for option in options) or "nothing"
    raise LookupError(f"{control.label!r} does not offer {wanted!r} but: {offered}")


def _user_id(workspace: Workspace, choice: str) -> str:
    wanted = choice.removeprefix("@")
    for user in workspace.users.values():
        if wanted in (user.id, user.name, user.real_name, user.display_name) and not user.deleted:
            return user.id
    raise LookupError(f"nobody here is called {choice!r}")


def _channel_id(workspace: Workspace, choice: str) -> str:
    found = workspace.channels.get(choice) or workspace.channel_named(choice)
    if found is None:
        raise LookupError(f"there is no channel {choice!r}")
    return found.id


def _unix(choice: str, user: User) -> int:
    moment = datetime.fromisoformat(choice)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(user.tz))).timestamp())


def client_errors(view: View) -> dict[str, str]:
    """What Slack's client says about a modal before anything is sent: block_id -> words."""
    errors = {}
    for control in controls(view.blocks):
        if control.is_input and control.is_stateful:
            value = view.values[control.block_id][control.action_id][control.state_key]
            words_of_client = _complaint(control, value)
            if words_of_client:
                errors[control.block_id] = words_of_client
    return errors


def _complaint(control: Control, value: Any) -> str:
    if value in (None, "", []):
        return "" if control.block.get("optional") else REQUIRED
    if control.type == "number_input":
        return _number_complaint(control.element, value)
    if control.type == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        return "Please enter a valid email address."
    if control.type == "url_text_input" and not re.fullmatch(r"[a-z][a-z0-9+.-]*://\S+", value, re.IGNORECASE):
        return "Please enter a valid URL."
    if control.type == "plain_text_input":
        shortest = control.element.get("min_length", 0)
        longest = control.element.get("max_length", LONGEST_TEXT)
        if len(value) < shortest:
            return f"Please lengthen this text to at least {shortest} characters."
        if len(value) > longest:
            return f"Please shorten this text to at most {longest} characters."
    return ""


def _number_complaint(element: Json, value: str) -> str:
    pattern = r"-?\d+(\.\d+)?" if element.get("is_decimal_allowed") else r"-?\d+"
    if not re.fullmatch(pattern, value):
        return "Please enter a valid number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and float(value) < float(least):
        return f"Please enter a number of at least {least}."
    if most is not None and float(value) > float(most):
        return f"Please enter a number of at most {most}."
    return ""
