"""Many workspaces: installing Klik by OAuth, in the browser, and what one reads there."""

from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest
from sqlalchemy import select

from bot.manifest import scopes
from models import Installation, InstallState, Member, Topic, Workspace
from tests.street import Town, open_town
from tests.world import last, says


@pytest.fixture
async def town(database_url: str) -> AsyncIterator[Town]:
    async with open_town(database_url) as opened:
        yield opened


@pytest.fixture
async def sqlite_town(sqlite_url: str) -> AsyncIterator[Town]:
    async with open_town(sqlite_url) as opened:
        yield opened


async def test_from_the_page_to_the_first_answer(town: Town) -> None:
    async with town.browser() as browser:
        page = await browser.opens("/slack/install")
        assert page.status == 200
        assert "Mentoring that colleagues run themselves" in page.text
        assert "kept for 30 days and then deleted" in page.text
        asked = await browser.begins()
        assert asked["scope"].split(",") == scopes()
        assert asked["redirect_uri"] == f"{town.url}/slack/oauth_redirect"
        done = await browser.returns(await browser.decides(asked, "T0NORTH"))
    assert done.status == 200
    assert "Klik is in North & Sons" in done.text
    assert "has sent you a message" in done.text
    assert "https://slack.com/app_redirect?app=A0LOCAL&amp;team=T0NORTH" in done.html
    north = town["T0NORTH"]
    answer = await north.ada.command("/mentor help")
    assert answer is not None
    assert "I am Klik" in says(north.ada, answer)
    await town.settle()
    assert "Thank you for installing Klik" in says(north.esra)
    assert "kept for 30 days and then deleted" in says(north.esra)
    await north.esra.click("Start a network")
    assert north.esra.modal is not None
    async with town.klik.runtime.db.begin() as session:
        assert list(await session.scalars(select(Workspace.name))) == ["North & Sons"]
        assert (await session.scalars(select(Topic.id).where(Topic.workspace_id == "T0NORTH"))).first() is not None
        assert (await session.scalars(select(InstallState))).all() == []


async def test_where_it_is_not_installed_it_says_so_and_nothing_else(town: Town) -> None:
    await town.installs("T0NORTH")
    south = town["T0SOUTH"]
    south.playground.installed = True  # as if Slack knew of an installation that Klik does not
    answer = await south.ada.command("/mentor help")
    assert answer is not None
    assert "not installed" in says(south.ada, answer)
    async with town.klik.runtime.db.begin() as session:
        assert list(await session.scalars(select(Workspace.id))) == ["T0NORTH"]


async def test_who_cancels_reads_that_nothing_happened(sqlite_town: Town) -> None:
    async with sqlite_town.browser("nl-NL,nl;q=0.9") as browser:
        asked = await browser.begins()
        page = await browser.returns(await browser.decides(asked, "T0NORTH", answer="cancel"))
        assert page.status == 200
        assert "Er is niets geïnstalleerd" in page.text
        assert 'lang="nl"' in page.html
        assert browser.cookies == {}
    await nothing_installed(sqlite_town)


async def nothing_installed(town: Town) -> None:
    async with town.klik.runtime.db.begin() as session:
        assert (await session.scalars(select(Installation))).all() == []
        assert (await session.scalars(select(Workspace))).all() == []


async def test_a_state_is_good_once_in_its_own_browser_and_not_for_long(town: Town) -> None:
    async with town.browser() as mine, town.browser() as other:
        where = await mine.decides(await mine.begins(), "T0NORTH")
        await other.begins()  # has a cookie too, but another
        for browser in (other, town.browser()):
            async with browser:
                refused = await browser.returns(where)
                assert refused.status == 400
                assert "Please begin here" in refused.text
        for forged in (where.replace("state=", "state=x"), where.partition("?")[0], where.replace("state", "estate")):
            assert (await mine.returns(forged)).status == 400
        await nothing_installed(town)
        done = await mine.returns(where)
        assert "Klik is in North & Sons" in done.text
        again = await mine.returns(where)
        assert again.status == 400
    async with town.browser() as slow:
        where = await slow.decides(await slow.begins(), "T0SOUTH")
        town.clock.advance(timedelta(minutes=11))
        assert (await slow.returns(where)).status == 400
    assert town.street.called("oauth.v2.access") == 1, "Slack is asked only for what was begun here"


@pytest.mark.parametrize("what", ["error=server_error", "code=made-up", "code="])
async def test_what_slack_refuses_is_a_page_with_a_reference_and_no_details(sqlite_town: Town, what: str) -> None:
    async with sqlite_town.browser() as browser:
        asked = await browser.begins()
        page = await browser.opens("/slack/oauth_redirect", state=asked["state"], **dict([what.split("=")]))
    assert page.status == 502
    assert "Slack did not finish the installation" in page.text
    assert "reference" in page.text
    for detail in ("invalid_code", "server_error", "made-up", asked["state"]):
        assert detail not in page.html
    await nothing_installed(sqlite_town)


async def test_a_wrong_client_secret_is_ours_to_mend_and_no_details_are_shown(sqlite_url: str) -> None:
    async with open_town(sqlite_url, slack_client_secret="wrong") as town, town.browser() as browser:
        page = await browser.installs("T0NORTH")
        assert page.status == 502
        assert "bad_client_secret" not in page.html
        await nothing_installed(town)


async def test_the_pages_let_nobody_else_in(sqlite_town: Town) -> None:
    async with sqlite_town.browser() as browser:
        page = await browser.opens("/slack/install")
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert f"form-action 'self' {sqlite_town.street.url}" in policy
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["cache-control"] == "no-store"
        assert "<script" not in page.html
        assert browser.cookies == {}, "looking sets none"
        await browser.begins()
        assert list(browser.cookies) == ["klik-install"]
        nasty = await browser.opens("/slack/oauth_redirect", state="<script>alert(1)</script>", error="<b>")
        assert "<script>alert" not in nasty.html


async def test_the_cookie_is_for_https_and_no_script(sqlite_url: str) -> None:
    async with (
        open_town(sqlite_url, klik_public_url="https://klik.example.com/") as town,
        aiohttp.ClientSession() as http,
        http.post(f"{town.url}/slack/install", allow_redirects=False) as answer,
    ):
        cookie, where = answer.headers["Set-Cookie"], answer.headers["Location"]
    for wanted in ("HttpOnly", "Secure", "SameSite=lax", "Path=/slack", "Max-Age=600"):
        assert wanted in cookie
    assert "redirect_uri=https%3A%2F%2Fklik.example.com%2Fslack%2Foauth_redirect&" in where


async def test_installing_again_replaces_the_token_and_keeps_everything(town: Town) -> None:
    await town.installs("T0NORTH")
    north = town["T0NORTH"]
    await north.joins(north.ada, mentor="Kubernetes")
    old = north.playground.bot_token
    await town.installs("T0NORTH")
    assert north.playground.bot_token != old
    north.playground.tokens.revoke([old])
    found = await north.bram.command("/mentor find kubernetes")
    assert found is not None
    assert "Ada Admiraal" in says(north.bram, found)
    async with town.klik.runtime.db.begin() as session:
        assert len((await session.scalars(select(Installation))).all()) == 1


async def test_an_organisation_installs_once_for_all_its_workspaces(town: Town) -> None:
    async with town.browser() as browser:
        page = await browser.installs("T0RED", whole=True)
    assert "Klik is in Big & Co" in page.text
    assert "choose in Slack which workspaces" in page.text
    assert "https://app.slack.com/manage/E0BIG/" in page.html
    red, blue = town["T0RED"], town["T0BLUE"]
    await red.joins(red.ada, mentor="Kubernetes")
    await blue.joins(blue.chen, mentor="SQL")
    for world, mentor, other in ((red, "Ada", "Chen"), (blue, "Chen", "Ada")):
        found = await world.dana.command("/mentor find kubernetes, sql")
        assert found is not None
        assert mentor in says(world.dana, found)
        assert other not in says(world.dana, found)
    view = await blue.chen.open_home()
    assert "Hello Chen" in says(blue.chen, view)
    async with town.klik.runtime.db.begin() as session:
        rows = (await session.execute(select(Workspace.id, Workspace.enterprise_id).order_by(Workspace.id))).all()
        assert [tuple(row) for row in rows] == [("T0BLUE", "E0BIG"), ("T0RED", "E0BIG")]
        people = (await session.execute(select(Member.workspace_id, Member.slack_id))).all()
        assert {tuple(row) for row in people} >= {("T0RED", "U0ADA"), ("T0BLUE", "U0CHEN")}


async def test_a_network_of_an_organisations_workspace_gets_its_channel_there(town: Town) -> None:
    """The organisation's token alone does not say which workspace is meant: every call names it."""
    await town.installs("T0RED", whole=True)
    blue = town["T0BLUE"]
    await blue.esra.command("/mentor network start")
    await blue.esra.type("name", "Women in Tech")
    await blue.esra.choose("kind", "Diversity")
    await blue.esra.type("challenge", "Nobody shows new team leads how to begin")
    assert await blue.esra.submit() == {}
    await town.settle()
    assert blue.playground.workspace.channel_named("women-in-tech") is not None
    assert town["T0RED"].playground.workspace.channel_named("women-in-tech") is None
    announced = blue.esra.sees("mentoring")
    assert any("Women in Tech" in says(blue.esra, message) for message in announced)


async def test_a_workspaces_own_installation_goes_before_its_organisations(town: Town) -> None:
    await town.installs("T0RED", whole=True)
    await town["T0RED"].ada.command("/mentor help")
    await town.installs("T0BLUE")
    own = town["T0BLUE"].playground.bot_token
    slack = await town.klik.runtime.slack("T0BLUE")
    assert slack.token == own
    assert (await town.klik.runtime.slack("T0RED")).token != own
    await town["T0BLUE"].playground.uninstall()
    assert (await town.klik.runtime.slack("T0BLUE")).token == (await town.klik.runtime.slack("T0RED")).token
    async with town.klik.runtime.db.begin() as session:
        assert await session.scalar(select(Workspace.removed_at).where(Workspace.id == "T0BLUE")) is None


async def test_socket_mode_serves_all_of_them(database_url: str) -> None:
    async with open_town(database_url, via="socket", installed=["T0NORTH", "T0SOUTH"]) as town:
        for team in ("T0NORTH", "T0SOUTH"):
            world = town[team]
            await world.joins(world.ada, mentor="Kubernetes")
            await town.settle()
            assert "Thank you for installing" in says(world.esra, last(world.esra))
