"""What people do, as the payloads Slack sends of it, and what becomes of the app's answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from playground import blockkit, surfaces
from playground.content import described
from playground.dispatch import Ack, Delivery
from playground.elements import Control
from playground.errors import SlackError
from playground.records import Channel, Exchange, Json, Message, User, View
from playground.responses import respond
from playground.shapes import (
    VERIFICATION_TOKEN,
    channel_reference,
    message_object,
    team_reference,
    user_reference,
    view_object,
)
from playground.workspace import SLACKBOT, Workspace

if TYPE_CHECKING:
    from playground.server import Playground

TROUBLE = "We had some trouble connecting. Try again?"
ELEMENT_FIELDS = ("text", "value", "style", "placeholder", "confirm", "url", "min_query_length")


class Interactions:
    """Sends what a person does to the app and carries its answer out."""

    def __init__(self, playground: Playground) -> None:
        self._playground = playground
        self._workspace = playground.workspace

    # --- commands ---------------------------------------------------------------------------------------------------

    async def command(self, user: User, channel: Channel, command: str, text: str) -> None:
        """Runs a slash command; its answer, or Slackbot's words about its failure, appear in the channel."""
        workspace = self._workspace
        if not self._playground.installed:
            raise LookupError(f"{command} is not known here: the app is not installed")
        declared = self._declared_command(command)
        granted = self._playground.grants.new_response_url("commands", user.id, channel.id)
        payload = {
            "token": VERIFICATION_TOKEN,
            "team_id": workspace.team_id,
            "team_domain": workspace.domain,
            "channel_id": channel.id,
            "channel_name": channel_reference(channel)["name"],
            "user_id": user.id,
            "user_name": user.name,
            "command": command,
            "text": self._escaped(text) if declared.get("should_escape") else text,
            "api_app_id": workspace.app_id,
            "is_enterprise_install": str(workspace.is_enterprise_install).lower(),
            **_organisation(workspace),
            "response_url": self._playground.response_urls.address(granted),
            "trigger_id": self._playground.grants.new_trigger(user.id),
        }
        ack, exchange = await self._playground.dispatch.send(Delivery("slash_commands", "slash_command", payload))
        error = ack.error
        if ack.ok and ack.body:
            body = ack.body if isinstance(ack.body, dict) else {"text": str(ack.body)}
            try:
                respond(self._playground, granted, body, exchange)
            except SlackError as refusal:
                error = "invalid_command_response"
                workspace.violation("bad-acknowledgement", f"{command}: {refusal}", exchange)
        if error:
            words = f'{command} failed with the error "{error}"'
            workspace.post(channel, user=SLACKBOT, text=words, ephemeral_for=user.id)
            workspace.notices[user.id] = words

    def _declared_command(self, command: str) -> Json:
        declared: list[Json] = self._workspace.manifest.get("features", {}).get("slash_commands") or []
        for candidate in declared:
            if candidate["command"] == command:
                return candidate
        known = ", ".join(candidate["command"] for candidate in declared) or "none"
        raise LookupError(f"{command} is not a command of this workspace; the manifest declares: {known}")

    def _escaped(self, text: str) -> str:
        """As ``should_escape`` asks: reserved characters, @people and #channels in Slack's notation."""
        people = {user.name: f"<@{user.id}>" for user in self._workspace.users.values()}
        channels = {c.name: f"<#{c.id}|{c.name}>" for c in self._workspace.channels.values() if c.kind == "channel"}
        safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        safe = re.sub(r"(?<!\S)@([\w.-]+)", lambda found: people.get(found[1], found[0]), safe)
        return re.sub(r"(?<!\S)#([\w-]+)", lambda found: channels.get(found[1], found[0]), safe)

    # --- blocks -----------------------------------------------------------------------------------------------------

    async def act(self, user: User, where: Message | View, control: Control, state: Json) -> None:
        """A person used an element: ``state`` are the fields that say how (empty for a button)."""
        workspace = self._workspace
        initial = {name: value for name, value in control.element.items() if name.startswith("initial_")}
        action = {
            "type": control.type,
            "block_id": control.block_id,
            "action_id": control.action_id,
            **{name: control.element[name] for name in ELEMENT_FIELDS if name in control.element},
            **initial,
            **state,
            "action_ts": workspace.new_ts(),
        }
        payload = self._interaction("block_actions", user, where) | {"actions": [action]}
        await self._tell(user, Delivery("interactive", "block_actions", payload))

    async def suggest(self, user: User, where: Message | View, control: Control, typed: str) -> list[Json]:
        """The options, or groups of options, the app suggests for what was typed; nothing usable is none."""
        payload = self._interaction("block_suggestion", user, where) | {
            "block_id": control.block_id,
            "action_id": control.action_id,
            "value": typed,
        }
        for unsent in ("trigger_id", "response_url", "state"):
            payload.pop(unsent, None)
        ack, exchange = await self._tell(user, Delivery("interactive", "block_suggestion", payload))
        if not ack.ok:
            return []
        problems = ["must be a JSON object"]
        if isinstance(ack.body, dict):
            problems = described(blockkit.check_options(ack.body))
        if problems:
            self._workspace.violation("bad-suggestions", f"{control.action_id}: {'; '.join(problems)}", exchange)
            return []
        groups: list[Json] = ack.body.get("option_groups") or [{"options": ack.body.get("options") or []}]
        return [option for group in groups for option in group["options"]]

    def _interaction(self, kind: str, user: User, where: Message | View) -> Json:
        """What block_actions and block_suggestion have in common."""
        workspace = self._workspace
        payload: Json = self._common(kind, user) | {"container": {}}
        if isinstance(where, View):
            payload["container"] = {"type": "view", "view_id": where.id}
            payload["view"] = view_object(where)
            payload["trigger_id"] = self._playground.grants.new_trigger(user.id, where)
            return payload
        channel = workspace.channels[where.channel]
        granted = self._playground.grants.new_response_url("actions", user.id, channel.id, where)
        payload["container"] = {
            "type": "message",
            "message_ts": where.ts,
            "channel_id": channel.id,
            "is_ephemeral": where.ephemeral_for is not None,
        }
        if where.thread_ts:
            payload["container"]["thread_ts"] = where.thread_ts
        payload["channel"] = channel_reference(channel)
        if not where.ephemeral_for:
            payload["message"] = message_object(where)
        payload["state"] = {"values": workspace.values_for(where, user.id)}
        payload["response_url"] = self._playground.response_urls.address(granted)
        payload["trigger_id"] = self._playground.grants.new_trigger(user.id)
        return payload

    def _common(self, kind: str, user: User) -> Json:
        return {
            "type": kind,
            "user": user_reference(self._workspace, user),
            "api_app_id": self._workspace.app_id,
            "token": VERIFICATION_TOKEN,
            "team": None if self._workspace.is_enterprise_install else team_reference(self._workspace),
            "enterprise": vars(self._workspace.enterprise) if self._workspace.enterprise else None,
            "is_enterprise_install": self._workspace.is_enterprise_install,
        }

    async def _tell(self, user: User, delivery: Delivery) -> tuple[Ack, Exchange]:
        """Sends, and leaves the person a notice when the app did not acknowledge."""
        self._workspace.notices.pop(user.id, None)
        ack, exchange = await self._playground.dispatch.send(delivery)
        if not ack.ok:
            self._workspace.notices[user.id] = TROUBLE
            self._workspace.touch()
        return ack, exchange

    # --- views ------------------------------------------------------------------------------------------------------

    async def submit(self, user: User, view: View) -> dict[str, str]:
        """Submits a modal and carries the answer out; returns what the app found wrong: block_id -> words.

        When the app does not acknowledge, or answers what Slack cannot use, the modal stays and the person gets a
        notice.
        """
        payload = self._common("view_submission", user) | {
            "trigger_id": self._playground.grants.new_trigger(user.id, view),
            "view": view_object(view),
            "response_urls": [],
        }
        view.errors = {}
        ack, exchange = await self._tell(user, Delivery("interactive", "view_submission", payload))
        if not ack.ok:
            return {}
        try:
            self._after_submission(view, ack.body)
        except SlackError as refusal:
            self._workspace.violation("bad-acknowledgement", f"{view.callback_id}: {refusal}", exchange)
            self._workspace.notices[user.id] = TROUBLE
        self._workspace.touch()
        return view.errors

    def _after_submission(self, view: View, body: Any) -> None:
        if not body:
            surfaces.close_view(self._workspace, view)
            return
        if not isinstance(body, dict):
            raise SlackError("invalid_json", "the answer to a submission is empty or a JSON object")
        match body.get("response_action"):
            case "errors":
                view.errors = self._checked_errors(view, body.get("errors"))
            case "update":
                surfaces.update_modal(self._workspace, view, body.get("view"))
            case "push":
                surfaces.push_modal(self._workspace, view, body.get("view"))
            case "clear":
                surfaces.clear_stack(self._workspace, view.user)
            case other:
                raise SlackError("invalid_arguments", f"unknown response_action: {other}")

    def _checked_errors(self, view: View, errors: Any) -> dict[str, str]:
        inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors:
            raise SlackError("invalid_arguments", "must be an object with at least one error [json-pointer:/errors]")
        for block_id, words in errors.items():
            if block_id not in inputs:
                raise SlackError(
                    "invalid_arguments", f"no input block has this block_id [json-pointer:/errors/{block_id}]"
                )
            if not isinstance(words, str) or not words:
                raise SlackError("invalid_arguments", f"must be words [json-pointer:/errors/{block_id}]")
        return errors

    async def close(self, user: User, view: View, *, is_cleared: bool) -> None:
        """Tells the app that a view was dismissed, if it wants to know; the caller has taken it off the stack."""
        if view.payload.get("notify_on_close"):
            payload = self._common("view_closed", user) | {"view": view_object(view), "is_cleared": is_cleared}
            await self._tell(user, Delivery("interactive", "view_closed", payload))

    # --- shortcuts --------------------------------------------------------------------------------------------------

    async def shortcut(self, user: User, callback_id: str, message: Message | None = None) -> None:
        workspace = self._workspace
        wanted = "global" if message is None else "message"
        declared: list[Json] = workspace.manifest.get("features", {}).get("shortcuts") or []
        if not any(s["callback_id"] == callback_id and s["type"] == wanted for s in declared):
            known = ", ".join(f"{s['callback_id']} ({s['type']})" for s in declared) or "none"
            raise LookupError(f"there is no {wanted} shortcut {callback_id}; the manifest declares: {known}")
        payload = self._common("shortcut" if message is None else "message_action", user) | {
            "callback_id": callback_id,
            "action_ts": workspace.new_ts(),
            "trigger_id": self._playground.grants.new_trigger(user.id),
        }
        if message is not None:
            channel = workspace.channels[message.channel]
            granted = self._playground.grants.new_response_url("actions", user.id, channel.id, message)
            payload |= {
                "channel": channel_reference(channel),
                "message": message_object(message),
                "message_ts": message.ts,
                "response_url": self._playground.response_urls.address(granted),
            }
        await self._tell(user, Delivery("interactive", payload["type"], payload))


def _organisation(workspace: Workspace) -> Json:
    """The organisation as slash commands carry it; nothing for a workspace by itself."""
    found = workspace.enterprise
    return {"enterprise_id": found.id, "enterprise_name": found.name} if found else {}
