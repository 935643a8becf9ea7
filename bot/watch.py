"""What the rest of Klik tells those who watch it: what ran, how long it took, how it ended, and that it is alive.

One object, handed in with the runtime. It counts (bot/metrics.py), marks spans when tracing is on (bot/tracing.py),
and keeps the two pulses that readiness (bot/health.py) and the watchdog (bot/watchdog.py) feel.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from types import SimpleNamespace, TracebackType
from typing import Self

import aiohttp

from bot.metrics import Metrics
from bot.tracing import Mark, Tracing

PUMP = "pump"
"""The job whose silence means that nothing goes out any more."""


class Pulse:
    """Something that should happen again and again, as long as it is expected at all."""

    def __init__(self) -> None:
        self.expected = False
        self.beats = 0
        self._last = 0.0

    def beat(self) -> None:
        self.beats += 1
        self._last = time.monotonic()

    def silent_for(self) -> float:
        """Seconds since the last beat; the wall clock may jump, this one does not."""
        return time.monotonic() - self._last

    @contextmanager
    def beating(self) -> Iterator[None]:
        """It is expected while the block runs."""
        self.beat()
        self.expected = True
        try:
            yield
        finally:
            self.expected = False


class Timed:
    """One thing that happens, from entering to leaving the block. Its outcome is "ok" unless somebody says otherwise,
    "failed" when an exception leaves the block."""

    __slots__ = ("_ended", "_mark", "_start", "outcome")

    def __init__(self, ended: Callable[[str, float], None], mark: Mark | None) -> None:
        self.outcome = "ok"
        self._ended = ended
        self._mark = mark
        self._start = 0.0

    def __enter__(self) -> Self:
        if self._mark is not None:
            self._mark.begin()
        self._start = time.perf_counter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        seconds = time.perf_counter() - self._start
        outcome = "failed" if error is not None else self.outcome
        self._ended(outcome, seconds)
        if self._mark is not None:
            self._mark.end(outcome, error)


class Watch:
    def __init__(self, metrics: Metrics | None = None, tracing: Tracing | None = None) -> None:
        self.metrics = metrics or Metrics()
        self.tracing = tracing
        self.pump = Pulse()
        self.loop = Pulse()

    def request(self, kind: str, name: str, workspace_id: str) -> Timed:
        """A handler at work. `name` is the registered one, never what a person typed."""
        mark = self.tracing.request(kind, name, workspace_id) if self.tracing is not None else None
        return Timed(self.metrics.request_timer(kind, name), mark)

    def job(self, name: str, now: Callable[[], datetime]) -> Timed:
        """A background job at work."""
        if name == PUMP:
            self.pump.beat()

        def ended(outcome: str, seconds: float) -> None:
            self.metrics.job_ended(name, outcome, seconds, now())
            if name == PUMP:
                self.pump.beat()

        return Timed(ended, self.tracing.job(name) if self.tracing is not None else None)

    @contextmanager
    def send(self, kind: str, workspace_id: str) -> Iterator[None]:
        """A planned message on its way; `send_answered` inside says what became of it."""
        if self.tracing is None:
            yield
            return
        mark = self.tracing.send(kind, workspace_id)
        mark.begin()
        try:
            yield
        except BaseException as error:
            mark.end("failed", error)
            raise
        mark.end(None, None)

    def send_answered(self, outcome: str) -> None:
        """What is known of the message in whose block this is called; it is not written down yet."""
        if self.tracing is not None:
            self.tracing.outcome(outcome)

    def send_ended(self, kind: str, outcome: str) -> None:
        """What became of a message is in the database."""
        self.pump.beat()  # many slow messages are no silence
        self.metrics.send_ended(kind, outcome)

    def slack_calls(self) -> aiohttp.TraceConfig:
        """Counts every call on an HTTP session by Slack's name for it."""
        config = aiohttp.TraceConfig()

        async def started(_: object, call: SimpleNamespace, __: aiohttp.TraceRequestStartParams) -> None:
            call.start = time.perf_counter()

        def ended(call: SimpleNamespace, path: str, status: int) -> None:
            self.metrics.slack_answered(method_of(path), status, time.perf_counter() - call.start)

        async def answered(_: object, call: SimpleNamespace, end: aiohttp.TraceRequestEndParams) -> None:
            ended(call, end.url.path, end.response.status)

        async def failed(_: object, call: SimpleNamespace, end: aiohttp.TraceRequestExceptionParams) -> None:
            ended(call, end.url.path, 0)

        config.on_request_start.append(started)
        config.on_request_end.append(answered)
        config.on_request_exception.append(failed)
        return config


def method_of(path: str) -> str:
    """Slack's method, as chat.postMessage; "answer" for the address at which one answers a click."""
    *_, parent, last = ("", *path.split("/"))
    return last if parent == "api" else "answer"
