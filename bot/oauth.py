"""Installing Klik by OAuth: a page with a button, Slack's own question, and back.

Slack's answer is taken once, in time, and from the browser that asked: the state in the address and the cookie of the
browser must both be those that were remembered together.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from secrets import token_urlsafe
from urllib.parse import urlencode, urljoin, urlsplit
from uuid import uuid4

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot import oauth_pages as pages
from bot.domain import installations, members, outbox, pacing, workspaces
from bot.i18n import Texts
from bot.manifest import scopes
from bot.oauth_pages import Page, drawn, language_of
from bot.runtime import Runtime
from bot.slack.oauth import Granted, access
from bot.slack.opening import OAuthApp
from bot.slack.renewal import lock
from handlers.directory import person_of

log = structlog.get_logger()

INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"
COOKIE = "klik-install"
LONGEST = 500
"""Characters of a code or state; Slack's are about a hundred."""


def install_routes(runtime: Runtime, app: OAuthApp, slack: AsyncWebClient) -> Sequence[BaseRoute]:
    """The pages, for bot/web.py. `slack` is a client without a token."""
    install = Install(runtime, app, slack)
    return [
        Route(INSTALL, install.show, methods=["GET"]),
        Route(INSTALL, install.begin, methods=["POST"]),
        Route(REDIRECT, install.finish, methods=["GET"]),
    ]


class Install:
    def __init__(self, runtime: Runtime, app: OAuthApp, slack: AsyncWebClient) -> None:
        settings = runtime.settings
        assert settings.klik_public_url is not None
        self._runtime = runtime
        self._app = app
        self._slack = slack
        self._scopes = ",".join(scopes())
        self._redirect = settings.klik_public_url + REDIRECT
        self._secure = settings.klik_public_url.startswith("https://")
        self._authorize = urljoin(settings.slack_api_url, "../oauth/v2/authorize")
        where = urlsplit(self._authorize)
        self._origin = f"{where.scheme}://{where.netloc}"

    async def show(self, request: Request) -> Response:
        t = _texts(request)
        return self._page(t, pages.welcome(t, self._runtime.settings.klik_keep_days))

    async def begin(self, request: Request) -> Response:
        """To Slack, with a state that only this browser can come back with."""
        state, browser = token_urlsafe(32), token_urlsafe(32)
        async with self._runtime.db.begin() as session:
            await installations.begin(session, state, browser, self._runtime.now())
        asked = {
            "client_id": self._app.credentials.client_id,
            "scope": self._scopes,
            "redirect_uri": self._redirect,
            "state": state,
        }
        answer = RedirectResponse(f"{self._authorize}?{urlencode(asked)}", 303, {"cache-control": "no-store"})
        self._set_cookie(answer, browser, installations.BEGUN_FOR)
        return answer

    async def finish(self, request: Request) -> Response:
        """Back from Slack: with a code, or with what went wrong."""
        t, now = _texts(request), self._runtime.now()
        state, code, error = (request.query_params.get(name, "")[:LONGEST] for name in ("state", "code", "error"))
        async with self._runtime.db.begin() as session:
            known = await installations.finish(session, state, request.cookies.get(COOKIE, "")[:LONGEST], now)
        if not known:
            return self._page(t, pages.stale(t), 400)
        if error == "access_denied":
            return self._page(t, pages.cancelled(t), over=True)
        if error or not code:
            return self._failed(t, error or "no code")
        try:
            granted = await access(self._slack, self._app.credentials, now, code=code, redirect_uri=self._redirect)
        except SlackApiError as refusal:
            return self._failed(t, str(refusal.response.get("error")))
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as trouble:
            return self._failed(t, type(trouble).__name__)
        return self._page(t, await self._installed(t, granted, now), over=True)

    async def _installed(self, t: Texts, granted: Granted, now: datetime) -> Page:
        settings = self._runtime.settings
        back = await keep(self._runtime, self._app, granted, now)
        log.info("installed", installation=granted.installation_id, again=bool(back))
        if granted.team_id is None:
            manage = f"https://app.slack.com/manage/{granted.enterprise_id}"
            link = f"{manage}/integrations/profile/{granted.app_id}/workspaces/add"
            return pages.installed_in_organisation(t, granted.enterprise_name, link, settings.klik_keep_days)
        greeted = await greet(self._runtime, granted.team_id, granted.user_id, again=granted.team_id in back)
        link = f"https://slack.com/app_redirect?{urlencode({'app': granted.app_id, 'team': granted.team_id})}"
        return pages.installed(t, granted.team_name, link, settings.klik_keep_days, greeted=greeted)

    def _failed(self, t: Texts, reason: str) -> Response:
        reference = uuid4().hex[:8]
        log.error("install.failed", reference=reference, error=reason)
        return self._page(t, pages.failed(t, reference), 502, over=True)

    def _page(self, t: Texts, page: Page, status: int = 200, *, over: bool = False) -> Response:
        answer = drawn(t, page, INSTALL, self._origin, status)
        if over:
            self._set_cookie(answer, "", timedelta(0))
        return answer

    def _set_cookie(self, answer: Response, value: str, life: timedelta) -> None:
        # Lax, not strict: Slack's page leads back here, and the cookie has to come along.
        answer.set_cookie(
            COOKIE,
            value,
            max_age=int(life.total_seconds()),
            path="/slack",
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )


def _texts(request: Request) -> Texts:
    return Texts.of(language_of(request.headers.get("accept-language", "")), "UTC")


async def keep(runtime: Runtime, app: OAuthApp, granted: Granted, now: datetime) -> Sequence[str]:
    """Write the installation down, its tokens encrypted; the ids of the workspaces that Klik is back in."""
    async with runtime.db.begin() as session:
        await installations.save(
            session,
            granted.installation_id,
            lock(app.vault, granted),
            is_enterprise=granted.is_enterprise,
            bot_user_id=granted.bot_user_id,
            scopes=granted.scopes,
            by=granted.user_id,
            now=now,
        )
        if granted.team_id is not None:
            await workspaces.appear(
                session, granted.team_id, now, name=granted.team_name, enterprise_id=granted.enterprise_id
            )
            await pacing.go_on(session, granted.team_id)  # what waited for a token
        back = await workspaces.restore(session, granted.installation_id, now)
    runtime.workspaces.forget(granted.installation_id)
    return back


async def greet(runtime: Runtime, workspace_id: str, slack_id: str, *, again: bool) -> bool:
    """A direct message to whoever installed it: what comes next, and what becomes of everything if it is removed,
    since afterwards nobody there can be told. The installation stands without it; False when there is none."""
    slack = await runtime.slack(workspace_id)
    try:
        user = (await slack.users_info(user=slack_id, include_locale=True))["user"]
    except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
        log.warning("install.not_greeted", workspace=workspace_id, error=type(error).__name__)
        return False
    now = runtime.now()
    async with runtime.db.begin() as session:
        member = await members.arrive(session, workspace_id, person_of(user), now)
        await outbox.plan(
            session, "workspace.welcome", member, about=("workspace", 0), key=str(int(now.timestamp())), due=now,
            again=again, days=runtime.settings.klik_keep_days,
        )  # fmt: skip
    return True
