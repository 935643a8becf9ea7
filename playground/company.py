"""A believable company for the demo, and months of its history, lived through the front door."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from playground.server import Playground

HISTORY = timedelta(days=112)
"""How long the company has used the bot."""

LiveUntil = Callable[[datetime], Awaitable[None]]


def move_in(playground: Playground) -> None:
    """Forty people in offices around the world."""


async def live(playground: Playground, live_until: LiveUntil, say: Callable[[str], None]) -> None:
    """Join, ask, meet and talk, as people would, until today."""
