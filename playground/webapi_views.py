"""views.*: modals and App Homes."""

from playground import surfaces
from playground.errors import SlackError
from playground.methods import Call, Methods
from playground.records import Json
from playground.shapes import view_object
from playground.workspace import section

methods: Methods = Methods()


@methods("views.open", "trigger_id interactivity_pointer view!:json", per_minute=100, json=True)
def open_view(call: Call) -> Json:
    trigger = call.playground.grants.trigger(_trigger_id(call))
    view = surfaces.open_modal(call.workspace, trigger.user, call.arguments["view"])
    trigger.exchanged = True
    return {"view": view_object(view)}


@methods("views.push", "trigger_id interactivity_pointer view!:json", per_minute=100, json=True)
def push(call: Call) -> Json:
    trigger = call.playground.grants.trigger(_trigger_id(call))
    if trigger.view is None or trigger.view.type != "modal":
        raise SlackError("invalid_trigger_id", "views.push needs a trigger_id from an interaction in an open modal")
    view = surfaces.push_modal(call.workspace, trigger.view, call.arguments["view"])
    trigger.exchanged = True
    return {"view": view_object(view)}


def _trigger_id(call: Call) -> str:
    given = call.text("trigger_id") or call.text("interactivity_pointer")
    if not given:
        raise SlackError("invalid_arguments", "missing required field: trigger_id")
    return given


@methods("views.update", "view_id external_id view!:json hash", per_minute=100, json=True)
def update(call: Call) -> Json:
    if not (call.text("view_id") or call.text("external_id")):
        raise SlackError("invalid_arguments", "missing required field: view_id")
    view = surfaces.find_view(call.workspace, view_id=call.text("view_id"), external_id=call.text("external_id"))
    surfaces.check_hash(view, call.text("hash"))
    if view.type == "home":
        updated = surfaces.publish_home(call.workspace, view.user, call.arguments["view"])
    else:
        updated = surfaces.update_modal(call.workspace, view, call.arguments["view"])
    return {"view": view_object(updated)}


@methods("views.publish", "user_id! view!:json hash interactivity_pointer", per_minute=100, json=True)
def publish(call: Call) -> Json:
    if not section(call.workspace.manifest, "features", "app_home").get("home_tab_enabled"):
        raise SlackError("not_enabled")
    user = call.user("user_id")
    surfaces.check_hash(call.workspace.homes.get(user.id), call.text("hash"))
    home = surfaces.publish_home(call.workspace, user.id, call.arguments["view"])
    return {"view": view_object(home)}
