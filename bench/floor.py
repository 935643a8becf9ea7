"""The least that any Python server must do for a slash command: Starlette reads it, checks Slack's signature, answers.

Run as `python -m bench.floor PORT SECRET`, it serves on uvicorn exactly as `klik run` does.
"""

import hashlib
import hmac
import sys
from urllib.parse import parse_qs

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


def app(secret: bytes) -> Starlette:
    async def answer(request: Request) -> Response:
        body = await request.body()
        signed = b"v0:" + request.headers["x-slack-request-timestamp"].encode() + b":" + body
        expected = "v0=" + hmac.new(secret, signed, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected, request.headers["x-slack-signature"]):
            return Response(status_code=401)
        return JSONResponse({"text": parse_qs(body.decode())["text"][0]})

    return Starlette(routes=[Route("/slack/events", answer, methods=["POST"])])


if __name__ == "__main__":
    uvicorn.run(app(sys.argv[2].encode()), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
