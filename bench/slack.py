"""Slack's side of a measurement: a stand-in that takes every call, and signed requests, made before the clock runs.

`python -m bench.slack PORT` serves the stand-in until it is stopped. Whether calls are right is not its business: the
tests have the strict local workspace for that.
"""

import hashlib
import hmac
import itertools
import json
import sys
import time
from typing import Any
from urllib.parse import urlencode

import uvicorn
from starlette.types import Receive, Scope, Send

SECRET = "local-signing-secret"
TOKEN = "xoxb-local-bot"
TEAM = "T0KLIK"
NUMBERS = itertools.count()
"""No two requests are the same: a doubled one is not what is measured."""


def command(text: str, person: str = "U0ADA") -> bytes:
    """`/mentor TEXT` by a person, as a whole signed HTTP/1.1 request."""
    fields = {
        "token": "verification", "team_id": TEAM, "team_domain": "klik-co", "channel_id": "C0GENERAL",
        "channel_name": "general", "user_id": person, "user_name": "ada", "command": "/mentor", "text": text,
        "api_app_id": "A0KLIK", "is_enterprise_install": "false", "response_url": "http://127.0.0.1:1/none",
        "trigger_id": f"1.2.{next(NUMBERS)}",
    }  # fmt: skip
    return _signed(urlencode(fields).encode(), "application/x-www-form-urlencoded")


def click(action: str, person: str) -> bytes:
    """A click on a button in a modal: no address to answer to but Slack's own API."""
    payload = {
        "type": "block_actions",
        "team": {"id": TEAM, "domain": "klik-co"},
        "user": {"id": person, "username": "ada", "team_id": TEAM},
        "api_app_id": "A0KLIK",
        "trigger_id": f"1.2.{next(NUMBERS)}",
        "view": {"id": "V1", "type": "modal", "callback_id": "notice", "private_metadata": "", "state": {"values": {}}},
        "actions": [{"type": "button", "action_id": action, "block_id": "b", "value": ""}],
    }
    return _signed(urlencode({"payload": json.dumps(payload)}).encode(), "application/x-www-form-urlencoded")


def home_opened(person: str) -> bytes:
    body = {
        "type": "event_callback",
        "team_id": TEAM,
        "api_app_id": "A0KLIK",
        "event_id": f"Ev{next(NUMBERS)}",
        "event": {"type": "app_home_opened", "user": person, "tab": "home", "channel": "D1", "event_ts": "1.2"},
        "authorizations": [{"team_id": TEAM, "is_bot": True, "user_id": "U0KLIK", "is_enterprise_install": False}],
    }
    return _signed(json.dumps(body).encode(), "application/json")


def _signed(body: bytes, content_type: str) -> bytes:
    timestamp = str(int(time.time()))
    signature = hmac.new(SECRET.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    head = (
        "POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\nAccept: */*\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n"
        f"X-Slack-Request-Timestamp: {timestamp}\r\nX-Slack-Signature: v0={signature}\r\n\r\n"
    )
    return head.encode() + body


ANSWERS: dict[str, dict[str, Any]] = {
    "auth.test": {"team_id": TEAM, "team": "Klik & Co", "user_id": "U0KLIK", "user": "klik", "bot_id": "B0KLIK"},
    "users.info": {"user": {"id": "U", "name": "ada", "real_name": "Ada Admiraal", "tz": "Europe/Amsterdam"}},
}
"""What a method says besides ok; the others say a view, a channel and a ts, for whoever needs one."""
OTHERWISE: dict[str, Any] = {"view": {"id": "V1", "hash": "1"}, "channel": {"id": "D1"}, "ts": "1.2"}


async def stand_in(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] != "http":
        return
    body = b""
    more = True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), bool(message.get("more_body"))
    method = scope["path"].rpartition("/")[2]
    said = {"ok": True, **ANSWERS.get(method, OTHERWISE)}
    if method == "users.info":
        body = body or scope["query_string"]
        said["user"] = {**said["user"], "id": body.partition(b"user=")[2].partition(b"&")[0].decode()}
    answer = json.dumps(said).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(answer)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})


if __name__ == "__main__":
    uvicorn.run(stand_in, port=int(sys.argv[1]), log_level="warning", lifespan="off")
