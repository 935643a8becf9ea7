"""What a process on Linux has used."""

from pathlib import Path


def _status(field: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(field)).split()[1]) / 1024


def memory() -> float:
    """MB in use now."""
    return _status("VmRSS")


def peak() -> float:
    """MB in use at most so far."""
    return _status("VmHWM")
