"""Blocks as HTML."""

from collections.abc import Callable, Iterable

from markupsafe import Markup

from playground.draw_elements import element, safe
from playground.draw_place import Place
from playground.draw_rich import rich_text, table
from playground.elements import Control, elements_in
from playground.markup import dom_id, icon, joined, tag
from playground.mrkdwn import markdown
from playground.records import Json, View

LEVELS = {"info": "ℹ️", "warning": "⚠️", "error": "⛔", "success": "✅", "default": "💬"}


def blocks(all_blocks: Iterable[Json], place: Place) -> Markup:
    return joined(*[block(item, place) for item in all_blocks])


def block(item: Json, place: Place) -> Markup:
    drawn = DRAWN.get(item["type"], _unknown)
    return tag(
        "div", drawn(item, place), id=dom_id(place.name, item["block_id"], item["type"]), class_=f"b {item['type']}"
    )


def _unknown(item: Json, place: Place) -> Markup:
    return tag("p", f"[{item['type']}]", class_="quiet")


def _controls(item: Json, place: Place) -> list[Markup]:
    return [element(Control(item, part), place) for part in elements_in(item)]


def _section(item: Json, place: Place) -> Markup:
    parts = []
    if item.get("text"):
        parts.append(tag("div", place.text(item["text"]), class_="text"))
    if item.get("fields"):
        fields = [tag("div", place.text(field)) for field in item["fields"]]
        parts.append(tag("div", *fields, class_="fields"))
    accessory = item.get("accessory") or {}
    beside = [picture(accessory, place)] if accessory.get("type") == "image" else _controls(item, place)
    aside = tag("div", *beside, class_="accessory") if beside else ""
    return joined(tag("div", *parts, class_="said"), aside)


def _header(item: Json, place: Place) -> Markup:
    # Below the day in a conversation and below the title in a modal; in an App Home directly below the page's own.
    is_home = isinstance(place.surface, View) and place.surface.type == "home"
    return tag("h2" if is_home else "h3", place.text(item["text"]))


def _divider(item: Json, place: Place) -> Markup:
    return tag("hr")


def _image(item: Json, place: Place) -> Markup:
    title = tag("figcaption", place.text(item["title"])) if item.get("title") else ""
    return tag("figure", title, picture(item, place))


def picture(item: Json, place: Place) -> Markup:
    """An image by its address, or by the id or address of a file in the workspace."""
    address = item.get("image_url") or _file_address(item["slack_file"], place)
    return tag("img", src=safe(address), alt=item["alt_text"], loading="lazy", referrerpolicy="no-referrer")


def _file_address(reference: Json, place: Place) -> str:
    file = place.workspace.files.get(reference.get("id", ""))
    return f"{place.workspace.url}/files/{file.id}/{file.name}" if file else str(reference.get("url", "#"))


def _context(item: Json, place: Place) -> Markup:
    return joined(
        *[
            picture(part, place) if part["type"] == "image" else tag("span", place.text(part))
            for part in item["elements"]
        ]
    )


def _actions(item: Json, place: Place) -> Markup:
    return joined(*_controls(item, place))


def _input(item: Json, place: Place) -> Markup:
    control = Control(item, item["element"])
    identifier = place.id_of(control)
    label, hint, wrong = f"{identifier}-label", f"{identifier}-hint", f"{identifier}-wrong"
    error = place.errors.get(item["block_id"])
    described = " ".join(name for name, shown in ((hint, item.get("hint")), (wrong, error)) if shown) or None
    optional = tag("span", " (optional)", class_="quiet") if item.get("optional") else ""
    # Radio buttons and checkboxes have a label each; that of the block names them as a group.
    is_group = control.type in ("radio_buttons", "checkboxes")
    name = "p" if is_group else "label"
    return joined(
        tag(name, place.text(item["label"]), optional, id=label, class_="label", for_=None if is_group else identifier),
        element(control, place, label, described),
        tag("p", place.text(item["hint"]), id=hint, class_="hint") if item.get("hint") else "",
        tag("p", error, id=wrong, class_="wrong", role="alert") if error else "",
    )


def _markdown(item: Json, place: Place) -> Markup:
    return markdown(item["text"])


def _video(item: Json, place: Place) -> Markup:
    address = safe(item.get("title_url") or item["video_url"])
    still = tag("img", src=safe(item["thumbnail_url"]), alt=item["alt_text"], loading="lazy")
    title = tag("a", place.text(item["title"]), href=address, target="_blank", rel="noopener")
    more = tag("p", place.text(item["description"])) if item.get("description") else ""
    return tag("figure", tag("figcaption", title), still, more)


def _file(item: Json, place: Place) -> Markup:
    return tag("p", icon("file"), item["external_id"])


def _alert(item: Json, place: Place) -> Markup:
    level = item.get("level", "default")
    return tag("p", place.text(item["text"]), class_=f"alert {level}")


def _card(item: Json, place: Place) -> Markup:
    words = [tag("p", place.text(item[name]), class_=name) for name in ("title", "subtitle", "body") if item.get(name)]
    hero = picture(item["hero_image"], place) if item.get("hero_image") else ""
    icon = picture(item["icon"], place) if item.get("icon") else ""
    return joined(hero, tag("div", icon, tag("div", *words), class_="words"), tag("div", *_controls(item, place)))


def _carousel(item: Json, place: Place) -> Markup:
    # Using an element of a card is told under the carousel's block_id.
    cards = [
        tag("div", _card({**card, "block_id": item["block_id"]}, place), class_="b card") for card in item["elements"]
    ]
    return tag("div", *cards, class_="cards", tabindex=0, role="group")


DRAWN: dict[str, Callable[[Json, Place], Markup]] = {
    "section": _section,
    "header": _header,
    "divider": _divider,
    "image": _image,
    "context": _context,
    "actions": _actions,
    "context_actions": _actions,
    "input": _input,
    "rich_text": rich_text,
    "table": table,
    "markdown": _markdown,
    "video": _video,
    "file": _file,
    "alert": _alert,
    "card": _card,
    "carousel": _carousel,
}
