"""App Home."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, members, networks, pairs
from bot.views import common
from bot.views import home as views
from bot.views.home import Home
from handlers.registry import Visit, registry
from handlers.requests import open_requests
from handlers.sessions import meetings_of
from models import PairState, SessionState


@registry.event("app_home_opened", may=access.LOOK_AROUND)
async def opened(visit: Visit) -> None:
    """Draw the home tab as things stand; the same event twice draws the same."""
    if visit.body["event"].get("tab") != "home":
        return
    await show(visit)


async def show(visit: Visit) -> None:
    async with visit.begin() as session:
        data = await _home(session, visit)
    view: dict[str, Any] = views.home(visit.t, data)
    await visit.slack.views_publish(user_id=visit.slack_id, view=view)


async def _home(session: AsyncSession, visit: Visit) -> Home:
    member, now = visit.member, visit.now
    name = common.first_name(member)
    figures = bool(await networks.with_figures(session, member))
    if member.joined_at is None:
        return Home(name=name, joined=False, runs_network=figures)
    mine, to_me = await open_requests(session, member, now)
    meetings = await meetings_of(session, member)
    past = [row for row in meetings if _is_over(row[0].starts_at, now)]
    running = []
    clicks = []
    for pair in await pairs.running(session, member):
        partner = await pairs.partner(session, pair, member)
        running.append((pair, partner, await pairs.held_count(session, pair), partner.id == pair.mentor_id))
        answered = pair.mentor_clicked if member.id == pair.mentor_id else pair.mentee_clicked
        if pair.state is PairState.INTRODUCTION and pair.answer_click_by is not None and answered is None:
            clicks.append((pair, partner))
    return Home(
        name=name,
        joined=True,
        paused_until=member.paused_until if members.is_paused(member, now) else None,
        mine=mine,
        to_me=to_me,
        meetings=[row for row in meetings if row not in past],
        outcomes=[row for row in past if row[0].state is SessionState.BOOKED],
        clicks=clicks,
        pairs=running,
        runs_network=figures,
    )


def _is_over(starts_at: datetime | None, now: datetime) -> bool:
    return starts_at is not None and starts_at <= now
