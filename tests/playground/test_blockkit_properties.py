"""Block Kit's rules against generated values: nothing valid is refused, and nothing at all makes them raise."""

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from playground.blockkit import check_message, check_options, check_view
from tests.playground.examples import BLOCKS, Json, home, message, modal

Strategy = st.SearchStrategy[Any]

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
names = st.sampled_from(["type", "text", "elements", "element", "options", "blocks", "value", "block_id", "accessory"])
anything = st.recursive(
    scalars | st.sampled_from(sorted(BLOCKS)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names | st.text(max_size=5), inner, max_size=5),
    max_leaves=20,
)


def text(longest: int) -> Strategy:
    return st.text(min_size=1, max_size=min(longest, 40))


def plain(longest: int) -> Strategy:
    return st.fixed_dictionaries(
        {"type": st.just("plain_text"), "text": text(longest)}, optional={"emoji": st.booleans()}
    )


def either(longest: int) -> Strategy:
    return plain(longest) | made("mrkdwn", text=text(longest)).maybe(verbatim=st.booleans())


def made(kind: str, **required: Strategy) -> "Made":
    return Made({"type": st.just(kind), **required})


class Made:
    """A strategy of objects: ``made(type, required...).maybe(optional...)``."""

    def __init__(self, required: dict[str, Strategy]) -> None:
        self.required = required

    def maybe(self, **optional: Strategy) -> Strategy:
        return st.fixed_dictionaries(self.required, optional=optional)


confirmation = st.fixed_dictionaries(
    {"title": plain(100), "text": either(300), "confirm": plain(30), "deny": plain(30)},
    optional={"style": st.sampled_from(["primary", "danger"])},
)
options = st.lists(
    st.fixed_dictionaries({"text": plain(75), "value": text(150)}, optional={"description": plain(75)}),
    min_size=1,
    max_size=5,
    unique_by=lambda option: option["value"],
)


@st.composite
def menus(draw: st.DrawFn) -> Json:
    offered = draw(options)
    menu: Json = {
        "type": draw(st.sampled_from(["static_select", "radio_buttons", "multi_static_select", "checkboxes"]))
    }
    menu["options"] = offered
    if draw(st.booleans()):
        several = menu["type"] in ("multi_static_select", "checkboxes")
        menu["initial_options" if several else "initial_option"] = offered[:2] if several else offered[-1]
    return menu


buttons = made("button", text=plain(75)).maybe(
    value=text(2000),
    style=st.sampled_from(["primary", "danger"]),
    confirm=confirmation,
    accessibility_label=text(75),
)
overflows = made("overflow", options=options).maybe(confirm=confirmation)
dates = made("datepicker").maybe(initial_date=st.dates().map(str), placeholder=plain(150))
times = made("timepicker").maybe(initial_time=st.times().map(lambda time: f"{time:%H:%M}"))
people = made("multi_users_select").maybe(initial_users=st.lists(text(11), min_size=1, unique=True, max_size=3))
texts = made("plain_text_input").maybe(
    initial_value=text(3000), multiline=st.booleans(), placeholder=plain(150), max_length=st.integers(40, 3000)
)
pictures = made("image", alt_text=text(2000), image_url=st.just("https://example.org/a.png"))
usable = buttons | overflows | dates | times | people | menus()

blocks = st.one_of(
    made("section", text=either(3000)).maybe(
        accessory=usable | pictures.maybe(), fields=st.lists(either(2000), min_size=1, max_size=10)
    ),
    made("header", text=plain(150)).maybe(),
    made("divider").maybe(),
    made("context", elements=st.lists(either(3000) | pictures.maybe(), min_size=1, max_size=10)).maybe(),
    made("actions", elements=st.lists(usable, min_size=1, max_size=5)).maybe(),
    made("input", label=plain(2000), element=texts | dates | times | people | menus()).maybe(
        hint=plain(2000), optional=st.booleans(), dispatch_action=st.booleans()
    ),
    pictures.maybe(title=plain(2000)),
)
surfaces = st.lists(blocks, min_size=1, max_size=6)


@given(surfaces, text(40_000))
@settings(deadline=None, max_examples=150)
def test_nothing_valid_is_refused(valid: list[Json], words: str) -> None:
    numbered = [{**block, "block_id": f"block {number}"} for number, block in enumerate(valid)]

    assert check_message(message(*numbered, text=words)) == []
    assert check_view(modal(*numbered)) == []
    assert check_view(home(*numbered)) == []


@given(anything)
@settings(deadline=None, max_examples=200)
def test_arbitrary_json_is_judged_never_tripped_over(value: Any) -> None:
    for payload in (value, {"blocks": value}, {"blocks": [value]}, {"text": value, "attachments": [value]}):
        if isinstance(payload, dict):
            check_message(payload)
            check_view(payload)
            check_view({"type": "modal", **payload})
            check_options(payload)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
    return [path, *(place for key, part in inside for place in places(part, (*path, key)))]


def replaced(value: Any, place: tuple[Any, ...], part: Any) -> Any:
    changed = copy.deepcopy(value)
    inside = changed
    for key in place[:-1]:
        inside = inside[key]
    inside[place[-1]] = part
    return changed


@given(st.data())
@settings(deadline=None, max_examples=200)
def test_every_pointer_leads_somewhere(data: st.DataObject) -> None:
    valid = {"text": "Hello", "blocks": data.draw(surfaces)}
    place = data.draw(st.sampled_from(places(valid)[1:]))
    broken = replaced(valid, place, data.draw(anything))

    for problem in check_message(broken):
        found: Any = broken
        for key in problem.pointer.split("/")[1:]:
            name = key.replace("~1", "/").replace("~0", "~")
            found = found[int(name)] if isinstance(found, list) else found[name]
