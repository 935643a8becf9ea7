"""Everything somebody typed passes here once, at the door."""

import re

from bot.i18n import Md, readable

UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
NOTATION = re.compile(r"<([@#!]?)([^|>]*)(?:\|([^>]*))?>")


def clean(text: str) -> str:
    """`text` without characters that no keyboard types and that do harm: control characters (PostgreSQL refuses NUL;
    lines and tabs stay), halves of surrogate pairs (no database takes them), and marks that turn the direction of
    everything after them (right-to-left text needs none)."""
    return UNFIT.sub("", text)


def typed(text: str) -> str:
    """What somebody typed after a command. Slack sends &, < and > in it escaped, and mentions and links as <@U1>,
    <#C1|name> or <https://...> (should_escape): a name is kept, a bare id says nothing to anybody."""
    return clean(readable(Md(NOTATION.sub(_said, text))))


MENTION = re.compile(r"<@([UW][A-Z0-9]{2,30})(?:\|[^>]*)?>")
ADDRESS = re.compile(r"<(?:[a-z]+://|mailto:|tel:)[^|>]*(?:\|([^>]*))?>")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
MARKS = re.compile(r"[*_~]+(?=\W|$)|(?<!\w)[*_~]+|^[>•]+", re.MULTILINE)
NAMED_EMOJI = re.compile(r":[a-z0-9_+'-]+(?:::[a-z0-9-]+)?:")


def mentioned(text: str) -> list[str]:
    """The Slack ids of the people whom a command's text names, as Slack sends them."""
    return MENTION.findall(text)


def spoken(text: str) -> str:
    """The words of a message as its author would say them aloud: without people, channels, addresses, code, emoji and
    marks; links by their words."""
    said = ADDRESS.sub(lambda found: found[1] or " ", CODE.sub(" ", text))
    said = readable(Md(NOTATION.sub(" ", said)))
    return clean(
        re.sub(r"[*_~]+(?=\W|$)|(?<!\w)[*_~]+|^[>•]+", "", NAMED_EMOJI.sub(" ", said), flags=re.MULTILINE)
    ).strip()


def _said(found: re.Match[str]) -> str:
    kind, target, label = found.groups()
    if kind:
        return f"{kind}{label}" if label else ""
    return str(label or target)
