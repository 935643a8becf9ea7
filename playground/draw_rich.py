"""Rich text and tables as HTML."""

from datetime import UTC, datetime
from itertools import groupby

from markupsafe import Markup, escape

from playground.dates import shown_dates
from playground.draw_place import Place
from playground.emoji import EMOJI
from playground.markup import joined, tag
from playground.mrkdwn import anchor, mention
from playground.records import Json

STYLES = {"bold": "strong", "italic": "em", "strike": "s", "code": "code", "underline": "u"}


def rich_text(block: Json, place: Place) -> Markup:
    parts = []
    for is_list, elements in groupby(block["elements"], lambda element: element["type"] == "rich_text_list"):
        parts += [_list(element, place) if is_list else _part(element, place) for element in elements]
    return tag("div", *parts, class_="rich")


def _part(element: Json, place: Place) -> Markup:
    inner = joined(*[_inline(part, place) for part in element["elements"]])
    name = {"rich_text_quote": "blockquote", "rich_text_preformatted": "pre"}.get(element["type"], "p")
    return tag(name, inner)


def _list(element: Json, place: Place) -> Markup:
    items = [tag("li", *[_inline(part, place) for part in item["elements"]]) for item in element["elements"]]
    indent = int(element.get("indent") or 0)
    if element["style"] == "ordered":
        return tag("ol", *items, start=int(element.get("offset") or 0) + 1, data_indent=indent)
    return tag("ul", *items, data_indent=indent)


def _inline(part: Json, place: Place) -> Markup:
    shown = _bare(part, place)
    for style, name in STYLES.items():
        if (part.get("style") or {}).get(style):
            shown = tag(name, shown)
    return shown


def _bare(part: Json, place: Place) -> Markup:
    workspace = place.workspace
    match part["type"]:
        case "text":
            return Markup("<br>").join(escape(line) for line in part["text"].split("\n"))
        case "link":
            return anchor(part["url"], part.get("text") or part["url"])
        case "emoji":
            return escape(EMOJI.get(part["name"], f":{part['name']}:"))
        case "user":
            known = workspace.users.get(part["user_id"])
            return mention("@" + (known.shown_as if known else part["user_id"]))
        case "channel":
            channel = workspace.channels.get(part["channel_id"])
            return mention("#" + (channel.name if channel else part["channel_id"]))
        case "broadcast":
            return mention("@" + part["range"])
        case "date":
            fallback = part.get("fallback") or datetime.fromtimestamp(part["timestamp"], UTC).isoformat()
            notation = f"<!date^{part['timestamp']}^{part['format']}|{fallback}>"
            reader, now = place.reader, workspace.clock.now()
            return tag("time", shown_dates(notation, zone=reader.tz, now=now, locale=reader.locale))
        case "color":
            return tag("code", part["value"])
        case _:
            return mention("@" + str(part.get("usergroup_id") or part.get("team_id")))


def table(block: Json, place: Place) -> Markup:
    """A table whose first row is its head."""
    settings = block.get("column_settings") or []
    aligned = [(column or {}).get("align") for column in settings]
    head, *rows = block["rows"]

    def cells(row: list[Json], name: str) -> Markup:
        return tag(
            "tr",
            *[
                tag(name, _cell(cell, place), class_=aligned[index] if index < len(aligned) else None)
                for index, cell in enumerate(row)
            ],
        )

    body = tag("tbody", *[cells(row, "td") for row in rows])
    return tag("div", tag("table", tag("thead", cells(head, "th")), body), class_="table", tabindex=0, role="group")


def _cell(cell: Json, place: Place) -> Markup:
    return rich_text(cell, place) if cell["type"] == "rich_text" else escape(cell["text"])
