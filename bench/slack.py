"""Slack's side of a measurement: a local workspace to start against, and signed commands, made before the clock runs.

`python -m bench.slack PORT` serves the workspace until it is stopped.
"""

import asyncio
import hashlib
import hmac
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

from playground.clock import Clock
from playground.records import User
from playground.server import Playground

SECRET = "local-signing-secret"
TOKEN = "xoxb-local-bot"
PERSON = "U0ADA"


def command(text: str) -> bytes:
    """`/mentor TEXT` by a person, as a whole signed HTTP/1.1 request."""
    fields = {
        "token": "verification", "team_id": "T0KLIK", "team_domain": "klik-co", "channel_id": "C0GENERAL",
        "channel_name": "general", "user_id": PERSON, "user_name": "ada", "command": "/mentor", "text": text,
        "api_app_id": "A0KLIK", "is_enterprise_install": "false", "response_url": "http://127.0.0.1:1/none",
        "trigger_id": "1.2.3",
    }  # fmt: skip
    body = urlencode(fields).encode()
    timestamp = str(int(time.time()))
    signature = hmac.new(SECRET.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    head = (
        "POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\nAccept: */*\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"X-Slack-Request-Timestamp: {timestamp}\r\nX-Slack-Signature: v0={signature}\r\n\r\n"
    )
    return head.encode() + body


async def serve(port: int) -> None:
    playground = Playground(Path("app.yaml"), clock=Clock(), port=port)
    playground.workspace.enlist(User(id=PERSON, name="ada", real_name="Ada Admiraal", email="ada@example.com"))
    async with playground:
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
