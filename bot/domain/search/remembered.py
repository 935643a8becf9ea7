"""Topics that this process remembers: everybody who offers them, as the index says.

Reading all who offer a topic takes most of a search's time. So it is done once, and from then on only what the log of
the index's changes (models.IndexChange) names is read again. The log is asked with every search, in the same statement
as who searches, so that a search sees what was committed before it, whichever process wrote it.

Why not a count of changes per topic, which would be simpler to compare: whoever writes two topics would wait for
whoever writes the same two in another order. Rows that are only added keep nobody waiting.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.search import statements
from bot.domain.search.columns import Column
from bot.domain.search.portraits import Portraits
from bot.domain.search.ranking import Weights
from bot.domain.search.rows import NEVER, Answers, Rows
from bot.domain.search.statements import About, numbered
from models import IndexChange

MOST = 1_500_000
"""Rows of the index that one process remembers, some 100 bytes each: all of a workspace of a million members."""
MOST_CHANGED = 12
"""Changed mentors of a topic that are read one by one; with more of them it is read anew."""
LOGGED = 100_000
"""Changes that the log keeps: who has not looked for longer reads the topic anew."""


@dataclass(frozen=True)
class _Known:
    column: Column
    since: int
    """Everything that happened in earlier turns is in it."""
    seen: frozenset[tuple[int, int]]
    """(turn, member) of what is in it of later ones."""


class Remembered:
    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self.portraits = Portraits()
        self._topics: OrderedDict[tuple[str, int], _Known] = OrderedDict()
        self._size = 0

    def since(self, workspace_id: str, topics: Iterable[int]) -> int:
        """From which turn on changes of these topics are of interest."""
        known = (self._topics.get((workspace_id, topic)) for topic in topics)
        return min((one.since for one in known if one is not None), default=NEVER)

    async def columns(self, rows: Rows, workspace_id: str, topics: Sequence[int], changes: Answers) -> Sequence[Column]:
        """Who offers each of `topics`, as it was when `changes` were read, or a little later.

        `changes`: rows of statements.changes(), from since() on.
        """
        (horizon, oldest) = next((row.number, row.turn) for row in changes if row.kind == About.HORIZON)
        found = []
        for topic in topics:
            known = self._topics.get((workspace_id, topic))
            mine = frozenset(
                (row.turn, row.number) for row in changes if row.kind == About.CHANGED and row.topic == topic
            )
            new = mine - known.seen if known is not None else mine
            changed = {member for turn, member in new if known is None or turn >= known.since}
            if known is None or known.since <= oldest or len(changed) > MOST_CHANGED:
                column = Column.of(await self._offering(rows, workspace_id, topic), self._weights)
            elif changed:
                fresh = Column.of(await self._offering(rows, workspace_id, topic, changed), self._weights)
                column = known.column.without(changed).and_then(fresh)
            else:
                column = known.column
            seen = frozenset(one for one in mine if one[0] >= horizon)
            self._keep((workspace_id, topic), _Known(column, horizon, seen))
            found.append(column)
        return found

    async def _offering(
        self, rows: Rows, workspace_id: str, topic: int, members: Iterable[int] | None = None
    ) -> Answers:
        asked = {"workspace": workspace_id, "topic0": topic}
        if members is None:
            return await rows.rows(statements.offering(1), asked)
        places = numbered("id", list(members), MOST_CHANGED)
        return await rows.rows(statements.offering_of(MOST_CHANGED), asked | places)

    def _keep(self, key: tuple[str, int], known: _Known) -> None:
        before = self._topics.pop(key, None)
        self._topics[key] = known
        self._size += len(known.column) - (len(before.column) if before else 0)
        while self._size > MOST and len(self._topics) > 1:
            _, forgotten = self._topics.popitem(last=False)
            self._size -= len(forgotten.column)


async def shorten_log(session: AsyncSession, keep: int = LOGGED) -> None:
    """The newest changes are kept, and the last of each workspace: the oldest that is left says who has missed
    something."""
    newest = select(func.max(IndexChange.id)).scalar_subquery()
    last = select(func.max(IndexChange.id)).group_by(IndexChange.workspace_id)
    await session.execute(delete(IndexChange).where(IndexChange.id <= newest - keep, IndexChange.id.not_in(last)))
