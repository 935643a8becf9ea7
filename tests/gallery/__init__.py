"""Every view of the bot with its shortest and its longest data. tests/test_views.py draws all of them.

A file a feature, each with a function `drawings(t, data)`; a new file is found by itself.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

from bot.i18n import Texts
from tests.gallery.data import Data, Drawings


def gallery(t: Texts, *, longest: bool) -> Iterator[tuple[str, Any]]:
    """(name of the view function, what it draws), every one of them."""
    data = Data(longest=longest)
    for feature in pkgutil.iter_modules(__path__, f"{__name__}."):
        draw = getattr(importlib.import_module(feature.name), "drawings", None)
        drawn: Drawings = draw(t, data) if draw is not None else {}
        for function, drawings in drawn.items():
            for drawing in drawings:
                yield f"{function.__module__}.{function.__name__}", drawing
