"""Installing the app by OAuth into several workspaces behind one address, as Slack does it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground import Address, Clock, Street
from playground.records import Enterprise
from tests.playground.asking import refused
from tests.playground.bolt_app import TinyApp, written_manifest

HERE = "https://app.example/oauth"
ORG = Enterprise("E0BIG", "Big & Co")
STREET = (
    Address(team_id="T0ONE", team_name="One", domain="one"),
    Address(team_id="T0TWO", team_name="Two", domain="two"),
    Address(team_id="T0RED", team_name="Red", domain="red", enterprise=ORG),
    Address(team_id="T0BLUE", team_name="Blue", domain="blue", enterprise=ORG),
)


@pytest.fixture(params=[False, True], ids=["lasting", "rotating"])
async def street(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> AsyncIterator[Street]:
    async with Street(written_manifest(tmp_path), STREET, clock=clock, rotation=request.param) as served:
        served.oauth.redirect_urls.append(HERE)
        for playground in served.workspaces.values():
            playground.workspace.add_user("ada", "Ada Lovelace", id="U0ADA")
        yield served


def asks(street: Street, **changes: str) -> dict[str, str]:
    wanted = {"client_id": street.oauth.client_id, "scope": "users:read", "redirect_uri": HERE, "state": "s&1"}
    return wanted | changes


async def decides(street: Street, team: str, answer: str = "allow", *, whole: bool = False) -> dict[str, str]:
    """What comes back to the app's address after a person pressed a button."""
    sent = asks(street) | {"team": team, "user": "U0ADA", "answer": answer} | ({"whole": "on"} if whole else {})
    async with (
        aiohttp.ClientSession() as browser,
        browser.post(f"{street.url}/oauth/v2/authorize", data=sent, allow_redirects=False) as response,
    ):
        assert response.status == 302
        where = urlsplit(response.headers["Location"])
    assert f"{where.scheme}://{where.netloc}{where.path}" == HERE
    return {name: values[0] for name, values in parse_qs(where.query).items()}


async def exchange(street: Street, code: str, secret: str = "local-client-secret", **more: str) -> dict[str, object]:
    client = AsyncWebClient(base_url=street.api_url, retry_handlers=[])
    who = {"Authorization": aiohttp.encode_basic_auth(street.oauth.client_id, secret)}
    answer = await client.api_call("oauth.v2.access", data={"code": code, **more}, headers=who)
    return dict(answer.data)  # type: ignore[arg-type]


async def installs(street: Street, team: str, *, whole: bool = False) -> tuple[AsyncWebClient, dict[str, object]]:
    code = (await decides(street, team, whole=whole))["code"]
    answer = await exchange(street, code)
    return AsyncWebClient(str(answer["access_token"]), base_url=street.api_url, retry_handlers=[]), answer


async def test_the_page_names_the_app_what_it_wants_and_where(street: Street) -> None:
    async with aiohttp.ClientSession() as browser:
        async with browser.get(f"{street.url}/oauth/v2/authorize", params=asks(street)) as page:
            text = await page.text()
        assert page.status == 200
        for words in ("users:read", "T0ONE", "T0TWO", "Ada Lovelace", "s&amp;1"):
            assert words in text
        for wrong, word in (
            ({"client_id": "9.9"}, "invalid_client_id"),
            ({"redirect_uri": "https://evil.example"}, "bad_redirect_uri"),
            ({"redirect_uri": HERE + ".evil.example"}, "bad_redirect_uri"),
            ({"scope": "admin"}, "invalid_scope"),
            ({"scope": ""}, "no_scopes"),
        ):
            async with browser.get(f"{street.url}/oauth/v2/authorize", params=asks(street, **wrong)) as page:
                assert page.status == 400
                assert word in await page.text()


async def test_each_workspace_gives_a_token_that_is_good_there_alone(street: Street) -> None:
    assert (await decides(street, "T0ONE", "cancel")) == {"state": "s&1", "error": "access_denied"}
    one, answer = await installs(street, "T0ONE")
    two, _ = await installs(street, "T0TWO")
    assert answer["team"] == {"id": "T0ONE", "name": "One"}
    assert (answer["enterprise"], answer["is_enterprise_install"]) == (None, False)
    assert answer["authed_user"] == {"id": "U0ADA"}
    assert (await one.auth_test())["team_id"] == "T0ONE"
    assert (await two.auth_test())["team_id"] == "T0TWO"
    await street["T0ONE"].uninstall()
    assert await refused(one.auth_test()) == "token_revoked"
    assert (await two.auth_test())["team_id"] == "T0TWO"
    again, _ = await installs(street, "T0ONE")
    assert (await again.auth_test())["team_id"] == "T0ONE"
    assert await refused(one.auth_test()) == "token_revoked"
    assert (await two.auth_revoke())["revoked"] is True
    assert await refused(two.auth_test()) == "token_revoked"


async def test_a_code_is_good_once_for_its_address_and_not_for_long(street: Street, clock: Clock) -> None:
    code = (await decides(street, "T0ONE"))["code"]
    assert await refused(exchange(street, "made-up")) == "invalid_code"
    assert await refused(exchange(street, code, "wrong")) == "bad_client_secret"
    assert await refused(exchange(street, code, redirect_uri="https://evil.example")) == "bad_redirect_uri"
    assert await refused(exchange(street, code, grant_type="password")) == "invalid_grant_type"
    assert (await exchange(street, code, redirect_uri=HERE))["scope"] == "users:read"
    assert await refused(exchange(street, code)) == "code_already_used"
    late = (await decides(street, "T0ONE"))["code"]
    clock.advance(timedelta(minutes=11))
    assert await refused(exchange(street, late)) == "invalid_code"


async def test_rotating_tokens_expire_and_a_refresh_token_is_good_once(street: Street, clock: Clock) -> None:
    client, answer = await installs(street, "T0ONE")
    if not street.oauth.rotation:
        assert "refresh_token" not in answer
        clock.advance(timedelta(days=300))
        await client.auth_test()
        return
    assert answer["expires_in"] == 12 * 60 * 60
    renew = {"grant_type": "refresh_token", "refresh_token": str(answer["refresh_token"])}
    renewed = await exchange(street, "", **renew)
    assert renewed["access_token"] != answer["access_token"]
    assert await refused(exchange(street, "", **renew)) == "invalid_refresh_token"
    await client.auth_test()  # the one before lives to its own end
    clock.advance(timedelta(hours=12))
    assert await refused(client.auth_test()) == "token_expired"


async def test_an_organisation_has_one_token_for_all_its_workspaces(street: Street) -> None:
    client, answer = await installs(street, "T0RED", whole=True)
    assert answer["team"] is None
    assert answer["enterprise"] == {"id": "E0BIG", "name": "Big & Co"}
    assert answer["is_enterprise_install"] is True
    assert (await client.users_info(user="U0ADA", team_id="T0BLUE"))["user"]["team_id"] == "T0BLUE"
    assert (await client.users_info(user="U0ADA", team_id="T0RED"))["user"]["team_id"] == "T0RED"
    assert await refused(client.users_info(user="U0ADA")) == "missing_argument"
    assert await refused(client.users_info(user="U0ADA", team_id="T0ONE")) == "missing_argument"
    app = TinyApp(street["T0BLUE"])
    async with app.over_http(street["T0BLUE"]):
        street.reached_at(str(street["T0BLUE"].request_url))
        await street["T0BLUE"].change_user("U0ADA", title="CTO")
        await street.uninstall_from("E0BIG")
    seen = [(body["event"]["type"], body["authorizations"][0]) for body in app.received]
    assert [kind for kind, _ in seen] == ["user_change", "tokens_revoked", "app_uninstalled"]
    assert all((one["enterprise_id"], one["team_id"]) == ("E0BIG", None) for _, one in seen)
    assert await refused(client.users_info(user="U0ADA", team_id="T0BLUE")) == "token_revoked"
