"""Whole messages, views and lists of options: their own properties, and what their blocks owe each other."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from playground.blockkit.blocks import block_in
from playground.blockkit.checks import (
    Check,
    Problem,
    any_object,
    array,
    boolean,
    by_type,
    exactly_one,
    integer,
    shape,
    step,
    string,
    typed,
)
from playground.blockkit.elements import EVERYWHERE
from playground.blockkit.objects import OPTION_GROUP, SELECT_OPTION, WEB_ADDRESS, distinct_values, plain

NO_TEXT = "no_text"
VIEW_TOO_LARGE = "view_too_large"
"""The messages of two problems that have an error code of their own at Slack."""

LARGEST_VIEW = 250_000
"""Bytes of a view as compact JSON in UTF-8."""

_BLOCKS = {surface: array(block_in(surface), 0, 50 if surface == "message" else 100) for surface in EVERYWHERE}

Located = Iterator[tuple[str, Mapping[str, Any]]]


def _objects(items: Any, at: str) -> Located:
    for index, item in enumerate(items if isinstance(items, list) else []):
        if isinstance(item, Mapping):
            yield step(at, index), item


def _with_cards(blocks: Any, at: str) -> Located:
    """Every block with its pointer, the cards of carousels included."""
    for where, block in _objects(blocks, at):
        yield where, block
        if block.get("type") == "carousel":
            yield from _objects(block.get("elements"), step(where, "elements"))


def _elements(block: Mapping[str, Any], at: str) -> Located:
    for name in ("accessory", "element"):
        if isinstance(element := block.get(name), Mapping):
            yield step(at, name), element
    if block.get("type") in ("actions", "context_actions"):
        yield from _objects(block.get("elements"), step(at, "elements"))
    if block.get("type") == "card":
        yield from _objects(block.get("actions"), step(at, "actions"))


def _repeated(found: Located, name: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for at, thing in found:
        identifier = thing.get(name)
        if isinstance(identifier, str):
            if identifier in seen:
                yield Problem(step(at, name), f"{name} {identifier!r} already exists")
            seen.add(identifier)


def _together(blocks: list[tuple[str, Mapping[str, Any]]], surface: str) -> Iterator[Problem]:
    """What holds for the blocks of a surface as a whole."""
    yield from _repeated(iter(blocks), "block_id")
    focused: list[str] = []
    for at, block in blocks:
        yield from _repeated(_elements(block, at), "action_id")
        for where, element in _elements(block, at):
            if element.get("focus_on_load") is True:
                focused.append(where)
            if element.get("response_url_enabled") is True and (surface, block.get("type")) != ("modal", "input"):
                yield Problem(step(where, "response_url_enabled"), "works only in input blocks of modals")
    for where in focused[1:]:
        yield Problem(step(where, "focus_on_load"), "can be true for one element only")


# --- messages ---------------------------------------------------------------------------------------------------------

_STRING = string(shortest=0)
_ATTACHMENT = shape(
    {},
    {
        **dict.fromkeys(("fallback", "color", "pretext", "title", "text", "callback_id"), _STRING),
        **dict.fromkeys(("author_name", "author_subname"), _STRING),
        **dict.fromkeys(("author_link", "author_icon", "title_link", "image_url", "thumb_url"), WEB_ADDRESS),
        "footer": string(300, shortest=0),
        "footer_icon": WEB_ADDRESS,
        "ts": integer(0),
        "mrkdwn_in": array(string()),
        "fields": array(shape({"title": _STRING, "value": _STRING}, {"short": boolean})),
        "blocks": _BLOCKS["message"],
    },
)
_ATTACHMENTS = array(_ATTACHMENT, 0, 100)
_METADATA = shape({"event_type": string(), "event_payload": any_object})


def check_message(payload: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with the ``text``, ``blocks``, ``attachments`` and ``metadata`` of a message, parsed from JSON.

    Other arguments of the method are not looked at. A message without any content has one problem, whose message is
    ``NO_TEXT``; it needs none when it only deletes (``delete_original``).
    """
    return list(_message(payload))


def _message(payload: Mapping[str, Any]) -> Iterator[Problem]:
    parts: dict[str, Check] = {
        "text": string(40_000, shortest=0),
        "blocks": _BLOCKS["message"],
        "attachments": _ATTACHMENTS,
        "metadata": _METADATA,
    }
    for name, check in parts.items():
        if name in payload:
            yield from check(payload[name], step("", name))
    text = payload.get("text")
    written = isinstance(text, str) and text.strip()
    if not (written or payload.get("blocks") or payload.get("attachments") or payload.get("delete_original") is True):
        yield Problem("", NO_TEXT)
    blocks = list(_with_cards(payload.get("blocks"), "/blocks"))
    for at, attachment in _objects(payload.get("attachments"), "/attachments"):
        blocks += _with_cards(attachment.get("blocks"), step(at, "blocks"))
    yield from _together(blocks, "message")
    kinds = Counter(kind for _, block in blocks if isinstance(kind := block.get("type"), str))
    if kinds["table"] > 1:
        yield Problem("/blocks", "only one table allowed in a message")
    texts = [block.get("text") for _, block in blocks if block.get("type") == "markdown"]
    if kinds["markdown"] > 1 and sum(len(text) for text in texts if isinstance(text, str)) > 12_000:
        yield Problem("/blocks", "the markdown blocks of a message must be less than 12001 characters together")


# --- views ------------------------------------------------------------------------------------------------------------

_ANY_VIEW = {
    "private_metadata": string(3000, shortest=0),
    "callback_id": string(255, shortest=0),
    "external_id": string(255, shortest=0),
}


def _asks_to_be_submitted(view: Any, at: str) -> Iterator[Problem]:
    if "submit" not in view and any(block["type"] == "input" for block in view["blocks"]):
        yield Problem(at, "missing required field: submit (because the view has an input block)")


_VIEW = by_type(
    {
        "modal": typed(
            "modal",
            {"title": plain(24), "blocks": _BLOCKS["modal"]},
            {
                **_ANY_VIEW,
                "submit": plain(24),
                "close": plain(24),
                "clear_on_close": boolean,
                "notify_on_close": boolean,
            },
            _asks_to_be_submitted,
        ),
        "home": typed("home", {"blocks": _BLOCKS["home"]}, _ANY_VIEW),
    },
    "of a view",
)


def check_view(view: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with a modal or an App Home, as given to views.open, push, update and publish.

    A view of more than 250 kB has a problem whose message is ``VIEW_TOO_LARGE``.
    """
    problems = list(_VIEW(view, ""))
    if isinstance(view, Mapping):
        kind = "home" if view.get("type") == "home" else "modal"
        problems += _together(list(_with_cards(view.get("blocks"), "/blocks")), kind)
        compact = json.dumps(view, separators=(",", ":"), ensure_ascii=False)
        if len(compact.encode("utf-8", "surrogatepass")) > LARGEST_VIEW:
            problems.append(Problem("", VIEW_TOO_LARGE))
    return problems


# --- options ----------------------------------------------------------------------------------------------------------

_OPTIONS = shape(
    {},
    {"options": array(SELECT_OPTION, 0, 100), "option_groups": array(OPTION_GROUP, 0, 100)},
    exactly_one("options", "option_groups"),
    distinct_values,
)


def check_options(answer: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with an app's answer to a block_suggestion: options or option_groups, at most 100 of them."""
    return list(_OPTIONS(answer, ""))
