"""`klik run` with OAuth, as a stranger runs it: a process of its own, without a bot token."""

import os
from pathlib import Path

import pytest

from tests.street import KEY, Browser, open_street
from tests.test_cli import free_port, klik, listening
from tests.world import says

OURS = ("SLACK_", "KLIK_", "DATABASE_")


@pytest.mark.parametrize("via", ["http", "socket"])
async def test_it_starts_without_a_bot_token_and_is_installed_in_a_browser(via: str, tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    async with open_street() as street:
        env = {name: value for name, value in os.environ.items() if not name.startswith(OURS)} | {
            "SLACK_CLIENT_ID": street.oauth.client_id,
            "SLACK_CLIENT_SECRET": street.oauth.client_secret,
            "SLACK_API_URL": street.api_url,
            "KLIK_ENCRYPTION_KEYS": KEY,
            "KLIK_PUBLIC_URL": url,
            "KLIK_LOG_FORMAT": "json",
            "DATABASE_URL": f"sqlite:///{tmp_path / 'klik.db'}",
            "PORT": str(port),
            **({"SLACK_APP_TOKEN": street.app_token} if via == "socket" else {}),
            **({"SLACK_SIGNING_SECRET": street.signing_secret} if via == "http" else {}),
        }
        street.oauth.redirect_urls.append(f"{url}/slack/oauth_redirect")
        async with klik("run", env=env, folder=tmp_path) as process:
            await listening(process)
            if via == "socket":
                await listening(process)  # to the socket first, then to browsers
            else:
                street.reached_at(f"{url}/slack/events")
            async with Browser(street, url) as browser:
                page = await browser.installs("T0NORTH")
            assert "Klik is in North & Sons" in page.text
            ada = street["T0NORTH"].person("U0ADA")
            answer = await ada.command("/mentor help")
            assert answer is not None
            assert "I am Klik" in says(ada, answer)
