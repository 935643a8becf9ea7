"""users.*: who is here."""

from playground.errors import SlackError
from playground.methods import Call, Methods
from playground.paging import page
from playground.records import Json
from playground.shapes import unix, user_object

methods: Methods = Methods()


@methods("users.info", "user! include_locale:bool", scopes="users:read", per_minute=100)
def info(call: Call) -> Json:
    return {"user": user_object(call.workspace, call.user(), include_locale=call.flag("include_locale"))}


@methods("users.list", "cursor include_locale:bool limit:int", scopes="users:read", per_minute=20)
def list_(call: Call) -> Json:
    shown, more = page(call, list(call.workspace.users.values()), 1000)
    locale = call.flag("include_locale")
    members = [user_object(call.workspace, user, include_locale=locale) for user in shown]
    return {"members": members, "cache_ts": unix(call.workspace.clock.now()), **more}


@methods("users.lookupByEmail", "email!", scopes="users:read.email", per_minute=50)
def lookup_by_email(call: Call) -> Json:
    for user in call.workspace.users.values():
        if user.email.lower() == call.text("email").lower() and not user.deleted:
            return {"user": user_object(call.workspace, user)}
    raise SlackError("users_not_found")


@methods("users.profile.get", "user include_labels:bool", scopes="users.profile:read", per_minute=100)
def get_profile(call: Call) -> Json:
    user = call.user() if call.text("user") else call.workspace.bot
    return {"profile": user_object(call.workspace, user)["profile"]}


@methods("bots.info", "bot", scopes="users:read", per_minute=50)
def bot_info(call: Call) -> Json:
    workspace = call.workspace
    if call.text("bot") not in ("", workspace.bot_id):
        raise SlackError("bot_not_found")
    bot = {
        "id": workspace.bot_id,
        "deleted": False,
        "name": workspace.app_name,
        "updated": workspace.bot.updated,
        "app_id": workspace.app_id,
        "user_id": workspace.bot.id,
        "icons": {},
    }
    return {"bot": bot}
