"""Making HTML elements from Python, everything escaped."""

import hashlib

from markupsafe import Markup, escape

Attribute = str | int | bool | None
VOID = frozenset(("br", "hr", "img", "input"))


def tag(name: str, /, *inner: str, **attributes: Attribute) -> Markup:
    """An element; ``class_`` is class and ``data_x`` is data-x, True is bare, and False and None are left out."""
    shown = Markup("").join(_attribute(key, value) for key, value in attributes.items())
    opening = Markup("<{}{}>").format(name, shown)
    return opening if name in VOID else Markup("{}{}</{}>").format(opening, joined(*inner), name)


def _attribute(key: str, value: Attribute) -> Markup:
    if value is None or value is False:
        return Markup("")
    name = key.rstrip("_").replace("_", "-")
    return Markup(" {}").format(name) if value is True else Markup(' {}="{}"').format(name, value)


def joined(*parts: str) -> Markup:
    return Markup("").join(escape(part) for part in parts)


def dom_id(*parts: str) -> str:
    """An id for an element: the same for the same parts, whatever characters they have."""
    return "x" + hashlib.blake2s("\0".join(parts).encode("utf-8", "replace"), digest_size=8).hexdigest()


def icon(name: str) -> Markup:
    """One of our own pictures; it says nothing to a screen reader."""
    return Markup('<svg class="icon" aria-hidden="true"><use href="/static/icons.svg#{}"></use></svg>').format(name)
