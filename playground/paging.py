"""Cursor pagination, as the listing methods of the Web API do it."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from playground.errors import SlackError
from playground.methods import Call
from playground.records import Json

T = TypeVar("T")
LARGEST_PAGE = 1000


def page(call: Call, items: Sequence[T], default: int) -> tuple[Sequence[T], Json]:
    """The items of the page asked for with ``cursor`` and ``limit``, and its ``response_metadata``."""
    limit = call.arguments.get("limit") or default
    if not 0 < limit <= LARGEST_PAGE:
        raise SlackError("invalid_limit")
    start = _decoded(call.text("cursor"))
    if start > len(items):
        raise SlackError("invalid_cursor")
    end = start + limit
    next_cursor = base64.b64encode(f"next:{end}".encode()).decode() if end < len(items) else ""
    return items[start:end], {"response_metadata": {"next_cursor": next_cursor}}


def _decoded(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise SlackError("invalid_cursor") from None
    if word != "next" or not number.isdigit():
        raise SlackError("invalid_cursor")
    return int(number)
