"""What a pair agrees on: written by one, signed by the other, changed by both, read by nobody else."""

import asyncio
import json
from asyncio import gather
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.database import open_sessions
from bot.domain import agreements, pairs, requests
from bot.domain.errors import DomainError
from models import (
    Agreement,
    AgreementState,
    EndReason,
    Member,
    MentorProfile,
    Outbox,
    Pair,
    PairState,
    Workspace,
)
from playground.person import Person
from playground.records import Message
from tests import databases
from tests.hands import letters, modal, pair_up, typed
from tests.world import World, says


async def clicks(world: World) -> None:
    """Ada and Esra are a pair; it is Friday noon in Amsterdam."""
    ada, esra = world.ada, world.esra
    await world.joins(ada, mentor="Kubernetes")
    await ada.command("/mentor join")
    await ada.type("hopes_to_learn", "How juniors look at our platform")
    assert await ada.submit() == {}
    await ada.close()
    await world.joins(esra, mentee="Kubernetes")
    await pair_up(world, ada, esra)
    await esra.click("Another time …", within=letters(esra, "says yes")[-1])
    await esra.choose("starts_at", "2026-11-26 10:00")
    assert await esra.submit() == {}
    await esra.close()
    await world.passes(hours=50)
    for person in (ada, esra):
        await person.click("Yes, we met", within=letters(person, "Did you and")[-1])
        await person.click("Yes, let's go on")
    await world.passes(days=1)  # "in an hour" and "did you meet?" were two messages


@pytest.fixture
async def together(world: World) -> World:
    await clicks(world)
    return world


async def page(person: Person) -> str:
    """The page about the pair, from the home tab."""
    await person.open_home()
    await person.click("Our mentoring …", within=person.home)
    return modal(person)


def signing(person: Person) -> Message:
    return letters(person, "proposes")[-1]


async def test_one_writes_the_other_signs_and_both_read(together: World) -> None:
    world = together
    ada, esra = world.ada, world.esra
    begun = letters(esra, "It clicked")[-1]
    await esra.click("Write our agreement …", within=begun)
    assert esra.modal is not None
    form = json.dumps(esra.modal.blocks)
    assert "How do I size a cluster for a team of ten?" in form, "what was asked"
    assert "How juniors look at our platform" in form, "what the mentor hopes to learn"
    await esra.type("expectations", "We are honest")
    await esra.choose("rhythm_days", "Every 3 weeks")
    await esra.choose("minutes", "60 minutes")
    await esra.type("place", "A huddle in #k8s")
    await esra.choose("ends_on", "2026-11-26")
    assert "within two years" in str(await esra.submit())
    await esra.choose("ends_on", "2027-06-01")
    assert await esra.submit() == {}
    assert "can read it now" in modal(esra)
    await esra.close()
    await world.settle()
    offer = signing(ada)
    assert "How do I size a cluster" in says(ada, offer)
    assert "We are honest" in says(ada, offer)
    assert "Every 3 weeks" in says(ada, offer)
    assert "Your proposal waits for" in await page(esra)
    await esra.close()

    # Signed: the pair meets as agreed, and both are told and can read it at any time
    await gather(ada.click("Sign", within=offer), ada.click("Sign", within=offer))
    await world.passes(days=3)  # she has had two messages today, and then it is Saturday
    assert len(letters(esra, "has signed")) == 1
    for person in (ada, esra):
        assert "every 3 weeks · 60 minutes · until 1 June 2027" in await page(person)
        await person.click("Read …")
        assert "A huddle in #k8s" in modal(person)
        await person.close()
    assert "every 3 weeks" in says(ada, await ada.open_home())

    # A change: proposed, marked, and until it is signed what was signed holds
    await page(ada)
    await ada.click("Change …")
    await ada.choose("rhythm_days", "Every week")
    assert await ada.submit() == {}
    assert "Your proposal waits for" in modal(ada), "the page is drawn anew where it stands"
    await ada.click("Read what is in force …")
    assert "Every 3 weeks" in modal(ada)
    await ada.close()
    await world.settle()
    change = signing(esra)
    assert "✏️ 🔁 Every week" in says(esra, change)
    assert "✏️ ⏱" not in says(esra, change)

    # What was replaced is not signed any more; answered with a change of one's own, which takes its place
    assert "proposes:" in await page(esra)
    await page(ada)
    await ada.click("Change …")
    await ada.choose("rhythm_days", "Every 4 weeks")
    assert await ada.submit() == {}
    await ada.close()
    await esra.click("Sign")
    assert "That version has been replaced" in modal(esra)
    await esra.close()
    await esra.click("Change …", within=change)
    await esra.choose("rhythm_days", "Every 2 weeks")
    assert await esra.submit() == {}
    await esra.close()
    await world.settle()
    await ada.click("Sign", within=signing(ada))
    assert "every 2 weeks" in await page(ada)
    await ada.close()

    # What ends is not signed any more, and can still be read
    await page(ada)
    await ada.click("Change …")
    await ada.choose("minutes", "90 minutes")
    assert await ada.submit() == {}
    await ada.close()
    await world.settle()
    waits = signing(esra)
    await ada.click("End this pair …", within=await ada.open_home())
    assert await ada.submit() == {}
    await ada.close()
    await esra.click("Sign", within=waits)
    assert "come to an end" in says(esra, esra.answers[-1])
    await esra.click("Read …", within=letters(esra, "has signed")[-1])
    assert "A huddle in #k8s" in modal(esra)
    await esra.close()

    # Nobody else: not those who run things, whatever they do
    for command in ("stats", "audit"):
        assert "honest" not in await typed(esra, f"/mentor {command}")


async def test_both_write_at_once_and_neither_answers_what_they_have_not_read(together: World) -> None:
    world = together
    ada, esra = world.ada, world.esra
    for person in (ada, esra):
        await person.click("Write our agreement …", within=letters(person, "It clicked")[-1])
        await person.type("expectations", f"{person.user.real_name} prepares")
    await gather(ada.submit(), esra.submit())
    late, early = (ada, esra) if "in the meantime" in modal(ada) else (esra, ada)
    assert f"{early.user.real_name} prepares" in modal(late), "read first"
    assert f"{late.user.real_name} prepares" in json.dumps(late.modal.values if late.modal else ""), "nothing is lost"
    assert await late.submit() == {}
    await world.settle()
    assert len(letters(early, "proposes what you could agree on")) == 1
    await early.click("Sign", within=signing(early))
    assert len(letters(early, "Signed by both")) == 1
    assert letters(late, "proposes") == [], "what was answered at once was not sent any more"


async def test_asked_once_when_nothing_is_signed_and_never_again(together: World) -> None:
    world = together
    ada, esra = world.ada, world.esra
    await world.passes(days=5)
    assert len(letters(ada, "want to learn from each other?")) == 1
    assert len(letters(esra, "want to learn from each other?")) == 1
    await world.passes(days=40)
    assert len(letters(ada, "want to learn from each other?")) == 1


async def test_who_has_proposed_is_not_asked_and_the_other_is_asked_to_sign(together: World) -> None:
    world = together
    ada, esra = world.ada, world.esra
    await ada.click("Write our agreement …", within=letters(ada, "It clicked")[-1])
    assert await ada.submit() == {}
    await ada.close()
    await world.passes(days=9)
    assert letters(ada, "want to learn from each other?") == []
    assert len(letters(esra, "proposes what you could agree on")) == 2
    await esra.click("Sign", within=signing(esra))
    await world.passes(days=3)
    assert len(letters(ada, "has signed")) == 1


# The rules themselves: anything in any order

events = st.lists(
    st.tuples(st.sampled_from(("write", "write unseen", "write the same", "sign newest", "sign oldest", "end")),
              st.booleans()),
    max_size=12,
)  # fmt: skip


@pytest.fixture(scope="module")
def settled(request: pytest.FixtureRequest) -> Iterator[str]:
    with databases.of(request.config).fresh("sqlite") as url:
        yield url


@settings(max_examples=25)
@given(script=events)
def test_in_force_is_only_what_both_have_signed(settled: str, script: list[tuple[str, bool]]) -> None:
    asyncio.run(Lived(settled).through(script))


class Lived:
    """A pair that writes and signs in any order, held against plain rules. Every event comes twice: the second changes
    nothing, and neither does what is refused."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.now = datetime(2026, 11, 24, 10, tzinfo=UTC)
        self.workspace = f"T{uuid4().hex[:12]}"
        self.texts = 0

    async def through(self, script: list[tuple[str, bool]]) -> None:
        async with open_sessions(self.url) as self.db:
            await self._begun()
            for what, by_mentor in script:
                before = await self._versions()
                self.now += timedelta(minutes=1)
                self.texts += what.startswith("write") and what != "write the same"
                refused = await self._happens(what, by_mentor, before)
                once = await self._rows()
                await self._happens(what, by_mentor, before)
                assert await self._rows() == once
                after = await self._versions()
                self._holds(what, self.people[not by_mentor].id, before, after, refused=refused)

    async def _begun(self) -> None:
        async with self.db.begin() as session:
            session.add(Workspace(id=self.workspace, created_at=self.now))
            await session.flush()
            self.people = [
                Member(workspace_id=self.workspace, slack_id=f"U{number}", created_at=self.now, joined_at=self.now)
                for number in range(2)
            ]
            session.add_all(self.people)
            await session.flush()
            mentor, mentee = self.people
            session.add(MentorProfile(workspace_id=self.workspace, member_id=mentor.id, last_active_at=self.now))
            await session.flush()
            request, _ = await requests.ask(
                session, mentee, mentor.id, question="How do I size a cluster?", topic_id=None, now=self.now
            )
            pair = await requests.accept(session, mentor, request.id, self.now)
            pair.state, pair.active_since = PairState.ACTIVE, self.now
            self.pair_id = pair.id

    async def _happens(self, what: str, by_mentor: bool, before: list[Agreement]) -> bool:
        """Whether it was refused."""
        newest = before[-1].version if before else 0
        text = self.texts - (what == "write the same")
        draft = agreements.Draft(mentee_goals=f"Text {text}", mentor_goals="Listening", rhythm_days=7 + 7 * (text % 3))
        try:
            async with self.db.begin() as session:
                by = await session.get_one(Member, self.people[not by_mentor].id)
                if what.startswith("write"):
                    seen = 0 if what == "write unseen" else newest
                    await agreements.propose(session, by, self.pair_id, draft, seen, self.now)
                elif what == "end":
                    await pairs.say_goodbye(session, by, self.pair_id, EndReason.NO_TIME, self.now)
                elif before:
                    version = before[-1] if what == "sign newest" else before[0]
                    await agreements.sign(session, by, version.id, self.now)
        except DomainError:
            return True
        return False

    async def _versions(self) -> list[Agreement]:
        async with self.db.begin() as session:
            self.pair = await session.get_one(Pair, self.pair_id)
            rows = select(Agreement).where(Agreement.pair_id == self.pair_id).order_by(Agreement.version)
            return list(await session.scalars(rows))

    async def _rows(self) -> list[object]:
        found: list[object] = []
        async with self.db.begin() as session:
            for table in (Agreement, Pair, Outbox):
                rows = await session.execute(
                    select(*table.__table__.columns).where(table.workspace_id == self.workspace)
                )
                found += sorted(map(tuple, rows.all()), key=str)
        return found

    def _holds(self, what: str, by: int, before: list[Agreement], after: list[Agreement], *, refused: bool) -> None:
        was, now = ({one.id: one for one in rows} for rows in (before, after))
        changed = {number for number, one in now.items() if number not in was or was[number].state is not one.state}
        assert [one.version for one in after] == list(range(1, len(after) + 1))
        assert not (refused and changed)
        if self.pair.state is PairState.ENDED:
            assert not changed
        for number in changed:
            one = now[number]
            if one.state is AgreementState.SIGNED:
                assert one.proposed_by != by, "nobody signs for the other"
                assert number in was, "and nothing is in force that only one has seen"
                assert (self.pair.rhythm_days, self.pair.minutes) == (one.rhythm_days, one.minutes)
            elif one.state is AgreementState.PROPOSED:
                assert one.proposed_by == by
            else:
                assert was[number].state is not AgreementState.REPLACED
        if what == "write unseen" and changed:
            waiting = [one for one in before if one.state is AgreementState.PROPOSED and one.proposed_by != by]
            assert not waiting, "nobody answers what they have not read"
