"""How often an app may call: per method and workspace, and for messages per channel, by the workspace's clock."""

import math
from collections import deque
from datetime import datetime, timedelta

from playground.clock import Clock

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


class RateLimits:
    """Counts calls in sliding windows."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._calls: dict[str, deque[datetime]] = {}

    def retry_after(self, key: str, allowed: int, per: timedelta) -> int:
        """0 when one more call fits, which is then counted; else the whole seconds to wait."""
        now = self._clock.now()
        calls = self._calls.setdefault(key, deque())
        while calls and not timedelta(0) <= now - calls[0] < per:
            calls.popleft()
        if len(calls) < allowed:
            calls.append(now)
            return 0
        return max(1, math.ceil((calls[0] + per - now).total_seconds()))
