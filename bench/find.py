"""What `/mentor find` costs with 10,000, 100,000 and 1,000,000 members, a fifth of them mentors of 5 topics of 500.

The domain's call alone, next to what serving.md measured for the queries; what is lost against ranking everybody one
by one; the plans of the queries; and the whole command next to the bare signed endpoint.
"""

import asyncio
import random
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import typer
from sqlalchemy import URL, make_url, text

from bench import crowd, everybody, harness, load, requests, slack
from bench.outbox import explained
from bench.slack import TEAM
from bot import migrating
from bot.database import make_engine, make_sessions
from bot.domain.search import statements
from bot.domain.search.engine import Search
from bot.domain.search.query import PAGE, Query
from bot.domain.search.ranking import Weights
from bot.domain.search.remembered import Remembered
from bot.domain.search.rows import Rows
from bot.domain.topics import Lexicon, lexicon
from bot.reads import open_reads
from tests import postgres

FLOOR, FIND = "Starlette and the signature", "Klik: /mentor find"
GOALS = {"SQLite": 10.0, "PostgreSQL": 13.0}
"""Of the whole command, times the floor's CPU."""
FLAT = 2.0
"""One topic among the most members may take at most so many times what it takes among the fewest."""
LATEST = 25.0
"""Milliseconds that the slowest of a hundred may take at half of the most that one process answers."""
FLOORS = {("SQLite", 10_000): 0.06, ("SQLite", 100_000): 0.08, ("SQLite", 1_000_000): 0.08,
          ("PostgreSQL", 10_000): 0.37, ("PostgreSQL", 100_000): 0.34, ("PostgreSQL", 1_000_000): 0.37}  # fmt: skip
"""Milliseconds, p50, of a bare top-k query: ../shared/design/serving.md. The call does two more, and ranks."""


@dataclass(frozen=True)
class Effort:
    """How much to measure; less of it only shows that everything runs."""

    sizes: tuple[int, ...] = (10_000, 100_000, 1_000_000)
    whole: int = 100_000
    """Members for the whole command."""
    topics: int = 300
    """Each searched for the first time."""
    searches: int = 400
    compared: int = 300
    rounds: int = 10
    operations: int = 320
    before: int = 12_000
    """Searches of a process before it is measured, of the whole command."""
    seconds: float = 1.0
    least: int = 200
    postgresql: bool = True


@dataclass(frozen=True)
class Place:
    """A planted database, ready to be searched."""

    size: int
    rows: Rows
    known: Lexicon
    remembered: Remembered

    def search(self, topic: str, who: int) -> Search:
        return Search(
            rows=self.rows, workspace_id=TEAM, slack_id=crowd.slack_id(who), known=self.known,
            query=Query(words=topic), now=crowd.NOW, weights=Weights(), with_parts=False,
            remembered=self.remembered,
        )  # fmt: skip

    async def first(self, topic: str, who: int) -> list[int]:
        search = self.search(topic, who)
        return [match.mentor.id for match in (await search.run(await search.about_me(), "en")).matches]


async def plant(url: str, size: int) -> None:
    await migrating.migrate(url)
    engine = make_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: crowd.plant(sync, size))
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("ANALYZE" if engine.dialect.name == "sqlite" else "VACUUM ANALYZE"))
    await engine.dispose()


def by_clock(taken: list[float]) -> tuple[float, float]:
    """(p50, p99) in milliseconds."""
    ordered = sorted(taken)
    return statistics.median(ordered) * 1000, ordered[int(len(ordered) * 0.99)] * 1000


async def domain(backend: str, urls: dict[int, str], effort: Effort) -> bool:
    """The search itself, the sizes in turns: each topic for the first time in a process, and again; what is lost
    against ranking everybody; the plans."""
    async with opened(urls) as places:
        chance, names = random.Random(3), crowd.names()
        first, again, used = ({place.size: list[float]() for place in places} for _ in range(3))
        for number, topic in enumerate(chance.sample(names, min(len(names), effort.topics))):
            for place in places:
                start = time.perf_counter()
                await place.first(topic, chance.randrange(1, place.size))
                if number >= 20:  # the first ones warm up
                    first[place.size].append(time.perf_counter() - start)
        for url in urls.values():
            _read_through(url)
        for number in range(effort.before):  # a process that has served for a while
            for place in places:
                await place.first(names[number % len(names)], chance.randrange(1, place.size))
        for _ in range(effort.searches):
            for place in places:
                topic, who = chance.choice(names), chance.randrange(1, place.size)
                await place.first(topic, who)
                start, cpu = time.perf_counter(), time.process_time()
                await place.first(topic, chance.randrange(1, place.size))
                again[place.size].append(time.perf_counter() - start)
                used[place.size].append(time.process_time() - cpu)
        typer.echo(f"\nOne topic, the domain's call on {backend}")
        typer.echo(
            f"{'members':>12}{'p50 ms':>9}{'p99 ms':>9}{'CPU us':>8}{'query alone':>13}{'first p50':>11}{'p99':>7}"
            f"{'lost of the page':>20}"
        )
        for place in places:
            (p50, p99), (first50, first99) = by_clock(again[place.size]), by_clock(first[place.size])
            missing, of = await lost(place, effort.compared)
            floor = FLOORS.get((backend, place.size), 0)
            cpu = statistics.median(used[place.size]) * 1e6
            typer.echo(
                f"{place.size:12,}{p50:9.2f}{p99:9.2f}{cpu:8.0f}{floor:13.2f}{first50:11.2f}{first99:7.2f}"
                f"{missing:12} of {of}"
            )
        ratio = statistics.median(used[places[-1].size]) / statistics.median(used[places[0].size])
        flat = ratio <= FLAT
        typer.echo(f"most against fewest members: x {ratio:.2f}  goal {FLAT}: {'met' if flat else 'MISSED'}")
        await _show_plans(backend, urls[places[-1].size], places[-1].size)
        return flat


@asynccontextmanager
async def opened(urls: dict[int, str]) -> AsyncIterator[list[Place]]:
    async with AsyncExitStack() as stack:
        places = []
        for size, url in urls.items():
            engine = make_engine(url)
            async with make_sessions(engine)() as session:
                known = await lexicon(session, TEAM)
            await engine.dispose()
            reads = await stack.enter_async_context(open_reads(url))
            rows = await stack.enter_async_context(reads.open())
            places.append(Place(size, rows, known, Remembered(Weights())))
        yield places


def _read_through(url: str) -> None:
    """SQLite's file into the operating system's memory, where the floors had it; PostgreSQL keeps its own pages."""
    file = make_url(url).database or ""
    if url.startswith("sqlite"):
        with Path(file).open("rb") as pages:
            while pages.read(1 << 24):
                pass


async def lost(place: Place, compared: int) -> tuple[int, int]:
    """How many of those whom ranking everybody puts first are not there, and of how many."""
    chance, names = random.Random(5), crowd.names()
    missing = of = 0
    for _ in range(compared):
        topic, who = chance.choice(names), chance.randrange(1, place.size)
        best = await everybody.first(place.rows, place.known.understand(topic)[0], who)
        missing += len(set(best) - set(await place.first(topic, who)))
        of += len(best)
    return missing, of


async def _show_plans(backend: str, url: str, size: int) -> None:
    questions = {
        "who I am, and what has changed": statements.about_me(1),
        "everybody who offers a topic": statements.offering(1),
        "those who are shown": statements.about_them(),
    }
    parameters = {
        "workspace": TEAM, "slack_id": crowd.slack_id(7), "now": crowd.NOW, "topic0": 5, "since": 0, "painted": 0,
        **statements.numbered("id", [5, 10, 15], PAGE),
    }  # fmt: skip
    engine = make_engine(url)
    async with make_sessions(engine)() as session:
        for name, statement in questions.items():
            typer.echo(f"\n{backend}, {size:,} members: {name}")
            lines = await explained(session, statement.params(parameters))
            typer.echo("\n".join(f"  {line}" for line in lines))
    await engine.dispose()


def whole(backend: str, url: str, size: int, effort: Effort) -> bool:
    """`/mentor find` as Slack sends it, next to the bare signed endpoint. The goals are for `effort.whole` members."""
    chance, names = random.Random(11), crowd.names()

    def find() -> bytes:
        return slack.command(f"find {chance.choice(names)}", crowd.slack_id(chance.randrange(1, size)))

    with requests.servers(url, KLIK_SEARCHES_PER_MINUTE="0") as (floor, _, klik):
        contestants = {
            FLOOR: harness.of_server(floor, lambda: slack.command("echo hello", "U0CROWD1"), expect=b"hello"),
            FIND: harness.of_server(klik, find, expect=b"Mentors for"),
        }
        # A process begins by remembering: what its first searches cost is said apart.
        begun = contestants[FIND](effort.operations) / effort.operations
        warm = contestants[FIND](effort.before) / effort.before
        results = harness.in_turns(contestants, rounds=effort.rounds, operations=effort.operations)
        typer.echo(f"\nA process's first {effort.operations:,} searches: {begun * 1e6:.0f} us of CPU each; "
                   f"the next {effort.before:,}: {warm * 1e6:.0f}")  # fmt: skip
        goals = {FIND: GOALS[backend]} if size == effort.whole else None
        met = harness.report(f"{FIND}, {size:,} members on {backend}", results, goals=goals)
        rate = load.in_turns({FIND: (klik, find)}, effort.seconds, effort.least)[FIND]
        late = load.at_half((klik, find), rate, effort.seconds, effort.least)
        early = late.p99 <= LATEST or size != effort.whole
        typer.echo(f"{rate:.0f} requests/s; at half of that p50 {late.p50:.1f} ms, p99 {late.p99:.1f} ms  "
                   f"goal {LATEST:.0f}: {'met' if early else 'MISSED'}")  # fmt: skip
        return met and early


def _url(server: URL | None, folder: Path, size: int) -> str:
    """An empty database of that name."""
    if server is None:
        return f"sqlite+aiosqlite:///{folder / f'crowd_{size}.db'}"
    address = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE crowd_{size}".encode())
    return server.set(database=f"crowd_{size}").render_as_string(hide_password=False)


def main(effort: Effort = Effort()) -> bool:
    met = True
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(dir=postgres.scratch()))
        found = postgres.find() if effort.postgresql else None
        server = stack.enter_context(postgres.running(found)) if found else None
        for backend in ("SQLite", "PostgreSQL"):
            if backend == "PostgreSQL" and server is None:
                continue
            sizes = sorted({*effort.sizes, effort.whole})
            urls = {size: _url(server if backend == "PostgreSQL" else None, Path(folder), size) for size in sizes}
            for size, url in urls.items():
                asyncio.run(plant(url, size))
            met = asyncio.run(domain(backend, urls, effort)) and met
            for size, url in urls.items():
                met = whole(backend, url, size, effort) and met
    return met
