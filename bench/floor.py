"""What to measure against, served on uvicorn as `klik run` does: `python -m bench.floor starlette|bolt PORT`.

starlette: the least that any Python server must do for a slash command, which is to read it, check Slack's signature
and answer. bolt: the least that Bolt must do, one listener in an app without middleware of its own.
"""

import hashlib
import hmac
import sys
from urllib.parse import parse_qs

import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bench.slack import SECRET


async def plain(request: Request) -> Response:
    body = await request.body()
    signed = b"v0:" + request.headers["x-slack-request-timestamp"].encode() + b":" + body
    expected = "v0=" + hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, request.headers["x-slack-signature"]):
        return Response(status_code=401)
    return JSONResponse({"text": parse_qs(body.decode())["text"][0]})


def bolt() -> AsyncSlackRequestHandler:
    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T0KLIK", bot_user_id="U0KLIK", bot_token="xoxb-none")

    async def echo(ack: AsyncAck, command: dict[str, str]) -> None:
        await ack(text=command["text"])

    app = AsyncApp(signing_secret=SECRET, authorize=authorize, process_before_response=True)
    app.command("/mentor")(echo)
    return AsyncSlackRequestHandler(app)


if __name__ == "__main__":
    answer = plain if sys.argv[1] == "starlette" else bolt().handle
    web = Starlette(routes=[Route("/slack/events", answer, methods=["POST"])])
    uvicorn.run(web, port=int(sys.argv[2]), log_level="warning", lifespan="off")
