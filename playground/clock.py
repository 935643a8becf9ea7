"""The clock of the local workspace: everything that happens there happens at its time."""

import asyncio
from datetime import UTC, datetime, timedelta


class Clock:
    """A clock that runs or stands still, and that can be moved.

    Running, it is the real time plus however far it was moved; standing still, it shows the same instant until it is
    moved. All instants are aware and in UTC. Moving back is allowed.
    """

    def __init__(self, start: datetime | None = None, *, running: bool = True) -> None:
        if start is not None and start.tzinfo is None:
            raise ValueError("a clock starts at an aware datetime, for example datetime(2026, 11, 2, 9, tzinfo=UTC)")
        self._running = running
        self._moved = asyncio.Event()
        self._set((start or datetime.now(UTC)).astimezone(UTC))

    @property
    def running(self) -> bool:
        """Can be set: the clock then goes on from, or stops at, what it shows."""
        return self._running

    @running.setter
    def running(self, running: bool) -> None:
        shown = self.now()
        self._running = running
        self._set(shown)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset if self._running else self._standing

    def advance(self, delta: timedelta) -> None:
        """Moves the clock by ``delta``, which may be negative."""
        self._set(self.now() + delta)

    def travel_to(self, when: datetime) -> None:
        """Moves the clock to ``when`` (aware)."""
        self._set(when.astimezone(UTC))

    def _set(self, now: datetime) -> None:
        self._standing = now
        self._offset = now - datetime.now(UTC)
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    async def sleep_until(self, when: datetime) -> None:
        """Returns once the clock shows ``when`` or later; a clock that stands still has to be moved there."""
        while (wait := (when - self.now()).total_seconds()) > 0:
            moved = self._moved.wait()
            try:
                await asyncio.wait_for(moved, wait if self._running else None)
            except TimeoutError:
                continue
