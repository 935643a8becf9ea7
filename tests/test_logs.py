"""Logs never hold what people type, nor a token: a story is told with canaries in it, at the most talkative level."""

from collections.abc import Iterator

import pytest
import structlog

from bot.logs import set_up_logs
from tests.world import open_world

CANARY = "canary-in-the-question"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    set_up_logs("WARNING", "console")


@pytest.mark.parametrize("style", ["json", "console"])
async def test_no_words_and_no_tokens_in_the_logs(
    style: str, sqlite_url: str, capfd: pytest.CaptureFixture[str]
) -> None:
    set_up_logs("DEBUG", style)
    async with open_world(sqlite_url) as world:
        await world.joins(world.ada, mentor="Python", passes_on=f"{CANARY} one")
        await world.joins(world.dana, mentee="Python")
        await world.dana.command(f"/mentor find {CANARY} two")
        await world.dana.command("/mentor find python")
        await world.dana.click("Ask Ada")
        await world.dana.type("question", f"{CANARY} three, which nobody else may read")
        assert await world.dana.submit() == {}
        await world.settle()
        await world.ada.click("Accept")
        await world.passes(days=3)
        secrets = [world.playground.bot_token, world.playground.signing_secret, world.playground.app_token, sqlite_url]
    out, err = capfd.readouterr()
    logged = out + err
    assert "outbox" in logged, "something was logged at all"
    for secret in (CANARY, *secrets):
        assert secret not in logged


def test_the_last_fence_hides_what_looks_like_a_secret(capfd: pytest.CaptureFixture[str]) -> None:
    set_up_logs("INFO", "json")
    structlog.get_logger().info("oops", slack_bot_token="x-1", note="xoxb-123", channel="C1")
    said = capfd.readouterr().err
    assert "x-1" not in said
    assert "xoxb-123" not in said
    assert '"channel": "C1"' in said
