"""Everything an app can send is drawn, with nothing lost and nothing let through."""

import pytest

from playground import Person, Playground, text_of
from playground.commands import Suggestion, suggestions
from playground.draw import conversation, file_size, home, initials, modal
from playground.draw_blocks import DRAWN as BLOCKS_DRAWN
from playground.draw_elements import DRAWN as ELEMENTS_DRAWN
from playground.elements import STATE_KEYS, initial_values
from playground.records import Json, View
from playground.workspace import Workspace
from tests.playground.examples import BLOCKS, ELEMENTS, actions, groups, input_, message, plain, section, select

EVIL = "<script>alert(1)</script>\"'>"


def shown(workspace: Workspace, *blocks: Json) -> str:
    channel = workspace.channel_named("general")
    assert channel is not None
    posted = workspace.post(channel, user=workspace.bot.id, text="x", blocks=blocks)
    return str(conversation([posted], workspace.people()[0]))


def view_of(workspace: Workspace, user: str, *blocks: Json, **payload: object) -> View:
    filled = workspace.fill_ids(blocks)
    payload = {"type": "modal", "title": plain("Title"), "blocks": filled, **payload}
    return View("V1", "modal", user, payload, workspace, values=initial_values(filled))


def test_every_block_and_element_there_is_can_be_drawn() -> None:
    assert set(BLOCKS) == set(BLOCKS_DRAWN)
    assert set(ELEMENTS) - {"image"} == set(ELEMENTS_DRAWN)
    assert set(STATE_KEYS) <= set(ELEMENTS_DRAWN)


@pytest.mark.parametrize("kind", BLOCKS)
def test_the_words_of_a_block_are_all_shown(playground: Playground, ada: Person, kind: str) -> None:
    workspace = playground.workspace
    html = shown(workspace, BLOCKS[kind])
    posted = workspace.messages(playground.general)[-1]

    for words in text_of(posted, ada.user).splitlines():
        if kind not in ("markdown", "table"):
            assert words in html
    assert f"[{kind}]" not in html


@pytest.mark.parametrize("kind", ELEMENTS_DRAWN)
def test_an_element_says_which_one_it_is(playground: Playground, ada: Person, kind: str) -> None:
    element = {**ELEMENTS[kind], "action_id": "an action"}
    block = input_(element, block_id="a block") if kind in STATE_KEYS else actions(element, block_id="a block")
    html = str(modal(view_of(playground.workspace, ada.id, block), ada.user, below=0))

    if kind != "workflow_button":
        assert 'data-block="a block"' in html
        assert 'data-action="an action"' in html
        assert 'data-where="view:V1"' in html


@pytest.mark.parametrize("kind", [*BLOCKS, *ELEMENTS])
def test_nothing_an_app_sends_becomes_markup(playground: Playground, ada: Person, kind: str) -> None:
    def evil(value: object) -> object:
        if isinstance(value, dict):
            return {key: part if key == "type" else evil(part) for key, part in value.items()}
        if isinstance(value, list):
            return [evil(part) for part in value]
        return EVIL if isinstance(value, str) and value not in FIXED else value

    part = {**(BLOCKS.get(kind) or ELEMENTS[kind])}
    if kind in BLOCKS:
        block = part
    elif kind == "image":
        block = section(accessory=part)
    else:
        block = input_(part) if kind in STATE_KEYS else actions(part)
    changed = evil(block)
    assert isinstance(changed, dict)
    view = view_of(playground.workspace, ada.id, changed)
    html = str(modal(view, ada.user, below=1))

    assert "<script" not in html
    assert EVIL not in html


FIXED = ("bullet", "ordered", "left", "trash", "remote")


def test_people_are_known_by_their_initials(playground: Playground, ada: Person) -> None:
    assert initials(ada.user) == "AL"
    assert initials(playground.workspace.bot) == "T"
    ada.user.display_name = "(!) ¡Olé!"
    assert initials(ada.user) == "?"


def test_what_is_chosen_and_filled_in_is_shown(playground: Playground, ada: Person, bram: Person) -> None:
    chosen = select("multi_users_select", initial_users=[ada.id, bram.id], action_id="a")
    grouped = {"type": "static_select", "action_id": "b", "option_groups": groups(2)}
    grouped["initial_option"] = groups(2)[1]["options"][0]
    html = str(modal(view_of(playground.workspace, ada.id, input_(chosen), input_(grouped)), ada.user, below=0))

    assert "Remove Bram de Vries" in html
    assert '<optgroup label="Group 1"><option value="option-1000" selected>' in html


def test_a_home_is_drawn_for_its_reader(playground: Playground, ada: Person) -> None:
    view = view_of(playground.workspace, ada.id, section(text={"type": "mrkdwn", "text": "<!date^0^{time}|x>"}))

    assert "<time>01:00</time>" in home(view, ada.user)


def test_an_old_attachment_is_shown(playground: Playground, ada: Person) -> None:
    channel = playground.general
    attachment = {"color": "#1f4d3f", "title": "Title", "text": "*Bold*", "fields": [{"title": "A", "value": "B"}]}
    workspace = playground.workspace
    posted = workspace.post(channel, user=ada.id, attachments=[attachment, {"fallback": "Only words"}])
    html = conversation([posted], ada.user)

    assert "<strong>Bold</strong>" in html
    assert "--colour:#1f4d3f" in html
    assert "Only words" in html
    assert message()["text"] not in html


def test_sizes_are_said_as_people_say_them() -> None:
    assert [file_size(count) for count in (0, 999, 1000, 25_600, 3_100_000)] == [
        "0 bytes",
        "999 bytes",
        "1 kB",
        "26 kB",
        "3.1 MB",
    ]


def test_usage_hints_become_suggestions() -> None:
    hint = "find WORDS | join | network start [NAME] | --flag | [words]"
    offered = suggestions([{"command": "/mentor", "description": "Meet", "usage_hint": hint}, {"command": "/other"}])

    assert offered == [
        Suggestion("/mentor", "", "Meet"),
        Suggestion("/mentor find", "WORDS", ""),
        Suggestion("/mentor join", "", ""),
        Suggestion("/mentor network start", "[NAME]", ""),
        Suggestion("/other", "", ""),
    ]
    assert [suggestion.inserted for suggestion in offered[:2]] == ["/mentor", "/mentor find "]
