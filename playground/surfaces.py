"""Modals and App Homes: opening, stacking, changing and closing views."""

from typing import Any

from playground.content import check_view
from playground.elements import carried_values, initial_values
from playground.errors import SlackError
from playground.records import Json, View
from playground.workspace import Workspace

DEEPEST_STACK = 3


def open_modal(workspace: Workspace, user: str, sent: Any) -> View:
    """Opens a modal for a person, in place of whatever modal they had open."""
    view = _new(workspace, user, "modal", sent)
    workspace.modals[user] = [view]
    workspace.touch()
    return view


def push_modal(workspace: Workspace, onto: View, sent: Any) -> View:
    """Puts a view on top of the stack that ``onto`` is in."""
    stack = stack_of(workspace, onto)
    if len(stack) >= DEEPEST_STACK:
        raise SlackError("push_limit_reached")
    view = _new(workspace, onto.user, "modal", sent)
    view.root_id = stack[0].id
    view.previous_id = stack[-1].id
    stack.append(view)
    workspace.touch()
    return view


def update_modal(workspace: Workspace, view: View, sent: Any) -> View:
    """Replaces what a view shows; its id stays, its hash changes, and so stays what was typed where the ids stay."""
    return _replace(workspace, view, _checked(workspace, "modal", sent, instead_of=view))


def publish_home(workspace: Workspace, user: str, sent: Any) -> View:
    """Shows a person's App Home."""
    home = workspace.homes.get(user)
    if home is not None:
        return _replace(workspace, home, _checked(workspace, "home", sent, instead_of=home))
    workspace.homes[user] = _new(workspace, user, "home", sent)
    workspace.touch()
    return workspace.homes[user]


def close_view(workspace: Workspace, view: View) -> None:
    """Takes one view from its stack, the one below it comes to light; nothing happens if it is gone already."""
    stack = workspace.modals.get(view.user, [])
    workspace.modals[view.user] = [other for other in stack if other is not view]
    workspace.touch()


def clear_stack(workspace: Workspace, user: str) -> None:
    workspace.modals.pop(user, None)
    workspace.touch()


def stack_of(workspace: Workspace, view: View) -> list[View]:
    """The stack an open view is in."""
    stack = workspace.modals.get(view.user, [])
    if view not in stack:
        raise SlackError("not_found")
    return stack


def find_view(workspace: Workspace, *, view_id: str = "", external_id: str = "") -> View:
    """An open view or a home by the id Slack or the app gave it."""
    for view in _all(workspace):
        if (view_id and view.id == view_id) or (external_id and view.external_id == external_id):
            return view
    raise SlackError("not_found")


def check_hash(view: View | None, given: str) -> None:
    """Refuses a change meant for an earlier state of the view; no hash asks for no check."""
    if given and (view is None or view.hash != given):
        raise SlackError("hash_conflict")


def _all(workspace: Workspace) -> list[View]:
    return [*(view for stack in workspace.modals.values() for view in stack), *workspace.homes.values()]


def _checked(workspace: Workspace, wanted: str, sent: Any, *, instead_of: View | None = None) -> Json:
    payload = check_view(sent, wanted)
    external_id = payload.get("external_id")
    if external_id and any(v.external_id == external_id for v in _all(workspace) if v is not instead_of):
        raise SlackError("duplicate_external_id")
    return {**payload, "blocks": workspace.fill_ids(payload["blocks"])}


def _new(workspace: Workspace, user: str, kind: Any, sent: Any) -> View:
    payload = _checked(workspace, kind, sent)
    view = View(workspace.new_id("V"), kind, user, payload, workspace, values=initial_values(payload["blocks"]))
    view.root_id = view.id
    view.hash = _new_hash(workspace)
    view.revision = workspace.revision + 1
    return view


def _replace(workspace: Workspace, view: View, payload: Json) -> View:
    view.payload = payload
    view.values = carried_values(view.values, view.blocks)
    view.errors = {}
    view.hash = _new_hash(workspace)
    view.revision = workspace.touch()
    return view


def _new_hash(workspace: Workspace) -> str:
    return f"{int(workspace.clock.now().timestamp())}.{workspace.new_id('h')}"
