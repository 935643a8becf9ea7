"""Small words the workspace's tests share: refusals, and the blocks they send."""

from collections.abc import Awaitable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from playground import Playground

Json = dict[str, Any]


async def refused(call: Awaitable[Any]) -> str:
    """The error code of a Web API call that has to be refused."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def refusal(call: Awaitable[Any]) -> Json:
    """The whole answer of a Web API call that has to be refused."""
    with pytest.raises(SlackApiError) as caught:
        await call
    answer = caught.value.response.data
    assert isinstance(answer, dict)
    return answer


def rules_broken(playground: Playground) -> list[str]:
    return [violation.rule for violation in playground.workspace.violations]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(text: str, action_id: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def field(label: str, element: Json, block_id: str, **more: Any) -> Json:
    return {"type": "input", "label": plain(label), "element": element, "block_id": block_id, **more}


def text_field(label: str, block_id: str, **more: Any) -> Json:
    return field(label, {"type": "plain_text_input", "action_id": "typed", **more}, block_id)


def options(*texts: str) -> list[Json]:
    return [{"text": plain(text), "value": text.lower()} for text in texts]


def modal(*blocks: Json, callback_id: str = "form", **more: Any) -> Json:
    shown = list(blocks) or [text_field("Name", "name")]
    titled = {"title": plain("Form"), "submit": plain("Send")}
    return {"type": "modal", "callback_id": callback_id, **titled, "blocks": shown, **more}


def home(*blocks: Json, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks) or [section("Welcome")], **more}
