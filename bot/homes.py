"""Home tabs drawn and published: at a click, and within a second of whatever changed what they show.

Never inside a transaction, by one at a time for each person, and not at all when it would look the same.
"""

import asyncio
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import home_views, members
from bot.domain.dashboard import dashboard
from bot.domain.home_views import Held
from bot.i18n import Texts
from bot.runtime import Runtime
from bot.slack import NotInstalled, reason_of
from bot.views import home as views
from bot.views.kit import View
from models import Member

log = structlog.get_logger()

CALL_WITHIN = 10.0
"""Seconds; a lease lasts longer."""
SOON, LATER = timedelta(seconds=30), timedelta(minutes=10)
"""When Slack is asked again after what passes by itself, and after anything else."""
GONE = {"user_not_found", "user_disabled", "user_not_visible"}
RATE_LIMITED = {"ratelimited", "429"}
PASSING = {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "500", "502", "503", "504"}


@dataclass(frozen=True)
class Drawn:
    """A home tab, ready to be published."""

    held: Held
    slack_id: str
    view: View
    changes_at: datetime | None

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps(self.view, sort_keys=True).encode()).hexdigest()


async def draw(session: AsyncSession, held: Held, member: Member, now: datetime) -> Drawn:
    t = Texts.of(members.language_of(member), member.tz)
    data = await dashboard(session, member, now)
    return Drawn(held, member.slack_id, views.home(t, data), data.changes_at)


async def for_viewer(session: AsyncSession, member: Member, now: datetime, *, opened: bool = False) -> Drawn | None:
    """For somebody who looks at it in this moment, to be published after the transaction. None when there is nothing to
    do: they never opened it, or whoever is drawing it will do so once more."""
    held = await home_views.hold(session, member, now, opened=opened)
    return await draw(session, held, member, now) if held is not None else None


async def refresh(runtime: Runtime) -> int:
    """Draw all that changed since it was drawn, and return how many were looked at. One that fails stops none."""
    done = 0
    while not runtime.stopping.is_set():
        async with runtime.db.begin() as session:
            claimed = await home_views.claim(session, runtime.now())
        await asyncio.gather(*(_refresh(runtime, held) for held in claimed))
        done += len(claimed)
        if len(claimed) < home_views.AT_ONCE:  # no more was due, or may be drawn in this second
            break
    return done


async def _refresh(runtime: Runtime, held: Held) -> None:
    now = runtime.now()
    try:
        async with runtime.db.begin() as session:
            member = await session.get(Member, held.member_id)
            if member is None or member.deactivated_at is not None:
                await home_views.close(session, held)
                return
            drawn = await draw(session, await home_views.seen(session, held), member, now)
        await publish(runtime, drawn)
    except Exception as error:  # a mistake of ours in one home tab must not leave the others as they were
        log.error("home.failed", member=held.member_id, exc_info=error)
        async with runtime.db.begin() as session:
            await home_views.later(session, held, now + SOON)


async def publish(runtime: Runtime, drawn: Drawn, *, anyway: bool = False) -> None:
    """`anyway`: also when it looks as it did, since nobody knows what Slack still has of it."""
    held, now, wait_until, word = drawn.held, runtime.now(), None, ""
    if anyway or drawn.digest != held.drawn:
        try:
            slack = await runtime.slack(held.workspace_id)
            async with asyncio.timeout(CALL_WITHIN):
                await slack.views_publish(user_id=drawn.slack_id, view=drawn.view)
        except NotInstalled:
            wait_until, word = now + LATER, "not_installed"
        except SlackApiError as error:
            word = reason_of(error)
            wait_until = now + _patience(word, error)
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            wait_until, word = now + SOON, type(error).__name__
    async with runtime.db.begin() as session:
        if word in GONE:
            await home_views.close(session, held)
        elif word in RATE_LIMITED and wait_until is not None:
            await home_views.slow_down(session, held, wait_until, now)
        elif wait_until is not None:
            await home_views.later(session, held, wait_until)
        else:
            await home_views.done(session, held, drawn.digest, drawn.changes_at, now)
    if word:
        log.info("home.not_published", reason=word, workspace=held.workspace_id)


def _patience(word: str, error: SlackApiError) -> timedelta:
    if word in RATE_LIMITED:
        return timedelta(seconds=int(error.response.headers.get("Retry-After", SOON.seconds)))
    return SOON if word in PASSING else LATER
