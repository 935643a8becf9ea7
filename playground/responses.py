"""Answers in words: what a command's acknowledgement says, and what is posted to a response_url."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from playground.content import check_message
from playground.errors import NORMAL_LIFE, SlackError
from playground.grants import ResponseUrl
from playground.records import Exchange, Json, Message
from playground.webapi import parsed_object

if TYPE_CHECKING:
    from playground.server import Playground

FIELDS = {"text", "blocks", "attachments", "metadata", "response_type", "replace_original", "delete_original"} | {
    "thread_ts",
    "mrkdwn",
    "unfurl_links",
    "unfurl_media",
}
PREFIX = "/hooks"


class ResponseUrls:
    """Answers ``/hooks/{kind}/{number}/{secret}``."""

    def __init__(self, playground: Playground) -> None:
        self.playground = playground

    def address(self, granted: ResponseUrl) -> str:
        return f"{self.playground.url}{PREFIX}{granted.path}"

    async def endpoint(self, request: Request) -> Response:
        workspace = self.playground.workspace
        started = time.perf_counter()
        exchange = workspace.record("from app", "response_url", {})
        answer: Json = {"ok": True}
        status = 200
        try:
            exchange.request = parsed_object(await request.body())
            granted = self.playground.grants.response_url(request.url.path.removeprefix(PREFIX))
            granted.posts_left -= 1
            respond(self.playground, granted, exchange.request, exchange)
        except SlackError as refusal:
            answer = refusal.answer
            status = 404 if refusal.error in ("expired_url", "invalid_url") else 400
            if refusal.error not in NORMAL_LIFE:
                workspace.violation("refused-response", str(refusal), exchange)
        exchange.answer, exchange.status = answer, status
        exchange.ms = (time.perf_counter() - started) * 1000
        workspace.touch()
        return JSONResponse(answer, status)


def respond(playground: Playground, granted: ResponseUrl, body: Json, exchange: Exchange) -> Message | None:
    """Does what the app answered: posts (to the person alone unless in_channel), replaces or deletes the original."""
    workspace = playground.workspace
    unknown = sorted(body.keys() - FIELDS)
    if unknown:
        raise SlackError("invalid_arguments", *(f"unknown argument: {name}" for name in unknown))
    kind = body.get("response_type") or "ephemeral"
    if kind not in ("ephemeral", "in_channel"):
        raise SlackError("invalid_arguments", "must be ephemeral or in_channel [json-pointer:/response_type]")
    origin = granted.origin
    if origin is not None and origin not in workspace.messages(origin.channel):
        origin = None
    if body.get("delete_original"):
        if origin is None:
            raise SlackError("message_not_found")
        workspace.delete(origin)
        return None
    content = check_message(body)
    if body.get("replace_original") and origin is not None:
        if origin.ephemeral_for and kind == "in_channel":
            workspace.violation("response-type", "an ephemeral message cannot become in_channel", exchange)
        return workspace.edit(origin, **content)
    return workspace.post(
        workspace.channels[granted.channel],
        user=workspace.bot.id,
        ephemeral_for=granted.user if kind == "ephemeral" else None,
        thread_ts=body.get("thread_ts"),
        **content,
    )
