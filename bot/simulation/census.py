"""What the rows say: who is where at a midnight, and what became of every message."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import outbox, times
from bot.domain.cap import MOST_A_DAY, NUDGES, URGENT, day_of, keeps_until, next_morning
from models import Member, MentoringSession, Outbox, OutboxState, Pair, PairState, Request, SessionState

LATE = timedelta(days=1)
"""A message that could have gone for longer, and was neither sent nor withdrawn, is stuck."""


@dataclass(frozen=True)
class Census:
    day: int
    joined: int
    requests: Counter[str]
    pairs: Counter[str]
    sessions: Counter[str]
    sent: int

    def in_words(self) -> str:
        running = sum(count for state, count in self.pairs.items() if state != PairState.ENDED)
        return (
            f"{self.joined} members, {sum(self.requests.values())} requests, {running} running pairs,"
            f" {self.sessions[SessionState.HELD]} sessions held, {self.sent} messages sent"
        )


async def _by(session: AsyncSession, column: Any) -> Counter[str]:
    rows = await session.execute(select(column, func.count()).group_by(column))
    return Counter({str(state): count for state, count in rows})


async def census(session: AsyncSession, day: int) -> Census:
    joined = select(func.count()).where(Member.joined_at.is_not(None), Member.left_at.is_(None))
    sent = select(func.count()).where(Outbox.state == OutboxState.SENT)
    return Census(
        day,
        (await session.scalars(joined)).one(),
        await _by(session, Request.state),
        await _by(session, Pair.state),
        await _by(session, MentoringSession.state),
        (await session.scalars(sent)).one(),
    )


@dataclass
class Messages:
    """What became of all that was planned."""

    states: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    """Of those that were sent."""
    why: Counter[str] = field(default_factory=Counter)
    """Reasons of those that were withdrawn."""
    unexplained: int = 0
    """Withdrawn without one."""
    twice: int = 0
    """Stand in Slack more than once."""
    nowhere: int = 0
    """Were sent, by the record, and stand nowhere."""
    stuck: int = 0
    """Could have gone for long, and neither sent nor withdrawn."""
    at_night: Counter[str] = field(default_factory=Counter)
    """Kinds that reached somebody outside the hours in which they read, and do not hang on an hour that they chose."""
    third: Counter[str] = field(default_factory=Counter)
    """Kinds that came to somebody who had had two messages that day, and could have waited."""
    urgent_third: Counter[str] = field(default_factory=Counter)
    """The same of those that could not."""
    most_a_day: Counter[int] = field(default_factory=Counter)
    """How many messages somebody had on one day -> on how many days of somebody that was so."""


async def messages(session: AsyncSession, now: datetime, posted: Mapping[str, int]) -> Messages:
    """`posted`: the key of each message that stands in Slack, and how often."""
    found = Messages(twice=sum(times > 1 for times in posted.values()))
    people = {member.id: member for member in await session.scalars(select(Member))}
    rows = await session.execute(
        select(
            Outbox.id,
            Outbox.kind,
            Outbox.state,
            Outbox.why,
            Outbox.member_id,
            Outbox.sent_at,
            Outbox.next_at,
            Outbox.due_at,
            Outbox.expires_at,
        ).order_by(Outbox.sent_at)
    )
    days: defaultdict[tuple[int, datetime], list[str]] = defaultdict(list)
    for row in rows:
        found.states[row.state] += 1
        if row.state in (OutboxState.PENDING, OutboxState.SENDING) and row.next_at < now - LATE:
            found.stuck += not _is_away(people.get(row.member_id), now)
        if row.state is OutboxState.CANCELLED:
            found.why[str(row.why)] += 1
            found.unexplained += row.why is None
        if row.state is OutboxState.SENT:
            found.kinds[row.kind] += 1
            found.nowhere += row.kind not in outbox.QUIET and str(row.id) not in posted
            if row.member_id is not None and row.kind not in outbox.QUIET:
                _look_at(found, row, people[row.member_id], days)
    found.most_a_day = Counter(len(kinds) for kinds in days.values())
    return found


def _is_away(member: Member | None, now: datetime) -> bool:
    return member is not None and member.paused_until is not None and member.paused_until > now


def _look_at(found: Messages, row: Any, member: Member, days: dict[tuple[int, datetime], list[str]]) -> None:
    if member.deactivated_at is not None:
        return  # their zone went with them: nobody can tell any more when they slept
    if row.kind not in outbox.AT_ANY_HOUR and not times.reads_at(member, row.sent_at):
        found.at_night[row.kind] += 1
    today = days[member.id, day_of(member, row.sent_at)[0]]
    if len(today) >= MOST_A_DAY:
        (found.third if _could_wait(row, member) else found.urgent_third)[row.kind] += 1
    today.append(row.kind)


def _could_wait(row: Any, member: Member) -> bool:
    if row.kind in URGENT:
        return False
    return row.kind in NUDGES or keeps_until(
        next_morning(member, row.sent_at), row.expires_at, outbox.useful_until(row)
    )
