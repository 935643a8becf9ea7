"""Every view and message, in every language, at its shortest and longest, is one that Slack would take."""

import importlib
import inspect
import pkgutil
from typing import Any

import pytest

from bot import views
from bot.i18n import LANGUAGES, Texts
from bot.views import kit
from bot.views.kit import Message
from playground.blockkit import check_message, check_view
from tests.gallery import gallery

PARTS = {
    "another_button",
    "complete_button",
    "end_button",
    "extend_button",
    "kept_until",
    "pause_button",
    "resume_button",
    "agreement_button",
    "read_button",
    "answers",
    "ask_button",
    "call_off_button",
    "guide_button",
    "page_button",
    "book_button",
    "card",
    "change",
    "change_answer",
    "choice",
    "take_back_button",
    "languages",
    "menu",
    "pair_line",
    "read_all",
    "side_by_side",
    "join_button",
    "lesson",
    "abstain_button",
    "show_button",
    "suggestion",
    "talk",
    "to_sign",
    "withdraw_button",
}
"""Functions that draw a block or an element, which is a dict like a view."""


@pytest.mark.parametrize("longest", [False, True], ids=["shortest", "longest"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_slack_takes_every_view(language: str, longest: bool) -> None:
    t = Texts.of(language, "America/Argentina/ComodRivadavia")
    problems = [(name, problem) for name, drawing in gallery(t, longest=longest) for problem in _check(drawing)]
    assert problems == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_people_typed_pings_or_links(language: str) -> None:
    t = Texts.of(language, "Europe/Amsterdam")
    for name, drawing in gallery(t, longest=True):
        for text in _mrkdwn(drawing.blocks if isinstance(drawing, Message) else drawing):
            assert "<!channel" not in text, name
            assert "<https://evil" not in text, name


def test_the_gallery_has_every_view() -> None:
    drawn = {name for name, _ in gallery(Texts(), longest=True)}
    assert drawn == set(_view_functions())


def _check(drawing: Message | dict[str, Any]) -> list[Any]:
    if isinstance(drawing, Message):
        return list(check_message({"channel": "D0000000001", "text": drawing.text, "blocks": drawing.blocks}))
    return list(check_view(drawing))


def _mrkdwn(thing: Any) -> list[str]:
    """Every mrkdwn text in blocks."""
    if isinstance(thing, dict):
        own = [thing["text"]] if thing.get("type") == "mrkdwn" else []
        return own + [text for value in thing.values() for text in _mrkdwn(value)]
    if isinstance(thing, list):
        return [text for value in thing for text in _mrkdwn(value)]
    return []


def _view_functions() -> list[str]:
    """Public functions of bot/views that draw a whole message or view."""
    found = []
    for module_info in pkgutil.iter_modules(views.__path__, "bot.views."):
        if module_info.name.rpartition(".")[2] in {"kit", "ids", "common"}:
            continue
        module = importlib.import_module(module_info.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            returns = inspect.signature(function).return_annotation
            whole = function.__module__ == module.__name__ and not name.startswith("_") and name not in PARTS
            if whole and returns in (Message, kit.View):
                found.append(f"{module.__name__}.{name}")
    return found
