"""The smallest valid blocks and elements, each as a fresh dict, for tests to stretch until they break."""

from typing import Any

Json = dict[str, Any]


def plain(text: str = "Hello") -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "Hello") -> Json:
    return {"type": "mrkdwn", "text": text}


def option(number: int = 0, **more: Any) -> Json:
    return {"text": plain(f"Option {number}"), "value": f"option-{number}", **more}


def options(count: int) -> list[Json]:
    return [option(number) for number in range(count)]


def groups(count: int, size: int = 1) -> list[Json]:
    return [
        {"label": plain(f"Group {group}"), "options": [option(group * 1000 + number) for number in range(size)]}
        for group in range(count)
    ]


def confirm(**changed: Any) -> Json:
    return {"title": plain(), "text": mrkdwn(), "confirm": plain("Yes"), "deny": plain("No"), **changed}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain("Press"), **more}


def select(kind: str = "static_select", **more: Any) -> Json:
    return {"type": kind, **({"options": options(3)} if "static" in kind else {}), **more}


def choices(kind: str = "checkboxes", **more: Any) -> Json:
    return {"type": kind, "options": options(3), **more}


def field(kind: str = "plain_text_input", **more: Any) -> Json:
    return {"type": kind, **({"is_decimal_allowed": False} if kind == "number_input" else {}), **more}


def image(**more: Any) -> Json:
    return {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "A picture", **more}


def section(**more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(), **more}


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements) or [button()], **more}


def input_(element: Json | None = None, **more: Any) -> Json:
    return {"type": "input", "label": plain("Label"), "element": element or field(), **more}


def rich_text(*parts: Json, **more: Any) -> Json:
    return {"type": "rich_text", "elements": list(parts) or [rich_section()], **more}


def rich_section(*inline: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(inline) or [{"type": "text", "text": "Hello"}]}


def rich_list(**more: Any) -> Json:
    return {"type": "rich_text_list", "style": "bullet", "elements": [rich_section()], **more}


def table(rows: int = 1, columns: int = 1, **more: Any) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * columns] * rows, **more}


def video(**more: Any) -> Json:
    return {
        "type": "video",
        "title": plain(),
        "alt_text": "A video",
        "video_url": "https://example.org/v",
        "thumbnail_url": "https://example.org/t.png",
        **more,
    }


def card(**more: Any) -> Json:
    return {"type": "card", "title": plain(), **more}


def message(*blocks: Json, **more: Any) -> Json:
    return {"text": "Hello", "blocks": list(blocks), **more}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("Title"), "submit": plain("Save"), "blocks": list(blocks), **more}


def home(*blocks: Json, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks), **more}


ELEMENTS: dict[str, Json] = {
    "button": button(),
    "workflow_button": {
        "type": "workflow_button",
        "text": plain(),
        "workflow": {
            "trigger": {
                "url": "https://example.org/trigger",
                "customizable_input_parameters": [{"name": "topic", "value": ""}],
            }
        },
    },
    "overflow": choices("overflow"),
    "checkboxes": choices("checkboxes"),
    "radio_buttons": choices("radio_buttons"),
    **{
        f"{multi}{source}_select": select(f"{multi}{source}_select")
        for multi in ("", "multi_")
        for source in ("static", "external", "users", "conversations", "channels")
    },
    "datepicker": field("datepicker"),
    "timepicker": field("timepicker"),
    "datetimepicker": field("datetimepicker"),
    "plain_text_input": field("plain_text_input"),
    "email_text_input": field("email_text_input"),
    "url_text_input": field("url_text_input"),
    "number_input": field("number_input"),
    "rich_text_input": field("rich_text_input"),
    "file_input": field("file_input"),
    "image": image(),
    "icon_button": {"type": "icon_button", "icon": "trash", "text": plain("Remove")},
    "feedback_buttons": {
        "type": "feedback_buttons",
        "positive_button": {"text": plain("Good"), "value": "good"},
        "negative_button": {"text": plain("Bad"), "value": "bad"},
    },
}

BLOCKS: dict[str, Json] = {
    "section": section(),
    "header": {"type": "header", "text": plain()},
    "divider": {"type": "divider"},
    "image": image(),
    "context": {"type": "context", "elements": [mrkdwn(), plain(), image()]},
    "actions": actions(),
    "context_actions": {"type": "context_actions", "elements": [ELEMENTS["icon_button"]]},
    "input": input_(),
    "rich_text": rich_text(),
    "markdown": {"type": "markdown", "text": "# Hello"},
    "table": table(2, 2),
    "video": video(),
    "file": {"type": "file", "external_id": "report", "source": "remote"},
    "alert": {"type": "alert", "text": plain()},
    "card": card(),
    "carousel": {"type": "carousel", "elements": [card()]},
}
