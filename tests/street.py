"""Many workspaces for a story: a street of local ones, Klik installed into them by OAuth, and browsers that do it."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import aiohttp
from yarl import URL

from bot.app import Klik, create_app
from bot.config import Settings, load_settings
from bot.vault import new_key
from playground.clock import Clock
from playground.hosting import Host
from playground.person import Person
from playground.records import Enterprise
from playground.street import Address, Street
from tests.people import enlist
from tests.world import MANIFEST, PATIENCE, TUESDAY, World

BIG = Enterprise("E0BIG", "Big & Co")
STREET = (
    Address(team_id="T0NORTH", team_name="North & Sons", domain="north"),
    Address(team_id="T0SOUTH", team_name="South", domain="south"),
    Address(team_id="T0RED", team_name="Red", domain="red", enterprise=BIG),
    Address(team_id="T0BLUE", team_name="Blue", domain="blue", enterprise=BIG),
)
"""The same people with the same ids live in each; so do channels and messages get the same ids."""
KEY = new_key()


@dataclass(frozen=True)
class Seen:
    """A page of Klik's, as a browser got it."""

    status: int
    html: str
    headers: Any

    @property
    def text(self) -> str:
        """Its words, without the head."""
        body = self.html.partition("<body>")[2]
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


class Browser:
    """Somebody's browser: keeps its cookies, and goes where it is led step by step."""

    def __init__(self, street: Street, url: str, language: str = "en-GB,en;q=0.8,nl;q=0.5") -> None:
        self.street = street
        self.url = url
        # Addresses of this machine are IP addresses, from which aiohttp keeps no cookies unless told to.
        self._session = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True), headers={"Accept-Language": language}
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    @property
    def cookies(self) -> dict[str, str]:
        return {cookie.key: cookie.value for cookie in self._session.cookie_jar}

    async def opens(self, path: str, **query: str) -> Seen:
        async with self._session.get(self.url + path, params=query, allow_redirects=False) as answer:
            return Seen(answer.status, await answer.text(), answer.headers)

    async def begins(self) -> dict[str, str]:
        """Presses the button; what Klik asks of Slack."""
        async with self._session.post(f"{self.url}/slack/install", allow_redirects=False) as answer:
            assert answer.status == 303, await answer.text()
            where = answer.headers["Location"]
        assert where.startswith(f"{self.street.url}/oauth/v2/authorize?")
        async with self._session.get(URL(where, encoded=True)) as page:
            assert page.status == 200, await page.text()
        return {name: values[0] for name, values in parse_qs(urlsplit(where).query).items()}

    async def decides(
        self, asked: dict[str, str], team: str, *, user: str = "U0ESRA", answer: str = "allow", whole: bool = False
    ) -> str:
        """Allows or cancels at Slack; the address that Slack leads back to."""
        form = asked | {"team": team, "user": user, "answer": answer} | ({"whole": "on"} if whole else {})
        async with self._session.post(
            f"{self.street.url}/oauth/v2/authorize", data=form, allow_redirects=False
        ) as response:
            assert response.status == 302, await response.text()
            return response.headers["Location"]

    async def returns(self, where: str) -> Seen:
        async with self._session.get(URL(where, encoded=True), allow_redirects=False) as answer:
            return Seen(answer.status, await answer.text(), answer.headers)

    async def installs(self, team: str, *, user: str = "U0ESRA", whole: bool = False) -> Seen:
        """All of it."""
        return await self.returns(await self.decides(await self.begins(), team, user=user, whole=whole))


@dataclass(kw_only=True)
class Town:
    """The street with Klik in it. `here` and `there` are worlds like those of other stories, one a workspace."""

    street: Street
    klik: Klik
    clock: Clock
    url: str
    database_url: str
    worlds: dict[str, World] = field(default_factory=dict)

    def __getitem__(self, team_id: str) -> World:
        return self.worlds[team_id]

    def browser(self, language: str = "en-GB") -> Browser:
        return Browser(self.street, self.url, language)

    async def installs(self, *teams: str, whole: bool = False) -> None:
        for team in teams:
            async with self.browser() as browser:
                seen = await browser.installs(team, whole=whole)
                assert seen.status == 200, seen.text

    async def settle(self) -> None:
        await self.street.settled()
        await self.klik.schedule.run_due()
        await self.passes(seconds=6)  # messages in one conversation follow each other
        await self.street.settled()

    async def passes(self, **by: float) -> None:
        await self.klik.schedule.live_until(self.clock.now() + timedelta(**by), self.clock.travel_to)
        await self.street.settled()


def settings_for(street: Street, database_url: str, url: str, **more: Any) -> Settings:
    own = {
        "slack_client_id": street.oauth.client_id,
        "slack_client_secret": street.oauth.client_secret,
        "slack_signing_secret": street.signing_secret,
        "slack_api_url": street.api_url,
        "klik_encryption_keys": KEY,
        "klik_public_url": url,
        "database_url": database_url,
    }
    return load_settings(_env_file=None, **{**own, **more})


class Later:
    """An address that is known before what is served there."""

    def __init__(self) -> None:
        self.app: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)


@asynccontextmanager
async def open_street(*, at: datetime = TUESDAY, rotation: bool = False) -> AsyncIterator[Street]:
    clock = Clock(at, running=False)
    async with Street(MANIFEST, STREET, clock=clock, rotation=rotation, patience=PATIENCE) as street:
        for playground in street.workspaces.values():
            enlist(playground)
        yield street


@asynccontextmanager
async def replica(street: Street, database_url: str, *, via: str = "http", **more: Any) -> AsyncIterator[Town]:
    """One Klik on the database. The last one that is opened takes what happens in the street."""
    door = Later()
    async with Host(door) as host:
        if via == "socket":
            more |= {"slack_app_token": street.app_token, "slack_signing_secret": None}
        settings = settings_for(street, database_url, host.url, **more)
        street.oauth.redirect_urls.append(f"{host.url}/slack/oauth_redirect")
        async with create_app(settings, street.clock.now) as klik:
            door.app = klik.web
            town = Town(street=street, klik=klik, clock=street.clock, url=host.url, database_url=database_url)
            for team_id, playground in street.workspaces.items():
                people: dict[str, Person] = {
                    user.name: playground.person(user.id) for user in playground.workspace.people()
                }
                town.worlds[team_id] = World(
                    playground=playground, klik=klik, clock=street.clock, people=people, via=via
                )
            if via == "socket":
                async with klik.socket():
                    yield town
            else:
                street.reached_at(f"{host.url}/slack/events")
                yield town
            await street.settled()


@asynccontextmanager
async def open_town(
    database_url: str,
    *,
    via: str = "http",
    rotation: bool = False,
    installed: Sequence[str] = (),
    broken: bool = False,
    **more: Any,
) -> AsyncIterator[Town]:
    """Without `broken`, leaving checks that no rule of Slack's was broken."""
    async with open_street(rotation=rotation) as street, replica(street, database_url, via=via, **more) as town:
        await town.installs(*installed)
        yield town
        await street.settled()
        assert broken or street.violations == []
