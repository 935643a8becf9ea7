"""Measuring fairly on a machine that does other things too: CPU time, in turns, as ratios to a floor.

Wall-clock time says how busy the machine was; CPU time hardly does. By taking turns in short rounds all contestants
meet the same caches, clock speed and neighbours, so their ratio holds where a figure alone would not. Linux only.
"""

import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import typer

Measure = Callable[[int], float]
"""Does so many operations and returns the CPU seconds that they took."""

CONNECTIONS = 8
"""Requests under way at once: a server that wakes up for each single one would mostly measure waking up."""


@dataclass(frozen=True)
class Result:
    name: str
    microseconds: Sequence[float]
    """CPU time of one operation, per round."""

    @property
    def median(self) -> float:
        return statistics.median(self.microseconds)


def in_turns(contestants: Mapping[str, Measure], *, rounds: int, operations: int) -> list[Result]:
    """Measure all contestants in each round, after one round that only warms up."""
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(rounds + 1):
        for name, measure in contestants.items():
            seconds = measure(operations)
            if number > 0:
                taken[name].append(seconds / operations * 1e6)
    return [Result(name, figures) for name, figures in taken.items()]


def report(title: str, results: Sequence[Result], *, goals: Mapping[str, float] | None = None) -> bool:
    """Print each contestant's CPU time and its ratio to the first, the floor. Whether all goals (ratios) are met."""
    floor = results[0]
    met = True
    typer.echo(f"\n{title}\n{'':40}{'CPU us':>8}{'best':>8}{'x floor':>9}  least to most")
    for result in results:
        ratios = sorted(mine / base for mine, base in zip(result.microseconds, floor.microseconds, strict=True))
        ratio, goal = statistics.median(ratios), (goals or {}).get(result.name)
        verdict = "" if goal is None else f"  goal {goal}: {'met' if ratio <= goal else 'MISSED'}"
        met = met and (goal is None or ratio <= goal)
        typer.echo(
            f"{result.name:40}{result.median:8.0f}{min(result.microseconds):8.0f}{ratio:9.2f}"
            f"  {ratios[0]:.2f} to {ratios[-1]:.2f}{verdict}"
        )
    return met


def of_callable(function: Callable[[], object]) -> Measure:
    def measure(operations: int) -> float:
        start = time.process_time()
        for _ in range(operations):
            function()
        return time.process_time() - start

    return measure


@dataclass(frozen=True)
class Server:
    """A server in a process of its own, on 127.0.0.1."""

    process: subprocess.Popen[str]
    port: int

    def cpu_seconds(self) -> float:
        """What all its threads have used so far, to the nanosecond."""
        # The clock of another process, as glibc's clock_getcpuclockid makes it.
        return time.clock_gettime((~self.process.pid << 3) | 2)


@contextmanager
def serving(command: Sequence[str], *, port: int, env: Mapping[str, str] | None = None) -> Iterator[Server]:
    """Run a server that listens on `port`; it is there when the block begins and gone after it."""
    with subprocess.Popen(command, env=env, text=True) as process:
        try:
            _wait_until_open(process, port)
            yield Server(process, port)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_until_open(process: subprocess.Popen[str], port: int, patience: float = 60) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        try:
            raise RuntimeError(f"{process.args!r} ended with {process.wait(0.05)}")
        except subprocess.TimeoutExpired:
            continue
    raise RuntimeError(f"{process.args!r} did not listen on port {port}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def of_server(server: Server, request: Callable[[], bytes], *, expect: bytes = b"") -> Measure:
    """Send `request()`, a whole HTTP/1.1 request, over and over; every answer must be a 200 containing `expect`."""

    def measure(operations: int) -> float:
        with ExitStack() as stack:
            connections = [
                stack.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=30))
                for _ in range(CONNECTIONS)
            ]
            prepared = [request() for _ in range(operations)]
            start = server.cpu_seconds()
            for first in range(0, operations, CONNECTIONS):
                busy = list(zip(connections, prepared[first : first + CONNECTIONS], strict=False))
                for connection, data in busy:
                    connection.sendall(data)
                for connection, _ in busy:
                    answer = receive(connection)
                    if not answer.startswith(b"HTTP/1.1 200") or expect not in answer:
                        raise RuntimeError(f"unexpected answer: {answer[:300]!r}")
            return server.cpu_seconds() - start

    return measure


def receive(connection: socket.socket) -> bytes:
    """One whole HTTP/1.1 answer with a Content-Length."""
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += _more(connection)
    head, _, body = answer.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")
    )
    while len(body) < length:
        body += _more(connection)
    return head + b"\r\n\r\n" + body


def _more(connection: socket.socket) -> bytes:
    data = connection.recv(65536)
    if not data:
        raise RuntimeError("the server closed the connection")
    return data


IMPORTED = """
import time
import {module}
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(time.process_time(), int(peak.split()[1]) / 1024)
"""


def importing(module: str, times: int) -> tuple[float, float]:
    """CPU seconds and MB of a fresh process that imports `module`: the least of several."""
    script = [sys.executable, "-c", IMPORTED.format(module=module)]
    runs = [subprocess.run(script, capture_output=True, text=True, check=True).stdout.split() for _ in range(times)]
    seconds, megabytes = zip(*((float(cpu), float(memory)) for cpu, memory in runs), strict=True)
    return min(seconds), min(megabytes)
