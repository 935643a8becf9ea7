"""A search without a transaction: for the usual one, whose answer is a page of mentors and nothing to remember."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.domain.search.engine import Search, who
from bot.domain.search.query import Found, Query
from bot.domain.search.ranking import Weights
from bot.domain.search.remembered import Remembered
from bot.domain.search.rows import Rows
from bot.domain.topics import Lexicon, Lexicons


@dataclass(frozen=True)
class Glance:
    language: str
    """The reader's own, or Slack's."""
    tz: str
    found: Found


class Reads(Protocol):
    def open(self) -> AbstractAsyncContextManager[Rows]:
        """For a few questions, one after the other."""


@dataclass(frozen=True, kw_only=True)
class Quick:
    reads: Reads
    lexicons: Lexicons
    weights: Weights
    remembered: Remembered

    async def find(
        self, workspace_id: str, slack_id: str, query: Query, *, language_of: Callable[[Any], str], now: datetime
    ) -> Glance | None:
        """What find() would answer. None when that takes a transaction: nobody knows the person or the topics yet, or
        topics alone give less than a page, and then profiles are read, needs counted."""
        known = self.lexicons.recall(workspace_id, now)
        if known is None:
            return None
        async with self.reads.open() as rows:
            return await self._look(rows, known, workspace_id, slack_id, query, language_of, now)

    async def _look(
        self,
        rows: Rows,
        known: Lexicon,
        workspace_id: str,
        slack_id: str,
        query: Query,
        language_of: Callable[[Any], str],
        now: datetime,
    ) -> Glance | None:
        search = Search(
            rows=rows,
            workspace_id=workspace_id,
            slack_id=slack_id,
            known=known,
            query=query,
            now=now,
            weights=self.weights,
            with_parts=False,
            remembered=self.remembered,
        )
        about = await search.about_me()
        me = who(about)
        if me is None:
            return None
        language = language_of(me)
        found = await search.run(about, language)
        return Glance(language, me.tz, found) if found.is_enough else None
