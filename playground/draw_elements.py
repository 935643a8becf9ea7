"""Block elements as HTML: buttons and menus of actions, pickers and inputs (those with options are in draw_choices).

An element says what using it does in ``data-do``, and which element it is in ``data-block`` and ``data-action``; the
surface around it says where it is in ``data-where``. The page's script sends these, and nothing else, to the server.
"""

from collections.abc import Callable
from datetime import datetime

from markupsafe import Markup

from playground.draw_choices import choices, searched, static_select
from playground.draw_place import Attributes, Place
from playground.elements import Control
from playground.emoji import plain_words
from playground.markup import icon, joined, tag
from playground.mrkdwn import anchor
from playground.reading import readable
from playground.records import Json

TEXT_TYPES = {"email_text_input": "email", "url_text_input": "url", "number_input": "number"}
LONGEST_TEXT = 3000


def element(control: Control, place: Place, label: str | None = None, described: str | None = None) -> Markup:
    """An element; in an input block ``label`` and ``described`` are the ids of its label and of its hint and error."""
    attributes: Attributes = {"data_block": control.block_id, "data_action": control.action_id}
    if control.element.get("confirm"):
        attributes["data_confirm"] = str(confirmation(control.element["confirm"], place))
    named: Attributes = {"aria_label": control.label or DEFAULT_LABELS.get(control.type, "Choose")}
    if label:
        named = {
            "aria_labelledby": label,
            "aria_describedby": described,
            "aria_required": None if control.block.get("optional") else "true",
            "aria_invalid": "true" if control.block_id in place.errors else None,
        }
    named["autofocus"] = bool(control.element.get("focus_on_load"))
    return DRAWN[control.type](control, place, attributes, named)


DEFAULT_LABELS = {
    "datepicker": "Date",
    "timepicker": "Time",
    "datetimepicker": "Date and time",
    "radio_buttons": "Choose one",
    "checkboxes": "Choose any",
    "overflow": "More actions",
}


def confirmation(confirm: Json, place: Place) -> Markup:
    """The inside of a confirmation dialog."""
    style = "danger" if confirm.get("style") == "danger" else "primary"
    return joined(
        tag("h2", place.text(confirm["title"])),
        tag("div", place.text(confirm["text"])),
        tag(
            "div",
            tag("button", place.text(confirm["deny"]), type="submit", value="no", class_="btn"),
            tag("button", place.text(confirm["confirm"]), type="submit", value="yes", class_=f"btn {style}"),
            class_="foot",
        ),
    )


# --- pressing ---------------------------------------------------------------------------------------------------------


def _button(control: Control, place: Place, attributes: Attributes, named: Attributes) -> Markup:
    part = control.element
    shown: Attributes = {
        "class_": f"btn {part.get('style', '')}".strip(),
        "aria_label": part.get("accessibility_label"),
        "data_do": "press",
        **attributes,
    }
    if part.get("url"):
        return tag("a", place.text(part["text"]), href=safe(part["url"]), target="_blank", rel="noopener", **shown)
    return tag("button", place.text(part["text"]), type="button", **shown)


def _icon_button(control: Control, place: Place, attributes: Attributes, named: Attributes) -> Markup:
    inner = joined(icon("trash"), place.text(control.element["text"]))
    return tag("button", inner, type="button", class_="btn", **pressed(attributes))


def _workflow_button(control: Control, place: Place, attributes: Attributes, named: Attributes) -> Markup:
    return tag("button", place.text(control.element["text"]), type="button", class_="btn", disabled=True)


def _feedback(control: Control, place: Place, attributes: Attributes, named: Attributes) -> Markup:
    parts = (("up", control.element["positive_button"]), ("down", control.element["negative_button"]))
    return Markup("").join(
        tag(
            "button",
            icon(name),
            place.text(part["text"]),
            type="button",
            class_="btn",
            data_value=part["value"],
            **pressed(attributes),
        )
        for name, part in parts
    )


def _overflow(control: Control, place: Place, attributes: Attributes, named: Attributes) -> Markup:
    def item(option: Json) -> Markup:
        shown: Attributes = {"data_option": option["value"], **pressed(attributes)}
        if option.get("url"):
            inner = tag(
                "a", place.text(option["text"]), href=safe(option["url"]), target="_blank", rel="noopener", **shown
            )
        else:
            inner = tag("button", place.text(option["text"]), type="button", **shown)
        return tag("li", inner)

    items = Markup("").join(item(option) for option in control.options)
    summary = tag("summary", icon("dots"), class_="btn round", aria_label="More actions")
    return tag("details", summary, tag("ul", items, data_arrows=True), class_="menu")


def pressed(attributes: Attributes) -> Attributes:
    return {"data_do": "press", **attributes}


def safe(address: str) -> str:
    """An address to follow; one that would run a script leads nowhere."""
    return address if str(anchor(address)).startswith("<a") else "#"


# --- typing -----------------------------------------------------------------------------------------------------------


def _dispatches(control: Control) -> str | None:
    """When typed words are told to the app: on "enter", on every "character", or not before the form is submitted."""
    if not control.block.get("dispatch_action"):
        return None
    triggers = (control.element.get("dispatch_action_config") or {}).get("trigger_actions_on") or ["on_enter_pressed"]
    return "character" if "on_character_entered" in triggers else "enter"


def _typed(control: Control, place: Place, attributes: Attributes, named: Attributes) -> Markup:
    part, value = control.element, place.value(control)
    shown: Attributes = {
        "id": place.id_of(control),
        "placeholder": plain_words(part.get("placeholder")) or None,
        "autocomplete": "off",
        "data_do": "type",
        "data_dispatch": _dispatches(control),
        **attributes,
        **named,
    }
    if control.type == "plain_text_input":
        shown |= {"minlength": part.get("min_length"), "maxlength": part.get("max_length", LONGEST_TEXT)}
        if part.get("multiline"):
            # A browser drops the first line end of a textarea, so one is put before what was typed.
            return tag("textarea", "\n", value or "", rows=4, **shown)
    if control.type == "number_input":
        shown |= {"min": part.get("min_value"), "max": part.get("max_value")}
        shown |= {"step": "any" if part.get("is_decimal_allowed") else 1}
    return tag("input", type=TEXT_TYPES.get(control.type, "text"), value=value or "", **shown)


def _rich_input(control: Control, place: Place, attributes: Attributes, named: Attributes) -> Markup:
    value = place.value(control)
    lines = [
        readable(place.workspace, "".join(str(part.get("text", "")) for part in section["elements"]), place.reader.tz)
        for section in (value or {}).get("elements", [])
    ]
    return tag(
        "textarea", "\n", "\n".join(lines), id=place.id_of(control), rows=4, data_do="type", **attributes, **named
    )


def _picker(control: Control, place: Place, attributes: Attributes, named: Attributes) -> Markup:
    value = place.value(control)
    if control.type == "datetimepicker" and value is not None:
        value = datetime.fromtimestamp(value, place.zone).strftime("%Y-%m-%dT%H:%M")
    kind = {"datepicker": "date", "timepicker": "time", "datetimepicker": "datetime-local"}[control.type]
    field = tag("input", id=place.id_of(control), type=kind, value=value or "", data_do="choose", **attributes, **named)
    zone = control.element.get("timezone") or place.reader.tz
    return field if kind == "date" else joined(field, tag("small", zone.replace("_", " "), class_="zone"))


def _files(control: Control, place: Place, attributes: Attributes, named: Attributes) -> Markup:
    accepted = ",".join(f".{extension}" for extension in control.element.get("filetypes") or [])
    field = tag(
        "input",
        id=place.id_of(control),
        type="file",
        multiple=control.element.get("max_files", 10) > 1,
        accept=accepted or None,
        data_do="attach",
        **attributes,
        **named,
    )
    chosen = [tag("li", file["name"]) for file in place.value(control) or []]
    return joined(field, tag("ul", *chosen, class_="attached") if chosen else "")


DRAWN: dict[str, Callable[[Control, Place, Attributes, Attributes], Markup]] = {
    "button": _button,
    "icon_button": _icon_button,
    "workflow_button": _workflow_button,
    "feedback_buttons": _feedback,
    "overflow": _overflow,
    "radio_buttons": choices,
    "checkboxes": choices,
    "static_select": static_select,
    **{f"{kind}_select": searched for kind in ("external", "users", "conversations", "channels")},
    **{f"multi_{kind}_select": searched for kind in ("static", "external", "users", "conversations", "channels")},
    **{f"{kind}_input": _typed for kind in ("plain_text", "email_text", "url_text", "number")},
    "rich_text_input": _rich_input,
    "datepicker": _picker,
    "timepicker": _picker,
    "datetimepicker": _picker,
    "file_input": _files,
}
