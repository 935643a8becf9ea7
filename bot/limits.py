"""How often one person may do what costs much: a token bucket per person and kind.

In memory: a decision must not wait for a query about limits. With several replicas each counts what it sees, so one
person may get as many times as much as there are replicas; that still bounds what they can cost.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import ceil

from bot.config import Settings
from bot.domain.errors import TooOften

MOST_REMEMBERED = 20_000
"""Buckets, about 200 bytes each. Who has not been seen for longest is forgotten, which gives them a full bucket."""
MINUTE, HOUR = 60, 3600


class Limit(StrEnum):
    SEARCHES = "searches"
    FIGURES = "figures"
    QUESTIONS = "questions"
    NETWORKS = "networks"
    EXPORTS = "exports"
    FEEDS = "feeds"


@dataclass
class Bucket:
    tokens: float
    filled_at: datetime


class Limits:
    def __init__(self, settings: Settings) -> None:
        self._rates = {
            Limit.SEARCHES: (settings.klik_searches_per_minute, MINUTE),
            Limit.FIGURES: (settings.klik_figures_per_minute, MINUTE),
            Limit.QUESTIONS: (settings.klik_questions_per_hour, HOUR),
            Limit.NETWORKS: (settings.klik_networks_per_hour, HOUR),
            Limit.EXPORTS: (settings.klik_exports_per_hour, HOUR),
            Limit.FEEDS: (settings.klik_feeds_per_minute, MINUTE),
        }
        self._buckets: OrderedDict[tuple[Limit, str, str], Bucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, limit: Limit, workspace_id: str, slack_id: str, now: datetime) -> None:
        """One token, or TooOften with the whole seconds until there is one. A limit of 0 is none."""
        most, period = self._rates[limit]
        if most == 0:
            return
        who = (limit, workspace_id, slack_id)
        bucket = self._buckets.setdefault(who, Bucket(most, now))
        self._buckets.move_to_end(who)
        if len(self._buckets) > MOST_REMEMBERED:
            self._buckets.popitem(last=False)
        # A clock that is set back takes no tokens away.
        passed = max(0.0, (now - bucket.filled_at).total_seconds())
        bucket.tokens, bucket.filled_at = min(most, bucket.tokens + passed * most / period), now
        if bucket.tokens < 1:
            raise TooOften(ceil((1 - bucket.tokens) * period / most))
        bucket.tokens -= 1
