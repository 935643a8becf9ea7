"""The interactive elements of blocks: where they are, what they are called, and the state Slack keeps of them."""

import copy
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from playground.records import Json, Values

STATE_KEYS = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "rich_text_input": "rich_text_value",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "radio_buttons": "selected_option",
    "checkboxes": "selected_options",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "file_input": "files",
}
"""The elements that keep a state, each with the key under which Slack sends its value."""

INITIAL_KEYS = {
    "value": "initial_value",
    "rich_text_value": "initial_value",
    **{f"selected_{what}": f"initial_{what}" for what in ("option", "options", "user", "users", "date", "time")},
    **{f"selected_{what}": f"initial_{what}" for what in ("conversation", "conversations", "channel", "channels")},
    "selected_date_time": "initial_date_time",
}

INTERACTIVE = frozenset((*STATE_KEYS, "button", "overflow", "workflow_button", "icon_button", "feedback_buttons"))


@dataclass(frozen=True)
class Control:
    """One interactive element and the block it sits in."""

    block: Json
    element: Json

    @property
    def type(self) -> str:
        return str(self.element["type"])

    @property
    def block_id(self) -> str:
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        return str(self.element["action_id"])

    @property
    def is_input(self) -> bool:
        return bool(self.block["type"] == "input")

    @property
    def is_stateful(self) -> bool:
        return self.type in STATE_KEYS

    @property
    def state_key(self) -> str:
        return STATE_KEYS[self.type]

    @property
    def label(self) -> str:
        """What a person sees it called: a button's text, an input's label, a select's placeholder."""
        if self.is_input:
            return words(self.block.get("label"))
        return words(self.element.get("text")) or words(self.element.get("placeholder"))

    @property
    def options(self) -> list[Json]:
        groups = self.element.get("option_groups") or [{"options": self.element.get("options") or []}]
        return [option for group in groups for option in group["options"]]


def words(text: Any) -> str:
    """The text of a text object; nothing for none."""
    return str(text.get("text") or "") if isinstance(text, dict) else ""


def elements_in(block: Json) -> list[Json]:
    """Every element of a block that a person can use, in reading order."""
    kind = block.get("type")
    if kind == "input":
        found = [block.get("element")]
    elif kind == "section":
        found = [block.get("accessory")]
    elif kind in ("actions", "context_actions"):
        found = list(block.get("elements") or [])
    elif kind == "card":
        found = list(block.get("actions") or [])
    elif kind == "carousel":
        found = [element for card in block.get("elements") or [] for element in card.get("actions") or []]
    else:
        found = []
    return [element for element in found if isinstance(element, dict) and element.get("type") in INTERACTIVE]


def controls(blocks: Iterable[Json]) -> Iterator[Control]:
    for block in blocks:
        for element in elements_in(block):
            yield Control(block, element)


def with_ids(blocks: Iterable[Json], new_id: Callable[[], str]) -> list[Json]:
    """A copy of the blocks in which every block has a block_id and every interactive element an action_id."""
    filled = copy.deepcopy(list(blocks))
    for block in filled:
        block.setdefault("block_id", new_id())
        for element in elements_in(block):
            element.setdefault("action_id", new_id())
    return filled


def state_object(control: Control, value: Any) -> Json:
    state: Json = {"type": control.type, control.state_key: value}
    if control.type == "timepicker" and control.element.get("timezone"):
        state["timezone"] = control.element["timezone"]
    return state


def initial_state(control: Control) -> Json:
    """The state of an element nobody has touched: its initial value, else null (nothing chosen: an empty list)."""
    key = control.state_key
    value = control.element.get(INITIAL_KEYS.get(key, ""))
    if value is None and key.endswith("s"):
        value = []
    return state_object(control, copy.deepcopy(value))


def initial_values(blocks: Iterable[Json]) -> Values:
    values: Values = {}
    for control in controls(blocks):
        if control.is_stateful:
            values.setdefault(control.block_id, {})[control.action_id] = initial_state(control)
    return values


def carried_values(old: Values, blocks: Iterable[Json]) -> Values:
    """The state after an update: what was typed or chosen stays where block_id, action_id and type are the same.

    A choice among static options goes when the option is no longer offered.
    """
    values = initial_values(blocks)
    for control in controls(blocks):
        kept = old.get(control.block_id, {}).get(control.action_id)
        if control.is_stateful and kept is not None and kept["type"] == control.type and _still_offered(control, kept):
            values[control.block_id][control.action_id] = kept
    return values


def _still_offered(control: Control, state: Json) -> bool:
    if not control.element.get("options") and not control.element.get("option_groups"):
        return True
    offered = {option.get("value") for option in control.options}
    value = state[control.state_key]
    chosen = value if isinstance(value, list) else [value] if value else []
    return all(option["value"] in offered for option in chosen)


def id_maker(prefix: str) -> Callable[[], str]:
    """Makes short ids, the same ones in the same order every time."""
    numbers = itertools.count(1)
    return lambda: f"{prefix}{next(numbers)}"
