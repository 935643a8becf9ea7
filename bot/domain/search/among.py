"""A search among a few mentors: do just these fit what somebody looks for? What it costs hangs on them alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.search import statements
from bot.domain.search.columns import Column
from bot.domain.search.engine import InSession, Search
from bot.domain.search.query import Found, Match, Query
from bot.domain.search.ranking import WEIGHTS, Weights
from bot.domain.search.rows import Answers
from bot.domain.search.statements import numbered
from bot.domain.topics import lexicon
from models import Member


@dataclass(frozen=True)
class Among(Search):
    """The same search, with the same filters, order and reasons, as if nobody else offered anything."""

    mentors: Sequence[int] = ()

    async def _offering(self, topics: Sequence[int], changes: Answers = ()) -> Column:
        count = len(self.mentors)
        parameters = self._common() | numbered("id", list(self.mentors), count)
        rows = await self.rows.rows(statements.of_members(count), parameters)
        return Column.of([row for row in rows if row.topic_id in topics], self.weights)


async def fitting(
    session: AsyncSession, mentee: Member, query: Query, mentors: Sequence[int], *, language: str, now: datetime
) -> tuple[Sequence[Match], int | None]:
    """Those of `mentors` whom `query` finds, the best first, and the topic that a request will be about."""
    if not mentors:
        return (), None
    search = Among(
        rows=InSession(session),
        workspace_id=mentee.workspace_id,
        slack_id=mentee.slack_id,
        known=await lexicon(session, mentee.workspace_id),
        query=query,
        now=now,
        weights=session.info.get(WEIGHTS) or Weights(),
        mentors=mentors,
    )
    about = await search.about_me()
    matches: list[Match] = []
    found: Found | None = None
    while found is None or found.more:
        page = found.query.page + 1 if found else 0
        found = await replace(search, query=replace(query, page=page)).run(about, language)
        matches += found.matches
    return matches, found.topic_id
