"""The page on which one acts as any member of the local workspace.

Rendered here; the page's script sends what people do to ``/act/…`` and puts redrawn parts in place, which it gets in
the answer and, whenever the workspace changes, from ``/live`` (server-sent events).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo, available_timezones

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import QueryParams, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from playground import draw
from playground.acts import FAULTS, Acts, notice_of
from playground.commands import suggestions
from playground.markup import icon
from playground.page_state import PageState
from playground.records import Channel, Exchange, Json, User
from playground.workspace import SLACKBOT, section

if TYPE_CHECKING:
    from playground.server import Playground

HERE = Path(__file__).parent
SHOWN_MESSAGES = 60
SHOWN_EXCHANGES = 80
HEARTBEAT = 15.0
"""Seconds after which a silent live connection says that it is still there."""
PACE, PACE_IN_A_SKIP = 0.1, 0.4
"""Seconds between two redrawings of a live page, however fast the workspace changes."""
HEADERS = {
    "content-security-policy": (
        "default-src 'self'; img-src 'self' http: https: data:; style-src 'self' 'unsafe-inline'"
    ),
    "cache-control": "no-store",
    "referrer-policy": "same-origin",
}
LOCALES = {"en-US": "English (US)", "en-GB": "English (UK)", "nl-NL": "Nederlands", "de-DE": "Deutsch"}


@dataclass(frozen=True)
class Looking:
    """Who looks at what: the query of the page's address, which its script sends along with everything."""

    user: User
    channel: Channel | None
    """None in the App Home."""
    new: str = ""
    """The ts of the first message that was unread when the page was opened."""
    back: int = SHOWN_MESSAGES
    panel: bool = False

    @classmethod
    def of(cls, query: QueryParams | Json, state: PageState) -> Self:
        workspace = state.workspace
        user = workspace.users.get(str(query.get("as", "")))
        if user is None or user.is_bot or user.id == SLACKBOT:
            raise HTTPException(404, "There is nobody with this id.")
        place = str(query.get("in") or state.playground.general.id)
        channel = workspace.dm(user.id) if place == "messages" else workspace.channels.get(place)
        if place != "home" and (channel is None or user.id not in channel.members):
            channel = state.playground.general
        back = str(query.get("back", ""))
        return cls(
            user,
            None if place == "home" else channel,
            str(query.get("new", "")),
            int(back) if back.isdigit() else SHOWN_MESSAGES,
            str(query.get("panel", "")) == "1",
        )


ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))


class Page:
    def __init__(self, playground: Playground) -> None:
        self.playground = playground
        self.workspace = playground.workspace
        self.state = PageState(playground)
        self.acts = Acts(self.state)
        self.templates = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self.templates.globals |= {"avatar": draw.avatar, "icon": icon, "faults": FAULTS, "locales": LOCALES}
        self.zones = ZONES

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/", self.index),
            Route("/people", self.people),
            Route("/live", self.live),
            Route("/exchange/{number:int}", self.exchange),
            Route("/act/attach", self.attach, methods=["POST"]),
            Route("/act/{what}", self.act, methods=["POST"]),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ]

    # --- pages ------------------------------------------------------------------------------------------------------

    async def index(self, request: Request) -> Response:
        """The page of a person; without ``as`` it asks who one is."""
        if not request.query_params.get("as"):
            return self._html("welcome.html", **self._everybody(None))
        looking = Looking.of(request.query_params, self.state)
        if looking.channel is None and not looking.user.deleted:
            await self._open_home(looking.user)
        elif looking.channel is not None:
            unread = self.state.unread(looking.channel, looking.user)
            looking = Looking(looking.user, looking.channel, unread[0].ts if unread else "", looking.back)
        return self._html("page.html", **self._scene(looking), **self._frame(looking))

    async def _open_home(self, user: User) -> None:
        try:
            await self.playground.person(user.id).open_home()
        except LookupError:
            return  # the app shows no home; the page says so

    async def people(self, request: Request) -> Response:
        looking = Looking.of(request.query_params, self.state)
        return self._html("people.html", **self._everybody(looking))

    async def exchange(self, request: Request) -> Response:
        """One exchange in full, for the panel."""
        number = request.path_params["number"]
        found = next((exchange for exchange in self.workspace.exchanges if exchange.number == number), None)
        if found is None:
            return PlainTextResponse("This exchange is no longer kept.", 404)
        return self._html("exchange.html", exchange=found, request=pretty(found.request), answer=pretty(found.answer))

    async def act(self, request: Request) -> Response:
        """Does what the page asks; answers with the parts as they are then, and in words when it cannot be done."""
        what = request.path_params["what"]
        sent: Json = await request.json()
        if what not in self.acts.by_name:
            raise HTTPException(404, f"There is no act {what}.")
        looking = Looking.of(sent, self.state)
        try:
            answer = await self.acts.by_name[what](looking.user, sent)
        except LookupError as refusal:
            if isinstance(refusal, KeyError | IndexError):
                raise  # a mistake of ours, not something a person should be told
            # A driver's first line says what is wrong; the rest lists what there is instead, for tests.
            return JSONResponse({"words": str(refusal.args[0]).partition("\n")[0]}, 409)
        if what == "suggest":
            return JSONResponse(answer)
        if words := notice_of(self.state, looking.user):
            answer["words"] = words
        return JSONResponse({**answer, "revision": self.workspace.revision, "parts": self._parts(looking)})

    async def attach(self, request: Request) -> Response:
        """Files for a file_input: multipart, with the same fields as other acts."""
        async with request.form() as form:
            sent: Json = {name: value for name, value in form.items() if isinstance(value, str)}
            uploads = [item for item in form.getlist("file") if isinstance(item, UploadFile)]
            files = [
                (item.filename or "file", item.content_type or "application/octet-stream", await item.read())
                for item in uploads
            ]
        looking = Looking.of(sent, self.state)
        self.acts.attach(looking.user, sent, files)
        return JSONResponse({"revision": self.workspace.revision, "parts": self._parts(looking)})

    # --- live -------------------------------------------------------------------------------------------------------

    async def live(self, request: Request) -> Response:
        """The parts of a page that have changed, each time the workspace changes."""
        looking = Looking.of(request.query_params, self.state)
        return StreamingResponse(self._changes(looking), media_type="text/event-stream", headers=HEADERS)

    async def _changes(self, looking: Looking) -> AsyncIterator[str]:
        known: dict[str, str] = {}
        while not self.workspace.closed:
            revision = self.workspace.revision
            parts = self._parts(looking)
            changed = {name: html for name, html in parts.items() if known.get(name) != html}
            known = parts
            yield f"data: {json.dumps({'revision': revision, 'parts': changed})}\n\n" if changed else ": still here\n\n"
            await asyncio.sleep(PACE_IN_A_SKIP if self.state.skip else PACE)
            patience = PACE_IN_A_SKIP if self.state.skip else HEARTBEAT
            try:
                await asyncio.wait_for(self.workspace.wait_for_change(revision), patience)
            except TimeoutError:
                continue  # nothing changed: say so, and listen on

    # --- what is shown ----------------------------------------------------------------------------------------------

    def _html(self, template: str, **context: Any) -> HTMLResponse:
        return HTMLResponse(self.templates.get_template(template).render(context), headers=HEADERS)

    def _parts(self, looking: Looking) -> dict[str, str]:
        """The live parts of the page as HTML, by the id of the element each is the inside of."""
        scene = self._scene(looking)
        names = ["top", "count", "side", "log", "modal", *(["panel"] if looking.panel else [])]
        return {name: self.templates.get_template(f"{name}.html").render(scene).strip() for name in names}

    def _scene(self, looking: Looking) -> Json:
        """What the live parts show."""
        state, user, channel = self.state, looking.user, looking.channel
        now = self.workspace.clock.now()
        if channel is not None:
            state.mark_read(channel, user)
        dm = self.workspace.dm(user.id)
        stack = self.workspace.modals.get(user.id, [])
        return {
            "workspace": self.workspace,
            "me": user,
            "channel": channel,
            "dm": dm,
            "now": now.astimezone(ZoneInfo(user.tz)),
            "skip": state.skip.percent(now) if state.skip else None,
            "channels": [(item, len(state.unread(item, user))) for item in state.channels_of(user)],
            "others": state.others_for(user),
            "dm_unread": len(state.unread(dm, user)),
            "modal": draw.modal(stack[-1], user, below=len(stack) - 1) if stack else "",
            "exchanges": [outline(found) for found in islice(reversed(self.workspace.exchanges), SHOWN_EXCHANGES)],
            "violations": self.workspace.violations,
            **self._log(looking),
        }

    def _log(self, looking: Looking) -> Json:
        user, channel = looking.user, looking.channel
        if channel is None:
            home = self.workspace.homes.get(user.id)
            return {"log": draw.home(home, user) if home else "", "earlier": 0}
        messages = self.state.visible(channel, user)
        shortcuts = self._shortcuts("message")
        shown = draw.conversation(messages[-looking.back :], user, unread_from=looking.new, shortcuts=shortcuts)
        return {"log": shown, "earlier": max(0, len(messages) - looking.back), "back": looking.back}

    def _frame(self, looking: Looking) -> Json:
        """What stands still while the page is open."""
        features = section(self.workspace.manifest, "features")
        read_only = bool((features.get("app_home") or {}).get("messages_tab_read_only_enabled"))
        members = [self.workspace.users[member] for member in (looking.channel.members if looking.channel else ())]
        return {
            "looking": looking,
            "members": sorted(members, key=lambda member: member.shown_as),
            "commands": suggestions(features.get("slash_commands") or []),
            "shortcuts": self._shortcuts("global"),
            "can_write": looking.channel is not None and not (looking.channel.kind == "im" and read_only),
            "zones": self.zones,
        }

    def _shortcuts(self, kind: str) -> list[Json]:
        declared = section(self.workspace.manifest, "features").get("shortcuts") or []
        return [item for item in declared if item["type"] == kind]

    def _everybody(self, looking: Looking | None) -> Json:
        now = self.workspace.clock.now()
        people = [u for u in self.workspace.users.values() if not u.is_bot and u.id != SLACKBOT]
        listed = [
            (person, now.astimezone(ZoneInfo(person.tz)), self.state.waiting(person))
            for person in sorted(people, key=lambda person: (person.deleted, person.shown_as))
        ]
        place = "home" if looking and looking.channel is None else ""
        guides = [(row, self.playground.guides[row[0].id]) for row in listed if row[0].id in self.playground.guides]
        me = looking.user if looking else None
        return {"guides": guides, "people": listed, "place": place, "workspace": self.workspace, "me": me}


def outline(exchange: Exchange) -> Json:
    """An exchange in a line."""
    detail = ""
    request = exchange.request if isinstance(exchange.request, dict) else {}
    if exchange.kind == "slash_command":
        detail = f"{request.get('command', '')} {request.get('text', '')}"
    elif exchange.kind == "block_actions":
        detail = ", ".join(str(action.get("action_id")) for action in request.get("actions") or [])
    elif exchange.kind in ("view_submission", "view_closed"):
        detail = str((request.get("view") or {}).get("callback_id") or "")
    elif isinstance(request.get("event"), dict):
        detail = str(request["event"].get("type") or "")
    answer = exchange.answer if isinstance(exchange.answer, dict) else {}
    failed = (exchange.status or 0) >= 400 or answer.get("ok") is False or "error" in answer
    detail = "" if detail == exchange.kind else detail
    return {"exchange": exchange, "detail": detail, "error": answer.get("error") if failed else None, "failed": failed}


def pretty(value: Any) -> str:
    """JSON to be read; text that is JSON is shown as what it means."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return str(value)
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)


def routes(playground: Playground) -> list[BaseRoute]:
    """The routes of the page, for the workspace's server."""
    return Page(playground).routes()
