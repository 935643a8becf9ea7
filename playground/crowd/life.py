"""What a crowd does as time goes by."""

import heapq
import itertools
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

from playground.crowd.hands import finish_forms, press, press_one, pressable
from playground.crowd.people import Character, characters
from playground.person import Person
from playground.records import Message
from playground.server import Playground

LiveUntil = Callable[[datetime], Awaitable[None]]
Deed = Callable[[], Awaitable[None]]
LOOKS_FROM, LOOKS_UNTIL = time(8), time(19)
"""When people look at Slack, by their own clock."""
LEADS_ON = ("session_met", "feedback_rate", "session_other_times", "pair_page")
"""What is answered by a further question in the same place."""
SEARCHES_A_DAY = 0.04
"""How likely somebody without a mentor looks for one today."""


class Crowd:
    def __init__(self, playground: Playground, count: int, days: int, seed: int) -> None:
        self._playground = playground
        self._random = Random(seed)
        self._people = {self._enlist(character): character for character in characters(count, days, self._random)}
        self._waiting: list[tuple[datetime, int, Deed]] = []
        self._numbers = itertools.count()
        self._new: list[tuple[str, Message]] = []
        """What was written to them since they were last asked whether they have noticed."""
        self._looking: set[str] = set()
        self._here: dict[str, None] = {}
        self._day = 0
        self.deeds = 0
        """How often somebody sat down and did something."""
        self.pressed: Counter[str] = Counter()
        """What was pressed on messages, by family of actions."""
        self._dms = {person: playground.workspace.dm(person) for person in self._people}
        self._readers = {channel.id: person for person, channel in self._dms.items()}
        playground.workspace.on_post.append(self._posted)

    def _enlist(self, one: Character) -> str:
        handle = f"{one.name.split()[0].lower()}{one.number}"
        user = self._playground.workspace.add_user(
            handle, one.name, title=one.title, tz=one.zone, locale=one.locale, is_admin=one.number == 0
        )
        return user.id

    async def live(self, day: int, until: datetime, live_until: LiveUntil) -> None:
        """One day, up to `until`: what they had in mind, and what comes up."""
        self._day = day
        self._plan_day(day)
        while True:
            self._notice()
            if not self._waiting or self._waiting[0][0] > until:
                break
            moment, _, deed = heapq.heappop(self._waiting)
            if moment > self._playground.clock.now():
                await live_until(moment)
            await deed()
            self.deeds += 1
        await live_until(until)

    def _at(self, person: str, moment: datetime) -> datetime:
        """When they are at their screen next, from `moment` on."""
        zone = ZoneInfo(self._people[person].zone)
        local = moment.astimezone(zone)
        while local.weekday() >= 5 or not LOOKS_FROM <= local.time() < LOOKS_UNTIL:
            if local.weekday() < 5 and local.time() < LOOKS_FROM:
                local = local.replace(hour=8, minute=self._random.randrange(60))
            else:
                local = (local + timedelta(days=1)).replace(hour=8, minute=self._random.randrange(60))
        return local.astimezone(moment.tzinfo)

    def _soon(self, person: str, hours: float, deed: Deed) -> None:
        moment = self._at(person, self._playground.clock.now() + timedelta(hours=hours))
        heapq.heappush(self._waiting, (moment, next(self._numbers), deed))

    def _plan_day(self, day: int) -> None:
        for person, one in self._people.items():
            if day == one.arrives:
                self._soon(person, self._random.random() * 8, partial(self._join, person))
            elif day == one.goes and person in self._here:
                self._soon(person, 8, partial(self._go, person))
            elif person in self._here:
                if person in self._looking and self._random.random() < SEARCHES_A_DAY:
                    self._soon(person, self._random.random() * 8, partial(self._search, person))
                if self._random.random() < one.temper.roams:
                    self._soon(person, self._random.random() * 8, partial(self._roam, person))

    def _notice(self) -> None:
        """New messages: each is read some time later, or never."""
        for person, message in self._new:
            one = self._people[person]
            if person in self._here and pressable(message) and self._random.random() < one.temper.answers:
                hours = self._random.expovariate(1 / one.temper.hours)
                self._soon(person, hours, partial(self._react, person, message))
        self._new.clear()

    def _posted(self, message: Message) -> None:
        if (person := self._readers.get(message.channel)) is not None:
            self._new.append((person, message))

    # --- deeds --------------------------------------------------------------------------------------------------------

    def _person(self, person: str) -> Person | None:
        is_silent = self._day >= self._people[person].silent_from
        return None if person not in self._here or is_silent else self._playground.person(person)

    async def _join(self, person: str) -> None:
        self._here[person] = None
        one, who = self._people[person], self._playground.person(person)
        await who.command("/mentor join", channel=self._dms[person])
        sides = [side for side, topics in (("mentor", one.passes_on), ("mentee", one.wants)) if topics]
        said = {"sides": sides, "profile_sides": sides, "capacity": str(one.capacity)}
        said |= {"topics:mentor_topics": one.passes_on, "topics:mentee_topics": one.wants}
        await finish_forms(who, self._random, **said)
        if one.wants and one.looks:
            self._looking.add(person)
            self._soon(person, self._random.expovariate(1 / 24), partial(self._search, person))

    async def _search(self, person: str) -> None:
        who = self._person(person)
        if who is None:
            return
        topic = self._random.choice(self._people[person].wants)
        answer = await who.command(f"/mentor find {topic}", channel=self._dms[person])
        for family in ("ask", "wait_for_topic"):
            if answer is not None and await press_one(who, answer, family, self._random):
                await finish_forms(who, self._random)
                return

    async def _react(self, person: str, message: Message) -> None:
        """Press something on it, and what comes up then."""
        who = self._person(person)
        if who is None:
            return
        kindness = self._people[person].temper.keeps
        for _ in range(4):
            pressed = await press(who, message, self._random, kindness)
            self.pressed[pressed] += 1
            await finish_forms(who, self._random)
            if pressed not in LEADS_ON or self._random.random() > 0.75:
                return

    async def _roam(self, person: str) -> None:
        """Open the home tab and press something there."""
        who = self._person(person)
        if who is None:
            return
        home = await who.open_home()
        await press(who, home, self._random)
        await finish_forms(who, self._random)

    async def _go(self, person: str) -> None:
        self._here.pop(person, None)
        await self._playground.change_user(person, deleted=True)
