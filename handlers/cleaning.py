"""Everything somebody typed passes here once, at the door."""

import re

UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """`text` without characters that no keyboard types and that do harm: control characters (PostgreSQL refuses NUL;
    lines and tabs stay), halves of surrogate pairs (no database takes them), and marks that turn the direction of
    everything after them (right-to-left text needs none)."""
    return UNFIT.sub("", text)
