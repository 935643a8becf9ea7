"""A mentee and a mentor: from the request to today, or to wherever it ended."""

from datetime import datetime, timedelta
from random import Random

from playground.company import hands
from playground.company.agenda import Life
from playground.company.days import at_desk, some_time
from playground.company.lives import Stage
from playground.company.plot import Answer, Finale, Odd, Request
from playground.company.profiles import PROFILES
from playground.company.words import LEARNED, NEXT_STEPS
from playground.person import Person
from playground.records import Message

ASKED_AFTER = timedelta(minutes=62)
"""How long after its beginning a session is over and the bot has asked whether people met."""
BOOKS_AHEAD = 4
"""Days before the rhythm says so that the bot asks a pair to book."""
LEAST_NOTICE = timedelta(hours=1)


class Pairing:
    def __init__(self, stage: Stage, request: Request) -> None:
        self.stage = stage
        self.request = request
        self.mentee, self.mentor = stage.person(request.mentee), stage.person(request.mentor)
        self.random = Random(f"pairing {request.mentee} {request.mentor}")
        self.rhythm = timedelta(days=PROFILES[request.mentor].rhythm)
        self.helps = self.random.choice((3.4, 3.9, 4.2, 4.6))
        """How useful their sessions are on average, 1-5."""

    def soon(self, person: Person, low: float, high: float, *, after: datetime | None = None) -> datetime:
        """Some hours from now (or from ``after``), when ``person`` is at their desk."""
        moment = (after or self.stage.now) + timedelta(minutes=round(60 * self.random.uniform(low, high)))
        return at_desk(person.user, moment, self.random)

    def other(self, person: Person) -> Person:
        return self.mentor if person is self.mentee else self.mentee

    def booker(self) -> Person:
        """Mentees book more often than mentors."""
        return self.mentee if self.random.random() < 0.65 else self.mentor

    async def life(self) -> Life:
        request, mentee, mentor = self.request, self.mentee, self.mentor
        yield self.stage.days.at(request.day, mentee.user, some_time(self.random, 9, 14))
        more_words = ", ".join(PROFILES[request.mentor].passes)
        await hands.ask(mentee, mentor, request.looks_for, more_words, request.question)
        self.stage.tally.asked += 1
        if request.answer is Answer.STAYS_SILENT:
            return
        if request.answer is Answer.WITHDRAWN:
            yield self.soon(mentee, 24, 30)
            await hands.withdraw(mentee, mentor)
            return
        if request.at:
            yield self.stage.days.at(request.day + 1, mentor.user, request.at)
        else:
            yield self.soon(mentor, 0.3, 20)
        if request.answer is Answer.DECLINES:
            await hands.decline(mentor, mentee, request.reason)
            return
        if request.more:
            await hands.ask_more(mentor, mentee, request.more[0])
            if request.answer is Answer.ASKS_MORE:
                return
            yield self.soon(mentee, 0.5, 10)
            await hands.tell_more(mentee, mentor, request.more[1])
            yield self.soon(mentor, 0.5, 10)
        await hands.accept(mentor, mentee)
        if request.is_booked:
            async for moment in self.introduction():
                yield moment

    async def introduction(self) -> Life:
        """The first talk, and whether it clicked."""
        request = self.request
        booker = self.mentee if request.first_talk else self.booker()
        yield self.soon(booker, 0.2, 12)
        if request.first_talk:
            wanted = self.stage.days.at(request.first_talk[0], booker.user, request.first_talk[1])
            starts = await hands.book_at(booker, self.other(booker), wanted)
        else:
            starts = await hands.book(booker, self.other(booker), self.random.randrange(3))
        for moment, person in self.answers_after(starts):
            yield moment
            async for morning in self.until_asked(person, "session_met", "click_yes"):
                yield morning
            question = hands.offered(person, "click_yes", self.other(person))  # the other one said that they met
            question = question or await hands.say_met(person, self.other(person))
            name = request.mentee if person is self.mentee else request.mentor
            if name not in request.silent:
                await hands.say_clicked(person, question, clicked=name not in request.unwilling)
        self.stage.tally.talks += 1
        if not (request.silent or request.unwilling):
            async for moment in self.together():
                yield moment

    def answers_after(self, starts: datetime) -> list[tuple[datetime, Person]]:
        """When each of the two says whether they met."""
        over = starts + ASKED_AFTER
        answers = [(self.soon(person, 0.1, 4, after=over), person) for person in (self.mentee, self.mentor)]
        return sorted(answers, key=lambda answer: answer[0])

    async def together(self) -> Life:
        """They meet again and again, as the rhythm says."""
        enough = self.stage.days.at(self.request.last_day, self.mentee.user, "09:00")
        number, asked = 1, self.stage.now
        since = asked
        while True:
            booker = self.booker()
            moment = self.soon(booker, 0.4, 14, after=asked)
            if moment >= enough:
                break
            yield moment
            async for morning in self.until_asked(booker, "session_slot", since=since):
                yield morning
            starts = since = await hands.book(booker, self.other(booker), self.random.randrange(3), since)
            odd, changes = self.request.odd.get(number), self.soon(self.other(booker), 1, 5)
            if odd in (Odd.MOVED, Odd.CALLED_OFF) and changes < starts - LEAST_NOTICE:
                yield changes
                if odd is Odd.CALLED_OFF:
                    since = self.stage.now
                    await hands.call_off(self.other(booker), booker)
                    number, asked = number + 1, self.stage.now + timedelta(days=1)
                    continue
                starts = since = await hands.move(self.other(booker), booker)
            met = odd is not Odd.MISSED
            first, second = self.answers_after(starts)
            yield first[0]
            async for morning in self.until_asked(first[1], "session_met"):
                yield morning
            asked = self.stage.now + (self.rhythm - timedelta(days=BOOKS_AHEAD) if met else timedelta(days=1))
            await self.looks_back(first[1], met=met)
            yield second[0]
            if met:
                async for morning in self.until_asked(second[1], "session_met"):
                    yield morning
            await self.looks_back(second[1], met=met)
            self.stage.tally.sessions += met
            if number == self.request.ends_after:
                yield self.soon(self.mentee, 4, 24)
                await hands.end_pair(self.mentee, self.mentor, "goals_reached")
                return
            number += 1
        async for moment in self.finale(asked):
            yield moment

    async def until_asked(self, person: Person, *actions: str, since: datetime | None = None) -> Life:
        """For one of them. Who has had two messages that day is asked the next morning."""
        while not any(hands.offered(person, action, self.other(person), since) for action in actions):
            yield self.soon(person, 12, 24)

    async def looks_back(self, person: Person, *, met: bool) -> None:
        """Did they meet, and how was it?"""
        if not met:  # who has not been asked before the other said no is not asked any more
            if hands.offered(person, "session_met", self.other(person)):
                await hands.say_met(person, self.other(person), met=False)
            return
        question: Message = await hands.say_met(person, self.other(person), met=True)
        useful = min(5, max(1, round(self.random.gauss(self.helps, 0.7))))
        language = person.user.locale[:2]
        writes = self.random.random() < (0.5 if person is self.mentee else 0.3)
        learned = self.random.choice(LEARNED[language]) if writes else ""
        next_step = self.random.choice(NEXT_STEPS[language]) if writes and person is self.mentee else ""
        await hands.say_how_it_was(person, question, useful, learned, next_step)

    async def finale(self, asked: datetime) -> Life:
        """They book one more session, around today."""
        days, mentee, mentor = self.stage.days, self.mentee, self.mentor
        last = {
            Finale.TOMORROW: days.tomorrow(mentee.user, "14:00"),
            Finale.DID_YOU_MEET: days.at(-1, mentee.user, "15:00"),
        }.get(self.request.finale)
        if last is not None:
            yield self.soon(mentee, 0.4, 6, after=asked)
            await hands.book_at(mentee, mentor, last)
