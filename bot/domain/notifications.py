"""What Klik may remind somebody of, and when. What colleagues say themselves always arrives.

Decided where messages are claimed, so that a choice counts for what is planned already. A nudge that its reader does
not want is dropped when its hour comes, and comes no second time.
"""

from collections.abc import Mapping, Sequence

from bot.domain import digest
from bot.domain.errors import InvalidInput
from bot.domain.times import DAYS, WORKING_DAYS
from models import Member

FAMILIES: Mapping[str, Sequence[str]] = {
    "requests": ("request.reminder", "mentor.pause?"),
    "booking": ("session.book", "agreement.remind"),
    "sessions": ("session.tomorrow", "session.soon", "office.tomorrow", "office.soon", "group.tomorrow", "group.soon"),
    "afterwards": ("session.outcome", "group.outcome", "session.outcome_again", "introduction.click"),
    "going_on": ("pair.check", "pair.pulse", "pair.interview", "pair.ending", "pair.quiet_warning"),
    "mentors": ("need.met", "mentor.free", "search.new"),
    "rounds": ("round.invited", "round.last_call"),
}
"""What can be muted: by family, the kinds of message. What is not here is news."""
EARLIEST, LATEST = 6, 22
"""Hours between which the hours in which somebody reads may lie."""
SHORTEST = 2
"""Hours that must lie between them, or nothing would ever arrive."""


def is_muted(reader: Member, kind: str) -> bool:
    return any(kind in FAMILIES.get(family, ()) for family in reader.muted or ())


def choose(
    member: Member,
    *,
    muted: Sequence[str],
    reads_on: Sequence[str],
    reads_from: int,
    reads_until: int,
    once_a_day: bool,
) -> None:
    """Raises NotJoined, InvalidInput for days or hours that leave no time to read."""
    days = [day for day in DAYS if day in reads_on]
    if not days:
        raise InvalidInput("reads_on", "days_too_few")
    if not (reads_from >= EARLIEST and reads_until <= LATEST and reads_until - reads_from >= SHORTEST):
        raise InvalidInput("reads_until", "hours_too_few")
    member.muted = [family for family in FAMILIES if family in muted]
    member.reads_on = None if days == list(WORKING_DAYS) else days
    member.reads_from, member.reads_until = reads_from, reads_until
    digest.choose(member, once_a_day=once_a_day)
