"""api.*, auth.*, apps.* and team.*: who the app is, where, and its Socket Mode connection."""

from playground.errors import SlackError
from playground.methods import Call, Methods
from playground.records import Json

methods: Methods = Methods()


@methods("api.test", "error foo", json=True, token="none")
def test_api(call: Call) -> Json:
    if call.text("error"):
        raise SlackError(call.text("error"), args=call.arguments)
    return {"args": call.arguments}


@methods("auth.test", json=True)
def test_auth(call: Call) -> Json:
    workspace = call.workspace
    return {
        "url": f"{workspace.url}/",
        "team": workspace.team_name,
        "user": workspace.bot.name,
        "team_id": workspace.team_id,
        "user_id": workspace.bot.id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": workspace.is_enterprise_install,
        **({"enterprise_id": workspace.enterprise.id} if workspace.enterprise else {}),
    }


@methods("auth.revoke", "test:bool", per_minute=50)
def revoke(call: Call) -> Json:
    if not call.flag("test"):
        call.playground.revoke_token()
    return {"revoked": not call.flag("test")}


@methods("apps.connections.open", per_minute=50, json=True, token="app")
def open_connection(call: Call) -> Json:
    return {"url": call.playground.sockets.new_address()}


@methods("team.info", "team domain include_slackbot_availability:bool", scopes="team:read", per_minute=50, json=True)
def team_info(call: Call) -> Json:
    workspace = call.workspace
    if call.text("team") not in ("", workspace.team_id):
        raise SlackError("team_not_found")
    team = {
        "id": workspace.team_id,
        "name": workspace.team_name,
        "domain": workspace.domain,
        "email_domain": f"{workspace.domain}.example",
        "icon": {"image_default": True},
    }
    return {"team": team}
