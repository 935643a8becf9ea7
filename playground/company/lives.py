"""How people live through the plot: async generators that yield the moment at which somebody acts next."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from playground.company import hands
from playground.company.agenda import Life
from playground.company.days import Days, at_desk, some_time
from playground.company.networks import NetworkStart
from playground.company.people import COLLEAGUES
from playground.company.profiles import PROFILES
from playground.company.work import WORK
from playground.person import Person
from playground.server import Playground

REPORTS_EVERY = 8
"""Working days between two lines about how it goes."""
ANNOUNCED_AFTER = timedelta(minutes=25)
IDS = {colleague.handle: colleague.id for colleague in COLLEAGUES}


@dataclass
class Tally:
    """What there is to tell while the history runs."""

    joined: int = 0
    asked: int = 0
    talks: int = 0
    sessions: int = 0


@dataclass
class Stage:
    """Where the lives meet."""

    playground: Playground
    days: Days
    tally: Tally = field(default_factory=Tally)

    def person(self, handle: str) -> Person:
        return self.playground.person(IDS[handle])

    @property
    def now(self) -> datetime:
        return self.playground.clock.now()


async def reporting(stage: Stage, say: Callable[[str], None]) -> Life:
    """A line about how it goes, every few days."""
    tally = stage.tally
    for day in range(REPORTS_EVERY, stage.days.count, REPORTS_EVERY):
        yield stage.days.at(day, stage.playground.workspace.bot, "18:00")
        say(
            f"{stage.now:%e %B}: {tally.joined} people take part, {tally.asked} have asked a mentor, "
            f"{tally.talks} first talks, {tally.sessions} sessions".strip()
        )


def begins(stage: Stage, start: NetworkStart) -> datetime:
    return stage.days.at(start.day, stage.person(start.lead).user, "09:20")


async def founding(stage: Stage, start: NetworkStart) -> Life:
    """A network begins, and its lead is the first to join the programme."""
    lead = stage.person(start.lead)
    yield begins(stage, start)
    await hands.start_network(lead, start)
    yield stage.now + timedelta(minutes=7)
    await lead.command("/mentor join", channel=start.channel)
    await hands.fill_in(lead, PROFILES[start.lead])
    await hands.say_more(lead, WORK[start.lead])
    stage.tally.joined += 1


async def joining(stage: Stage, handle: str, joins: list[tuple[int, NetworkStart | None]]) -> Life:
    """Joins networks, or none, as the days come, and the programme with the first."""
    random, person = Random(f"joining {handle}"), stage.person(handle)
    for day, start in joins:
        moment = stage.days.at(day, person.user, some_time(random, 11, 15))
        if start is not None:  # the day begins in Singapore, the announcement may come from Amsterdam
            moment = at_desk(person.user, max(moment, begins(stage, start) + ANNOUNCED_AFTER), random)
        yield moment
        if start is None:
            await person.command("/mentor join")
        else:
            await hands.join_network(person, start)
            stage.playground.add_member(hands.channel(person, start.channel), person.id)
        if person.modal is not None:
            await hands.fill_in(person, PROFILES[handle])
            await hands.say_more(person, WORK[handle])
            stage.tally.joined += 1


async def searching(stage: Stage, day: int, handle: str, words: str, *, waits: bool) -> Life:
    """Looks for what nobody offers; ``waits``: asks to be told when somebody does."""
    person = stage.person(handle)
    yield stage.days.at(day, person.user, some_time(Random(f"searching {handle} {words}"), 9, 15))
    answer = await person.command(f"/mentor find {words}", channel="mentoring")
    if waits and answer is not None:
        await hands.press(person, answer, "wait_for_topic")


async def leaving(stage: Stage, handle: str, day: int) -> Life:
    """Their last day: the account is deactivated."""
    person = stage.person(handle)
    yield stage.days.at(day, person.user, "16:30")
    await stage.playground.change_user(person.id, deleted=True)


async def pausing(stage: Stage, handle: str, day: int) -> Life:
    person = stage.person(handle)
    yield stage.days.at(day, person.user, "15:40")
    await hands.pause(person, stage.days.today + timedelta(days=18))


async def talking(stage: Stage, channel: str, lines: list[tuple[int, str, str]]) -> Life:
    """Ordinary lines of chat (day, who, what) in one channel, one after the other."""
    random, said_at = Random(f"talking {channel}"), stage.now
    for day, handle, text in lines:
        person = stage.person(handle)
        moment = stage.days.at(day, person.user, some_time(random, 9, 14))
        said_at = at_desk(person.user, max(moment, said_at + timedelta(minutes=random.randint(2, 40))), random)
        yield said_at
        mentions = re.sub(r"@(\w+)", lambda at: f"<@{IDS[at[1]]}>", text)
        stage.playground.workspace.post(hands.channel(person, channel), user=person.id, text=mentions)
