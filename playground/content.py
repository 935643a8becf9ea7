"""The content of messages and views: what an app may put there, and what becomes of it."""

import json
from collections.abc import Iterable
from typing import Any

from playground import blockkit
from playground.blockkit import Problem
from playground.errors import SlackError
from playground.records import Json

MESSAGE_FIELDS = ("text", "blocks", "attachments", "metadata")
LONGEST_TEXT = 40_000


def described(problems: Iterable[Problem], under: str = "") -> list[str]:
    """Problems as the sentences of ``response_metadata.messages``."""
    return [f"{problem.message} [json-pointer:{under}{problem.pointer}]" for problem in problems]


def check_message(arguments: Json, *, files: bool = False) -> Json:
    """The fields of a message from the arguments of a chat method; refuses content that Slack refuses.

    ``files``: the message carries a file, so that it needs no words of its own.
    """
    sent = {name: arguments[name] for name in MESSAGE_FIELDS if arguments.get(name) not in (None, "", [])}
    if "markdown_text" in arguments:
        if "text" in sent or "blocks" in sent:
            raise SlackError("markdown_text_conflict")
        sent["blocks"] = [{"type": "markdown", "text": arguments["markdown_text"]}]
        sent["text"] = arguments["markdown_text"]
    if not isinstance(sent.get("blocks", []), list):
        raise SlackError("invalid_blocks_format", "must be an array [json-pointer:/blocks]")
    if isinstance(sent.get("text"), str):
        sent["text"] = sent["text"][:LONGEST_TEXT]
    problems = [p for p in blockkit.check_message(sent) if not (files and p.message == blockkit.NO_TEXT)]
    if any(problem.message == blockkit.NO_TEXT for problem in problems):
        raise SlackError("no_text")
    if problems:
        raise SlackError(_error_of(problems), *described(problems))
    return {
        "text": sent.get("text", ""),
        "blocks": sent.get("blocks", []),
        "attachments": sent.get("attachments", []),
        "metadata": sent.get("metadata"),
    }


def _error_of(problems: list[Problem]) -> str:
    codes = {"blocks": "invalid_blocks", "attachments": "invalid_attachments", "metadata": "invalid_metadata_format"}
    field = problems[0].pointer.strip("/").partition("/")[0]
    return codes.get(field, "invalid_arguments")


def check_view(view: Any, wanted: str) -> Json:
    """A view an app sent, of the ``wanted`` type; refuses what Slack refuses."""
    if isinstance(view, str):
        try:
            view = json.loads(view)
        except ValueError:
            raise SlackError("invalid_arguments", "must be valid JSON [json-pointer:/view]") from None
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments", "must be an object [json-pointer:/view]")
    if view.get("type") != wanted:
        raise SlackError("invalid_arguments", f"must be of type {wanted} [json-pointer:/view/type]")
    problems = blockkit.check_view(view)
    if any(problem.message == blockkit.VIEW_TOO_LARGE for problem in problems):
        raise SlackError("view_too_large")
    if problems:
        raise SlackError("invalid_arguments", *described(problems, "/view"))
    return view
