"""What `/mentor find` costs with 10,000, 100,000 and 1,000,000 members, a fifth of them mentors of 5 topics of 500.

The domain's call alone, next to what serving.md measured for the queries; what ranking the best of each band loses
against ranking everybody; the plans of the queries; and the whole command next to the bare signed endpoint.
"""

from dataclasses import dataclass

from sqlalchemy import text

from bench import crowd
from bench.slack import TEAM
from bot import migrating
from bot.database import make_engine
from bot.domain.search.engine import Rows, Search
from bot.domain.search.query import Query
from bot.domain.search.ranking import Weights
from bot.domain.topics import Lexicon

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
    searches: int = 400
    compared: int = 300
    rounds: int = 10
    operations: int = 320
    seconds: float = 1.0
    least: int = 200
    postgresql: bool = True


@dataclass(frozen=True)
class Place:
    """A planted database, ready to be searched."""

    size: int
    rows: Rows
    known: Lexicon

    def search(self, topic: str, who: int, *, everybody: bool = False) -> Search:
        return Search(
            rows=self.rows, workspace_id=TEAM, slack_id=crowd.slack_id(who), known=self.known,
            query=Query(words=topic), language="en", now=crowd.NOW, weights=Weights(), everybody=everybody,
        )  # fmt: skip

    async def first(self, topic: str, who: int, *, everybody: bool = False) -> list[int]:
        search = self.search(topic, who, everybody=everybody)
        return [match.mentor.id for match in (await search.run(await search.about_me())).matches]


async def plant(url: str, size: int) -> None:
    await migrating.migrate(url)
    engine = make_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: crowd.plant(sync, size))
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("ANALYZE" if engine.dialect.name == "sqlite" else "VACUUM ANALYZE"))
    await engine.dispose()
