"""The stand-in for Slack: strict about rates and shapes, unreliable as the plan says, and never forgetting what it
accepted."""

import asyncio
import json
import time
from collections import Counter, deque
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bench.chaos.files import Files, Unknown
from bench.chaos.plan import ACCEPTS, TEAM, TUESDAY, Fault, Plan
from playground.hosting import CUT

TOKEN = "xoxb-chaos"
A_MINUTE = 60.0
LOOK_UPS_A_MINUTE = 50
FILES_A_MINUTE = 100
LATE = 3.0
"""Seconds after which it accepts what it had cut off."""
HANGS = 40.0


class Refused(Exception):
    """An answer that is not ok: (status, error, headers)."""


class Slack:
    def __init__(
        self,
        plan: Plan,
        *,
        per_minute: int,
        accepted: Callable[[int], None],
        with_file: Callable[[str, int], None] = lambda step, count: None,
    ) -> None:
        """`accepted` hears of each message, `with_file` of each file that was uploaded or completed."""
        self.plan = plan
        self.files = Files(with_file)
        self.places: dict[str, tuple[str, str]] = {}
        """(channel, ts) of each message, by its key; of one that came twice, where it came first."""
        self.arrived: dict[str, list[str]] = {}
        """Where each message was accepted, by its metadata's key, once for each time."""
        self.count = 0
        """Messages accepted."""
        self.refusals: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()
        self._said: dict[str, list[tuple[float, str, str]]] = {}
        """By channel: (ts, key, text)."""
        self._attempts: Counter[str] = Counter()
        self._minute: dict[str, deque[float]] = {}
        self._accepted = accepted
        self._per_minute = per_minute
        self._began = time.monotonic()
        self._later: set[asyncio.Task[None]] = set()
        self.web = Starlette(
            routes=[
                Route("/api/upload/{number}", self._upload, methods=["POST"]),
                Route("/api/{method}", self._endpoint, methods=["GET", "POST"]),
            ]
        )

    def now(self) -> float:
        """Its own clock, as a Unix time: it never jumps."""
        return (TUESDAY + timedelta(seconds=(time.monotonic() - self._began) * self.plan.speed)).timestamp()

    async def _endpoint(self, request: Request) -> Response:
        method = request.path_params["method"]
        self.calls[method] += 1
        try:
            sent = await _sent(request)
            if request.headers.get("authorization") != f"Bearer {TOKEN}":
                raise Refused(200, "invalid_auth", {})
            answer = await self._carry_out(method, sent, str(request.base_url))
        except Refused as refusal:
            status, error, headers = refusal.args
            self.refusals[error] += 1
            return JSONResponse({"ok": False, "error": error}, status, headers)
        except Unknown as unknown:
            self.refusals[str(unknown)] += 1
            return JSONResponse({"ok": False, "error": str(unknown)})
        return await self._answered(request, answer)

    async def _upload(self, request: Request) -> Response:
        number = request.path_params["number"]
        self.calls["upload"] += 1
        try:
            answer = await self._misbehave(f"upload {self.files.name_of(number)}", lambda: self.files.upload(number))
        except Refused as refusal:
            return Response("", refusal.args[0])
        return await self._answered(request, answer)

    async def _answered(self, request: Request, answer: dict[str, Any] | None) -> Response:
        if answer is None:
            request.scope["extensions"][CUT]()
            return Response(status_code=500)
        if "hang" in answer:
            await asyncio.sleep(HANGS / self.plan.speed)
        return JSONResponse({"ok": True, **answer}, 500 if "hang" in answer else 200)

    async def _carry_out(self, method: str, sent: dict[str, Any], base: str) -> dict[str, Any] | None:
        match method:
            case "auth.test":
                return {"team_id": TEAM, "team": "Chaos", "user_id": "UBOT", "bot_id": "BBOT", "url": "https://chaos/"}
            case "conversations.open":
                self._limit(method, LOOK_UPS_A_MINUTE)
                return await self._misbehave(
                    f"open {sent['users']}", lambda: {"channel": {"id": f"D{sent['users'][1:]}"}}
                )
            case "chat.postMessage":
                return await self._post(sent)
            case "conversations.history":
                self._limit(method, LOOK_UPS_A_MINUTE)
                return await self._misbehave(f"look {sent['channel']}", lambda: self._history(sent))
            case "conversations.replies":
                self._limit(method, LOOK_UPS_A_MINUTE)
                channel, ts = sent["channel"], sent["ts"]
                return await self._misbehave(f"look under {ts}", lambda: self.files.replies(channel, ts))
            case "files.getUploadURLExternal":
                self._limit(method, FILES_A_MINUTE)
                name = sent["filename"]
                return await self._misbehave(f"announce {name}", lambda: self.files.announce(name, f"{base}api/"))
            case "files.completeUploadExternal":
                self._limit(method, FILES_A_MINUTE)
                return await self._misbehave(f"complete {sent['thread_ts']}", lambda: self.files.complete(sent))
        raise Refused(200, "unknown_method", {})

    async def _post(self, sent: dict[str, Any]) -> dict[str, Any] | None:
        channel, blocks = sent["channel"], sent["blocks"]
        key = sent["metadata"]["event_payload"]["key"]
        if not sent["text"] or not (blocks if isinstance(blocks, list) else json.loads(blocks)):
            raise Refused(200, "no_text", {})
        self._limit("chat.postMessage", self._per_minute)
        last = self._said.get(channel, [(0.0, "", "")])[-1][0]
        if self.now() - last < 1.0 - 0.01 * self.plan.speed:
            self.refusals["in a channel"] += 1
            raise Refused(429, "ratelimited", {"Retry-After": "1"})
        return await self._misbehave(f"post {key}", lambda: self._accept(channel, key, sent["text"]))

    async def _misbehave(self, call: str, do: Callable[[], dict[str, Any]]) -> dict[str, Any] | None:
        """Do it, and answer or not, as the plan says. None cuts the connection."""
        self._attempts[call] += 1
        fault = self.plan.fault(call, self._attempts[call])
        if fault is None:
            return do()
        self.refusals[f"planned {fault}"] += 1
        if fault in ACCEPTS:
            do()
        match fault:
            case Fault.TOO_MANY:
                raise Refused(429, "ratelimited", {"Retry-After": "2"})
            case Fault.ERROR | Fault.ERROR_ACCEPTED:
                raise Refused(500, "internal_error", {})
            case Fault.HANG | Fault.HANG_ACCEPTED:
                return {"hang": True}
            case Fault.LATE:
                self._after(LATE, do)
        return None

    def _after(self, seconds: float, do: Callable[[], object]) -> None:
        async def later() -> None:
            await asyncio.sleep(seconds / self.plan.speed)
            do()

        task = asyncio.create_task(later())
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    def _accept(self, channel: str, key: str, text: str) -> dict[str, Any]:
        said = self._said.setdefault(channel, [])
        ts = max(self.now(), said[-1][0] + 0.000001 if said else 0)
        said.append((ts, key, text))
        self.arrived.setdefault(key, []).append(channel)
        self.places.setdefault(key, (channel, f"{ts:.6f}"))
        self.count += 1
        self._accepted(self.count)
        return {"channel": channel, "ts": f"{ts:.6f}"}

    def _history(self, sent: dict[str, Any]) -> dict[str, Any]:
        oldest, limit, skip = float(sent["oldest"]), int(sent["limit"]), int(sent.get("cursor") or 0)
        with_metadata = str(sent.get("include_all_metadata", "")).lower() in ("true", "1")
        found = [entry for entry in reversed(self._said.get(sent["channel"], [])) if entry[0] > oldest]
        messages = [
            {"type": "message", "ts": f"{ts:.6f}", "text": text}
            | ({"metadata": {"event_type": "klik_message", "event_payload": {"key": key}}} if with_metadata else {})
            for ts, key, text in found[skip : skip + limit]
        ]
        cursor = str(skip + limit) if len(found) > skip + limit else ""
        return {"messages": messages, "has_more": bool(cursor), "response_metadata": {"next_cursor": cursor}}

    def _limit(self, method: str, allowed: int) -> None:
        now, calls = self.now(), self._minute.setdefault(method, deque())
        while calls and calls[0] <= now - A_MINUTE:
            calls.popleft()
        if len(calls) >= allowed:
            self.refusals[f"too many {method}"] += 1
            raise Refused(429, "ratelimited", {"Retry-After": str(int(calls[0] + A_MINUTE - now) + 1)})
        calls.append(now)


async def _sent(request: Request) -> dict[str, Any]:
    """Arguments, however the client sends them."""
    found: dict[str, Any] = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        found |= json.loads(await request.body() or b"{}")
    else:
        async with request.form() as form:
            found |= {name: value for name, value in form.items() if isinstance(value, str)}
    return found
