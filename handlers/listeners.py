"""From Bolt to a handler: the member known, errors in words.

A middleware and no listeners: Bolt tries listeners in turn and fills their arguments by name, on every request
(docs/adr/0002-one-registry.md). It is the last one, so Bolt has verified, authorised and parsed before.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from pydantic import ValidationError
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.domain import access, errors
from bot.i18n import readable
from bot.limits import Limits
from bot.runtime import Runtime
from bot.views import kit
from handlers import home
from handlers.cleaning import clean, typed
from handlers.directory import Directory
from handlers.errors import sentence
from handlers.notices import NOTICES, notice_of, workspace_of
from handlers.registry import Handler, Stranger, Visit, registry

log = structlog.get_logger()
MENDABLE = (errors.InvalidInput, errors.NameTaken, errors.TooManyItems, errors.TooOften)
"""Errors that another word in the form mends, or a little patience: it stays open, with what was typed."""


def register(app: AsyncApp, runtime: Runtime) -> None:
    app.use(Dispatcher(runtime))


class Dispatcher(AsyncMiddleware):
    """Finds the handler of a payload and lets it decide. What has no handler is acknowledged all the same."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.directory = Directory(runtime)
        self.limits = Limits(runtime.settings)

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 (Bolt calls it by this name)
    ) -> BoltResponse:
        if (kind := _kind(req.body)) is not None:
            await kind(self, req)
        return req.context.ack.response or BoltResponse(status=200, body="")

    async def _visit(self, req: AsyncBoltRequest, slack_id: str, *, value: str = "", text: str = "") -> Visit:
        workspace_id = workspace_of(req.context, req.body)
        return Visit(
            runtime=self.runtime,
            directory=self.directory,
            slack=await self.runtime.workspaces.client(workspace_id, req.context.enterprise_id),
            workspace_id=workspace_id,
            slack_id=slack_id,
            body=req.body,
            ack=req.context.ack,
            value=value,
            text=text,
        )

    async def _run(self, handler: Handler | None, req: AsyncBoltRequest, *, value: str = "", text: str = "") -> None:
        """Let the handler decide; what the rules refuse is said in words, beside the form's field if it has one."""
        if handler is None:
            return
        slack_id = str(req.body["user_id"] if "command" in req.body else req.body["user"]["id"])
        visit = await self._visit(req, slack_id, value=value, text=text)
        with self.runtime.watch.request(*handler.label, visit.workspace_id) as seen:
            try:
                await self._introduced(handler, visit)
            except errors.DomainError as error:
                seen.outcome = "refused"
                await _say(visit, error)
            except ValidationError as error:
                seen.outcome = "refused"
                field = str(error.errors()[0]["loc"][0]) if error.errors()[0]["loc"] else ""
                await _say(visit, errors.InvalidInput(field, "invalid"))
            if visit.at_home and not visit.forgotten:
                await home.show(visit)

    async def _introduced(self, handler: Handler, visit: Visit) -> None:
        """Raises TooOften, and whatever the rules refuse."""
        if handler.limit is not None:
            self.limits.take(handler.limit, visit.workspace_id, visit.slack_id, visit.now)
        try:
            await admit(handler, visit)
        except Stranger:
            await self.directory.meet(visit.slack, visit.workspace_id, visit.slack_id)
            await admit(handler, visit)

    async def command(self, req: AsyncBoltRequest) -> None:
        text = typed(str(req.body.get("text") or ""))
        first, *rest = text.split(maxsplit=1) or [""]
        words = rest[0].strip() if rest else ""
        handler = registry.commands.get(first.casefold())
        if handler is None:
            handler, words = registry.commands["unknown"], " ".join(text.split())
        await self._run(handler, req, text=words)

    async def action(self, req: AsyncBoltRequest) -> None:
        clicked = req.body["actions"][0]
        option = clicked.get("selected_option") or {}
        value = clean(str(option.get("value") or clicked.get("value") or ""))
        # None for a select or checkbox inside a form: it is read when the form is submitted.
        await self._run(registry.actions.get(_name(clicked["action_id"])), req, value=value)

    async def form(self, req: AsyncBoltRequest) -> None:
        await self._run(registry.forms.get(str(req.body["view"]["callback_id"])), req)

    async def options(self, req: AsyncBoltRequest) -> None:
        handler = registry.options.get(_name(req.body["action_id"]))
        if handler is None:
            await req.context.ack(options=[])
        await self._run(handler, req, value=clean(str(req.body.get("value") or "")))

    async def shortcut(self, req: AsyncBoltRequest) -> None:
        await self._run(registry.shortcuts.get(str(req.body["callback_id"])), req)

    async def event(self, req: AsyncBoltRequest) -> None:
        payload = req.body["event"]
        if (hear := NOTICES.get(str(payload["type"]))) is not None:
            await hear(notice_of(self.runtime, req.context, req.body))
            await req.context.ack()
            return
        handler = registry.events.get(str(payload["type"]))
        who = payload.get("user") or {}
        slack_id = who if isinstance(who, str) else str(who.get("id", ""))
        if handler is not None and slack_id:
            visit = await self._visit(req, slack_id)
            with self.runtime.watch.request(*handler.label, visit.workspace_id):
                await self._introduced(handler, visit)
        await req.context.ack()


KINDS: dict[str, Callable[[Dispatcher, AsyncBoltRequest], Awaitable[None]]] = {
    "block_actions": Dispatcher.action,
    "view_submission": Dispatcher.form,
    "block_suggestion": Dispatcher.options,
    "shortcut": Dispatcher.shortcut,
    "message_action": Dispatcher.shortcut,
    "event_callback": Dispatcher.event,
}
"""By the payload's type; a command has none."""


def _kind(body: dict[str, Any]) -> Callable[[Dispatcher, AsyncBoltRequest], Awaitable[None]] | None:
    return Dispatcher.command if "command" in body else KINDS.get(str(body.get("type")))


def _name(action_id: str) -> str:
    return str(action_id).partition(":")[0]


async def admit(handler: Handler, visit: Visit) -> None:
    """Run the handler if the person may: the one place where that is decided. What hangs on a thing is decided where
    the thing is looked up, and what anybody may costs no query. Raises NotJoined, NotAllowed."""
    if handler.may.at_the_door:
        async with visit.begin() as session:
            await access.require(session, visit.member, handler.may)
    visit.may = handler.may
    try:
        await handler.run(visit)
    finally:
        visit.may = access.LOOK_AROUND  # for what follows: the words of a refusal, the home tab


async def _say(visit: Visit, error: errors.DomainError) -> None:
    if not visit.has_begun:
        async with visit.begin():
            pass  # the error came before the transaction; the words need the person's language
    words = sentence(visit.t, error)
    log.info("refused", reason=type(error).__name__)
    if visit.body.get("type") == "view_submission" and isinstance(error, MENDABLE):
        await visit.refuse({getattr(error, "field", "name"): readable(words)})
    else:
        await visit.answer(kit.message(words))
