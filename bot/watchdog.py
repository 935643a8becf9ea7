"""Ends the process when it lives but does nothing any more, so that whoever supervises it starts it anew.

A clock that is set back stalls timers, a lock that is never given back stalls the pump, a blocked event loop stalls
everything: none of them ends by itself, and none is seen from inside the loop. So a thread looks.
"""

import asyncio
import faulthandler
import os
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

import structlog

from bot.watch import Pulse, Watch

log = structlog.get_logger()

SILENT_EXIT = 70
LOOKS = 12
"""How often it looks within the time that a pulse may be silent."""


def end_process() -> None:
    """At once: what is silent would not end in good order. Where every thread stands is written down first."""
    faulthandler.dump_traceback(all_threads=True)
    sys.stderr.flush()
    os._exit(SILENT_EXIT)


class Watchdog:
    """Feels some pulses. It counts its own looks instead of seconds: a process that was frozen or a machine that slept
    was not silent, and a wall clock that jumps is no matter."""

    def __init__(self, pulses: Mapping[str, Pulse], limit: float, end: Callable[[], None] = end_process) -> None:
        self._pulses = pulses
        self._seen: dict[str, tuple[int, int]] = {}
        self._every = limit / LOOKS
        self._end = end
        self._stopped = threading.Event()

    def run(self) -> None:
        while not self._stopped.wait(self._every):
            self.look()

    def stop(self) -> None:
        self._stopped.set()

    def look(self) -> None:
        for name, pulse in self._pulses.items():
            beats, looks = self._seen.get(name, (-1, 0))
            looks = looks + 1 if pulse.expected and pulse.beats == beats else 0
            self._seen[name] = pulse.beats, looks
            if looks >= LOOKS:
                log.critical("watchdog", silent=name, seconds=round(looks * self._every, 1))
                self._end()


@asynccontextmanager
async def guarded(watch: Watch, limit: float) -> AsyncIterator[None]:
    """The watchdog is awake while the block runs; `limit` in seconds, 0 for none."""
    if limit == 0:
        yield
        return
    dog = Watchdog({"loop": watch.loop, "pump": watch.pump}, limit)
    heart = asyncio.create_task(_beat(watch, min(1.0, limit / LOOKS)))
    thread = threading.Thread(target=dog.run, name="watchdog", daemon=True)
    thread.start()
    try:
        with watch.loop.beating():
            yield
    finally:
        dog.stop()
        heart.cancel()
        await asyncio.to_thread(thread.join)


async def _beat(watch: Watch, every: float) -> None:
    while True:
        start = time.monotonic()
        await asyncio.sleep(every)
        watch.loop.beat()
        watch.metrics.loop_was_late(max(0.0, time.monotonic() - start - every))
