"""Elements in which one chooses: radio buttons, checkboxes and every kind of select."""

import json
from typing import Any

from markupsafe import Markup

from playground.draw_place import Attributes, Place
from playground.elements import Control
from playground.emoji import plain_words
from playground.markup import dom_id, icon, tag
from playground.records import Json

SHORTEST_QUERY = 3


def choices(control: Control, place: Place, attributes: Attributes, named: Attributes) -> Markup:
    kind = "radio" if control.type == "radio_buttons" else "checkbox"
    value = place.value(control)
    chosen = [option["value"] for option in (value if isinstance(value, list) else [value] if value else [])]
    group = place.id_of(control)

    def choice(option: Json) -> Markup:
        box = tag(
            "input",
            id=dom_id(group, option["value"]),
            type=kind,
            name=group,
            value=option["value"],
            checked=option["value"] in chosen,
            autofocus=bool(named.get("autofocus")) and option is control.options[0],
        )
        more = tag("small", place.text(option["description"])) if option.get("description") else ""
        return tag("label", box, tag("span", place.text(option["text"]), more), class_="choice")

    role: Attributes = {"role": "radiogroup" if kind == "radio" else "group"}
    names = {key: item for key, item in named.items() if key in ("aria_label", "aria_labelledby", "aria_describedby")}
    return tag(
        "div",
        *[choice(option) for option in control.options],
        id=group,
        class_="choices",
        data_do="tick",
        **role,
        **names,
        **attributes,
    )


def static_select(control: Control, place: Place, attributes: Attributes, named: Attributes) -> Markup:
    chosen = place.value(control)
    current = chosen["value"] if chosen else ""

    def option(item: Json) -> Markup:
        return tag("option", plain_words(item["text"]), value=item["value"], selected=item["value"] == current)

    groups = control.element.get("option_groups")
    if groups:
        inner = Markup("").join(
            tag("optgroup", *[option(item) for item in group["options"]], label=plain_words(group["label"]))
            for group in groups
        )
    else:
        inner = Markup("").join(option(item) for item in control.options)
    placeholder = plain_words(control.element.get("placeholder")) or "Choose…"
    empty = tag("option", placeholder, value="", selected=not current)
    return tag("select", empty, inner, id=place.id_of(control), data_do="choose", **attributes, **named)


def searched(control: Control, place: Place, attributes: Attributes, named: Attributes) -> Markup:
    """A combobox: every select that is searched, and every one in which several can be chosen."""
    identifier = place.id_of(control)
    many = control.type.startswith("multi_")
    value = place.value(control)
    chosen = [chosen_option(item, place) for item in (value if isinstance(value, list) else [value] if value else [])]
    external = control.type.endswith("external_select")
    field = tag(
        "input",
        id=identifier,
        type="text",
        role="combobox",
        autocomplete="off",
        aria_autocomplete="list",
        aria_expanded="false",
        aria_controls=f"{identifier}-list",
        placeholder=plain_words(control.element.get("placeholder")) or ("Search…" if external else "Choose…"),
        value=None if many or not chosen else chosen[0][1],
        **named,
    )
    listed = tag("ul", id=f"{identifier}-list", role="listbox", aria_label="Suggestions", hidden=True, data_own=True)
    parts = [field, listed]
    if many:
        parts.insert(0, tag("ul", *[_chip(*item) for item in chosen], class_="chips", aria_label="Chosen"))
    elif chosen:
        clear: Attributes = {"class_": "clear", "data_remove": "", "aria_label": "Clear the choice"}
        parts.insert(1, tag("button", icon("close"), type="button", **clear))
    return tag(
        "div",
        *parts,
        id=f"{identifier}-combo",
        class_="combo",
        data_do="combo",
        data_many=many,
        data_min=control.element.get("min_query_length", SHORTEST_QUERY) if external else 0,
        data_most=control.element.get("max_selected_items"),
        data_chosen=json.dumps([value for value, _ in chosen]),
        **attributes,
    )


def _chip(value: str, label: str) -> Markup:
    remove = tag("button", icon("close"), type="button", data_remove=value, aria_label=f"Remove {label}")
    return tag("li", tag("span", label), remove, id=dom_id("chip", value))


def chosen_option(item: Any, place: Place) -> tuple[str, str]:
    """The value and the words of something chosen: an option, or the id of a person or a channel."""
    if isinstance(item, dict):
        return item["value"], plain_words(item["text"])
    users, channels = place.workspace.users, place.workspace.channels
    if item in users:
        return item, users[item].shown_as
    if item in channels:
        return item, f"#{channels[item].name}" if channels[item].name else "Direct message"
    return item, item
