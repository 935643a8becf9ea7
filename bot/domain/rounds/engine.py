"""The matching, asked from a server: small rounds at once in a thread, where they take milliseconds; others in a
process of their own, since a solver holds the interpreter's lock for seconds."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.matching import apart
from bot.domain.matching import solve as inside
from bot.domain.matching.errors import TooManyPairs
from bot.domain.matching.people import Person
from bot.domain.matching.plan import Plan, Preview
from bot.domain.rounds.gathering import Gathered
from bot.domain.rounds.terms import Terms
from models import RoundKind

AT_HAND = 250
"""People up to whom a thread will do: 300 are solved in six milliseconds, and a process takes a second to begin."""


async def solve(gathered: Gathered, kind: RoundKind, terms: Terms, keep: int, at_hand: int = AT_HAND) -> Plan:
    """`keep` is what a pair that stands counts more, in points. Raises CannotLock, TooManyPairs, EngineFailed."""
    people, programme = _people(gathered, terms), terms.programme(kind)
    locked, forbidden, standing = gathered.locked, gathered.forbidden, gathered.standing
    if len(people) <= at_hand:
        return await asyncio.to_thread(
            inside.solve, people, programme, locked=locked, forbidden=forbidden, standing=standing, keep=keep
        )
    return await apart.solve(people, programme, locked=locked, forbidden=forbidden, standing=standing, keep=keep)


async def count(gathered: Gathered, kind: RoundKind, terms: Terms, at_hand: int = AT_HAND) -> Preview | None:
    """How many could be matched; None when the rules allow more pairs than can be looked at."""
    people, programme, forbidden = _people(gathered, terms), terms.programme(kind), gathered.forbidden
    try:
        if len(people) <= at_hand:
            return await asyncio.to_thread(inside.count, people, programme, forbidden=forbidden)
        return await apart.count(people, programme, forbidden=forbidden)
    except TooManyPairs:
        return None


def _people(gathered: Gathered, terms: Terms) -> Sequence[Person]:
    """Wishes that do not count open no door either."""
    if terms.heeds_wishes:
        return gathered.people
    return [replace(person, wishes=()) for person in gathered.people]
