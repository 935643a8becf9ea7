"""From Bolt to a handler: one listener per kind of payload, the member known, errors in words."""

import re
from typing import Any

import structlog
from pydantic import ValidationError
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.domain import errors
from bot.i18n import readable
from bot.runtime import Runtime
from bot.views import kit
from handlers import home
from handlers.cleaning import clean, typed
from handlers.directory import Directory
from handlers.errors import sentence
from handlers.registry import Handler, Visit, registry

log = structlog.get_logger()
EVERYTHING = re.compile("")
MENDABLE = (errors.InvalidInput, errors.NameTaken)
"""Errors that another word in the form mends: it stays open, with what was typed."""


def register(app: AsyncApp, runtime: Runtime) -> None:
    """Attach the catch-all listeners. What has no handler is answered all the same."""
    directory = Directory(runtime)

    async def visit(
        body: dict[str, Any],
        context: AsyncBoltContext,
        ack: AsyncAck,
        slack_id: str,
        *,
        value: str = "",
        text: str = "",
    ) -> Visit:
        return Visit(
            runtime=runtime,
            slack=await runtime.slack(str(context.team_id)),
            workspace_id=str(context.team_id),
            slack_id=slack_id,
            body=body,
            ack=ack,
            value=value,
            text=text,
        )

    async def run(handler: Handler, visit: Visit) -> None:
        """Let the handler decide; what the rules refuse is said in words, beside the form's field if it has one."""
        await directory.know(visit.slack, visit.workspace_id, visit.slack_id)
        try:
            await handler(visit)
        except errors.DomainError as error:
            await _say(visit, error)
        except ValidationError as error:
            field = str(error.errors()[0]["loc"][0]) if error.errors()[0]["loc"] else ""
            await _say(visit, errors.InvalidInput(field, "invalid"))
        if visit.at_home:
            await home.show(visit)

    @app.command(EVERYTHING)
    async def command(body: dict[str, Any], context: AsyncBoltContext, ack: AsyncAck) -> None:
        text = typed(str(body.get("text") or ""))
        first, *rest = text.split(maxsplit=1) or [""]
        words = rest[0].strip() if rest else ""
        handler = registry.commands.get(first.casefold())
        if handler is None:
            handler, words = registry.commands["unknown"], " ".join(text.split())
        await run(handler, await visit(body, context, ack, body["user_id"], text=words))

    @app.action(EVERYTHING)
    async def action(body: dict[str, Any], context: AsyncBoltContext, ack: AsyncAck) -> None:
        clicked = body["actions"][0]
        name = str(clicked["action_id"]).partition(":")[0]
        handler = registry.actions.get(name)
        if handler is None:
            await ack()  # a select or checkbox inside a form: read when the form is submitted
            return
        option = clicked.get("selected_option") or {}
        value = clean(str(option.get("value") or clicked.get("value") or ""))
        await run(handler, await visit(body, context, ack, body["user"]["id"], value=value))

    @app.view_submission(EVERYTHING)
    async def form(body: dict[str, Any], context: AsyncBoltContext, ack: AsyncAck) -> None:
        handler = registry.forms.get(str(body["view"]["callback_id"]))
        if handler is None:
            await ack()
            return
        await run(handler, await visit(body, context, ack, body["user"]["id"]))

    @app.options(EVERYTHING)
    async def options(body: dict[str, Any], context: AsyncBoltContext, ack: AsyncAck) -> None:
        handler = registry.options.get(str(body["action_id"]).partition(":")[0])
        if handler is None:
            await ack(options=[])
            return
        await run(
            handler, await visit(body, context, ack, body["user"]["id"], value=clean(str(body.get("value") or "")))
        )

    @app.shortcut(EVERYTHING)
    async def shortcut(body: dict[str, Any], context: AsyncBoltContext, ack: AsyncAck) -> None:
        handler = registry.shortcuts.get(str(body["callback_id"]))
        if handler is None:
            await ack()
            return
        await run(handler, await visit(body, context, ack, body["user"]["id"]))

    @app.event(EVERYTHING)
    async def event(body: dict[str, Any], context: AsyncBoltContext, ack: AsyncAck) -> None:
        payload = body["event"]
        handler = registry.events.get(str(payload["type"]))
        who = payload.get("user") or {}
        slack_id = who if isinstance(who, str) else str(who.get("id", ""))
        if handler is not None and slack_id:
            seen = await visit(body, context, ack, slack_id)
            if isinstance(who, str):  # they did something; a whole user object only tells of a change
                await directory.know(seen.slack, seen.workspace_id, slack_id)
            await handler(seen)
        await ack()


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
