"""Block Kit as plain dicts: typed functions, 50 times cheaper than slack_sdk.models (docs/adr/0004-plain-dicts.md).

Every text is cut to what Slack takes, so nothing a person typed can break a screen.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.i18n import Md, Texts, esc

Block = dict[str, Any]
Element = dict[str, Any]
Blocks = list[Block]
View = dict[str, Any]


@dataclass(frozen=True)
class File:
    """A file that goes with a message. Its name is its own among the conversation's: by it one sees that it is there
    already."""

    name: str
    title: str
    content: bytes


@dataclass(frozen=True)
class Message:
    """`text` is what notifications and screen readers get; `blocks` is what the channel shows."""

    text: Md
    blocks: Blocks = field(default_factory=list)
    file: File | None = None
    """Only in what is planned: delivery puts it under the message."""


def clip(text: str, limit: int) -> str:
    """`text`, cut to `limit` characters with an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def clip_md(text: Md, limit: int) -> Md:
    """Mrkdwn cut to `limit` characters, never inside an entity, mention or date."""
    if len(text) <= limit:
        return text
    cut = re.sub(r"(&[a-z]*|<[^>]*)$", "", text[: limit - 1])
    return Md(cut.rstrip() + "…")


def quote(text: str, limit: int = 1000) -> Md:
    """What somebody typed, as a quotation that keeps its lines."""
    # Twice the length for what escaping adds: a limit is about what people read.
    lines = clip_md(esc(clip(text.strip(), limit)), 2 * limit).split("\n")
    return Md("\n".join("> " + line for line in lines))


def plain(text: str, limit: int) -> Element:
    # Without emoji: a name like :tada: is read as it was typed. Our own emoji are characters, which need nothing.
    return {"type": "plain_text", "text": clip(text, limit) or "–", "emoji": False}


def md(text: Md, limit: int = 3000) -> Element:
    # Verbatim: an address or a #channel that somebody typed stays what it is; our own links are written out.
    return {"type": "mrkdwn", "text": clip_md(text, limit), "verbatim": True}


# Blocks


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text, 150)}


def section(text: Md, *, accessory: Element | None = None, fields: Sequence[Md] = ()) -> Block:
    block: Block = {"type": "section", "text": md(text)}
    if accessory is not None:
        block["accessory"] = accessory
    if fields:
        block["fields"] = [md(value, 2000) for value in fields[:10]]
    return block


def context(*texts: Md) -> Block:
    return {"type": "context", "elements": [md(text, 2000) for text in texts[:10]]}


def divider() -> Block:
    return {"type": "divider"}


def actions(*elements: Element) -> Block:
    return {"type": "actions", "elements": list(elements[:25])}


def image_file(file_id: str, alt: str) -> Block:
    return {"type": "image", "slack_file": {"id": file_id}, "alt_text": clip(alt, 2000)}


def input_(
    name: str, label: str, element: Element, *, hint: str = "", optional: bool = False, dispatch: bool = False
) -> Block:
    """One question of a form. `name` is the form's field: it comes back as the block's id and, unless the element
    has a handler of its own, as its action's."""
    if element["action_id"] == "value":
        element = {**element, "action_id": name}
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": plain(label, 2000),
        "element": element,
        "optional": optional,
    }
    if hint:
        block["hint"] = plain(hint, 2000)
    if dispatch:
        block["dispatch_action"] = True
    return block


def card(title: Md, *, subtitle: Md | None = None, body: Md | None = None, buttons: Sequence[Element] = ()) -> Block:
    """A small card, in messages only: Slack takes 150 characters of title and subtitle, 200 of body, 3 buttons."""
    block: Block = {"type": "card", "title": md(title, 150)}
    for name, text, limit in (("subtitle", subtitle, 150), ("body", body, 200)):
        if text:
            block[name] = md(text, limit)
    if buttons:
        block["actions"] = list(buttons[:3])
    return block


def carousel(*cards: Block) -> Block:
    """Cards side by side, in messages only."""
    return {"type": "carousel", "elements": list(cards[:10])}


def has_cards(blocks: Blocks) -> bool:
    return any(block["type"] == "carousel" for block in blocks)


def without_cards(blocks: Blocks) -> Blocks:
    """The same with each card as a section, for whoever cannot be shown cards."""
    plain_ones: Blocks = []
    for block in blocks:
        plain_ones += (
            [part for one in block["elements"] for part in _flat(one)] if block["type"] == "carousel" else [block]
        )
    return plain_ones[:50]


def _flat(one: Block) -> Blocks:
    words = [one[name]["text"] for name in ("title", "subtitle", "body") if name in one]
    parts = [section(Md("\n".join(words)))]
    return [*parts, actions(*one["actions"])] if "actions" in one else parts


# Elements


def button(label: str, action: str, value: object = "", *, style: str = "", confirm: Element | None = None) -> Element:
    """A button. `action` names its handler, after a colon whatever tells it from its neighbours; `value` is an id."""
    element: Element = {"type": "button", "text": plain(label, 75), "action_id": action}
    if value != "":
        element["value"] = str(value)
    if style:
        element["style"] = style
    if confirm is not None:
        element["confirm"] = confirm
    return element


def link_button(label: str, action: str, url: str) -> Element:
    """Opens an address. Slack tells of the click as of any other, so it has a handler too."""
    return {"type": "button", "text": plain(label, 75), "action_id": action, "url": url}


def overflow(action: str, options: Sequence[Element], *, confirm: Element | None = None) -> Element:
    element: Element = {"type": "overflow", "action_id": action, "options": list(options[:5])}
    if confirm is not None:
        element["confirm"] = confirm
    return element


def confirm(title: str, text: str, yes: str, no: str, *, danger: bool = False) -> Element:
    element: Element = {
        "title": plain(title, 100),
        "text": plain(text, 300),
        "confirm": plain(yes, 30),
        "deny": plain(no, 30),
    }
    if danger:
        element["style"] = "danger"
    return element


def option(label: str, value: object, description: str = "") -> Element:
    element: Element = {"text": plain(label, 75), "value": str(value)}
    if description:
        element["description"] = plain(description, 75)
    return element


def text_input(
    *, initial: str = "", multiline: bool = False, placeholder: str = "", longest: int = 3000, shortest: int = 0
) -> Element:
    element: Element = {
        "type": "plain_text_input",
        "action_id": "value",
        "multiline": multiline,
        "max_length": longest,
    }
    if shortest:
        element["min_length"] = shortest
    if initial:
        element["initial_value"] = initial[:longest]
    if placeholder:
        element["placeholder"] = plain(placeholder, 150)
    return element


def select(
    options: Sequence[Element], *, initial: object = None, placeholder: str = "", action: str = "value"
) -> Element:
    return _with_initial(
        {"type": "static_select", "action_id": action, "options": list(options[:100])}, initial, placeholder
    )


def radio(options: Sequence[Element], *, initial: object = None) -> Element:
    return _with_initial({"type": "radio_buttons", "action_id": "value", "options": list(options[:10])}, initial)


def checkboxes(options: Sequence[Element], *, initial: Iterable[object] = ()) -> Element:
    return _with_initials({"type": "checkboxes", "action_id": "value", "options": list(options[:10])}, initial)


def multi_select(
    options: Sequence[Element], *, initial: Iterable[object] = (), placeholder: str = "", most: int = 0
) -> Element:
    element: Element = {"type": "multi_static_select", "action_id": "value", "options": list(options[:100])}
    if most:
        element["max_selected_items"] = most
    return _with_initials(element, initial, placeholder)


def external(action: str, *, initial: Element | None = None, placeholder: str = "") -> Element:
    """A select whose options are searched while typing."""
    element: Element = {"type": "external_select", "action_id": action, "min_query_length": 0}
    if initial is not None:
        element["initial_option"] = initial
    if placeholder:
        element["placeholder"] = plain(placeholder, 150)
    return element


def user_select(*, initial: str | None = None, placeholder: str = "") -> Element:
    """One person of the workspace; `initial` is a Slack id."""
    element: Element = {"type": "users_select", "action_id": "value"}
    if initial:
        element["initial_user"] = initial
    if placeholder:
        element["placeholder"] = plain(placeholder, 150)
    return element


def users_select(*, initial: Sequence[str] = (), placeholder: str = "", most: int = 50) -> Element:
    """Several people of the workspace; `initial` are Slack ids."""
    element: Element = {"type": "multi_users_select", "action_id": "value", "max_selected_items": most}
    if initial:
        element["initial_users"] = list(initial[:most])
    if placeholder:
        element["placeholder"] = plain(placeholder, 150)
    return element


def multi_external(action: str, *, initial: Sequence[Element] = (), placeholder: str = "", most: int = 20) -> Element:
    """A multi-select whose options are searched while typing."""
    element: Element = {
        "type": "multi_external_select",
        "action_id": action,
        "min_query_length": 0,
        "max_selected_items": most,
    }
    if initial:
        element["initial_options"] = list(initial[:most])
    if placeholder:
        element["placeholder"] = plain(placeholder, 150)
    return element


def channel_select(*, placeholder: str = "") -> Element:
    element: Element = {
        "type": "conversations_select",
        "action_id": "value",
        "filter": {"include": ["public"], "exclude_bot_users": True},
    }
    if placeholder:
        element["placeholder"] = plain(placeholder, 150)
    return element


def date_picker(*, initial: str = "", placeholder: str = "") -> Element:
    element: Element = {"type": "datepicker", "action_id": "value"}
    if initial:
        element["initial_date"] = initial
    if placeholder:
        element["placeholder"] = plain(placeholder, 150)
    return element


def date_time_picker(*, initial: datetime | None = None) -> Element:
    element: Element = {"type": "datetimepicker", "action_id": "value"}
    if initial is not None:
        element["initial_date_time"] = int(initial.timestamp())
    return element


def file_input(kinds: Sequence[str]) -> Element:
    """One file of these kinds, named as the end of its name: "csv". In modals only."""
    return {"type": "file_input", "action_id": "value", "filetypes": list(kinds), "max_files": 1}


def _with_initial(element: Element, initial: object, placeholder: str = "") -> Element:
    chosen = [choice for choice in element["options"] if initial is not None and choice["value"] == str(initial)]
    if chosen:
        element["initial_option"] = chosen[0]
    if placeholder:
        element["placeholder"] = plain(placeholder, 150)
    return element


def _with_initials(element: Element, initial: Iterable[object], placeholder: str = "") -> Element:
    wanted = {str(value) for value in initial}
    chosen = [choice for choice in element["options"] if choice["value"] in wanted]
    if chosen:
        element["initial_options"] = chosen
    if placeholder:
        element["placeholder"] = plain(placeholder, 150)
    return element


# Surfaces


def modal(
    t: Texts, callback: str, title: str, blocks: Blocks, *, submit: str = "", close: str = "", **metadata: object
) -> View:
    """A modal. `metadata` comes back with its submission: ids only, what is true is in the database."""
    view: View = {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title, 24),
        "close": plain(close or (t("Cancel") if submit else t("Close")), 24),
        "blocks": blocks[:100],
    }
    if submit:
        view["submit"] = plain(submit, 24)
    if metadata:
        view["private_metadata"] = json.dumps(metadata)
    return view


def home(blocks: Blocks) -> View:
    return {"type": "home", "blocks": blocks[:100]}


def message(text: Md, *blocks: Block, file: File | None = None) -> Message:
    """A message of `blocks`; of the text alone when there are none."""
    return Message(text, list(blocks[:50]) or [section(text)], file)
