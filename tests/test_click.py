"""The private double yes: both hear at one moment, and nobody can work out who said no, or that anybody did."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from bot.database import open_sessions
from bot.domain import introductions, requests, sessions
from bot.domain.errors import DomainError
from models import EndReason, Member, MentoringSession, MentorProfile, Outbox, Pair, PairState, Workspace
from playground.person import Person
from tests import databases
from tests.hands import letters, modal, pair_up, sent_at, typed
from tests.world import World, open_world

TALK = "2026-11-26 10:00"
ASKED_AFTER = 50
"""Hours from the beginning of the story until both have been asked whether they met: Thursday noon in Amsterdam."""
DEADLINE = datetime(2026, 12, 1, 11, 0, tzinfo=UTC)
"""Three working days later: Tuesday noon."""


async def talk(world: World) -> None:
    """Ada and Esra have had their first talk; Finn waits for Ada's only place, Dana could be asked instead."""
    await world.joins(world.ada, mentor=("Kubernetes", "SQL"), capacity=1)
    await world.joins(world.esra, mentee="Kubernetes")
    await world.joins(world.finn, mentee="SQL")
    await pair_up(world, world.ada, world.esra)
    await world.esra.click("Another time …", within=letters(world.esra, "says yes")[-1])
    await world.esra.choose("starts_at", TALK)
    assert await world.esra.submit() == {}
    await world.esra.close()
    await world.finn.command("/mentor find sql")
    await world.finn.click("Tell me when somebody joins")
    await world.joins(world.dana, mentor="Kubernetes")
    await world.passes(hours=ASKED_AFTER)


async def meets(person: Person) -> None:
    await person.click("Yes, we met", within=letters(person, "Did you and")[-1])


async def says(person: Person, label: str) -> None:
    """In the message, also after it has been answered."""
    asked = (letters(person, "Did it click") or letters(person, "Noted, privately"))[-1]
    if "Did it click" not in person.reads(asked):
        await person.click("Change my answer …", within=asked)
    await person.click(label, within=asked)


async def rather_not(person: Person) -> None:
    await says(person, "Rather not")


async def yes(person: Person) -> None:
    await says(person, "Yes, let's go on")


async def ends(person: Person) -> None:
    """By the menu on the home tab, where anything else is ended."""
    home = await person.open_home()
    await person.click("End this pair …", within=home)
    assert "Did it click with" in modal(person)
    await person.click("Rather not")
    assert "Noted, privately" in modal(person)
    await person.close()


async def avoids(person: Person) -> None:
    await rather_not(person)
    assert "Nobody is told" in await typed(person, f"/mentor avoid @{'ada' if person.user.name == 'esra' else 'esra'}")


Act = Callable[[Person], Awaitable[None]]
Script = Sequence[tuple[int, Act]]
"""What somebody does, and in which hour after they were asked."""


@dataclass
class Seen:
    """Everything that everybody but one sees, by the hour."""

    seen: list[object] = field(default_factory=list)

    async def look(self, world: World, but: Person, *, ask: bool) -> None:
        for person in world.people.values():
            if person is but:
                continue
            if ask:
                for command in ("find kubernetes", "sessions", "requests", "profile", "stats", "audit", "find @ada"):
                    self.seen.append((person.id, command, await typed(person, f"/mentor {command}")))
            home = person.reads(person.home) if person.home else ""
            said = [(message.ts, person.reads(message)) for message in person.direct_messages]
            self.seen.append((world.clock.now(), person.id, home, said))


async def story(url: str, *, mentor_sees: bool, script: Script) -> list[object]:
    """What the one who says yes, and everybody else, sees hour by hour while the other does what `script` says."""
    async with open_world(url) as world:
        observer, other = (world.ada, world.esra) if mentor_sees else (world.esra, world.ada)
        for person in (world.ada, world.esra):
            await person.open_home()
        await talk(world)
        await meets(observer)
        seen = Seen()
        for hour in range(0, 130, 5):
            for act in (act for at, act in script if at == hour):
                await act(other)
            if hour == 5:
                await yes(observer)
            await seen.look(world, other, ask=hour % 50 == 10)
            await world.passes(hours=5)
        for person in (observer, other):
            assert float(letters(person, "You will not go on as a pair")[-1].ts) // 60 == DEADLINE.timestamp() // 60
        assert "Ask Dana the same" in world.esra.reads(letters(world.esra, "You will not go on")[-1])
        assert "Ada" in world.finn.reads(letters(world.finn)[-1]), "the place is told on"
        return seen.seen


@pytest.mark.parametrize(
    ("mentor_sees", "scripts"),
    [
        (True, [[(0, meets), (0, rather_not)], [(100, ends)]]),
        (False, [[(0, meets), (0, yes), (0, rather_not), (30, avoids)]]),
    ],
    ids=["the mentor said yes", "the mentee said yes"],
)
def test_a_no_at_any_time_and_by_any_way_looks_like_silence(
    request: pytest.FixtureRequest, mentor_sees: bool, scripts: list[Script]
) -> None:
    """Messages and their hours, home tabs, search, sessions, requests, figures, the audit, the waiting list: the same
    in every world, for whoever said yes and for everybody else."""

    def told(script: Script) -> list[object]:
        with databases.of(request.config).fresh("sqlite") as url:
            return asyncio.run(story(url, mentor_sees=mentor_sees, script=script))

    silence = told([])
    for script in scripts:
        for ours, theirs in zip(told(script), silence, strict=True):
            assert ours == theirs


async def test_two_yeses_are_heard_at_one_moment_in_which_both_read(world: World) -> None:
    ada, esra = world.ada, world.esra
    await talk(world)
    for person in (ada, esra):
        await meets(person)
        await person.open_home()
    await yes(esra)
    await world.passes(hours=40)  # Saturday morning
    await yes(ada)
    await yes(ada)
    await world.passes(hours=50)  # Monday before nine
    for person in (ada, esra):
        assert person.home is not None
        assert "1 session so far" in person.reads(person.home)
        assert letters(person, "It clicked") == []
    await world.passes(hours=5)
    heard = [float(letters(person, "It clicked")[-1].ts) // 60 for person in (ada, esra)]
    assert heard == [datetime(2026, 11, 30, 8, tzinfo=UTC).timestamp() // 60] * 2
    assert [len(letters(person, "It clicked")) for person in (ada, esra)] == [1, 1]
    for person in (ada, esra):
        await person.click("Change my answer …", within=letters(person, "Noted")[-1])
        assert "come to an end" in person.reads(person.answers[-1])


async def test_who_has_had_two_messages_that_day_makes_both_hear_the_next_morning(world: World) -> None:
    ada, esra = world.ada, world.esra
    await esra.command("/mentor help")  # now Klik knows her
    async with world.klik.runtime.db.begin() as session:
        await session.execute(update(Member).where(Member.slack_id == esra.id).values(muted=["sessions"]))
    await talk(world)
    for person in (ada, esra):
        await meets(person)
        await yes(person)
    today = [len([m for m in letters(person) if sent_at(person, m).day == 26]) for person in (ada, esra)]
    assert today == [2, 1], "one of them would have room"
    await world.passes(hours=20)  # Friday, eight
    assert [len(letters(person, "It clicked")) for person in (ada, esra)] == [0, 0]
    await world.passes(hours=2)
    heard = [f"{sent_at(person, letters(person, 'It clicked')[-1]):%a %H:%M}" for person in (ada, esra)]
    assert heard == ["Fri 09:00"] * 2


async def test_an_introduction_without_a_talk_is_let_rest_kindly(world: World) -> None:
    ada, esra = world.ada, world.esra
    await world.joins(ada, mentor="Kubernetes", capacity=1)
    await world.joins(esra, mentee="Kubernetes")
    await pair_up(world, ada, esra)
    await world.passes(days=27)
    assert letters(ada, "Four weeks have gone by") == []
    await world.passes(days=2)
    assert letters(ada, "Four weeks have gone by")[-1].ts[:9] == letters(esra, "Four weeks have gone by")[-1].ts[:9]
    assert "1 free place of 1" in await typed(ada, "/mentor profile")
    before = len(letters(ada))
    await world.passes(days=20)
    assert len(letters(ada)) == before, "nothing more comes of it"


# The rules themselves: any events in any order


@pytest.fixture(scope="module")
def settled(request: pytest.FixtureRequest) -> Iterator[str]:
    with databases.of(request.config).fresh("sqlite") as url:
        yield url


events = st.lists(
    st.tuples(st.sampled_from(("met", "not met", "yes", "no", "stop", "a day")), st.booleans()), max_size=14
)


@settings(max_examples=25)
@given(script=events)
def test_only_two_standing_yeses_after_a_talk_make_a_pair(settled: str, script: list[tuple[str, bool]]) -> None:
    asyncio.run(Lived(settled).through(script))


class Lived:
    """An introduction through which anything happens in any order, held against a few plain rules. Every event comes
    twice: the second changes nothing. What the rules refuse changes nothing either."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.now = datetime(2026, 11, 24, 10, tzinfo=UTC)
        self.workspace = f"T{uuid4().hex[:12]}"
        self.said: dict[bool, bool | None] = {True: None, False: None}

    async def through(self, script: list[tuple[str, bool]]) -> None:
        async with open_sessions(self.url) as self.db:
            await self._introduced()
            self.now += timedelta(days=1)
            for what, by_mentor in script:
                before = await self._pair()
                if what == "a day":
                    self.now += timedelta(days=1)
                await self._happens(what, by_mentor)
                once = await self._rows()
                await self._happens(what, by_mentor)
                assert await self._rows() == once
                self._holds(what, by_mentor, before, await self._pair())

    async def _introduced(self) -> None:
        async with self.db.begin() as session:
            session.add(Workspace(id=self.workspace, created_at=self.now))
            await session.flush()
            people = [
                Member(workspace_id=self.workspace, slack_id=f"U{number}", created_at=self.now, joined_at=self.now)
                for number in range(2)
            ]
            session.add_all(people)
            await session.flush()
            mentor, mentee = self.people = people
            session.add(MentorProfile(workspace_id=self.workspace, member_id=mentor.id, last_active_at=self.now))
            await session.flush()
            request, _ = await requests.ask(
                session, mentee, mentor.id, question="How do I size a cluster?", topic_id=None, now=self.now
            )
            pair = await requests.accept(session, mentor, request.id, self.now)
            meeting = await sessions.live(session, pair)
            assert meeting is not None
            self.pair_id, self.meeting_id = pair.id, meeting.id
            await sessions.book(session, mentee, meeting.id, self.now + timedelta(hours=2), self.now)

    async def _happens(self, what: str, by_mentor: bool) -> None:
        try:
            async with self.db.begin() as session:
                by = await session.get_one(Member, self.people[not by_mentor].id)
                if what in ("met", "not met"):
                    await introductions.settle(session, by, self.meeting_id, what == "met", self.now)
                elif what in ("yes", "no"):
                    await introductions.answer(session, by, self.pair_id, what == "yes", self.now)
                elif what == "stop":
                    await introductions.stop(session, by, self.pair_id, EndReason.NO_TIME, self.now)
                else:
                    for pair_id in await introductions.due(session, self.now):
                        await introductions.decide(session, pair_id, self.now)
        except DomainError:
            pass

    async def _pair(self) -> Pair:
        async with self.db.begin() as session:
            return await session.get_one(Pair, self.pair_id)

    async def _rows(self) -> list[object]:
        """All that is kept about it, also what is planned."""
        found: list[object] = []
        async with self.db.begin() as session:
            for table in (Pair, MentoringSession, Outbox):
                rows = await session.execute(
                    select(*table.__table__.columns).where(table.workspace_id == self.workspace)
                )
                found += sorted(map(tuple, rows.all()), key=str)
        return found

    def _holds(self, what: str, by_mentor: bool, before: Pair, after: Pair) -> None:
        if introductions.is_asked(before) and what in ("yes", "no", "stop"):
            self.said[by_mentor] = what == "yes"
            assert after.state is PairState.INTRODUCTION, "nothing shows before the outcome"
            assert after.answer_click_by == before.answer_click_by
        changed = before.state is not after.state
        if before.state is PairState.ENDED:
            assert not changed
        elif changed and after.state is PairState.ACTIVE:
            assert what == "a day"
            assert self.said == {True: True, False: True}
            assert (after.mentor_clicked, after.mentee_clicked) == (True, True)
        elif changed and what == "a day":
            assert after.end_reason is EndReason.NO_CLICK
            assert before.answer_click_by is not None
            assert before.answer_click_by <= self.now
            assert self.said != {True: True, False: True}
            assert (after.mentor_clicked, after.mentee_clicked) == (None, None)
        elif changed:
            assert what == "stop"
            assert not introductions.is_asked(before)
        elif introductions.is_asked(after) and what == "a day":
            assert after.outcome_at is not None
            assert after.outcome_at > self.now, "its hour has come, and it was decided"
