"""Weights of the parts of a formula, as a setting says them."""

from dataclasses import fields
from typing import Any

MOST = 1000


def read(kind: type[Any], text: str, formula: str) -> dict[str, float]:
    """What words like "hours=20 rotation=0" give to the fields of `kind`, a dataclass of points; what is not named is
    not in it. `formula` is its name, for people. Raises ValueError, in words."""
    given: dict[str, float] = {}
    names = [field.name for field in fields(kind)]
    for word in text.replace(",", " ").split():
        name, _, points = word.partition("=")
        if name not in names:
            raise ValueError(f"{name!r} is no part of the {formula}; there are {', '.join(names)}")
        try:
            given[name] = float(points)
        except ValueError:
            raise ValueError(f"{word!r} is no number of points") from None
        if not 0 <= given[name] <= MOST:
            raise ValueError(f"{word!r}: points are from 0 to {MOST}")
    return given
