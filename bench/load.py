"""Throughput and latency of a server, measured by a client of our own: HTTP/1.1, keep-alive, every answer a 200.

The client is Python too and shares the machine, so what counts are the ratios between servers in one run.
"""

import asyncio
import statistics
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

import uvloop

from bench import harness

Request = Callable[[], bytes]
CONNECTIONS = 16
ROUNDS = 3


@dataclass(frozen=True)
class Latency:
    """Milliseconds."""

    p50: float
    p99: float


class Connection(asyncio.Protocol):
    """One keep-alive connection; answers arrive in the order of the requests."""

    def __init__(self) -> None:
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def ask(self, request: bytes) -> asyncio.Future[None]:
        answered = asyncio.get_running_loop().create_future()
        self._waiting.append(answered)
        self.transport.write(request)
        return answered

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end].lower()
            length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
            if len(self._buffer) < end + 4 + length:
                return
            if not head.startswith(b"http/1.1 200"):
                self._waiting.popleft().set_exception(RuntimeError(f"unexpected answer: {self._buffer[:300]!r}"))
            else:
                self._waiting.popleft().set_result(None)
            self._buffer = self._buffer[end + 4 + length :]


async def _connections(port: int) -> list[Connection]:
    loop = asyncio.get_running_loop()
    return [(await loop.create_connection(Connection, "127.0.0.1", port))[1] for _ in range(CONNECTIONS)]


async def _flat_out(port: int, prepared: list[bytes]) -> float:
    """Requests a second while each connection always has one under way."""
    queue = iter(prepared)

    async def keep_asking(connection: Connection) -> None:
        for request in queue:
            await connection.ask(request)

    connections = await _connections(port)
    start = time.perf_counter()
    await asyncio.gather(*(keep_asking(connection) for connection in connections))
    taken = time.perf_counter() - start
    for connection in connections:
        connection.transport.close()
    return len(prepared) / taken


async def _paced(port: int, prepared: list[bytes], rate: float) -> Latency:
    """Latency when requests come at `rate` a second, whether or not earlier ones are answered."""
    loop, connections = asyncio.get_running_loop(), await _connections(port)
    taken: list[float] = []

    async def ask(number: int, request: bytes) -> None:
        due = start + number / rate
        await asyncio.sleep(max(0.0, due - loop.time()))
        await connections[number % CONNECTIONS].ask(request)
        taken.append((loop.time() - due) * 1000)

    start = loop.time() + 0.05
    await asyncio.gather(*(ask(number, request) for number, request in enumerate(prepared)))
    for connection in connections:
        connection.transport.close()
    hundredths = statistics.quantiles(taken, n=100)
    return Latency(hundredths[49], hundredths[98])


def in_turns(targets: Mapping[str, tuple[harness.Server, Request]], seconds: float, least: int) -> dict[str, float]:
    """Requests a second of each, the median of rounds in which all take turns."""
    rates: dict[str, list[float]] = {name: [] for name in targets}
    count = dict.fromkeys(targets, least)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        for _ in range(ROUNDS + 1):
            for name, (server, request) in targets.items():
                rate = runner.run(_flat_out(server.port, [request() for _ in range(count[name])]))
                count[name] = max(least, int(rate * seconds))
                rates[name].append(rate)
    return {name: statistics.median(measured[1:]) for name, measured in rates.items()}


def at_half(target: tuple[harness.Server, Request], rate: float, seconds: float, least: int) -> Latency:
    server, request = target
    prepared = [request() for _ in range(max(least, int(rate / 2 * seconds)))]
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_paced(server.port, prepared, rate / 2))
