"""What a person reads on a message or a view, as plain words."""

import html
import re
from collections.abc import Iterator
from typing import Any

from playground.dates import shown_dates
from playground.elements import elements_in, words
from playground.records import Json, Message, User, View
from playground.workspace import Workspace

MENTION = re.compile(r"<(?P<kind>[@#!]?)(?P<target>[^|>]*)(?:\|(?P<label>[^>]*))?>")


def text_of(thing: Message | View, reader: User | None = None) -> str:
    """Everything readable, a line each: texts, labels of buttons and inputs, options, what is filled in, errors.

    Mentions are names, links their words, dates in the reader's zone. The reader of a modal, a home, a direct message
    or an ephemeral is known; other messages are read in UTC unless ``reader`` is given.
    """
    workspace = thing.workspace
    reader = reader or _reader_of(thing)
    lines = _view_lines(thing) if isinstance(thing, View) else _message_lines(thing)
    zone = reader.tz if reader else "Etc/UTC"
    return "\n".join(readable(workspace, line, zone) for line in lines if line.strip())


def block_text(thing: Message | View, block: Json) -> str:
    """The words of one block, for its reader."""
    reader = _reader_of(thing)
    lines = _block_lines([block], thing if isinstance(thing, View) else None)
    return "\n".join(readable(thing.workspace, line, reader.tz if reader else "Etc/UTC") for line in lines)


def readable(workspace: Workspace, text: str, zone: str) -> str:
    """mrkdwn as words: mentions as names, links as their labels, dates in the zone, nothing escaped."""
    dated = shown_dates(text, zone=zone, now=workspace.clock.now())

    def named(found: re.Match[str]) -> str:
        kind, target, label = found["kind"], found["target"], found["label"]
        if kind == "@":
            return "@" + (workspace.users[target].shown_as if target in workspace.users else label or target)
        if kind == "#":
            return "#" + (workspace.channels[target].name if target in workspace.channels else label or target)
        if kind == "!":
            return label or "@" + target.removeprefix("subteam^")
        return label or target

    return html.unescape(MENTION.sub(named, dated))


def _reader_of(thing: Message | View) -> User | None:
    users = thing.workspace.users
    if isinstance(thing, View):
        return users[thing.user]
    return users.get(thing.ephemeral_for or thing.workspace.channels[thing.channel].user)


def _plain(text: str) -> str:
    """Text that says just what it says, as mrkdwn."""
    return html.escape(text, quote=False)


def _shown(text: Any) -> str:
    """A text object as mrkdwn: in plain_text nothing is a mention, a link or an entity."""
    said = words(text)
    return _plain(said) if said and text.get("type") == "plain_text" else said


def _message_lines(message: Message) -> Iterator[str]:
    # With blocks the text is for notifications only; a client does not show it.
    if not message.blocks:
        yield message.text
    yield from _block_lines(message.blocks)
    for attachment in message.attachments:
        yield from (str(attachment.get(name) or "") for name in ("pretext", "title", "text"))
        if not any(attachment.get(name) for name in ("pretext", "title", "text", "blocks")):
            yield str(attachment.get("fallback") or "")
        yield from _block_lines(attachment.get("blocks") or [])
    for file in message.files:
        yield _plain(file.title)


def _view_lines(view: View) -> Iterator[str]:
    yield _shown(view.payload.get("title"))
    yield from _block_lines(view.blocks, view)
    yield _shown(view.payload.get("submit"))
    yield _shown(view.payload.get("close"))


def _block_lines(blocks: list[Json], view: View | None = None) -> Iterator[str]:
    for block in blocks:
        yield from _own_lines(block)
        for element in elements_in(block):
            yield from _element_lines(element)
            if view is not None:
                yield from _state_lines(view.values.get(block["block_id"], {}).get(element["action_id"], {}), element)
        if view is not None:
            yield _plain(view.errors.get(block["block_id"], ""))


def _own_lines(block: Json) -> Iterator[str]:
    """The words of a block that belong to no element."""
    kind = block["type"]
    for name in ("title", "subtitle", "text", "body", "label", "hint", "description"):
        value = block.get(name)
        yield value if isinstance(value, str) else _shown(value)
    yield from (_shown(field) for field in block.get("fields") or [])
    if kind == "image":
        yield _plain(str(block.get("alt_text") or ""))
    elif kind == "context":
        yield from (_readable_element(element) for element in block["elements"])
    elif kind == "rich_text":
        yield from _rich_lines(block["elements"])
    elif kind == "table":
        for row in block["rows"]:
            yield " | ".join(" ".join(_rich_lines([cell])) for cell in row)
    elif kind == "carousel":
        for card in block["elements"]:
            yield from _own_lines(card)


def _readable_element(element: Json) -> str:
    if element.get("type") == "image":
        return _plain(str(element.get("alt_text") or ""))
    return _shown(element)


def _rich_lines(elements: list[Json]) -> Iterator[str]:
    """Rich text, a line for each section, list item, quote or preformatted part."""
    for element in elements:
        if element.get("type") == "rich_text_list" or element.get("type") == "rich_text":
            yield from _rich_lines(element["elements"])
        elif "elements" in element:
            yield "".join(_rich_word(part) for part in element["elements"])
        else:
            yield _rich_word(element)


def _rich_word(part: Json) -> str:
    match part.get("type"):
        case "user":
            return f"<@{part['user_id']}>"
        case "channel":
            return f"<#{part['channel_id']}>"
        case "broadcast":
            return f"<!{part['range']}>"
        case "emoji":
            return f":{part['name']}:"
        case "date":
            return f"<!date^{part['timestamp']}^{part['format']}|{part.get('fallback', '')}>"
        case "link":
            return _plain(str(part.get("text") or part["url"]))
        case _:
            return _plain(str(part.get("text") or ""))


def _element_lines(element: Json) -> Iterator[str]:
    yield _shown(element.get("text"))
    yield _shown(element.get("placeholder"))
    for group in element.get("option_groups") or [{"options": element.get("options") or []}]:
        yield _shown(group.get("label"))
        for option in group["options"]:
            yield _shown(option.get("text"))
            yield _shown(option.get("description"))


def _state_lines(state: Json, element: Json) -> Iterator[str]:
    """What is filled in, where the options do not say it already."""
    offered = bool(element.get("options") or element.get("option_groups"))
    for key, value in state.items():
        if key in ("type", "timezone") or value in (None, []) or offered:
            continue
        for one in value if isinstance(value, list) else [value]:
            yield _state_word(key, one)


def _state_word(key: str, value: Any) -> str:
    if isinstance(value, dict):
        return _shown(value.get("text"))
    if "user" in key:
        return f"<@{value}>"
    if "channel" in key or "conversation" in key:
        return f"<#{value}>"
    return _plain(str(value))
