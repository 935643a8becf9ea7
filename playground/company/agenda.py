"""Many lives at once: each says when it goes on, and the one whose moment comes first goes on next."""

import heapq
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime

Life = AsyncIterator[datetime]
"""What somebody does, as an async generator: it yields the moment (aware) at which it wants to go on."""


class Agenda:
    def __init__(self, live_until: Callable[[datetime], Awaitable[None]], now: Callable[[], datetime]) -> None:
        self._live_until = live_until
        self._now = now
        self._numbers = itertools.count()
        self._waiting: list[tuple[datetime, int, Life]] = []

    def add(self, life: Life) -> None:
        """A life that begins at once."""
        heapq.heappush(self._waiting, (self._now(), next(self._numbers), life))

    async def run(self, until: datetime) -> None:
        """Lets time pass up to ``until``; whoever would go on later never does."""
        while self._waiting and self._waiting[0][0] <= until:
            moment, _, life = heapq.heappop(self._waiting)
            if moment > self._now():
                await self._live_until(moment)
            wakes: datetime | None = await anext(life, None)
            if wakes is not None:
                heapq.heappush(self._waiting, (max(wakes, self._now()), next(self._numbers), life))
        await self._live_until(until)
