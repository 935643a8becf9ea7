"""Several processes on one PostgreSQL, and exactly one on SQLite."""

import asyncio
import re
import signal
import sys
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from bot import migrating
from bot.database import make_engine, open_sessions
from models import Outbox, OutboxState, Pair, Request, RequestState
from playground.clock import Clock
from playground.person import Person
from playground.records import User
from playground.server import Playground
from tests.balancer import Balancer
from tests.hands import modal
from tests.replica import Ahead
from tests.test_cli import environment, free_port, klik, listening, output
from tests.world import MANIFEST, PATIENCE, TUESDAY

MENTORS, MENTEES, ASKED = 6, 6, 2


# Three replicas


class Replicas:
    """Three real processes of Klik behind a balancer."""

    def __init__(self, env: dict[str, str]) -> None:
        self.ports = [free_port() for _ in range(3)]
        self._env = env
        self._open = AsyncExitStack()
        self._processes: dict[int, asyncio.subprocess.Process] = {}
        self._said: dict[int, asyncio.Task[bytes]] = {}

    async def __aenter__(self) -> "Replicas":
        await asyncio.gather(*(self.start(number) for number in range(3)))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    async def start(self, number: int) -> None:
        env = self._env | {"PORT": str(self.ports[number])}
        process = await self._open.enter_async_context(_replica(env))
        await listening(process)
        assert process.stderr is not None
        self._said[number] = asyncio.create_task(process.stderr.read())  # or it would be stuck on a full pipe
        self._processes[number] = process

    async def stop(self, number: int, how: signal.Signals) -> int:
        """Its exit code."""
        process = self._processes.pop(number)
        process.send_signal(how)
        await self._said.pop(number)
        return await process.wait()


@asynccontextmanager
async def _replica(env: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.replica", env=env, cwd=MANIFEST.parent, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def _somebody(number: int, side: str) -> User:
    return User(
        id=f"U{side.upper()}{number}", name=f"{side}{number}", real_name=f"{side.title()}{number} Vos",
        email=f"{side}{number}@example.com", tz="Europe/Amsterdam", locale="en-GB",
    )  # fmt: skip


async def _commands(person: Person, text: str) -> None:
    """Type it; again, as people do, when Slack says that it had trouble. The second time must work."""
    seen = []
    for _ in range(2):
        answer = await person.command(text)
        if answer is not None and answer.user == person.playground.workspace.bot.id:
            return
        seen.append(answer and answer.text)
    raise AssertionError(f"{text!r} was not answered twice running: {seen}")


async def _joins(person: Person, side: str) -> None:
    await person.command("/mentor join")
    await person.choose("profile_sides", side)
    await person.choose(f"topics:{side.lower()}_topics", "Kubernetes")
    if side == "Mentor":
        await person.choose("capacity", str(MENTEES))
    assert await person.submit() == {}
    await person.close()


async def _asks(mentee: Person, mentor: Person) -> None:
    first_name = mentor.user.real_name.split()[0]
    for _ in range(3):
        await _commands(mentee, "/mentor find kubernetes")
        await mentee.click(f"Ask {first_name}")
        if mentee.modal is None:
            continue  # the click was lost with its replica
        await mentee.type("question", "How do I size a cluster?")
        problems = await mentee.submit()
        said = modal(mentee)
        await mentee.close()
        if problems == {} and ("Asked" in said or "have asked" in said):
            return
    raise AssertionError(f"{mentee} could not ask {mentor}")


async def _accepts(mentor: Person, expected: int) -> None:
    """Say yes to whoever asks, until `expected` have been answered: on the list of all that waits, since the second
    question of a busy day comes by itself no sooner than tomorrow."""
    async with asyncio.timeout(180):
        while True:
            listed = await mentor.command("/mentor requests")
            said = mentor.reads(listed) if listed is not None else ""
            if said.count("You said yes to a first talk with") >= expected:
                return
            if listed is not None and (waiting := re.search(r"(@Mentee\d Vos) asks you", said)):
                await mentor.click("Accept", within=listed, near=waiting[1])
            else:
                await asyncio.sleep(0.2)


async def _looks_around(person: Person, enough: asyncio.Event) -> None:
    while not enough.is_set():
        await _commands(person, "/mentor help")
        await _commands(person, "/mentor requests")
        await asyncio.sleep(0.02)


async def test_replicas_are_killed_in_turn_while_people_use_klik(postgres_url: str, tmp_path: Path) -> None:
    ahead = Ahead(tmp_path / "clock", lambda: TUESDAY)
    async with AsyncExitStack() as stack:
        playground = await stack.enter_async_context(Playground(MANIFEST, clock=Clock(TUESDAY), patience=PATIENCE))
        playground.workspace.exchanges = deque()  # all of them, for the count at the end
        mentors = [_enlisted(playground, number, "mentor") for number in range(MENTORS)]
        mentees = [_enlisted(playground, number, "mentee") for number in range(MENTEES)]
        env = environment(playground, tmp_path, DATABASE_URL=postgres_url, KLIK_TEST_CLOCK=str(ahead.file))
        env["KLIK_DRAIN_SECONDS"] = "1"
        replicas = await stack.enter_async_context(Replicas(env))
        balancer = await stack.enter_async_context(Balancer(replicas.ports))
        playground.request_url = f"{balancer.url}/slack/events"
        for person, side in [(person, "Mentor") for person in mentors] + [(person, "Mentee") for person in mentees]:
            await _joins(person, side)
        assert balancer.unanswered == []

        enough = asyncio.Event()

        async def bring_down() -> None:
            for number, how in enumerate((signal.SIGTERM, signal.SIGKILL, signal.SIGTERM)):
                before = len(balancer.unanswered)
                code = await replicas.stop(number, how)
                await asyncio.sleep(0.3)
                if how is signal.SIGTERM:
                    assert code in (0, -signal.SIGTERM)
                    assert len(balancer.unanswered) == before, "who is told to stop answers what it has taken"
                await replicas.start(number)
            enough.set()

        async def asks_each(mentee: Person, first: int) -> None:
            for turn in range(ASKED):
                await _asks(mentee, mentors[(first + turn) % MENTORS])

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(bring_down())
            for number, mentee in enumerate(mentees):
                tasks.create_task(asks_each(mentee, number))
            for mentor in mentors:
                tasks.create_task(_accepts(mentor, ASKED))
            for person in (mentors[0], mentees[0]):
                tasks.create_task(_looks_around(_twin(playground, person), enough))

        assert balancer.answered > 100
        assert len(balancer.unanswered) <= MENTORS + MENTEES + 2, (
            "at most what was under way at the one that was killed"
        )
        await _everything_arrived_once(playground, postgres_url, ahead)


def _enlisted(playground: Playground, number: int, side: str) -> Person:
    user = _somebody(number, side)
    playground.workspace.enlist(user)
    return playground.person(user.id)


def _twin(playground: Playground, person: Person) -> Person:
    """Somebody else, so that two hands never fight for one screen."""
    return _enlisted(playground, 90, person.user.name)


async def _everything_arrived_once(playground: Playground, url: str, ahead: Ahead) -> None:
    """What a killed replica had claimed is sent by another once its lease is over; nothing comes twice."""
    ahead.seconds += 90
    playground.clock.advance(timedelta(seconds=90))
    async with open_sessions(url) as db:
        today = playground.clock.now() + timedelta(hours=1)  # what would be a third message waits until tomorrow
        due = select(func.count()).where(
            Outbox.state.in_((OutboxState.PENDING, OutboxState.SENDING)),
            Outbox.due_at <= playground.clock.now(),
            Outbox.next_at <= today,
        )
        async with asyncio.timeout(90):
            while True:
                async with db.begin() as session:
                    if not await session.scalar(due):
                        break
                await asyncio.sleep(0.1)
        async with db.begin() as session:
            posted = Outbox.state == OutboxState.SENT, Outbox.kind != "request.redrawn"  # that one is an update
            sent = (await session.scalars(select(Outbox.id).where(*posted))).all()
            dead = await session.scalar(select(func.count()).where(Outbox.state == OutboxState.DEAD))
            requests = Counter((await session.scalars(select(Request.state))).all())
            pairs = await session.scalar(select(func.count()).select_from(Pair))
    assert requests == {RequestState.ACCEPTED: MENTEES * ASKED}
    assert pairs == MENTEES * ASKED
    assert dead == 0
    arrived = Counter(  # what was posted, since the card that a mentor answers is replaced, its key with it
        exchange.request["metadata"]["event_payload"]["key"]
        for exchange in playground.workspace.exchanges
        if exchange.kind == "chat.postMessage" and exchange.answer["ok"]
    )
    assert arrived == Counter(str(key) for key in sent)


# Starting


async def test_many_that_start_at_once_migrate_once(postgres_url: str) -> None:
    engine = make_engine(postgres_url)
    async with engine.begin() as connection:
        await connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        await connection.exec_driver_sql("CREATE SCHEMA public")
    await asyncio.gather(*(migrating.migrate(postgres_url) for _ in range(4)))
    async with engine.begin() as connection:
        assert await connection.run_sync(migrating.complaint) == ""
    await engine.dispose()


GO_BACK = f"run that version, or first with it `klik migrate --back-to {migrating.head()}`"


@pytest.mark.parametrize(
    ("revision", "sentence"),
    [
        ("0001", "The database's schema is older than this Klik: run `klik migrate` first."),
        ("9999", f"The database was migrated by a newer Klik (to 9999): {GO_BACK}."),
    ],
)
async def test_klik_does_not_run_on_another_schema(
    postgres_url: str, tmp_path: Path, revision: str, sentence: str
) -> None:
    engine = make_engine(postgres_url)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    await engine.dispose()
    async with Playground(MANIFEST, clock=Clock()) as playground:
        env = environment(playground, tmp_path, DATABASE_URL=postgres_url)
        assert await output("run", env=env, folder=tmp_path) == (2, f"{sentence}\n")


async def test_a_sqlite_file_takes_one_process(tmp_path: Path) -> None:
    async with Playground(MANIFEST, clock=Clock()) as playground:
        env = environment(playground, tmp_path, PORT=str(free_port()))
        async with klik("run", env=env, folder=tmp_path) as first:
            await listening(first)
            for command in (("run",), ("jobs", "run", "pump")):
                code, said = await output(*command, env=env, folder=tmp_path)
                assert code == 2
                assert said.strip() == (
                    f"Klik runs on {tmp_path / 'klik.db'} already (process {first.pid}): stop that one first, "
                    "or give several processes one PostgreSQL (DATABASE_URL)."
                )
            first.kill()
            await first.wait()
        async with klik("run", env=env, folder=tmp_path) as second:  # the lock went with the process
            await listening(second)
