"""Acting as a member of the local workspace, by what a person sees: labels, or an action_id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.records import Channel, Message, User, View

if TYPE_CHECKING:
    from playground.server import Playground


class Person:
    """A member at the screen; made by ``playground.person(user_id)``."""

    def __init__(self, playground: Playground, user: User) -> None:
        self.playground = playground
        self.user = user
        self.id = user.id

    async def command(self, text: str, *, channel: Channel | str | None = None) -> Message | None:
        """Types a slash command, in #general unless told otherwise; returns the answer seen there, if any."""
        raise NotImplementedError

    async def click(self, label: str, *, within: Message | View | None = None) -> None:
        """Presses a button, or picks an option of an overflow menu."""
        raise NotImplementedError

    async def choose(self, label: str, *choices: str, within: Message | View | None = None) -> None:
        """Chooses in a select, radio buttons, checkboxes or a picker."""
        raise NotImplementedError

    async def type(self, label: str, text: str, *, within: Message | View | None = None) -> None:
        """Types into a text, number, e-mail or link input."""
        raise NotImplementedError

    async def submit(self) -> dict[str, str]:
        """Submits the top modal; returns what was wrong, by label ({} when it was accepted)."""
        raise NotImplementedError

    async def close(self) -> None:
        """Dismisses the whole modal."""
        raise NotImplementedError

    async def back(self) -> None:
        """Dismisses the topmost view of the modal only."""
        raise NotImplementedError

    async def suggest(self, label: str, typed: str, *, within: Message | View | None = None) -> list[str]:
        """The texts of the options an external select offers for what was typed."""
        raise NotImplementedError

    async def shortcut(self, callback_id: str, *, message: Message | None = None) -> None:
        """Runs a global shortcut, or a message shortcut on a message."""
        raise NotImplementedError

    async def open_home(self) -> View:
        """Opens the App Home and returns it as it then is."""
        raise NotImplementedError

    @property
    def direct_messages(self) -> list[Message]:
        """The conversation with the bot, newest last."""
        raise NotImplementedError

    def sees(self, channel: Channel | str) -> list[Message]:
        """The messages of a channel this person sees, ephemerals for them included, newest last."""
        raise NotImplementedError

    @property
    def answers(self) -> list[Message]:
        """The ephemeral messages this person got, newest last."""
        raise NotImplementedError

    @property
    def modal(self) -> View | None:
        """The topmost open modal."""
        raise NotImplementedError

    @property
    def home(self) -> View | None:
        """The App Home as last published."""
        raise NotImplementedError

    @property
    def notice(self) -> str | None:
        """What went wrong at this person's last action, in Slack's words."""
        raise NotImplementedError
