"""Handlers by name, behind one Bolt middleware: a listener each would cost 10 us on every request
(docs/adr/0002-one-registry.md).

A handler gets one `Visit`: everything about this payload, typed, so that a misspelt argument is mypy's finding and not
a silent None.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
import structlog
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient
from sqlalchemy.ext.asyncio import AsyncSession

from bot.answers import Encoded
from bot.config import Settings
from bot.domain import access, members, networks
from bot.domain.access import Permission
from bot.i18n import Texts
from bot.limits import Limit
from bot.runtime import Runtime
from bot.slack import reason_of
from bot.views import ids, kit
from bot.views.kit import Message, View
from handlers import origin
from handlers.directory import Acquaintance, Directory
from models import Member


def as_id(text: str) -> int:
    """`text` as a row's id; 0, which no row has, when it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


log = structlog.get_logger()

PLAIN = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
"""Blocks are dicts of words and numbers; anything else in them is a mistake."""
A_MOMENT = 1.5
"""Seconds that an answer may take before it is said to be under way; Slack waits for three."""
NO_PREVIEWS: Mapping[str, Any] = {"unfurl_links": False, "unfurl_media": False}
"""An address that somebody typed brings nothing of its own onto the screen."""


class Stranger(Exception):
    """Nobody here knows the person yet: whoever runs the handler makes their acquaintance and runs it again."""


@dataclass(kw_only=True)
class Visit:
    """One payload from one person, and the ways to answer it."""

    runtime: Runtime
    directory: Directory
    slack: AsyncWebClient
    workspace_id: str
    slack_id: str
    body: dict[str, Any]
    ack: AsyncAck
    value: str = ""
    """The clicked button's or chosen option's value: an id."""
    text: str = ""
    """What was typed after the command and its first word."""
    may: Permission = access.LOOK_AROUND
    """What the handler was registered with."""
    forgotten: bool = False
    """They asked to be forgotten, and were: nothing more is looked up about them."""
    _member: Member | None = field(default=None, repr=False)
    _texts: Texts | None = field(default=None, repr=False)

    @property
    def now(self) -> datetime:
        return self.runtime.now()

    @property
    def number(self) -> int:
        """The value as a row's id; 0, which no row has, when it is not a number."""
        return as_id(self.value)

    @property
    def numbers(self) -> tuple[int, int]:
        """The value as two ids, of a button about two things: "7-42"."""
        first, _, second = self.value.partition("-")
        return as_id(first), as_id(second)

    @property
    def has_begun(self) -> bool:
        return self._member is not None

    @property
    def member(self) -> Member:
        assert self._member is not None, "known once begin() was entered"
        return self._member

    @property
    def t(self) -> Texts:
        """Words for this person."""
        assert self._texts is not None, "known once begin() was entered"
        return self._texts

    @property
    def metadata(self) -> dict[str, Any]:
        """What the modal carried along: ids, to be looked up and checked like anything else that arrives."""
        try:
            loaded = json.loads(self.body.get("view", {}).get("private_metadata") or "{}")
        except ValueError:
            return {}
        return loaded if isinstance(loaded, dict) else {}

    def carried(self, name: str) -> int:
        return as_id(str(self.metadata.get(name)))

    @property
    def at_home(self) -> bool:
        """Whether this happened on the home tab, or in a modal that was opened from there."""
        view = self.body.get("view")
        return bool(view and (view.get("type") == "home" or self.metadata.get("home")))

    @property
    def in_list(self) -> bool:
        """Whether the clicked button is one of several of its kind, as in a list of requests."""
        actions = self.body.get("actions") or [{}]
        return ":" in str(actions[0].get("action_id"))

    @property
    def clicked(self) -> str:
        """Which button it was: the id, without what tells it from its neighbours."""
        actions = self.body.get("actions") or [{}]
        return str(actions[0].get("action_id")).partition(":")[0]

    @property
    def is_private(self) -> bool:
        """Whether the clicked message is one that only this person sees and that may be put anew."""
        container = self.body.get("container") or {}
        return container.get("type") != "message" or bool(container.get("is_ephemeral"))

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """One transaction with the person's own row loaded; a raise rolls all of it back. Raises Stranger, so it comes
        before anything that cannot be done twice."""
        async with self.runtime.db.begin() as session:
            member = await members.find(session, self.workspace_id, self.slack_id)
            if member is None:
                raise Stranger
            self._member = member
            self._texts = self._words()  # kept apart: after a rollback the row's values are gone
            yield session
            access.was_checked(session, self.may)
            self._texts = self._words()  # the language may be what was just changed
        self.directory.update(self.workspace_id, self.slack_id, self._texts, joined=member.joined_at is not None)

    async def acquaintance(self) -> Acquaintance:
        """The person as they were a moment ago: without a query, if they were here."""
        known = self.directory.recall(self.workspace_id, self.slack_id)
        if known is None:
            async with self.begin() as session:
                runs_network = bool(await networks.with_figures(session, self.member))
            known = Acquaintance(self.t, self.member.joined_at is not None, runs_network, self.now)
            self.directory.remember(self.workspace_id, self.slack_id, known)
        return known

    def reads(self, language: str, tz: str) -> None:
        """Known by a row that was read without a transaction: enough to answer them in their own words."""
        self._texts = Texts.of(language, tz)

    def _words(self) -> Texts:
        return Texts.of(members.language_of(self.member), self.member.tz)

    # Answers. Each acknowledges; none is called twice for one visit.

    async def answer(self, message: Message) -> None:
        """Say something privately, where the person is: beside the command or message, or in a small modal."""
        if "command" in self.body:
            said = {"text": message.text, "blocks": message.blocks, "response_type": "ephemeral", **NO_PREVIEWS}
            # What ack() would make of it, without its copy of every block.
            self.ack.response = Encoded(orjson.dumps(said, option=PLAIN))
        elif self.body.get("type") == "view_submission":
            await self.ack(response_action="update", view=self.marked(self.notice(message)))
        elif self.body.get("response_url"):
            await self._respond(message, replace=False)
        else:
            await self.open(self.notice(message))

    async def replace(self, message: Message) -> None:
        """Put `message` where the clicked one was, a message or a modal; from the home tab, say it in a modal."""
        view = self.body.get("view") or {}
        if self.body.get("response_url"):
            await self._respond(message, replace=True)
        elif self.body.get("type") == "block_actions" and view.get("type") == "modal":
            # Not pushed on top: Slack stacks three views, and what was answered is of no use any more.
            await self.slack.views_update(view_id=view["id"], view=self.marked(self.notice(message)))
            await self.ack()
        else:
            await self.answer(message)

    async def _respond(self, message: Message, *, replace: bool) -> None:
        # One shared HTTP session: Bolt's own respond() would open a connection per answer.
        webhook = AsyncWebhookClient(self.body["response_url"], session=self.slack.session)
        answer = await webhook.send(text=message.text, blocks=message.blocks, replace_original=replace, **NO_PREVIEWS)
        if answer.status_code != 200:  # the address has expired; the person still gets the answer
            await self.slack.views_open(trigger_id=self.body["trigger_id"], view=self.notice(message))
        await self.ack()

    async def answer_later(self, working: Message, work: Callable[[], Awaitable[Message]]) -> None:
        """Do `work` and say what it found. What takes longer than a moment is said to be under way first, which in a
        modal what it found replaces; the answer to a command Slack lets nobody replace."""
        doing = asyncio.ensure_future(work())
        if (await asyncio.wait({doing}, timeout=A_MOMENT))[0]:
            in_modal = self.body.get("view", {}).get("type") == "modal"
            await (self.replace if in_modal else self.answer)(await doing)
            return
        if "command" in self.body or self.body.get("response_url"):
            await self.answer(working)
            self.runtime.later(self._tell(doing))
        elif self.body.get("view", {}).get("type") == "modal":
            await self.replace(working)
            self.runtime.later(self._fill(str(self.body["view"]["id"]), doing))
        else:
            opened = await self.slack.views_open(trigger_id=self.body["trigger_id"], view=self.notice(working))
            await self.ack()
            self.runtime.later(self._fill(str(opened["view"]["id"]), doing))

    async def _tell(self, doing: Awaitable[Message]) -> None:
        message = await doing
        webhook = AsyncWebhookClient(self.body["response_url"], session=self.slack.session)
        await webhook.send(text=message.text, blocks=message.blocks, replace_original=False, **NO_PREVIEWS)

    async def _fill(self, view_id: str, doing: Awaitable[Message]) -> None:
        """Whoever closed the modal meanwhile has what was done all the same."""
        await self._redrawn(view_id, self.notice(await doing))

    async def _redrawn(self, view_id: str, view: View) -> bool:
        """False when that modal is closed."""
        try:
            await self.slack.views_update(view_id=view_id, view=view)
        except SlackApiError as error:
            if reason_of(error) != "not_found":
                raise
            return False
        return True

    async def open(self, view: View) -> None:
        """Open a modal; on top of the one the click came from, if it came from one, or in its place: Slack takes three
        on top of each other."""
        trigger, view = self.body["trigger_id"], self.marked(view)
        below = self.body.get("view") or {}
        if below.get("type") == "modal" and below.get("previous_view_id") not in (None, below.get("root_view_id")):
            await self.slack.views_update(view_id=below["id"], view=view)
        elif below.get("type") == "modal":
            await self.slack.views_push(trigger_id=trigger, view=view)
        else:
            await self.slack.views_open(trigger_id=trigger, view=view)
        await self.ack()

    async def refuse(self, errors: dict[str, str]) -> None:
        """Keep the form open with these words beside its fields."""
        blocks = [block["block_id"] for block in self.body["view"]["blocks"] if block["type"] == "input"]
        known = {name: words for name, words in errors.items() if name in blocks}
        await self.ack(response_action="errors", errors=known or {blocks[0]: next(iter(errors.values()))})

    def with_origin(self, view: View) -> View:
        """`view`, remembering the message or modal whose button opened it, for replace_origin() after its
        submission."""
        below = self.body.get("view") or {}
        address = self.body.get("response_url") or (below.get("id") if below.get("type") == "modal" else None)
        if not address:
            return view
        carried = json.loads(view.get("private_metadata") or "{}")
        carried |= {"origin": address, "seal": origin.seal(*self._whose, address)}
        return {**view, "private_metadata": json.dumps(carried)}

    async def replace_origin(self, message: Message) -> bool:
        """Put `message` where the button was that opened this form: False when Slack takes it no more (a message after
        half an hour, a modal that was closed), or there is no such place."""
        address = str(self.metadata.get("origin") or "")
        if not address or not origin.is_sealed(*self._whose, address, self.metadata.get("seal")):
            return False
        if address.startswith("V"):
            return await self.update_origin(self.notice(message))
        webhook = AsyncWebhookClient(address, session=self.slack.session)
        answer = await webhook.send(text=message.text, blocks=message.blocks, replace_original=True, **NO_PREVIEWS)
        log.info("origin.replaced", status=answer.status_code)
        return answer.status_code == 200

    async def update(self, view: View) -> None:
        """Draw the modal in which something was clicked anew."""
        await self.slack.views_update(view_id=self.body["view"]["id"], view=self.marked(view))
        await self.ack()

    async def update_origin(self, view: View) -> bool:
        """Put `view` in the place of the modal whose button opened this form: False when it was none, or is closed."""
        address = str(self.metadata.get("origin") or "")
        if not address.startswith("V") or not origin.is_sealed(*self._whose, address, self.metadata.get("seal")):
            return False
        return await self._redrawn(address, self.marked(view))

    @property
    def _whose(self) -> tuple[Settings, str, str]:
        return self.runtime.settings, self.workspace_id, self.slack_id

    def marked(self, view: View) -> View:
        """The modal remembers that it began on the home tab, which is then drawn anew after whatever it does."""
        if not self.at_home:
            return view
        carried = json.loads(view.get("private_metadata") or "{}")
        return {**view, "private_metadata": json.dumps(carried | {"home": True})}

    def notice(self, message: Message) -> View:
        return kit.modal(self.t, ids.NOTICE, "Klik", message.blocks or [kit.section(message.text)])


Handle = Callable[[Visit], Awaitable[None]]


@dataclass(frozen=True)
class Handler:
    """What runs, and what the person needs for it."""

    run: Handle
    may: Permission
    label: tuple[str, str]
    """(kind, name) for those who watch: the same for all names of one handler, and always one of ours."""
    limit: Limit | None = None
    """How often one person may do it; None for what costs little."""


Decorator = Callable[[Handle], Handle]


class Registry:
    """Handlers by name. Two with one name, or one without a permission, is a mistake found at import."""

    def __init__(self) -> None:
        self.commands: dict[str, Handler] = {}
        self.actions: dict[str, Handler] = {}
        self.forms: dict[str, Handler] = {}
        self.options: dict[str, Handler] = {}
        self.events: dict[str, Handler] = {}
        self.shortcuts: dict[str, Handler] = {}

    def command(self, *names: str, may: Permission, limit: Limit | None = None) -> Decorator:
        """A word after /mentor; further names are other ways to say it."""
        return self._in(self.commands, "command", names, may, limit)

    def action(self, *names: str, may: Permission, limit: Limit | None = None) -> Decorator:
        return self._in(self.actions, "action", names, may, limit)

    def form(self, *names: str, may: Permission, limit: Limit | None = None) -> Decorator:
        return self._in(self.forms, "form", names, may, limit)

    def option_list(self, *names: str, may: Permission) -> Decorator:
        return self._in(self.options, "options", names, may)

    def event(self, *names: str, may: Permission) -> Decorator:
        return self._in(self.events, "event", names, may)

    def shortcut(self, *names: str, may: Permission, limit: Limit | None = None) -> Decorator:
        return self._in(self.shortcuts, "shortcut", names, may, limit)

    def tables(self) -> dict[str, dict[str, Handler]]:
        """All of them, by the kind of payload."""
        return dict(vars(self))

    @staticmethod
    def _in(
        table: dict[str, Handler], kind: str, names: tuple[str, ...], may: Permission, limit: Limit | None = None
    ) -> Decorator:
        def add(run: Handle) -> Handle:
            # The bare command is help: a name that nobody has to guess.
            label = kind, next(filter(None, names))
            for name in names:
                assert name not in table, f"{name} has a handler already"
                table[name] = Handler(run, may, label, limit)
            return run

        return add


registry = Registry()
