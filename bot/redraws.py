"""Of several clicks that redraw one modal, the last one's drawing stays, whichever is drawn first."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

MOST_REMEMBERED = 1_000
"""Modals of one process. Two clicks on one of them lie less than a second apart."""


@dataclass(slots=True)
class _Modal:
    clicked_at: float = 0.0
    drawing: asyncio.Lock = field(default_factory=asyncio.Lock)


class Redraws:
    """Slack's own hash of a view cannot tell: of two quick clicks both carry the hash from before them. In this process
    only; with several, the load balancer would have to part two clicks of one moment."""

    def __init__(self) -> None:
        self._modals: OrderedDict[str, _Modal] = OrderedDict()

    def clicked(self, view_id: str, at: float) -> None:
        """`at`: Slack's seconds of the click. To be said at once, before anything is awaited."""
        modal = self._modals.setdefault(view_id, _Modal())
        modal.clicked_at = max(modal.clicked_at, at)
        self._modals.move_to_end(view_id)
        if len(self._modals) > MOST_REMEMBERED:
            self._modals.popitem(last=False)

    @asynccontextmanager
    async def turn(self, view_id: str, at: float) -> AsyncIterator[bool]:
        """One draws at a time. Whether it is still the last click that wants to: else it leaves it to that one."""
        modal = self._modals.setdefault(view_id, _Modal())
        async with modal.drawing:
            yield modal.clicked_at <= at
