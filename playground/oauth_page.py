"""The page on which a person allows the app into their workspace, or does not."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from playground.records import Json

if TYPE_CHECKING:
    from playground.street import Street

WANTED = ("client_id", "scope", "redirect_uri", "state")
PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Allow {app}?</title>
<h1>{app} is requesting permission to access a workspace</h1>
<ul>{scopes}</ul>
<form method="post">{carried}
<label>Workspace <select name="team">{teams}</select></label>
<label>As <select name="user">{people}</select></label>
<label><input type="checkbox" name="whole"> For the whole organisation</label>
<button name="answer" value="allow">Allow</button> <button name="answer" value="cancel">Cancel</button>
</form></html>"""


class AuthorizePage:
    """Answers ``/oauth/v2/authorize``."""

    def __init__(self, street: Street) -> None:
        self.street = street

    def _problem(self, sent: Json) -> str:
        return self.street.oauth.check_request(sent["client_id"], sent["redirect_uri"], sent["scope"])

    async def show(self, request: Request) -> Response:
        sent = {name: request.query_params.get(name, "") for name in WANTED}
        if problem := self._problem(sent):
            return PlainTextResponse(f"Something went wrong when authorizing this app: {problem}", 400)
        places = self.street.workspaces.values()
        people = {user.id: user.real_name for place in places for user in place.workspace.people()}
        app = next(iter(places)).workspace.app_name
        return HTMLResponse(
            PAGE.format(
                app=escape(app),
                scopes="".join(f"<li>{escape(scope)}</li>" for scope in sent["scope"].split(",")),
                carried="".join(
                    f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in sent.items()
                ),
                teams="".join(
                    f'<option value="{place.workspace.team_id}">{escape(place.workspace.team_name)}' for place in places
                ),
                people="".join(f'<option value="{user_id}">{escape(name)}' for user_id, name in people.items()),
            )
        )

    async def decide(self, request: Request) -> Response:
        async with request.form() as form:
            sent = {name: str(value) for name, value in form.items()}
        if problem := self._problem(sent):
            return PlainTextResponse(f"Something went wrong when authorizing this app: {problem}", 400)
        answer = {"state": sent["state"]}
        if sent["answer"] == "allow":
            place = self.street[sent["team"]]
            whole = sent.get("whole") == "on" and place.workspace.enterprise is not None
            answer["code"] = self.street.oauth.allow(
                place, sent["user"], sent["scope"], sent["redirect_uri"], whole=whole
            )
        else:
            answer["error"] = "access_denied"
        return RedirectResponse(f"{sent['redirect_uri']}?{urlencode(answer)}", 302)
