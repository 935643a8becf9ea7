"""The states of a pair: whatever happens in whatever order, it only goes where it may, doing something twice is doing
it once, and every state is reached and left again."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import make_engine, make_sessions
from bot.domain import care, caring, endings, introductions, members, outcomes, pairs, pausing, requests, sessions
from bot.domain.errors import DomainError
from bot.domain.health import Weights
from bot.domain.members import Person, Profile
from models import (
    CheckState,
    EndReason,
    Member,
    MentoringSession,
    MentorProfile,
    Outbox,
    OutboxState,
    Pair,
    PairState,
    SessionState,
)
from models import (
    HealthCheck as Check,
)
from tests import databases

ALLOWED = {
    (PairState.INTRODUCTION, PairState.ACTIVE),
    (PairState.INTRODUCTION, PairState.ENDED),
    (PairState.ACTIVE, PairState.PAUSED),
    (PairState.ACTIVE, PairState.ENDED),
    (PairState.PAUSED, PairState.ACTIVE),
    (PairState.PAUSED, PairState.ENDED),
}
TEAM = "T1"
NUMBERS = count(1)
"""Other people in every run, in one database."""


class Pairing(RuleBasedStateMachine):
    """Ada mentors, Bram learns; anything may happen next, also twice."""

    url: ClassVar[str]
    seen: ClassVar[set[tuple[PairState, PairState]]]

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.now = datetime(2026, 11, 24, 9, tzinfo=UTC)
        self.state: PairState | None = None
        self.engine = make_engine(self.url)
        self.db = make_sessions(self.engine, lambda: self.now)
        self.pair_id = 0

    def teardown(self) -> None:
        self.loop.run_until_complete(self.engine.dispose())
        self.loop.close()

    def _do(self, act: Callable[[AsyncSession], Coroutine[Any, Any, Any]]) -> None:
        """In one transaction; a refusal changes nothing."""

        async def done() -> None:
            async with self.db.begin() as session:
                await act(session)

        with suppress(DomainError):
            self.loop.run_until_complete(done())

    def _twice(self, act: Callable[[AsyncSession], Coroutine[Any, Any, Any]]) -> None:
        """Doing it again in the same moment changes nothing more: the same messages, the same states."""
        self._do(act)
        once = self.loop.run_until_complete(self._picture())
        self._do(act)
        assert self.loop.run_until_complete(self._picture()) == once

    async def _picture(self) -> Any:
        async with self.db.begin() as session:
            pair = await session.get_one(Pair, self.pair_id)
            letters = await session.scalar(select(func.count()).select_from(Outbox))
            taken = await session.scalar(
                select(MentorProfile.places_taken).where(MentorProfile.member_id == pair.mentor_id)
            )
            return pair.state, pair.paused_until, pair.end_reason, pair.ends_on, letters, taken

    async def _member(self, session: AsyncSession, who: str) -> Member:
        return await members.get(session, TEAM, who)

    @initialize()
    def asked_and_accepted(self) -> None:
        async def begin() -> None:
            async with self.db.begin() as session:
                stamp = next(NUMBERS)
                self.who = (f"UADA{stamp}", f"UBRAM{stamp}")
                mentor = await members.arrive(session, TEAM, Person(slack_id=self.who[0], name="Ada"), self.now)
                mentee = await members.arrive(session, TEAM, Person(slack_id=self.who[1], name="Bram"), self.now)
                session.add(MentorProfile(workspace_id=TEAM, member_id=mentor.id, last_active_at=self.now))
                mentor.joined_at = self.now
                await members.join(session, mentee, Profile(mentor=False, mentee=True), self.now)
                await session.flush()
                request, _ = await requests.ask(
                    session, mentee, mentor.id, question="How do I begin?", topic_id=None, now=self.now
                )
                self.pair_id = (await requests.accept(session, mentor, request.id, self.now)).id

        self.loop.run_until_complete(begin())

    @rule(hours=st.sampled_from((1, 30, 24 * 8, 24 * 30, 24 * 60)))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        for _ in range(2):  # the jobs look, and look again
            self._do(lambda session: caring.look(session, self.pair_id, self.now, Weights()))
            self._do(lambda session: introductions.decide(session, self.pair_id, self.now))

    @rule(side=st.sampled_from((0, 1)), yes=st.sampled_from((True, True, False)))
    def says_whether_it_clicked(self, side: int, yes: bool) -> None:
        async def talked(session: AsyncSession) -> None:
            pair = await session.get_one(Pair, self.pair_id)
            if pair.state is PairState.INTRODUCTION and pair.answer_click_by is None:
                pair.answer_click_by = pair.outcome_at = self.now + timedelta(days=3)

        async def answers(session: AsyncSession) -> None:
            await introductions.answer(
                session, await self._member(session, self.who[side]), self.pair_id, yes, self.now
            )

        self._do(talked)
        self._twice(answers)

    @precondition(lambda self: self.state is PairState.INTRODUCTION)
    @rule()
    def it_clicks(self) -> None:
        for side in (0, 1):
            self.says_whether_it_clicked(side=side, yes=True)
        self.time_passes(hours=24 * 4)

    @rule(side=st.sampled_from((0, 1)), days=st.sampled_from((1, 20, 90)))
    def pauses(self, side: int, days: int) -> None:
        async def act(session: AsyncSession) -> None:
            by = await self._member(session, self.who[side])
            await pausing.pause(session, by, self.pair_id, self.now + timedelta(days=days), self.now)

        self._twice(act)

    @rule(side=st.sampled_from((0, 1)))
    def goes_on(self, side: int) -> None:
        async def act(session: AsyncSession) -> None:
            await pausing.resume(session, await self._member(session, self.who[side]), self.pair_id, self.now)

        self._twice(act)

    @rule(side=st.sampled_from((0, 1)), days=st.sampled_from((3, 40)))
    def extends(self, side: int, days: int) -> None:
        async def act(session: AsyncSession) -> None:
            until = (self.now + timedelta(days=days)).date().isoformat()
            await endings.extend(session, await self._member(session, self.who[side]), self.pair_id, until, self.now)

        self._twice(act)

    @rule(held=st.booleans())
    def meets(self, held: bool) -> None:
        """A session is booked, its hour comes, and somebody says what became of it."""

        async def book(session: AsyncSession) -> None:
            pair = await session.get_one(Pair, self.pair_id)
            if pair.state in (PairState.INTRODUCTION, PairState.ACTIVE):
                meeting = await sessions.propose(session, pair, self.now)
                if meeting.state is SessionState.PROPOSED:
                    by = await self._member(session, self.who[0])
                    await sessions.book(session, by, meeting.id, self.now + timedelta(hours=30), self.now)

        async def settle(session: AsyncSession) -> None:
            pair = await session.get_one(Pair, self.pair_id)
            meeting = await sessions.live(session, pair)
            if meeting is not None:
                by = await self._member(session, self.who[1])
                await outcomes.settle(session, by, meeting.id, held, self.now)
                await care.look_by(session, pair.id, self.now)

        self._do(book)
        self.time_passes(hours=30)
        self.now += timedelta(hours=2)
        self._do(settle)

    @rule(
        side=st.sampled_from((0, 1)),
        reason=st.sampled_from((EndReason.GOALS_REACHED, EndReason.OTHER_FIT)),
        patience=st.integers(0, 3),
    )
    def ends(self, side: int, reason: EndReason, patience: int) -> None:
        if patience:
            return  # most stories go on for a while

        async def act(session: AsyncSession) -> None:
            await introductions.stop(
                session, await self._member(session, self.who[side]), self.pair_id, reason, self.now
            )

        self._twice(act)

    @invariant()
    def it_is_where_it_may_be(self) -> None:
        if self.pair_id:
            self.loop.run_until_complete(self._check())

    async def _check(self) -> None:
        async with self.db.begin() as session:
            pair = await session.get_one(Pair, self.pair_id)
            if self.state is not None and pair.state is not self.state:
                step = self.state, pair.state
                between = {middle for before, middle in ALLOWED if before is self.state}
                straight = step in ALLOWED  # or by way of another one, since a look that is late does two things
                assert straight or any((middle, pair.state) in ALLOWED for middle in between), step
                type(self).seen.add(step)
            self.state = pair.state
            assert (pair.paused_until is not None) is (pair.state is PairState.PAUSED)
            assert (pair.ended_at is not None) is (pair.end_reason is not None) is (pair.state is PairState.ENDED)
            profile = await session.get_one(MentorProfile, pair.mentor_id)
            assert profile.places_taken == (pair.state is not PairState.ENDED)
            live = (
                select(func.count())
                .select_from(MentoringSession)
                .where(MentoringSession.pair_id == pair.id, MentoringSession.state.in_(sessions.LIVE))
            )
            checks = (
                select(func.count())
                .select_from(Check)
                .where(Check.pair_id == pair.id, Check.state != CheckState.SETTLED)
            )
            if pair.state in (PairState.PAUSED, PairState.ENDED):
                assert await session.scalar(live) == 0, "nothing is booked of a pair that rests"
                assert await session.scalar(checks) == 0, "and nobody is asked how it goes"
                assert pair.prompt_at is None
                waiting = await session.scalars(
                    select(Outbox.kind).where(
                        Outbox.subject == pairs.subject(pair), Outbox.state == OutboxState.PENDING
                    )
                )
                asks = {"pair.pulse", "pair.check", "pair.ending", "pair.quiet_warning", "introduction.click"}
                assert not asks & set(waiting)


@pytest.mark.parametrize(("backend", "runs"), [("sqlite", 25), ("postgresql", 10)])
def test_a_pair_only_goes_where_it_may(backend: str, runs: int, request: pytest.FixtureRequest) -> None:
    with databases.of(request.config).fresh(backend) as url:

        class Machine(Pairing):
            pass

        Machine.url, Machine.seen = url, set()
        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=runs, stateful_step_count=14, deadline=None, phases=[Phase.generate], derandomize=True,
                suppress_health_check=list(HealthCheck),
            ),
        )  # fmt: skip
        reached = {state for step in Machine.seen for state in step}
        assert reached == set(PairState), "every state is reached"
        assert {before for before, _ in Machine.seen} == set(PairState) - {PairState.ENDED}, "and left again"
