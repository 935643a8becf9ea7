"""An app's own calls of the local workspace where both live in one process: what slack_sdk asks of an HTTP session.

The request's bytes are those that aiohttp would send, the workspace reads them as it does behind a socket, and the SDK
reads its answer's. Only what lies between is left out. tests/test_calls.py holds both ways to the same.
"""

import json
from collections.abc import Mapping
from types import TracebackType
from typing import Any

import aiohttp
from multidict import CIMultiDict
from yarl import URL

from playground.asgi import Asked


class Answered:
    """As much of an aiohttp.ClientResponse as slack_sdk looks at."""

    def __init__(self, asked: Asked) -> None:
        self.status = asked.status
        self.headers = CIMultiDict((name.decode("latin-1"), value.decode("latin-1")) for name, value in asked.headers)
        self._body = asked.body

    @property
    def content_type(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0].strip()

    async def read(self) -> bytes:
        return self._body

    async def text(self) -> str:
        return self._body.decode()

    async def json(self) -> Any:
        return json.loads(self._body)


class _Asking:
    def __init__(self, app: Any, asked: Asked) -> None:
        self._app, self._asked = app, asked

    async def __aenter__(self) -> Answered:
        await self._app(self._asked.scope, self._asked.receive, self._asked.send)
        if not self._asked.done:
            raise aiohttp.ServerDisconnectedError
        return Answered(self._asked)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """There is no connection to give back."""


class Calls:
    """As much of an aiohttp.ClientSession as slack_sdk uses."""

    closed = False

    def __init__(self, app: Any) -> None:
        """`app` is what the workspace's server would serve."""
        self._app = app

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> _Asking:
        """`more` are the body, as `json` or `data`, and settings of a connection: a proxy, certificates, a timeout."""
        given = CIMultiDict(headers or {})
        body, kind = _encoded(more.get("data"), more.get("json"))
        if kind:
            given.setdefault("Content-Type", kind)
        if params:
            url = str(URL(url).update_query(params))
        return _Asking(self._app, Asked(method, url, given.items(), body))


def _encoded(data: Any, given: Any) -> tuple[bytes, str]:
    """(the body, its type), as aiohttp would have them."""
    if given is not None:
        return json.dumps(given).encode(), "application/json"
    if isinstance(data, aiohttp.FormData | dict):
        form = (data if isinstance(data, aiohttp.FormData) else aiohttp.FormData(data))()
        assert isinstance(form, aiohttp.BytesPayload), "nothing but plain fields is sent as a form"
        return form.decode().encode(), str(form.content_type)
    if isinstance(data, str):
        return data.encode(), "text/plain; charset=utf-8"
    return data or b"", "application/octet-stream" if data else ""
