"""Slack's text notations as HTML: mrkdwn, plain text and the standard Markdown of markdown blocks.

Whatever the text contains, the result is well-formed and everything typed in it is escaped.
"""

import re
from collections.abc import Callable
from itertools import groupby
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from playground.dates import shown_dates
from playground.emoji import with_emoji
from playground.records import User
from playground.workspace import Workspace

FENCE = re.compile(r"```\n?(.+?)\n?```", re.DOTALL)
MARKDOWN_FENCE = re.compile(r"```[\w+-]*\n(.+?)\n?```", re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
ANGLE = re.compile(r"<([@#!]?)([^<>|\n]+)(?:\|([^<>\n]*))?>")
DATE = re.compile(r"<!date\^[^<>]*>")
UNREADABLE_DATE = re.compile(r"<!date\^-?\d+\^[^<>|]*\{_\}[^<>|]*\|([^<>]*)>")
EMPHASIS = re.compile(r"(?<!\w)(?P<mark>[*_~])(?=\S)(?P<inner>(?:(?!(?P=mark))[^\n])+?)(?<=\S)(?P=mark)(?!\w)")
TAGS = {"*": "strong", "_": "em", "~": "s"}

HEADING = re.compile(r"(#{1,6})\s+(.+)")
ITEM = re.compile(r"\s*(?:[-*+]|(\d+)[.)])\s+(.+)")
MARKDOWN_LINK = re.compile(r"\[([^\]\n]+)\]\(([^()\s]+)\)")
MARKDOWN_STRONG = re.compile(r"(?P<mark>\*\*|__)(?=\S)(?P<inner>.+?)(?<=\S)(?P=mark)")
MARKDOWN_EM = re.compile(r"(?<![\w*_])(?P<mark>[*_])(?=\S)(?P<inner>[^*_\n]+?)(?<=\S)(?P=mark)(?![\w*_])")
MARKDOWN_STRIKE = re.compile(r"(?P<mark>~~)(?=\S)(?P<inner>.+?)(?<=\S)(?P=mark)")

FIRST_SLOT, LAST_SLOT = "\ue000", "\uf8ff"
SLOT = re.compile(f"[{FIRST_SLOT}-{LAST_SLOT}]")


class Slots:
    """Finished pieces of HTML, each held in the text by one private character that no other rule looks at."""

    def __init__(self) -> None:
        self._pieces: list[Markup] = []

    def put(self, piece: Markup) -> str:
        if len(self._pieces) > ord(LAST_SLOT) - ord(FIRST_SLOT):
            return str(piece.striptags())
        self._pieces.append(Markup(without_slots(piece)))
        return chr(ord(FIRST_SLOT) + len(self._pieces) - 1)

    def fill(self, text: str) -> Markup:
        """The text, escaped, with the pieces in their places."""
        return Markup(SLOT.sub(lambda found: str(self._pieces[ord(found[0]) - ord(FIRST_SLOT)]), str(escape(text))))


def without_slots(text: str) -> str:
    """Text a person typed, so that none of it is taken for a slot or a line end of ours."""
    return SLOT.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def unescaped(text: str) -> str:
    """Slack escapes these three and no others."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def plain(text: str) -> Markup:
    """Words as they are: only line ends are drawn."""
    return _lines(escape(text))


def mrkdwn(text: str, workspace: Workspace, reader: User) -> Markup:
    """Slack's own notation, with people and channels by name and dates in the reader's zone."""
    slots = Slots()
    text = without_slots(text)
    # A date that cannot be read shows its own words as they are, whatever they are.
    text = UNREADABLE_DATE.sub(lambda found: slots.put(escape(unescaped(found[1]))), text)
    text = FENCE.sub(lambda found: slots.put(Markup("<pre>{}</pre>").format(slots.fill(unescaped(found[1])))), text)
    text = CODE.sub(lambda found: slots.put(Markup("<code>{}</code>").format(slots.fill(unescaped(found[1])))), text)
    text = DATE.sub(lambda found: slots.put(_date(found[0], workspace, reader)), text)
    text = ANGLE.sub(lambda found: slots.put(_angle(*found.groups(), workspace=workspace)), text)
    text = _quoted(with_emoji(unescaped(text)), slots)
    return _lines(slots.fill(_emphasised(text, slots)))


def _preformatted(text: str) -> Markup:
    return Markup("<pre>{}</pre>").format(unescaped(text))


def _date(notation: str, workspace: Workspace, reader: User) -> Markup:
    shown = shown_dates(notation, zone=reader.tz, now=workspace.clock.now(), locale=reader.locale)
    link = re.search(r"\^(https?://[^|]+)\|", notation)
    return anchor(link[1], shown) if link else Markup("<time>{}</time>").format(unescaped(shown))


def _angle(kind: str, target: str, label: str | None, *, workspace: Workspace) -> Markup:
    label = unescaped(label) if label else ""
    target = unescaped(target)
    if kind == "@":
        known = workspace.users.get(target)
        return mention("@" + (known.shown_as if known else label or target))
    if kind == "#":
        channel = workspace.channels.get(target)
        return mention("#" + (channel.name if channel and channel.name else label or target))
    if kind == "!":
        return mention(label or "@" + target.removeprefix("subteam^"))
    return anchor(target, label)


def mention(name: str) -> Markup:
    return Markup('<span class="mention">{}</span>').format(name)


def anchor(address: str, label: str = "") -> Markup:
    """A link that opens beside the page; an address no browser should follow is shown as text."""
    if urlsplit(address).scheme.lower() not in ("http", "https", "mailto"):
        return escape(label or address)
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(address, label or address)


def _quoted(text: str, slots: Slots) -> str:
    """Lines that begin with > as a quotation."""
    parts: list[str] = []
    for is_quote, lines in groupby(text.split("\n"), lambda line: line.startswith(">")):
        if not is_quote:
            parts.append("\n".join(lines))
            continue
        inner = _emphasised("\n".join(line[1:].removeprefix(" ") for line in lines), slots)
        parts.append(slots.put(Markup("<blockquote>{}</blockquote>").format(_lines(slots.fill(inner)))))
    return "\n".join(parts)


def _emphasised(text: str, slots: Slots) -> str:
    """Bold, italic and struck text, one inside the other as often as they are."""

    def wrapped(found: re.Match[str]) -> str:
        tag = TAGS[found["mark"]]
        inner = slots.fill(_emphasised(found["inner"], slots))
        return slots.put(Markup(f"<{tag}>{{}}</{tag}>").format(inner))

    return EMPHASIS.sub(wrapped, text)


def _lines(markup: Markup) -> Markup:
    """Line ends as <br>, but for those next to a block of their own."""
    text = re.sub(r"(</(?:pre|blockquote)>)\n|\n(?=<(?:pre|blockquote)>)", r"\1", str(markup))
    return Markup(text.replace("\n", "<br>").replace("\r", "\n"))


def markdown(text: str) -> Markup:
    """The Markdown of a markdown block: headings, lists, quotations, code, links and emphasis."""
    slots = Slots()
    text = without_slots(text)
    text = MARKDOWN_FENCE.sub(lambda found: "\n" + slots.put(_preformatted(found[1])) + "\n", text)
    parts = [_markdown_lines(kind, list(lines), slots) for kind, lines in groupby(text.split("\n"), _kind_of_line)]
    return Markup("").join(parts)


def _kind_of_line(line: str) -> str:
    if not line.strip():
        return "gap"
    if HEADING.fullmatch(line):
        return "heading"
    if re.fullmatch(r"\s*([-*_])(?:\s*\1){2,}\s*", line):
        return "rule"
    if item := ITEM.fullmatch(line):
        return "ol" if item[1] else "ul"
    if line.startswith(">"):
        return "quote"
    return "block" if SLOT.fullmatch(line.strip()) else "paragraph"


def _markdown_lines(kind: str, lines: list[str], slots: Slots) -> Markup:
    def joined(shape: str, texts: list[str]) -> Markup:
        return Markup("").join(Markup(shape).format(_markdown_inline(text, slots)) for text in texts)

    match kind:
        case "gap":
            return Markup("")
        case "rule":
            return Markup("<hr>")
        case "heading":
            return joined('<p class="heading">{}</p>', [HEADING.sub(r"\2", line) for line in lines])
        case "ul" | "ol":
            items = joined("<li>{}</li>", [ITEM.sub(r"\2", line) for line in lines])
            return Markup(f"<{kind}>{{}}</{kind}>").format(items)
        case "quote":
            return joined("<blockquote>{}</blockquote>", ["\n".join(line[1:].strip() for line in lines)])
        case "block":
            return Markup("").join(slots.fill(line.strip()) for line in lines)
        case _:
            return joined("<p>{}</p>", ["\n".join(lines)])


def _markdown_inline(text: str, slots: Slots) -> Markup:
    def tag(name: str) -> Callable[[re.Match[str]], str]:
        shape = f"<{name}>{{}}</{name}>"
        return lambda found: slots.put(Markup(shape).format(_markdown_inline(found["inner"], slots)))

    text = CODE.sub(lambda found: slots.put(Markup("<code>{}</code>").format(found[1])), with_emoji(text))
    text = MARKDOWN_LINK.sub(lambda found: slots.put(anchor(found[2], found[1])), text)
    text = MARKDOWN_STRONG.sub(tag("strong"), text)
    text = MARKDOWN_STRIKE.sub(tag("s"), text)
    text = MARKDOWN_EM.sub(tag("em"), text)
    return _lines(slots.fill(text))
