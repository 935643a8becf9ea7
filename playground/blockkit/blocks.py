"""Blocks, and on which surface each of them is allowed."""

from collections.abc import Iterator
from typing import Any

from playground.blockkit.checks import (
    Check,
    Fields,
    Problem,
    array,
    at_least_one,
    boolean,
    by_type,
    nullable,
    number,
    one_of,
    shape,
    step,
    string,
    typed,
)
from playground.blockkit.elements import EVERYWHERE, element_in
from playground.blockkit.objects import (
    IDENTIFIER,
    IMAGE,
    IMAGE_SOURCE,
    WEB_ADDRESS,
    one_image_source,
    plain,
    text,
)
from playground.blockkit.rich_text import RICH_TEXT

BLOCK_ID: Fields = {"block_id": IDENTIFIER}
SECURE_ADDRESS = string(3000, pattern=r"https://[^\s/]\S*", form="a web address that starts with https://")
PICTURE = by_type({"image": typed("image", IMAGE, IMAGE_SOURCE, one_image_source)})

SURFACES: dict[str, frozenset[str]] = {
    "alert": frozenset({"modal"}),
    "card": frozenset({"message"}),
    "carousel": frozenset({"message"}),
    "context_actions": frozenset({"message"}),
    "file": frozenset({"message"}),
    "markdown": frozenset({"message", "home"}),
    "table": frozenset({"message", "home"}),
}
"""The blocks that are not allowed everywhere."""


def _rows_alike(table: Any, at: str) -> Iterator[Problem]:
    columns = len(table["rows"][0])
    for index, row in enumerate(table["rows"]):
        if len(row) != columns:
            yield Problem(step(step(at, "rows"), index), f"must have {columns} cells, as the first row has")


_CELL = by_type(
    {
        "raw_text": typed("raw_text", {"text": string()}),
        "raw_number": typed("raw_number", {"value": number, "text": string()}),
        "rich_text": RICH_TEXT,
    },
    "in a table",
)
_COLUMN = nullable(shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean}))


def _card(surface: str) -> Check:
    return typed(
        "card",
        {},
        {
            **BLOCK_ID,
            "hero_image": PICTURE,
            "icon": PICTURE,
            "title": text(150),
            "subtitle": text(150),
            "body": text(200),
            "actions": array(element_in("card", surface), 1, 3),
        },
        at_least_one("hero_image", "title", "actions", "body"),
    )


def _kinds(surface: str) -> dict[str, Check]:
    words = text()

    def block(kind: str, required: Fields, optional: Fields | None = None, *rules: Check) -> dict[str, Check]:
        return {kind: typed(kind, required, {**BLOCK_ID, **(optional or {})}, *rules)}

    return {
        **block(
            "section",
            {},
            {
                "text": words,
                "fields": array(text(2000), 1, 10),
                "accessory": element_in("section", surface),
                "expand": boolean,
            },
            at_least_one("text", "fields"),
        ),
        **block("header", {"text": plain(150)}),
        **block("divider", {}),
        **block("image", IMAGE, {**IMAGE_SOURCE, "title": plain(2000)}, one_image_source),
        **block(
            "context",
            {"elements": array(element_in("context", surface, plain_text=words, mrkdwn=words), 1, 10)},
        ),
        **block("actions", {"elements": array(element_in("actions", surface), 1, 25)}),
        **block("context_actions", {"elements": array(element_in("context_actions", surface), 1, 5)}),
        **block(
            "input",
            {"label": plain(2000), "element": element_in("input", surface)},
            {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
        ),
        "rich_text": RICH_TEXT,
        **block("markdown", {"text": string(12_000)}),
        **block(
            "table",
            {"rows": array(array(_CELL, 1, 20), 1, 100)},
            {"column_settings": array(_COLUMN, 0, 20)},
            _rows_alike,
        ),
        **block(
            "video",
            {
                "alt_text": string(2000),
                "title": plain(199),
                "thumbnail_url": WEB_ADDRESS,
                "video_url": SECURE_ADDRESS,
            },
            {
                "title_url": SECURE_ADDRESS,
                "description": plain(199),
                "author_name": string(49),
                "provider_name": string(49),
                "provider_icon_url": WEB_ADDRESS,
            },
        ),
        **block("file", {"external_id": string(), "source": one_of("remote")}),
        **block("alert", {"text": text(200)}, {"level": one_of("default", "info", "warning", "error", "success")}),
        "card": _card(surface),
        **block("carousel", {"elements": array(by_type({"card": _card(surface)}, "in a carousel"), 1, 10)}),
    }


def block_in(surface: str) -> Check:
    """The check of a block of a "message", "modal" or "home"."""
    allowed = {kind: check for kind, check in _kinds(surface).items() if surface in SURFACES.get(kind, EVERYWHERE)}
    return by_type(allowed, f"in a {surface}")
