"""The Web API: every call is read, authorised, held to the app's scopes and rates, carried out and recorded."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from playground import (
    webapi_apps,
    webapi_chat,
    webapi_conversations,
    webapi_files,
    webapi_history,
    webapi_users,
    webapi_views,
)
from playground.errors import NORMAL_LIFE, SlackError
from playground.faults import Faults
from playground.hosting import CUT
from playground.limits import MINUTE, SECOND
from playground.methods import Call, Method
from playground.records import Exchange, Json

if TYPE_CHECKING:
    from playground.server import Playground

METHODS: Mapping[str, Method] = {
    **webapi_apps.methods.found,
    **webapi_chat.methods.found,
    **webapi_conversations.methods.found,
    **webapi_files.methods.found,
    **webapi_history.methods.found,
    **webapi_users.methods.found,
    **webapi_views.methods.found,
}

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
POSTS_PER_MINUTE = 300
"""Of chat.postMessage in the whole workspace; on top of one a second in each channel."""


class WebApi:
    """Answers ``/api/{method}``."""

    def __init__(self, playground: Playground) -> None:
        self.playground = playground

    async def endpoint(self, request: Request) -> Response:
        workspace = self.playground.workspace
        started = time.perf_counter()
        exchange = workspace.record("from app", request.path_params["method"], {})
        response = await self._answer(request, exchange)
        exchange.status = response.status_code if response else None
        exchange.ms = (time.perf_counter() - started) * 1000
        workspace.touch()
        return response or await cut(request)

    async def _answer(self, request: Request, exchange: Exchange) -> Response | None:
        """The response, or None when the connection is to be cut."""
        faults = self.playground.workspace.faults
        if faults.spares(exchange.kind):
            faults = Faults()
        if faults.slow:
            await asyncio.sleep(faults.slow)
        if faults.strikes(faults.drop_before):
            exchange.answer = "connection cut before it was carried out"
            return None
        if faults.strikes(faults.server_error):
            exchange.answer = "internal_error"
            return Response("internal_error", 500, media_type="text/plain")
        if faults.strikes(faults.too_many):
            exchange.answer = {"ok": False, "error": "ratelimited"}
            return JSONResponse(exchange.answer, 429, {"Retry-After": "2"})
        status = 200
        headers: dict[str, str] = {}
        try:
            answer = {"ok": True, **await self._carry_out(request, exchange)}
        except SlackError as refusal:
            answer = refusal.answer
            if refusal.error == "ratelimited":
                status = 429
                headers["Retry-After"] = str(answer.pop("retry_after"))
            if refusal.error not in NORMAL_LIFE:
                self.playground.workspace.violation("refused-call", f"{exchange.kind}: {refusal}", exchange)
        exchange.answer = answer
        if answer["ok"] and faults.strikes(faults.drop_after):
            exchange.answer = {**answer, "note": "carried out, but the connection was cut before this answer"}
            return None
        method = METHODS.get(exchange.kind)
        headers["X-OAuth-Scopes"] = ",".join(sorted(self.playground.workspace.scopes))
        headers["X-Accepted-OAuth-Scopes"] = ",".join(method.scopes) if method else ""
        return JSONResponse(answer, status, headers)

    async def _carry_out(self, request: Request, exchange: Exchange) -> Json:
        method = METHODS.get(exchange.kind)
        if method is None:
            raise SlackError("unknown_method", req_method=exchange.kind)
        sent = await arguments(request, method)
        token = token_of(request, sent)
        exchange.request = sent
        self._authorise(method, token)
        call = Call(self.playground, method.name, {}, exchange)
        self._limit(method, sent)
        call.need_scope(*method.scopes)
        call.arguments = method.read(sent)
        if call.text("team_id") not in ("", call.workspace.team_id):
            raise SlackError("team_not_found")
        return method.run(call) or {}

    def _authorise(self, method: Method, token: str) -> None:
        if method.token != "none":
            self.playground.tokens.check(token, method.token)

    def _limit(self, method: Method, sent: Json) -> None:
        if not self.playground.workspace.faults.rate_limits:
            return
        counts: list[tuple[str, int, timedelta]] = []
        if method.name == "chat.postMessage":
            counts = [(f"{method.name} {sent.get('channel')}", 1, SECOND), (method.name, POSTS_PER_MINUTE, MINUTE)]
        elif method.per_minute:
            counts = [(method.name, method.per_minute, MINUTE)]
        for key, allowed, per in counts:
            wait = self.playground.limits.retry_after(key, allowed, per)
            if wait:
                raise SlackError("ratelimited", retry_after=wait)


async def cut(request: Request) -> Response:
    """Cuts the connection of a request without an answer; what it returns is never sent."""
    request.scope["extensions"][CUT]()
    while (await request.receive())["type"] != "http.disconnect":
        continue
    return Response()


async def arguments(request: Request, method: Method) -> Json:
    """The arguments as they came: query string, form or JSON body together."""
    sent: Json = dict(request.query_params)
    body = await request.body()
    if not body:
        return sent
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json" and method.json:
        return sent | parsed_object(body)
    if kind in FORMS:
        async with request.form() as form:
            return sent | {name: value for name, value in form.items() if isinstance(value, str)}
    if not kind:
        raise SlackError("missing_post_type")
    raise SlackError("invalid_post_type", f"{method.name} does not take a body of type {kind}")


def parsed_object(body: bytes) -> Json:
    """The JSON object in a body."""
    try:
        found: Any = json.loads(body)
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(found, dict):
        raise SlackError("json_not_object")
    return found


def token_of(request: Request, sent: Json) -> str:
    """Takes the token out of the arguments, or from the Authorization header."""
    given = sent.pop("token", None)
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return str(given or (token if kind.lower() == "bearer" else ""))
