"""The states of a session, whatever people do in whatever order: no illegal step, each event twice is once, and no pair
is forgotten. On a real database, through the domain."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from bot.database import Sessions, open_sessions
from bot.domain import feedback, fixed, introductions, outcomes, sessions
from bot.domain.errors import DomainError
from models import (
    Member,
    MentoringSession,
    Outbox,
    OutboxState,
    Pair,
    PairState,
    Request,
    RequestState,
    SessionState,
    Why,
    Workspace,
)
from tests import databases

S = SessionState
LEGAL = {
    (None, S.PROPOSED), (S.PROPOSED, S.BOOKED), (S.BOOKED, S.BOOKED), (S.BOOKED, S.HELD), (S.BOOKED, S.MISSED),
    (S.BOOKED, S.CANCELLED), (S.PROPOSED, S.CANCELLED), (S.MISSED, S.HELD),
    (None, S.BOOKED),  # by a fixed time
}  # fmt: skip
AFTERWARDS = {
    S.HELD: {"session.outcome", "session.outcome_again"},
    S.MISSED: {"session.outcome", "session.no_show", "session.was_missed"},
    S.CANCELLED: {"session.cancelled", "session.file", "session.calendar"},
}
"""What may still be planned about a session that is settled."""
WHO = st.sampled_from(["mentor", "mentee"])
Event = Callable[[Any, Member], Awaitable[object]]


class Meetings(RuleBasedStateMachine):
    databases: databases.Databases

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.open = AsyncExitStack()
        self.now = datetime(2026, 11, 24, 9, tzinfo=UTC)
        self.known: dict[int, tuple[SessionState, int]] = {}
        self.pair_id = 0

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    @initialize()
    def two_people(self) -> None:
        url = self.open.enter_context(self.databases.fresh("sqlite"))

        async def begin() -> Sessions:
            db = await self.open.enter_async_context(open_sessions(url, 1, lambda: self.now))
            async with db.begin() as session:
                session.add(Workspace(id="T1", created_at=self.now))
                await session.flush()
                people = [
                    Member(workspace_id="T1", slack_id=f"U{one}", tz=tz, created_at=self.now, joined_at=self.now)
                    for one, tz in (("1", "Europe/Amsterdam"), ("2", "America/New_York"))
                ]
                session.add_all(people)
                await session.flush()
                mentor, mentee = people
                request = Request(
                    workspace_id="T1", mentor_id=mentor.id, mentee_id=mentee.id, question="?", asked_at=self.now,
                    state=RequestState.ACCEPTED, expires_at=self.now,
                )  # fmt: skip
                session.add(request)
                await session.flush()
                pair = Pair(
                    workspace_id="T1", request_id=request.id, mentor_id=mentor.id, mentee_id=mentee.id,
                    state=PairState.ACTIVE, introduced_at=self.now, active_since=self.now,
                )  # fmt: skip
                session.add(pair)
                await session.flush()
                await sessions.propose(session, pair, self.now)
                self.pair_id = pair.id
            return db

        self.db: Sessions = self.do(begin())

    def teardown(self) -> None:
        self.do(self.open.aclose())
        self.loop.close()

    async def _happens(self, who: str, event: Event) -> str:
        """The error's name, or nothing."""
        async with self.db.begin() as session:
            pair = await session.get_one(Pair, self.pair_id)
            member = await session.get_one(Member, pair.mentor_id if who == "mentor" else pair.mentee_id)
            try:
                await event(session, member)
            except DomainError as error:
                await session.rollback()
                return type(error).__name__
        return ""

    async def _picture(self) -> tuple[list[Any], set[str]]:
        """Everything that the event could have changed: sessions, the pair, and what is planned."""
        async with self.db.begin() as session:
            rows = await session.execute(
                select(
                    MentoringSession.id, MentoringSession.state, MentoringSession.starts_at, MentoringSession.revision,
                    Pair.prompt_at,
                ).join(Pair, Pair.id == MentoringSession.pair_id).order_by(MentoringSession.id)
            )  # fmt: skip
            planned = await session.scalars(select(Outbox.key).where(Outbox.state == OutboxState.PENDING))
            return [tuple(row) for row in rows], set(planned)

    def event(self, who: str, act: Event) -> None:
        """It happens, and once more: the second time changes nothing."""

        async def twice() -> None:
            await self._happens(who, act)
            once = await self._picture()
            await self._happens(who, act)
            assert await self._picture() == once, "an event twice is an event once"

        self.do(twice())

    def newest(self) -> int:
        async def find() -> int:
            async with self.db.begin() as session:
                return int(await session.scalar(select(MentoringSession.id).order_by(MentoringSession.id.desc())) or 0)

        return int(self.do(find()))

    @rule(who=WHO, hours=st.integers(-5, 24 * 30))
    def books(self, who: str, hours: int) -> None:
        number, starts = self.newest(), self.now + timedelta(hours=hours)
        self.event(who, lambda session, member: sessions.book(session, member, number, starts, self.now))

    @rule(who=WHO, hours=st.integers(-5, 24 * 30), place=st.sampled_from([None, "", "room 7"]))
    def moves(self, who: str, hours: int, place: str | None) -> None:
        number, starts = self.newest(), self.now + timedelta(hours=hours)
        self.event(who, lambda session, member: sessions.move(session, member, number, starts, self.now, place=place))

    @rule(who=WHO)
    def calls_off(self, who: str) -> None:
        number = self.newest()
        self.event(who, lambda session, member: sessions.cancel(session, member, number, self.now))

    @rule(who=WHO, held=st.booleans())
    def says_whether_they_met(self, who: str, held: bool) -> None:
        number = self.newest()
        self.event(who, lambda session, member: introductions.settle(session, member, number, held, self.now))

    @rule(who=WHO)
    def waited_in_vain(self, who: str) -> None:
        number = self.newest()
        self.event(who, lambda session, member: outcomes.did_not_come(session, member, number, self.now))

    @rule(who=WHO, minutes=st.sampled_from([5, 10, 15, 7]))
    def is_late(self, who: str, minutes: int) -> None:
        number = self.newest()
        self.event(who, lambda session, member: outcomes.say_late(session, member, number, minutes, self.now))

    @rule(who=WHO, useful=st.integers(0, 6))
    def says_how_it_was(self, who: str, useful: int) -> None:
        number = self.newest()
        self.event(who, lambda session, member: feedback.rate(session, member, number, useful, self.now))

    @rule(who=WHO, keep=st.booleans())
    def keeps_to_a_time(self, who: str, keep: bool) -> None:
        number = self.newest()
        change: Any = fixed.keep if keep else fixed.stop
        self.event(who, lambda session, member: change(session, member, number))

    @rule(hours=st.sampled_from([1, 5, 24, 72, 24 * 6, 24 * 15]))
    def time_passes(self, hours: int) -> None:
        """And the jobs do what is due."""
        self.now += timedelta(hours=hours)

        async def jobs() -> None:
            async with self.db.begin() as session:
                for meeting, pair in await outcomes.forgotten(session, self.now):
                    await outcomes.forget(session, meeting, pair, self.now)
            async with self.db.begin() as session:
                for pair in await sessions.to_prompt(session, self.now):
                    await sessions.prompt(session, pair, self.now)

        self.do(jobs())

    @precondition(lambda self: len(self.known) > 3)
    @rule()
    def the_pair_ends(self) -> None:
        async def end() -> None:
            async with self.db.begin() as session:
                pair = await session.get_one(Pair, self.pair_id)
                if pair.state is not PairState.ENDED:
                    await sessions.cancel_planned(session, pair, Why.ENDED, self.now)
                    await sessions.propose(session, pair, self.now)  # and they find each other again

        self.do(end())

    @invariant()
    def every_step_is_legal_and_nobody_is_forgotten(self) -> None:
        async def look() -> None:
            async with self.db.begin() as session:
                meetings = (await session.scalars(select(MentoringSession).order_by(MentoringSession.id))).all()
                pair = await session.get_one(Pair, self.pair_id)
                planned = (await session.scalars(select(Outbox).where(Outbox.state == OutboxState.PENDING))).all()
            for one in meetings:
                state, revision = self.known.get(one.id, (None, 0))
                assert one.revision >= revision
                assert (state, one.state) in LEGAL or (state is one.state and revision == one.revision), (state, one)
                self.known[one.id] = (one.state, one.revision)
                assert (one.starts_at is not None) or one.state in (S.PROPOSED, S.CANCELLED)
                if one.state in AFTERWARDS:
                    kinds = {row.kind for row in planned if row.subject == f"session:{one.id}"}
                    assert kinds <= AFTERWARDS[one.state], (one.state, kinds)
            live = [one for one in meetings if one.state in sessions.LIVE]
            assert len(live) <= 1
            if live and live[0].state is S.BOOKED:
                asked = [
                    row for row in planned if row.subject == f"session:{live[0].id}" and row.kind == "session.outcome"
                ]
                assert len(asked) == 2, "both will be asked whether they met"
            else:
                assert pair.prompt_at is not None or live[0].asked == 3, "nobody would be asked to book again"

        if self.pair_id:
            self.do(look())


def test_whatever_people_do_sessions_go_from_state_to_state_as_they_should(request: pytest.FixtureRequest) -> None:
    class OnThisRun(Meetings):
        databases = databases.of(request.config)

    run_state_machine_as_test(
        OnThisRun,
        settings=settings(
            max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
        ),
    )
