"""The private calendar feeds: `/calendar/<token>.ics`, for calendars that subscribe."""

import re
from collections.abc import Sequence
from email.utils import format_datetime
from hashlib import sha256

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.domain import members
from bot.domain.calendar import appointments, feed
from bot.domain.errors import TooOften
from bot.i18n import Texts
from bot.limits import Limit, Limits
from bot.runtime import Runtime
from bot.views import calendar_file

log = structlog.get_logger()

PATH = "/calendar/{name}"
TOKEN = re.compile(r"([A-Za-z0-9_-]{43})\.ics")
FRESH = 300
"""Seconds for which a calendar may keep what it has without asking."""


def feed_routes(runtime: Runtime) -> Sequence[BaseRoute]:
    feeds = Feeds(runtime)
    return [Route(PATH, feeds.show, methods=["GET"])]


class Feeds:
    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._limits = Limits(runtime.settings)

    async def show(self, request: Request) -> Response:
        """The calendar; 304 when it is as it was; 404 for whatever opens nothing, however it fails to."""
        runtime = self._runtime
        found = TOKEN.fullmatch(request.path_params["name"])
        if found is None:
            return Response(status_code=404)
        token = found[1]
        try:
            self._limits.take(Limit.FEEDS, "", feed.hashed(token), runtime.now())
        except TooOften as often:
            return Response(status_code=429, headers={"retry-after": str(often.seconds)})
        async with runtime.db.begin() as session:
            member = await feed.owner(session, token)
            if member is None:
                return Response(status_code=404)
            t = Texts.of(members.language_of(member), member.tz)
            shown = await appointments.everything(session, member, runtime.now())
        content = calendar_file.feed(t, shown)
        tag = f'"{sha256(content).hexdigest()[:32]}"'
        headers = {
            "etag": tag,
            "cache-control": f"private, max-age={FRESH}",
            "content-disposition": 'inline; filename="klik.ics"',
            "x-robots-tag": "noindex",
        }
        if shown:
            newest = max(one.changed_at for one in shown)
            headers["last-modified"] = format_datetime(newest, usegmt=True)
        # Not by date: a talk that is over leaves the calendar without any change of its own.
        known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
        if tag in known:
            return Response(status_code=304, headers=headers)
        return Response(content, headers=headers, media_type="text/calendar")
