"""Klik speaks up at most twice a day. Decided where messages are claimed; why it is so: docs/adr/0006-two-a-day.md."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from bot.domain.times import instant, next_working_moment, zone_of
from models import Member, Outbox

MOST_A_DAY = 2
NUDGES = (
    "session.tomorrow",
    "office.tomorrow",
    "group.tomorrow",
    "session.outcome",
    "session.outcome_again",
    "pair.quiet_warning",
    "pair.ending",
    "pair.check",
    "agreement.remind",
    "request.reminder",
    "round.last_call",
    "session.book",
    "group.outcome",
    "pair.pulse",
    "pair.interview",
    "need.met",
    "mentor.free",
    "search.new",
    "round.invited",
    "mentor.pause?",
)
"""What Klik says of its own accord, the most urgent first: it waits when its reader has had two messages that day."""
AWAITED = (
    "request.asked",
    "request.digest",
    "request.more_info",
    "introduction.opened",
    "introduction.click",
    "request.declined",
    "session.booked",
    "office.booked",
    "group.booked",
    "introduction.guide",
    "request.expired",
    "request.mentor_gone",
    "mentor.not_free",
    "pair.resumed",
    "pair.away",
    "pair.completed",
    "pair.quiet_ended",
    "introduction.lapsed",
    "agreement.proposed",
    "pair.talk_offered",
    "pair.help_wanted",
    "network.asked",
    "network.welcomed",
    "network.not_now",
    "topic.accepted",
    "topic.declined",
    "round.unmatched",
    "round.fell_through",
    "round.call_over",
    "round.out",
)
"""News that somebody waits for, the most urgent first. It comes while its reader has had fewer than two messages that
day, else on the next working morning; what would be too late by then comes at once."""
NOTED = (
    "session.booked_again",
    "session.was_missed",
    "pair.extended",
    "pair.thanks",
    "agreement.signed",
    "workbook.proposed",
    "workbook.done",
    "request.withdrawn",
    "request.lapsed",
    "group.joined",
    "group.left",
    "pair.nudge",
    "pair.rematch_offered",
    "network.role",
    "topic.merged",
    "topic.removed",
    "round.called_off",
    "round.halfway",
    "round.over",
    "calendar.unreadable",
)
"""News for which nobody waits, the most urgent first. In the morning it leaves the day's second place to others."""
NEWS = frozenset((*AWAITED, *NOTED))
URGENT = frozenset(
    (
        "session.soon", "session.late", "session.no_show", "session.moved", "session.cancelled",
        "office.soon", "office.called_off", "group.soon", "group.moved", "group.cancelled",
        "pair.started", "introduction.parted", "pair.ended", "pair.partner_left", "pair.paused", "group.ended",
        "session.calendar", "session.file", "office.calendar", "group.calendar", "workspace.welcome",
    )
)  # fmt: skip
"""What hangs on an hour or changes one that stands in somebody's diary, the answer to what the reader did just now, and
what two people must hear at the same moment (bot/domain/introductions.py chooses one that suits both). It counts, but
waits for nobody."""
_BEFORE_NEWS = ("session.tomorrow", "office.tomorrow", "group.tomorrow")
IN_ORDER = (*_BEFORE_NEWS, *AWAITED, *NOTED, *(kind for kind in NUDGES if kind not in _BEFORE_NEWS))
"""All that waits for tomorrow when its reader has had two messages, the most urgent first."""
UNHURRIED = frozenset((*NOTED, *NUDGES)) - {
    *_BEFORE_NEWS, "session.outcome", "group.outcome", "need.met", "mentor.free",
}  # fmt: skip
"""What waits and hangs on no hour: it takes a day's second place in the afternoon only, if nothing has taken it."""
SPARE_UNTIL = time(15)
"""By the reader's own clock."""
RANK = {kind: rank for rank, kind in enumerate(IN_ORDER)}
AT_ONCE = -1
"""The rank of what does not wait."""
PATIENT = timedelta(days=2)
"""News that has waited so long goes before newer: in a month of full days it would come last every day."""
IN_TIME = timedelta(hours=6)
"""What news is about lies at least so far after the morning on which it is read."""
LONGEST_DAY = timedelta(hours=26)
"""No calendar day is longer, also when the clocks change in it."""


def not_before(kind: str) -> frozenset[str]:
    """Kinds that leave a day's places to one of `kind`."""
    return frozenset(other for other, rank in RANK.items() if rank > RANK[kind])


def day_of(reader: Member, now: datetime) -> tuple[datetime, datetime]:
    """The reader's own calendar day around `now`: half open, in UTC."""
    zone = zone_of(reader)
    today = now.astimezone(zone).date()
    midnight = datetime.min.time()
    return instant(today, midnight, zone), instant(today + timedelta(days=1), midnight, zone)


def next_morning(reader: Member, now: datetime) -> datetime:
    """When the reader's next working day begins."""
    return next_working_moment(reader, day_of(reader, now)[1])


@dataclass
class Day:
    """What one reader has read of Klik today, and what is still to come today."""

    said: int = 0
    """Sent, on its way, or perhaps taken by Slack."""
    to_come: dict[object, int] = field(default_factory=dict)
    """The rank of each message due today, by its id."""

    def before(self, row: Outbox, now: datetime) -> int:
        """How many messages of today go before one that can wait: those that were said, what is more urgent, and what
        does not wait at all, such as "in an hour"."""
        rank = len(_BEFORE_NEWS) if has_waited(row, now) else RANK[row.kind]
        return self.said + sum(other < rank for message, other in self.to_come.items() if message != row.id)


def comes_at(reader: Member, row: Outbox, day: Day, now: datetime, useful_until: datetime) -> datetime | None:
    """When what can wait, and is due, may come: now, this afternoon or on the next working morning. None for a nudge
    that would be of no use any more by then."""
    before = day.before(row, now)
    if before < MOST_A_DAY:
        later = spare_until(reader, now) if before and row.kind in UNHURRIED and not has_waited(row, now) else now
        return later if later < useful_until else now
    tomorrow = next_morning(reader, now)
    if row.kind in NUDGES:
        return tomorrow if tomorrow < useful_until else None
    return tomorrow if keeps_until(tomorrow, row.expires_at, useful_until) else now


def has_waited(row: Outbox, now: datetime) -> bool:
    return row.kind in NEWS and row.due_at <= now - PATIENT


def keeps_until(morning: datetime, expires_at: datetime | None, useful_until: datetime) -> bool:
    """Whether news is soon enough on that morning. `expires_at` is the hour that it is about, if there is one."""
    return morning < useful_until if expires_at is None else morning + IN_TIME <= expires_at


def spare_until(reader: Member, now: datetime) -> datetime:
    """Until when today's second place is kept for news; `now` when that is over, and for who does not read so late."""
    zone = zone_of(reader)
    afternoon = instant(now.astimezone(zone).date(), SPARE_UNTIL, zone)
    return max(now, afternoon) if next_working_moment(reader, afternoon) == afternoon else now
