"""Acting as a member of the local workspace, by what a person sees: labels, or an action_id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground import surfaces
from playground.elements import Control, state_object
from playground.fields import CHOSEN, TYPED, chosen, client_errors, option_called
from playground.finding import Surface, Target, find
from playground.reading import text_of
from playground.records import Channel, File, Json, Message, User, Values, View
from playground.shapes import file_object, view_object
from playground.workspace import SLACKBOT

if TYPE_CHECKING:
    from playground.server import Playground

CLICKED = frozenset(("button", "overflow", "radio_buttons", "checkboxes", "static_select"))
EXTERNAL = frozenset(("external_select", "multi_external_select"))
SHORTEST_QUERY = 3


class Person:
    """A member at the screen; made by ``playground.person(user_id)``.

    Elements are called by their label (a button's text, an input's label, a select's placeholder), their
    accessibility_label or their action_id. They are looked for in the open modal, then in messages from the newest on,
    then in the App Home; ``within`` looks in one message or view only, and ``near`` tells equal ones in one message
    apart by words in or above their block. What cannot be found raises LookupError, which lists what there is.
    """

    def __init__(self, playground: Playground, user: User) -> None:
        self.playground = playground
        self.user = user
        self.id = user.id
        self._workspace = playground.workspace

    def __repr__(self) -> str:
        return f"Person({self.id}, {self.user.real_name})"

    # --- doing ------------------------------------------------------------------------------------------------------

    async def command(self, text: str, *, channel: Channel | str | None = None) -> Message | None:
        """Types a slash command, in #general unless told otherwise; returns the newest answer seen there, if any."""
        where = self._channel(channel) if channel is not None else self.playground.general
        if self.id not in where.members:
            raise LookupError(f"{self.user.real_name} is not in {where.name or where.id}")
        name, _, rest = text.strip().partition(" ")
        seen = {message.ts for message in self.sees(where)}
        self._workspace.notices.pop(self.id, None)
        await self.playground.interactions.command(self.user, where, name, rest.strip())
        answerers = (self._workspace.bot.id, SLACKBOT)
        new = [m for m in self.sees(where) if m.ts not in seen and m.user in answerers]
        return new[-1] if new else None

    async def click(self, label: str, *, within: Surface | None = None, near: str = "") -> None:
        """Presses a button (and confirms, if it asks), or picks an option of a menu, radio buttons or checkboxes."""
        target = find(self._surfaces(within), label, types=CLICKED, options=True, near=near)
        control, option = target.control, target.option
        if control.type == "button":
            await self.playground.interactions.act(self.user, target.surface, control, {})
        elif option is None:
            raise LookupError(f"{label!r} is a {control.type}: click one of its options, or choose")
        elif control.type == "overflow":
            picked = option_called([option], label, control)
            await self.playground.interactions.act(self.user, target.surface, control, {"selected_option": picked})
        else:
            await self._set(target, self._toggled(target, option_called([option], label, control)))

    async def choose(self, label: str, *choices: str, within: Surface | None = None, near: str = "") -> None:
        """Chooses in a select, radio buttons, checkboxes or a picker; no choices empty it.

        Options by their text (an external select is typed the text and offers it), people by name or @handle, channels
        by name, dates "2026-11-24", times "10:30", moments as unix seconds or "2026-11-24 10:30" in one's own zone.
        """
        target = find(self._surfaces(within), label, types=CHOSEN, near=near)

        async def suggest(typed: str) -> list[Json]:
            return await self._suggestions(target, typed)

        value = await chosen(self._workspace, self.user, target.control, choices, suggest)
        if target.control.type == "overflow":
            state = {"selected_option": value}
            await self.playground.interactions.act(self.user, target.surface, target.control, state)
        else:
            await self._set(target, value)

    async def type(self, label: str, text: str, *, within: Surface | None = None, near: str = "") -> None:
        """Types into a text, number, e-mail or link input, in place of what it held; submit checks it as Slack does."""
        target = find(self._surfaces(within), label, types=TYPED, near=near)
        await self._set(target, text or None)

    async def attach(self, label: str, name: str, content: bytes, mimetype: str = "text/csv") -> None:
        """Puts one file into a file input, in place of what it held."""
        target = find(self._surfaces(None), label, types=frozenset(("file_input",)))
        file = File(
            self._workspace.new_id("F"), name, name, mimetype, content, self.id, self._workspace.clock.now(),
            len(content), uploaded=True, completed=True,
        )  # fmt: skip
        self._workspace.files[file.id] = file
        await self._set(target, [file_object(self._workspace, file)])

    async def suggest(self, label: str, typed: str, *, within: Surface | None = None, near: str = "") -> list[str]:
        """The texts of the options an external select offers for what was typed; too short, it does not ask the app."""
        target = find(self._surfaces(within), label, types=EXTERNAL, near=near)
        return [str(option["text"]["text"]) for option in await self._suggestions(target, typed)]

    async def submit(self) -> dict[str, str]:
        """Submits the top modal; returns what was wrong, by label ({} when it was accepted).

        Required inputs, lengths and formats are held to by the client, nothing is sent then. A submission the app fails
        to answer leaves the modal open: {"": "We had some trouble connecting. Try again?"}.
        """
        view = self._open_modal()
        self._workspace.notices.pop(self.id, None)
        view.errors = client_errors(view)
        if not view.errors:
            await self.playground.interactions.submit(self.user, view)
            if self.notice:
                return {"": self.notice}
        labels = {block["block_id"]: block["label"]["text"] for block in view.blocks if block["type"] == "input"}
        return {labels[block_id]: complaint for block_id, complaint in view.errors.items()}

    async def close(self) -> None:
        """Dismisses the whole modal, every view of it."""
        stack = list(self._workspace.modals.get(self.id, ()))
        if not stack:
            raise LookupError("no modal is open")
        surfaces.clear_stack(self._workspace, self.id)
        for view in reversed(stack):
            await self.playground.interactions.close(self.user, view, is_cleared=len(stack) > 1)

    async def back(self) -> None:
        """Dismisses the topmost view of the modal; one that asks to clear takes the others with it."""
        view = self._open_modal()
        if view.payload.get("clear_on_close"):
            await self.close()
            return
        surfaces.close_view(self._workspace, view)
        await self.playground.interactions.close(self.user, view, is_cleared=False)

    async def shortcut(self, callback_id: str, *, message: Message | None = None) -> None:
        """Runs a global shortcut, or a message shortcut on a message."""
        await self.playground.interactions.shortcut(self.user, callback_id, message)

    async def open_home(self) -> View:
        """Opens the App Home, as the app then shows it; raises LookupError if it shows none."""
        home = self.home
        event: Json = {"type": "app_home_opened", "user": self.id, "tab": "home"}
        event["channel"] = self._workspace.dm(self.id).id
        if home is not None:
            event["view"] = view_object(home)
        await self.playground.send_event(event)
        if self.home is None:
            raise LookupError("the app has published no App Home for this person")
        return self.home

    # --- seeing -----------------------------------------------------------------------------------------------------

    @property
    def direct_messages(self) -> list[Message]:
        """The conversation with the bot, newest last, without what stands in threads."""
        return [one for one in self.sees(self._workspace.dm(self.id)) if one.thread_ts in (None, one.ts)]

    def files_under(self, message: Message) -> list[File]:
        """What was shared in the thread of a message, oldest first."""
        replies = [one for one in self.sees(message.channel) if one.thread_ts == message.ts and one is not message]
        return [file for reply in replies for file in reply.files]

    def sees(self, channel: Channel | str) -> list[Message]:
        """The messages of a channel (by id or name) this person sees, ephemerals for them included, newest last."""
        where = self._channel(channel)
        return [message for message in self._workspace.messages(where) if message.visible_to(self.id)]

    @property
    def answers(self) -> list[Message]:
        """The ephemeral messages this person got, newest last."""
        found = [m for c in self._workspace.channels.values() for m in self._workspace.messages(c)]
        return sorted((m for m in found if m.ephemeral_for == self.id), key=lambda message: float(message.ts))

    @property
    def modal(self) -> View | None:
        """The topmost open modal."""
        stack = self._workspace.modals.get(self.id)
        return stack[-1] if stack else None

    @property
    def home(self) -> View | None:
        """The App Home as last published."""
        return self._workspace.homes.get(self.id)

    @property
    def notice(self) -> str | None:
        """What went wrong at this person's last action, in Slack's words."""
        return self._workspace.notices.get(self.id)

    def reads(self, thing: Message | View) -> str:
        """Everything readable on it, with times in this person's zone."""
        return text_of(thing, self.user)

    # --- how --------------------------------------------------------------------------------------------------------

    def _channel(self, channel: Channel | str) -> Channel:
        if isinstance(channel, Channel):
            found: Channel | None = channel
        else:
            found = self._workspace.channels.get(channel) or self._workspace.channel_named(channel)
        if found is None or (self.id not in found.members and found.type != "public_channel"):
            raise LookupError(f"{self.user.real_name} sees no channel {channel!r}")
        return found

    def _surfaces(self, within: Surface | None) -> list[Surface]:
        """Where this person looks, in order."""
        if within is not None:
            return [within]
        mine = [channel for channel in self._workspace.channels.values() if self.id in channel.members]
        messages = [m for channel in mine for m in self._workspace.messages(channel) if m.visible_to(self.id)]
        messages.sort(key=lambda message: float(message.ts), reverse=True)
        return [*([self.modal] if self.modal else ()), *messages, *([self.home] if self.home else ())]

    def _open_modal(self) -> View:
        if self.modal is None:
            raise LookupError("no modal is open")
        return self.modal

    def _values(self, surface: Surface) -> Values:
        return surface.values if isinstance(surface, View) else self._workspace.values_for(surface, self.id)

    def _toggled(self, target: Target, option: Json) -> Json | list[Json]:
        control = target.control
        if control.type != "checkboxes":
            return option
        ticked: list[Json] = self._values(target.surface)[control.block_id][control.action_id]["selected_options"]
        others = [other for other in ticked if other["value"] != option["value"]]
        return others if len(others) < len(ticked) else [*ticked, option]

    async def _set(self, target: Target, value: object) -> None:
        """Puts a value into an element's state, and tells the app if the element asks for it."""
        control = target.control
        state = state_object(control, value)
        self._values(target.surface)[control.block_id][control.action_id] = state
        self._workspace.touch()
        if _dispatches(control):
            await self.playground.interactions.act(self.user, target.surface, control, state)

    async def _suggestions(self, target: Target, typed: str) -> list[Json]:
        if len(typed) < target.control.element.get("min_query_length", SHORTEST_QUERY):
            return []
        return await self.playground.interactions.suggest(self.user, target.surface, target.control, typed)


def _dispatches(control: Control) -> bool:
    """Whether using an element is told to the app at once: always, but in input blocks only with dispatch_action."""
    return not control.is_input or bool(control.block.get("dispatch_action"))
