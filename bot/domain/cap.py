"""Klik speaks up at most twice a day. Decided where messages are claimed; why it is so: docs/adr/0006-two-a-day.md."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.times import instant, next_working_moment, zone_of
from models import Member, Outbox

MOST_A_DAY = 2
NUDGES = (
    "session.tomorrow",
    "office.tomorrow",
    "group.tomorrow",
    "session.outcome",
    "session.outcome_again",
    "introduction.click",
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
NEWS = frozenset(
    (
        "request.asked", "request.more_info", "request.withdrawn", "request.declined", "request.expired",
        "request.mentor_gone", "mentor.not_free", "request.digest", "office.booked",
        "office.called_off", "office.calendar", "office.soon", "request.lapsed",
        "introduction.opened", "introduction.parted", "introduction.lapsed",
        "pair.started", "pair.ended", "pair.partner_left",
        "pair.paused", "pair.resumed", "pair.away",
        "pair.completed", "pair.thanks", "pair.extended", "pair.quiet_ended",
        "group.joined", "group.left", "group.ended", "group.booked", "group.moved", "group.cancelled", "group.soon",
        "round.called_off", "round.unmatched", "round.fell_through", "round.call_over", "round.out", "round.halfway",
        "round.over",
        "group.calendar",
        "pair.nudge", "pair.talk_offered", "pair.rematch_offered",
        "session.booked", "session.booked_again", "session.moved", "session.cancelled", "session.soon", "session.late",
        "session.no_show", "session.calendar", "session.file",
        "network.asked", "network.welcomed", "network.not_now",
        "network.role", "topic.accepted", "topic.merged", "topic.declined", "topic.removed",
        "workspace.welcome", "calendar.unreadable",
        "agreement.proposed", "agreement.signed", "workbook.proposed", "workbook.done",
    )
)  # fmt: skip
"""What somebody did, or what became of it, or what hangs on an hour. It counts, but waits for nobody."""
LONGEST_DAY = timedelta(hours=26)
"""No calendar day is longer, also when the clocks change in it."""


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
    """What one reader has read of Klik today, and what of its nudges is still to come today."""

    said: int = 0
    """Sent, on its way, or perhaps taken by Slack."""
    to_come: dict[object, str] = field(default_factory=dict)
    """The kind of each nudge due today, by the message's id."""

    def has_room(self, row: Outbox) -> bool:
        """Whether this nudge may be read today: what is more urgent and due today goes first."""
        first = sum(
            NUDGES.index(kind) < NUDGES.index(row.kind) for other, kind in self.to_come.items() if other != row.id
        )
        return self.said + first < MOST_A_DAY
