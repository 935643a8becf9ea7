"""Who went from which state into which: told from one midnight to the next, for everything that has states."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import (
    Agreement,
    AgreementState,
    CheckState,
    EndReason,
    HealthCheck,
    ItemState,
    MentoringSession,
    Pair,
    PairState,
    Request,
    RequestState,
    SessionState,
    WorkbookItem,
)


@dataclass(frozen=True)
class Kind:
    """Something that has states."""

    table: Any
    states: type[StrEnum]
    ends: frozenset[str]
    """States that nothing leaves."""


KINDS: Mapping[str, Kind] = {
    "request": Kind(
        Request,
        RequestState,
        frozenset(RequestState) - {RequestState.PENDING, RequestState.MORE_INFO},
    ),
    "pair": Kind(Pair, PairState, frozenset((PairState.ENDED,))),
    "session": Kind(
        MentoringSession, SessionState, frozenset((SessionState.HELD, SessionState.MISSED, SessionState.CANCELLED))
    ),
    "agreement": Kind(Agreement, AgreementState, frozenset((AgreementState.REPLACED,))),
    "workbook item": Kind(WorkbookItem, ItemState, frozenset((ItemState.DONE,))),
    "check": Kind(HealthCheck, CheckState, frozenset((CheckState.SETTLED,))),
}

Found = Mapping[str, Mapping[int, str]]
"""By kind, then by id: in which state it is."""


async def look(session: AsyncSession) -> Found:
    return {
        name: {number: str(state) for number, state in await session.execute(select(kind.table.id, kind.table.state))}
        for name, kind in KINDS.items()
    }


async def endings(session: AsyncSession) -> Counter[str]:
    """Why pairs ended."""
    reasons = await session.scalars(select(Pair.end_reason).where(Pair.end_reason.is_not(None)))
    return Counter(str(reason) for reason in reasons)


@dataclass
class Moves:
    """What was seen at the midnights so far."""

    reached: dict[str, set[str]] = field(default_factory=lambda: {name: set() for name in KINDS})
    taken: dict[str, Counter[tuple[str, str]]] = field(default_factory=lambda: {name: Counter() for name in KINDS})
    """(before, after), both at a midnight."""
    endings: Counter[str] = field(default_factory=Counter)
    _before: Found = field(default_factory=dict)

    def note(self, found: Found) -> None:
        for name, states in found.items():
            before = self._before.get(name, {})
            self.reached[name].update(states.values())
            self.taken[name].update(
                (before[number], state) for number, state in states.items() if before.get(number, state) != state
            )
        self._before = found

    def missing(self) -> list[str]:
        """States that nothing was ever in, or that nothing ever left, and reasons for which no pair ended."""
        never = []
        for name, kind in KINDS.items():
            left = {before for before, _ in self.taken[name]}
            never += [f"no {name} was ever {state}" for state in kind.states if state not in self.reached[name]]
            never += [
                f"no {name} was {state} and then no more"
                for state in kind.states
                if state in self.reached[name] - kind.ends - left
            ]
        return [*never, *(f"no pair ended for {reason}" for reason in EndReason if str(reason) not in self.endings)]
