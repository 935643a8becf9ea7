"""Messages and views as HTML, as one person sees them; pure functions, everything escaped."""

import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from markupsafe import Markup, escape

from playground.dates import FORMATS
from playground.draw_blocks import blocks
from playground.draw_place import Place, place_of
from playground.elements import words
from playground.emoji import with_emoji
from playground.markup import dom_id, icon, joined, tag
from playground.mrkdwn import mrkdwn, plain
from playground.records import File, Json, Message, User, View

TOGETHER = timedelta(minutes=5)


def initials(user: User) -> str:
    names = [part for part in user.shown_as.split() if part[0].isalnum()] or ["?"]
    return (names[0][0] + (names[-1][0] if len(names) > 1 else "")).upper()


def avatar(user: User) -> Markup:
    kind = "avatar app" if user.is_bot else "avatar"
    return tag("span", initials(user), class_=kind, style=f"--colour:#{user.colour}", aria_hidden="true")


def file_size(count: int) -> str:
    if count < 1000:
        return f"{count} bytes"
    return f"{count / 1000:.0f} kB" if count < 10**6 else f"{count / 10**6:.1f} MB"


# --- messages ---------------------------------------------------------------------------------------------------------


def conversation(
    messages: list[Message], reader: User, *, unread_from: str = "", shortcuts: Sequence[Json] = ()
) -> Markup:
    """Messages under the names of their days.

    ``unread_from`` is the ts of the first one not yet read; ``shortcuts`` are the manifest's for messages.
    """
    menu = _shortcuts(shortcuts)
    parts: list[Markup] = []
    before: Message | None = None
    for message in messages:
        place = place_of(message, reader)
        day = place.local(_moment(message)).date()
        new_day = before is None or place.local(_moment(before)).date() != day
        if new_day:
            parts.append(_day(message, place))
        if message.ts == unread_from:
            parts.append(tag("p", tag("span", "New"), class_="new", id="new"))
        follows = not new_day and message.ts != unread_from and before is not None and _belongs(message, before)
        parts.append(_message(message, place, menu, follows=follows))
        before = message
    return joined(*parts)


def _moment(message: Message) -> datetime:
    return message.workspace.at(message.ts)


def _belongs(message: Message, before: Message) -> bool:
    """Whether a message stands under the name of the one before."""
    alike = (message.user, message.ephemeral_for, message.thread_ts) == (
        before.user,
        before.ephemeral_for,
        before.thread_ts,
    )
    return alike and _moment(message) - _moment(before) < TOGETHER


def _day(message: Message, place: Place) -> Markup:
    now = place.local(message.workspace.clock.now())
    shown = FORMATS["day_divider_pretty"](place.local(_moment(message)), now, "en")
    return tag("h2", tag("span", shown[0].upper() + shown[1:]), class_="day", id=dom_id("day", message.channel, shown))


def _message(message: Message, place: Place, menu: Markup, *, follows: bool) -> Markup:
    author = message.workspace.users[message.user]
    local = place.local(_moment(message))
    inner = joined(
        avatar(author),
        tag(
            "header",
            tag("b", author.shown_as),
            tag("span", "app", class_="badge") if author.is_bot else "",
            tag("time", f"{local:%H:%M}", datetime=f"{local:%Y-%m-%dT%H:%M:%S%z}", title=f"{local:%A %-d %B %Y %H:%M}"),
        ),
        tag("div", _body(message, place), class_="body"),
        "" if message.ephemeral_for else menu,
    )
    mine = "mine" if author.id == place.reader.id else ""
    states = {
        "follows": follows,
        "ephemeral": bool(message.ephemeral_for),
        "reply": bool(message.thread_ts and message.thread_ts != message.ts),
        mine: bool(mine),
    }
    return tag(
        "article",
        inner,
        id=dom_id("message", message.channel, message.ts),
        class_=" ".join(["message", *(name for name, holds in states.items() if holds)]),
        aria_label=f"{author.shown_as}, {local:%H:%M}",
        data_where=place.name,
        data_rev=str(zlib.crc32(f"{states}{inner}".encode("utf-8", "replace"))),
    )


def _shortcuts(shortcuts: Sequence[Json]) -> Markup:
    """The menu of what the app can do with a message."""
    if not shortcuts:
        return Markup("")
    items = [
        tag("li", tag("button", item["name"], type="button", data_do="shortcut", data_callback=item["callback_id"]))
        for item in shortcuts
    ]
    summary = tag("summary", icon("dots"), class_="btn round", aria_label="Message shortcuts")
    return tag("details", summary, tag("ul", *items, data_arrows=True), class_="menu shortcuts")


def _body(message: Message, place: Place) -> Markup:
    only = tag("p", icon("eye"), "Only visible to you", class_="only") if message.ephemeral_for else ""
    # With blocks the text is for notifications only; a client does not show it.
    said: Markup = Markup("")
    if message.blocks:
        said = blocks(message.blocks, place)
    elif message.text:
        said = tag("div", _text(message, place), class_="text")
    edited = tag("span", "(edited)", class_="edited") if message.edited else ""
    attached = [_attachment(part, place) for part in message.attachments]
    return joined(only, said, *attached, *[_shared(file, place) for file in message.files], edited)


def _text(message: Message, place: Place) -> Markup:
    if not message.mrkdwn:
        return plain(with_emoji(message.text))
    return mrkdwn(message.text, message.workspace, place.reader)


def _attachment(part: Json, place: Place) -> Markup:
    def line(name: str) -> Markup:
        shown = mrkdwn(str(part[name]), place.workspace, place.reader) if part.get(name) else ""
        return tag("p", shown, class_=name) if shown else Markup("")

    fields = [tag("p", tag("b", field["title"]), " ", field["value"]) for field in part.get("fields") or []]
    inner = joined(*[line(name) for name in ("pretext", "title", "text")], *fields)
    shown = inner or ("" if part.get("blocks") else line("fallback"))
    colour = str(part.get("color") or "")
    style = f"--colour:{colour}" if colour.startswith("#") and colour[1:].isalnum() else None
    return tag("div", shown, blocks(part.get("blocks") or [], place), line("footer"), class_="attachment", style=style)


def _shared(file: File, place: Place) -> Markup:
    address = f"{place.workspace.url}/files/{file.id}/{file.name}"
    name = tag("a", file.title or file.name, href=address, target="_blank", rel="noopener")
    if file.mimetype.startswith("image/"):
        return tag("figure", tag("figcaption", name), tag("img", src=address, alt=file.title or file.name))
    return tag("p", icon("file"), name, tag("small", f" {file_size(len(file.content))}"), class_="file")


# --- views ------------------------------------------------------------------------------------------------------------


def modal(view: View, reader: User, *, below: int) -> Markup:
    """The inside of the modal's dialog; ``below`` is how many views are stacked under this one."""
    place = place_of(view, reader)
    payload = view.payload
    back = _round("back", "Back") if below else ""
    submit = (
        tag("button", place.text(payload["submit"]), type="submit", class_="btn primary")
        if payload.get("submit")
        else ""
    )
    return tag(
        "form",
        tag(
            "div",
            back,
            tag("h2", place.text(payload["title"]), id="modal-title"),
            _round("close", "Close"),
            class_="head",
        ),
        tag("div", blocks(view.blocks, place), class_="blocks", tabindex=0, role="group", aria_label="Form"),
        tag(
            "div",
            tag("button", escape(words(payload.get("close")) or "Close"), type="button", class_="btn", data_do="back"),
            submit,
            class_="foot",
        ),
        id=dom_id("view", view.id),
        data_where=place.name,
        data_depth=below + 1,
        novalidate=True,
    )


def _round(name: str, label: str) -> Markup:
    return tag("button", icon(name), type="button", class_="btn round", data_do=name, aria_label=label)


def home(view: View, reader: User) -> Markup:
    """An App Home."""
    place = place_of(view, reader)
    return tag("div", blocks(view.blocks, place), class_="blocks", data_where=place.name, id=dom_id("view", view.id))
