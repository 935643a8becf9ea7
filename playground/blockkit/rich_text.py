"""Rich text: formatted text as data, in a block of its own, in table cells and as what a rich_text_input holds."""

from playground.blockkit.checks import Check, array, boolean, by_type, integer, one_of, shape, string, typed
from playground.blockkit.objects import IDENTIFIER, LINK

_PLAIN_STYLE = dict.fromkeys(("bold", "italic", "strike", "code", "underline"), boolean)
_MENTION_STYLE = dict.fromkeys(("bold", "italic", "strike", "highlight", "client_highlight", "unlink"), boolean)
_STYLE = {"style": shape({}, _PLAIN_STYLE)}
_STYLED_MENTION = {"style": shape({}, {**_PLAIN_STYLE, **_MENTION_STYLE})}

_TEXT = typed("text", {"text": string()}, _STYLE)
_RICH_LINK = typed("link", {"url": LINK}, {"text": string(), "unsafe": boolean, **_STYLE})

INLINE = by_type(
    {
        "text": _TEXT,
        "link": _RICH_LINK,
        "emoji": typed("emoji", {"name": string()}, {"unicode": string(), "skin_tone": integer(1, 6), **_STYLE}),
        "user": typed("user", {"user_id": string()}, _STYLED_MENTION),
        "usergroup": typed("usergroup", {"usergroup_id": string()}, _STYLED_MENTION),
        "channel": typed("channel", {"channel_id": string()}, _STYLED_MENTION),
        "team": typed("team", {"team_id": string()}, _STYLED_MENTION),
        "broadcast": typed("broadcast", {"range": one_of("here", "channel", "everyone")}, _STYLE),
        "color": typed("color", {"value": string()}, _STYLE),
        "date": typed(
            "date", {"timestamp": integer(0), "format": string()}, {"url": LINK, "fallback": string(), **_STYLE}
        ),
    },
    "in rich text",
)

_BORDER = {"border": integer(0, 1)}
_SECTION = typed("rich_text_section", {"elements": array(INLINE)})

_PARTS: dict[str, Check] = {
    "rich_text_section": _SECTION,
    "rich_text_list": typed(
        "rich_text_list",
        {
            "style": one_of("bullet", "ordered"),
            "elements": array(by_type({"rich_text_section": _SECTION}, "in a rich text list"), 1),
        },
        {"indent": integer(0, 8), "offset": integer(0), **_BORDER},
    ),
    "rich_text_quote": typed("rich_text_quote", {"elements": array(INLINE)}, _BORDER),
    "rich_text_preformatted": typed(
        "rich_text_preformatted",
        {"elements": array(by_type({"text": _TEXT, "link": _RICH_LINK}, "in preformatted rich text"))},
        {"language": string(), **_BORDER},
    ),
}

RICH_TEXT = by_type(
    {
        "rich_text": typed(
            "rich_text", {"elements": array(by_type(_PARTS, "in a rich_text block"), 1)}, {"block_id": IDENTIFIER}
        )
    }
)
