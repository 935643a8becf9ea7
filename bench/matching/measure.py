"""What a process on Linux has used."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

ENOUGH = 3.0
"""Seconds after which nothing is repeated."""
OFTEN = 100
T = TypeVar("T")


class Times:
    """Seconds of the processor that each part took: how busy the machine is hardly shows in them."""

    def __init__(self) -> None:
        self.first: dict[str, float] = {}
        """The first time. What is imported has been."""
        self.least: dict[str, float] = {}
        """The least of all times."""

    def all(self, part: str, function: Callable[[], T]) -> T:
        """Once, and again while there is time: the same for everybody."""
        spent, times = 0.0, 0
        while True:
            start = time.process_time()
            outcome = function()
            taken = time.process_time() - start
            self.first.setdefault(part, taken)
            self.least[part] = min(self.least.get(part, taken), taken)
            spent, times = spent + taken, times + 1
            if spent > ENOUGH or times == OFTEN:
                return outcome
            del outcome


def _status(field: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(field)).split()[1]) / 1024


def memory() -> float:
    """MB in use now."""
    return _status("VmRSS")


def peak() -> float:
    """MB in use at most so far."""
    return _status("VmHWM")
