"""A believable company for the demo, and months of its history, lived through the front door.

Everything people do here they do on their screens, through Person: nothing is written into anybody's tables.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playground.company import cohort, plot
from playground.company.agenda import Agenda, Life
from playground.company.days import Days
from playground.company.lives import IDS, Stage, founding, joining, leaving, pausing, reporting, searching, talking
from playground.company.networks import NETWORKS, ON_THEIR_OWN, NetworkStart
from playground.company.pairing import Pairing
from playground.company.people import COLLEAGUES
from playground.company.talk import LINES
from playground.server import Playground

__all__ = ["GUIDES", "HISTORY", "live", "move_in"]

HISTORY = timedelta(days=112)
"""How long the company has used the bot."""
HOME = ZoneInfo("Europe/Amsterdam")

GUIDES = {
    IDS["nia"]: "is a mentor: Daan has asked her, she should have met Inês, and she sees Zoë next. "
    "Open her App Home and answer.",
    IDS["sanne"]: "is a mentee and reads Dutch: there is a first talk with Yasmin to book, and did it click with Noor?",
    IDS["lena"]: "runs Women in Tech: a round is matched and waits for her to release it. Open her App Home; "
    "type /mentor stats in any channel, and answer Aylin.",
}
"""Whom to try first: the user's id, and what to try as them, in words that follow their name."""

LiveUntil = Callable[[datetime], Awaitable[None]]


def move_in(playground: Playground) -> None:
    """Forty people in offices around the world."""
    for one in COLLEAGUES:
        playground.workspace.add_user(
            one.handle,
            one.name,
            title=one.title,
            tz=one.zone,
            locale=one.locale,
            is_admin=one.is_admin,
            pronouns=one.pronouns,
            id=one.id,
        )


async def live(playground: Playground, live_until: LiveUntil, say: Callable[[str], None]) -> None:
    """Join, ask, meet and talk, as people would, for as long as HISTORY from now.

    ``live_until`` lets time pass, with all that the bot does in it; ``say`` gets a line about how it goes now and then.
    """
    start = playground.clock.now().astimezone(HOME)
    today = start + HISTORY  # on the wall clock: the same hour, whatever summer time does
    stage = Stage(playground, Days(start, today))
    agenda = Agenda(live_until, playground.clock.now)
    for life in _lives(stage):
        agenda.add(life)
    agenda.add(reporting(stage, say))
    await agenda.run(today)
    for user_id, what in GUIDES.items():
        say(f"Try it as {playground.workspace.users[user_id].real_name}, who {what}")


def _lives(stage: Stage) -> Iterator[Life]:
    joins: defaultdict[str, list[tuple[int, NetworkStart | None]]] = defaultdict(list)
    for start in NETWORKS:
        yield founding(stage, start)
        for day, handles in start.members.items():
            for handle in handles:
                joins[handle].append((day, start))
    for day, handles in ON_THEIR_OWN.items():
        for handle in handles:
            joins[handle].append((day, None))
    for handle, days in joins.items():
        yield joining(stage, handle, sorted(days, key=lambda join: join[0]))
    for day, handle, words in plot.IN_VAIN:
        yield searching(stage, day, handle, words, waits=handle in plot.WAITING)
    conversations: defaultdict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for day, handle, channel, text in LINES:
        conversations[channel].append((day, handle, text))
    for channel, lines in conversations.items():
        yield talking(stage, channel, lines)
    for request in plot.REQUESTS:
        yield Pairing(stage, request).life()
    yield cohort.calling(stage)
    for handle in (*cohort.MENTORS, *cohort.MENTEES, *cohort.NOT_NOW):
        yield cohort.answering(stage, handle)
    yield leaving(stage, *plot.LEAVES)
    yield pausing(stage, *plot.PAUSES)
