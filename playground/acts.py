"""What people do on the page: ``POST /act/{what}`` with a JSON object that says who, where and how.

The page knows exactly which element somebody used, so this goes by block_id and action_id and not by labels as Person
does; the rules are the same, because both go through the workspace's interactions.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playground.draw_choices import SHORTEST_QUERY
from playground.elements import Control, controls, state_object, words
from playground.finding import Surface
from playground.page_state import PageState, Skip
from playground.records import File, Json, Message, User, View
from playground.shapes import file_object
from playground.workspace import SLACKBOT

LONGEST_SKIP = timedelta(days=31)
FAULTS: dict[str, tuple[str, Any]] = {
    "rate_limits": ("Rate limits (429 past each method's rate)", True),
    "server_error": ("Server errors (one call in four: 500)", 0.25),
    "drop_before": ("Dropped before (one call in four: cut, not done)", 0.25),
    "drop_after": ("Dropped after (one call in four: done, then cut)", 0.25),
    "slow": ("Slow (every call takes 1.5 s)", 1.5),
    "ack_lost": ("Lost acknowledgements (one event in four: sent again)", 0.25),
}
"""The faults that can be switched on: what each is called, and its setting when it is on."""


class Acts:
    """The acts by name: each takes what the page sent and returns what it should know besides the redrawn parts."""

    def __init__(self, state: PageState) -> None:
        self.state = state
        self.playground = state.playground
        self.workspace = state.workspace
        self.by_name: dict[str, Callable[[User, Json], Awaitable[Json]]] = {
            name: getattr(self, name)
            for name in (
                *("say", "shortcut", "join", "press", "choose", "type", "suggest"),
                *("submit", "back", "close", "skip", "fault", "change"),
            )
        }

    # --- talking ----------------------------------------------------------------------------------------------------

    async def say(self, user: User, sent: Json) -> Json:
        """A slash command, or a line of chat."""
        channel = self.workspace.channels[sent["in"]]
        text = str(sent["text"]).strip()
        if user.deleted:
            raise LookupError(f"{user.shown_as} is deactivated.")
        if text.startswith("/"):
            await self.playground.person(user.id).command(text, channel=channel)
        elif text:
            self.workspace.post(channel, user=user.id, text=_escaped(self.workspace.users.values(), text))
        return {}

    async def shortcut(self, user: User, sent: Json) -> Json:
        """Of the whole workspace, or of the message it was picked on."""
        where = self.state.surface(sent["where"], user) if sent.get("where") else None
        message = where if isinstance(where, Message) else None
        await self.playground.person(user.id).shortcut(sent["callback_id"], message=message)
        return {}

    async def join(self, user: User, sent: Json) -> Json:
        self.playground.add_member(self.workspace.channels[sent["channel"]], user.id)
        return {"go": sent["channel"]}

    # --- elements ---------------------------------------------------------------------------------------------------

    def _used(self, user: User, sent: Json) -> tuple[Surface, Control]:
        where = self.state.surface(sent["where"], user)
        for control in controls(where.blocks):
            if (control.block_id, control.action_id) == (sent["block"], sent["action"]):
                return where, control
        raise LookupError("This is not there any more.")

    async def press(self, user: User, sent: Json) -> Json:
        where, control = self._used(user, sent)
        how: Json = {}
        if "option" in sent:
            how = {"selected_option": self._chosen(user, where, control, str(sent["option"]))}
        elif "value" in sent:
            how = {"value": sent["value"]}
        await self.playground.interactions.act(user, where, control, how)
        return {}

    async def type(self, user: User, sent: Json) -> Json:
        """Typed words: kept, and told to the app when ``dispatch`` says that the person asked for it."""
        where, control = self._used(user, sent)
        text = str(sent["value"])
        value: Any = text or None
        if control.type == "rich_text_input" and text:
            lines = [{"type": "text", "text": line} for line in text.split("\n") if line]
            value = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [x]} for x in lines]}
        await self._set(user, where, control, value, tell=bool(sent.get("dispatch")))
        return {}

    async def choose(self, user: User, sent: Json) -> Json:
        """Chosen values, as a list: options by value, people and channels by id, dates and times in their notation."""
        where, control = self._used(user, sent)
        chosen = [self._chosen(user, where, control, str(value)) for value in sent["values"]]
        most = control.element.get("max_selected_items")
        if most is not None and len(chosen) > most:
            raise LookupError(f"You can choose at most {most}.")
        many = control.type.startswith("multi_") or control.type == "checkboxes"
        value = chosen if many else chosen[0] if chosen else None
        told = not control.is_input or bool(control.block.get("dispatch_action"))
        await self._set(user, where, control, value, tell=told)
        return {}

    def _chosen(self, user: User, where: Surface, control: Control, value: str) -> Any:
        match control.type.removeprefix("multi_"):
            case "users_select" | "conversations_select" | "channels_select":
                return value
            case "datepicker":
                return date.fromisoformat(value).isoformat()
            case "timepicker":
                return time.fromisoformat(value).strftime("%H:%M")
            case "datetimepicker":
                return int(datetime.fromisoformat(value).replace(tzinfo=ZoneInfo(user.tz)).timestamp())
        held: Any = None
        if control.is_stateful:
            held = self._values(user, where)[control.block_id][control.action_id][control.state_key]
        held = held if isinstance(held, list) else [held] if held else []
        for option in (*control.options, *self.state.remembered(where, control).values(), *held):
            if option["value"] == value:
                return _bare(option)
        raise LookupError("This choice is not offered any more.")

    async def _set(self, user: User, where: Surface, control: Control, value: Any, *, tell: bool) -> None:
        state = state_object(control, value)
        self._values(user, where)[control.block_id][control.action_id] = state
        self.workspace.touch()
        if tell:
            await self.playground.interactions.act(user, where, control, state)

    def _values(self, user: User, where: Surface) -> dict[str, dict[str, Json]]:
        return where.values if isinstance(where, View) else self.workspace.values_for(where, user.id)

    async def suggest(self, user: User, sent: Json) -> Json:
        """What a select offers for the typed words, in groups: ``{"groups": [{"label", "options": [...]}]}``."""
        where, control = self._used(user, sent)
        typed = str(sent["typed"]).strip()
        if control.type.endswith("external_select"):
            if len(typed) < control.element.get("min_query_length", SHORTEST_QUERY):
                return {"options": []}
            options = await self.playground.interactions.suggest(user, where, control, typed)
            self.state.remember(where, control, options)
            return {"options": [_line(option) for option in options]}
        lines = self._lines(user, control)
        return {"options": [line for line in lines if typed.casefold() in f"{line['label']} {line['more']}".casefold()]}

    def _lines(self, user: User, control: Control) -> list[Json]:
        if "users_select" in control.type:
            people = sorted(self.workspace.people(), key=lambda person: person.shown_as)
            return [{"value": person.id, "label": person.shown_as, "more": person.title} for person in people]
        if "static_select" in control.type:
            return [_line(option) for option in control.options]
        channels = self.state.channels_of(user) + self.state.others_for(user)
        return [{"value": c.id, "label": f"#{c.name}", "more": c.topic} for c in channels]

    def attach(self, user: User, sent: Json, files: list[tuple[str, str, bytes]]) -> None:
        """Files (name, media type, bytes) put into a file_input."""
        where, control = self._used(user, sent)
        attached = []
        for name, mimetype, content in files[: control.element.get("max_files", 10)]:
            safe_name = re.sub(r"[^\w.-]+", "_", name) or "file"
            file = File(
                self.workspace.new_id("F"),
                safe_name,
                name,
                mimetype,
                content,
                user.id,
                self.workspace.clock.now(),
                len(content),
                uploaded=True,
                completed=True,
            )
            self.workspace.files[file.id] = file
            attached.append(file_object(self.workspace, file))
        self._values(user, where)[control.block_id][control.action_id] = state_object(control, attached)
        self.workspace.touch()

    # --- modals -----------------------------------------------------------------------------------------------------

    async def submit(self, user: User, sent: Json) -> Json:
        """Submits the top modal with the words now in its fields."""
        person = self.playground.person(user.id)
        if person.modal is None or sent["where"] != f"view:{person.modal.id}":
            raise LookupError("This form is not open any more.")
        for typed in sent.get("fields", []):
            await self.type(user, {**typed, "where": sent["where"]})
        wrong = await person.submit()
        return {"wrong": bool(wrong)}

    async def back(self, user: User, sent: Json) -> Json:
        await self.playground.person(user.id).back()
        return {}

    async def close(self, user: User, sent: Json) -> Json:
        await self.playground.person(user.id).close()
        return {}

    # --- running the workspace --------------------------------------------------------------------------------------

    async def skip(self, user: User, sent: Json) -> Json:
        """Moves the clock on by so many hours; answers when all that falls due in them has been done."""
        ahead = timedelta(hours=float(sent["hours"]))
        if not timedelta(0) < ahead <= LONGEST_SKIP:
            raise LookupError("The clock moves on by up to a month at a time.")
        # Pressed twice, it moves on twice, one after the other.
        async with self.state.moving:
            now = self.workspace.clock.now()
            self.state.skip = Skip(now, now + ahead)
            self.workspace.touch()
            try:
                if self.playground.on_skip is None:
                    self.workspace.clock.advance(ahead)
                else:
                    await self.playground.on_skip(ahead)
            finally:
                self.state.skip = None
                self.workspace.touch()
        return {}

    async def fault(self, user: User, sent: Json) -> Json:
        _, setting = FAULTS[sent["name"]]
        setattr(self.workspace.faults, sent["name"], setting if sent["on"] else type(setting)(0))
        self.workspace.touch()
        return {}

    async def change(self, user: User, sent: Json) -> Json:
        """What a workspace's admin does to the chosen person: deactivate, reactivate, change zone or language."""
        fields = {name: sent[name] for name in ("deleted", "tz", "locale") if name in sent}
        if "tz" in fields:
            ZoneInfo(fields["tz"])
        await self.playground.change_user(user.id, **fields)
        return {}


def notice_of(state: PageState, user: User) -> str:
    """What went wrong for a person, once."""
    return state.workspace.notices.pop(user.id, "")


def _escaped(people: Any, text: str) -> str:
    """A line of chat as Slack keeps it: reserved characters escaped, @people as mentions."""
    by_name = {person.name: person.id for person in people if person.id != SLACKBOT}
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"(?<!\S)@([\w.-]+)", lambda at: f"<@{by_name[at[1]]}>" if at[1] in by_name else at[0], safe)


def _bare(option: Json) -> Json:
    return {name: option[name] for name in ("text", "value") if name in option}


def _line(option: Json) -> Json:
    return {"value": option["value"], "label": words(option["text"]), "more": words(option.get("description"))}
