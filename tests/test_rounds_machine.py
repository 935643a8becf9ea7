"""The states of a round, whatever its coordinator, its people and the clock do in whatever order: no illegal step,
nobody introduced twice or before the release, no place given that is not there. On a real database, through the domain.
"""

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
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import Sessions, open_sessions
from bot.domain import leaving, members
from bot.domain.errors import DomainError
from bot.domain.members import Profile
from bot.domain.rounds import adjusting, drafting, engine, gathering, joining, releasing, results, timetable
from bot.domain.rounds.releasing import FellThrough
from bot.domain.rounds.stages import MOVES, OUT
from bot.domain.rounds.terms import Terms
from models import (
    Member,
    MentorProfile,
    Network,
    NetworkKind,
    NetworkMember,
    NetworkRole,
    Outbox,
    Pair,
    Round,
    RoundKind,
    RoundMatch,
    RoundSignUp,
    RoundState,
    Topic,
    Workspace,
)
from tests import databases

S = RoundState
MENTORS, PEOPLE = ("U1", "U2"), ("U1", "U2", "U3", "U4", "U5")
WHO = st.sampled_from(PEOPLE)
Event = Callable[[AsyncSession, Member], Awaitable[object]]


class Rounds(RuleBasedStateMachine):
    databases: databases.Databases

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.open = AsyncExitStack()
        self.now = datetime(2026, 11, 24, 9, tzinfo=UTC)
        self.state: RoundState | None = None
        self.round_id = 0

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    def teardown(self) -> None:
        self.do(self.open.aclose())
        self.loop.close()

    @initialize(kind=st.sampled_from(list(RoundKind)), how_far=st.sampled_from([0, 2, 4, 5, 6]))
    def a_round(self, kind: RoundKind, how_far: int) -> None:
        """Somewhere on its way, or it would seldom come far."""
        url = self.open.enter_context(self.databases.fresh("sqlite"))

        async def begin() -> Sessions:
            db = await self.open.enter_async_context(open_sessions(url, 1, lambda: self.now))
            async with db.begin() as session:
                await people(session, self.now)
                lead = await members.get(session, "T1", "U1")
                row = await drafting.draft(
                    session, lead, network_id=1, name="Spring", kind=kind, everybody=False, closes_on="2026-12-08",
                    ends_on="2027-02-08", now=self.now,
                )  # fmt: skip
                self.round_id = row.id
            return db

        self.db = self.do(begin())
        begin_with: tuple[Any, ...] = (
            self.opens_the_call,
            self.everybody_signs_up,
            self.ends_the_call,
            lambda: self.match(0),
        )
        steps: tuple[Any, ...] = (*begin_with, lambda: self.release(2), lambda: self.time_passes(1))
        for step in steps[:how_far]:
            step()

    def event(self, who: str, what: Event) -> bool:
        """What somebody does; False when it is refused, and then nothing has changed."""

        async def happen() -> bool:
            try:
                async with self.db.begin() as session:
                    await what(session, await members.get(session, "T1", who))
            except DomainError:
                return False
            return True

        return bool(self.do(happen()))

    def run(self, what: Event) -> bool:
        return self.event("U1", what)

    @rule()
    def opens_the_call(self) -> None:
        self.run(lambda session, lead: drafting.announce(session, lead, self.round_id, self.now))

    @rule()
    def ends_the_call(self) -> None:
        self.run(lambda session, lead: timetable.end_call(session, lead, self.round_id, self.now))

    @rule(who=WHO, again=WHO)
    def sign_up(self, who: str, again: str) -> None:
        for one in {who, again}:
            self.event(
                one,
                lambda session, member: joining.sign_up(
                    session, member, self.round_id,
                    roles=["mentor", "mentee"] if member.slack_id in MENTORS else ["mentee"], motivation="Why not",
                    goals="To learn", topics=[], hours=2, places=1, now=self.now,
                ),
            )  # fmt: skip

    @rule()
    def everybody_signs_up(self) -> None:
        for one in PEOPLE:
            self.sign_up(one, one)

    @rule(who=WHO)
    def withdraw(self, who: str) -> None:
        self.event(who, lambda session, member: joining.withdraw(session, member, self.round_id, self.now))

    @rule(keep=st.sampled_from([0, 200, 2000]))
    def match(self, keep: int) -> None:
        async def begun(session: AsyncSession, lead: Member) -> None:
            await results.begin(session, await drafting.get(session, lead, self.round_id, lock=True), self.now)

        async def matched(session: AsyncSession, lead: Member) -> None:
            row = await drafting.get(session, lead, self.round_id)
            terms, gathered = Terms.read(row.terms), await gathering.gather(session, row, self.now)
            plan = await engine.solve(gathered, row.kind, terms, keep)
            await results.store(session, row.id, gathered, plan, terms.worth(), self.now)

        if self.run(begun):
            assert self.run(matched), "a matching that was begun comes to its end"

    @rule(number=st.integers(1, 12), which=st.sampled_from([adjusting.hold, adjusting.forbid]))
    def change_by_hand(self, number: int, which: Any) -> None:
        self.run(lambda session, lead: which(session, lead, number, self.now))

    @rule(waves=st.sampled_from([0, 1, 2, 4]))
    def release(self, waves: int) -> None:
        self.run(lambda session, lead: releasing.release(session, lead, self.round_id, waves, self.now))

    @precondition(lambda self: self.now.year > 2026)
    @rule()
    def call_off(self) -> None:
        self.run(lambda session, lead: drafting.call_off(session, lead, self.round_id, self.now))

    @rule()
    def close(self) -> None:
        self.run(lambda session, lead: timetable.close(session, lead, self.round_id, self.now))

    @rule(who=st.sampled_from(["U2", "U4"]))
    def leave(self, who: str) -> None:
        self.event(who, lambda session, member: leaving.leave(session, member, self.now))

    @rule(hours=st.sampled_from([1, 24, 24 * 8, 24 * 40]))
    def time_passes(self, hours: int) -> None:
        """And the job does what is due, twice: the second time there is nothing to do."""
        self.now += timedelta(hours=hours)

        async def job() -> None:
            async with self.db.begin() as session:
                due = await timetable.due(session, self.now)
            for number in due:
                async with self.db.begin() as session:
                    matches = await timetable.look(session, number, self.now)
                for match in matches:
                    try:
                        async with self.db.begin() as session:
                            await releasing.introduce(session, match, self.now)
                    except FellThrough as error:
                        async with self.db.begin() as session:
                            await releasing.fell_through(session, match, error.code, self.now)
                async with self.db.begin() as session:
                    await releasing.go_on(session, number, self.now)

        self.do(job())
        self.do(job())

    @invariant()
    def all_is_as_it_may_be(self) -> None:
        async def look() -> None:
            async with self.db.begin() as session:
                row = await session.get_one(Round, self.round_id)
                matches = (await session.scalars(select(RoundMatch))).all()
                out = set(
                    await session.scalars(select(RoundSignUp.member_id).where(RoundSignUp.withdrawn_at.is_not(None)))
                )
                pairs = (await session.scalars(select(Pair))).all()
                profiles = (await session.scalars(select(MentorProfile))).all()
                kinds = [kind for (kind,) in await session.execute(select(Outbox.kind))]
            if self.state is not None and row.state is not self.state:
                assert _leads(self.state, row.state), (self.state, row.state)
            self.state = row.state
            introduced = [one for one in matches if one.introduced_at is not None]
            assert not introduced or row.state in OUT, "nobody is introduced before the release"
            assert {one.pair_id for one in introduced if one.pair_id} == {pair.id for pair in pairs}
            assert all(one.pair_id is not None or one.problem for one in introduced), "why stands on the board"
            waiting = [one for one in matches if one.introduced_at is None]
            assert not out & {number for one in waiting for number in (one.mentor_id, one.mentee_id)}
            assert all(0 <= one.places_taken <= one.capacity for one in profiles)
            assert kinds.count("round.announced") <= 1
            assert row.state not in (S.OPEN, S.RELEASED, S.RUNNING) or row.next_at is not None, (
                "nobody would look at it"
            )

        if self.round_id:
            self.do(look())


def _leads(one: RoundState, other: RoundState) -> bool:
    """In one step or several: the job may take two in a run."""
    reached = {one}
    while more := {onward for state in reached for onward in MOVES[state]} - reached:
        reached |= more
    return other in reached


async def people(session: AsyncSession, now: datetime) -> None:
    """U1 leads a network and mentors, so does U2; both learn too. The others learn."""
    session.add(Workspace(id="T1", created_at=now))
    await session.flush()
    session.add_all(Topic(id=number, workspace_id="T1", name=f"Topic {number}", created_at=now) for number in (1, 2))
    session.add(
        Network(
            id=1, workspace_id="T1", name="N", folded_name="n", kind=NetworkKind.OTHER, challenge="", created_at=now
        )
    )
    await session.flush()
    for number, slack_id in enumerate(PEOPLE):
        mentors = slack_id in MENTORS
        member = Member(workspace_id="T1", slack_id=slack_id, name=slack_id, tz="Europe/Amsterdam", created_at=now,
                        team=f"team {number}", level=1 + number)  # fmt: skip
        session.add(member)
        await session.flush()
        profile = Profile(
            mentor=mentors, mentee=True, mentor_topics=[1, 2] if mentors else [],
            mentee_topics=[1] if number % 2 else [2], capacity=1,
        )  # fmt: skip
        await members.join(session, member, profile, now)
        role = NetworkRole.LEAD if slack_id == "U1" else NetworkRole.MEMBER
        session.add(NetworkMember(workspace_id="T1", network_id=1, member_id=member.id, role=role, joined_at=now))
    await session.flush()


def test_whatever_happens_a_round_goes_from_state_to_state_as_it_should(request: pytest.FixtureRequest) -> None:
    class OnThisRun(Rounds):
        databases = databases.of(request.config)

    run_state_machine_as_test(
        OnThisRun,
        settings=settings(
            max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
        ),
    )
