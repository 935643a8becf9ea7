"""Which messages may go now, decided in one short transaction that ends before Slack is called.

One workspace a claim, its rate locked meanwhile: so what is counted here (a minute's messages, a second's in one
conversation, a reader's day) holds across all processes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import structlog
from sqlalchemy import CompoundSelect, Select, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import cap, members, notifications, outbox, pacing
from bot.domain.cap import AT_ONCE, LONGEST_DAY, RANK, Day, day_of
from bot.domain.pacing import IN_A_CONVERSATION, UNSENT_ROWS, Pace
from bot.domain.rows import once
from bot.runtime import Runtime
from models import Member, Outbox, OutboxState, Rate, Why

log = structlog.get_logger()

LEASE = timedelta(seconds=60)
"""Longer than a look-up and a post together may take."""
SETTLE = timedelta(seconds=15)
"""After a lease that ran out: as long as a call that its holder may have begun can still take, and Slack needs to show
in the history what it accepted."""
MOST_ATTEMPTS = 20
"""With an hour at most between them: an outage of a night kills nothing."""
UNREMARKABLE = timedelta(minutes=1)
"""Whatever waits no longer than this is not worth a line in the log."""
LOOKED_AT = 50
"""How many due messages one claim looks at, at most."""
LOOKED_AT_FOR_ONE = 6
"""How many it looks at for each that may go: some wait for a second, or for tomorrow. In a busy morning the pace lets
one go a second while hundreds wait, and looking at fifty for each of them would be most of the work."""


LOOKED_UP_ONCE_MORE = (OutboxState.EXPIRED, OutboxState.DEAD)
"""An earlier attempt may have arrived after all: then it was sent, and the record says so."""


@dataclass(frozen=True)
class Verdict:
    """What becomes of a due message without a word being sent, or what it waits for."""

    state: OutboxState
    next_at: datetime | None = None
    why: Why | None = None
    """Set when it is cancelled."""


@dataclass(frozen=True)
class Claimed:
    row: Outbox
    reader: Member | None
    instead: Verdict | None = None
    """Set when it may not be sent any more: then it is only looked up."""


@dataclass
class Place:
    """One conversation: a reader's direct messages, or a channel."""

    free_at: datetime
    today: tuple[datetime, datetime]
    day: Day = field(default_factory=Day)


def due(workspace_id: str, now: datetime, limit: int = LOOKED_AT) -> Select[Outbox]:
    return (
        select(Outbox)
        .where(Outbox.workspace_id == workspace_id, UNSENT_ROWS, Outbox.next_at <= now)
        .order_by(Outbox.next_at, Outbox.due_at, Outbox.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )


_due = once(due)


class Claim(NamedTuple):
    claimed: Sequence[Claimed] | None
    """None when nothing is due that may go."""
    was_all: bool
    """Nothing else is due at this moment, in any workspace."""


async def claim(runtime: Runtime, most: int) -> Claim:
    """Claim up to `most` messages of the workspace that has waited longest."""
    now = runtime.now()
    async with runtime.db.begin() as session:
        waiting = await pacing.waiting(session, now)
        if not waiting:
            return Claim(None, was_all=True)
        workspace_id = waiting[0]
        rate = await pacing.locked(session, workspace_id, now)
        pace = Pace(runtime.settings.klik_messages_per_minute)
        room = 0 if rate.waits_until is not None and rate.waits_until > now else pace.room(rate.sends_at, now)
        if room == 0:
            return Claim((), was_all=False)  # another process was quicker
        most = min(most, room)
        limit = min(LOOKED_AT, most * LOOKED_AT_FOR_ONE)
        rows = (await session.scalars(*_due(workspace_id, now, limit))).all()
        if not rows:
            return Claim(None, was_all=False)  # somebody else holds them in this very moment
        claiming = _Claiming(session, rate, pace, now)
        claimed = await claiming.claim(rows, most)
    for row, word in claiming.decided:
        runtime.watch.send_ended(row.kind, word)
        log.info("outbox", kind=row.kind, outbox=str(row.id), state=row.state, next_at=row.next_at.isoformat())
    return Claim(claimed, was_all=len(waiting) == 1 and claiming.saw_all and len(rows) < limit)


class _Claiming:
    """One claim, with the workspace's rate locked."""

    def __init__(self, session: AsyncSession, rate: Rate, pace: Pace, now: datetime) -> None:
        self._session = session
        self._rate = rate
        self._pace = pace
        self._now = now
        self._readers: Mapping[int, Member] = {}
        self._places: dict[object, Place] = {}
        self.decided: list[tuple[Outbox, str]] = []
        """What became of messages without a word being sent, in one word: for those who watch."""
        self.saw_all = True

    async def claim(self, rows: Sequence[Outbox], most: int) -> Sequence[Claimed]:
        token = uuid4()
        ids = {row.member_id for row in rows if row.member_id is not None}
        workspace_id = self._rate.workspace_id
        self._readers = await members.names(self._session, workspace_id, [*ids])
        await self._look_around(rows)
        claimed: list[Claimed] = []
        posts = looks = 0
        looks_left = pacing.LOOK_UPS.room(self._rate.looks_at, self._now)
        for row in sorted(rows, key=lambda row: (row.due_at, row.id)):
            if len(claimed) == most:
                self.saw_all = False
                break
            if row.state is OutboxState.SENDING:
                self._lost_touch(row)
                continue
            verdict = self._verdict(row)
            uncertain = row.uncertain_since is not None
            if verdict is not None and not (uncertain and verdict.state in LOOKED_UP_ONCE_MORE):
                self._write(row, verdict)
            elif (rare := uncertain or self._is_first(row)) and looks == looks_left:
                row.next_at = max(self._pace_of_looks(looks), self._now + IN_A_CONVERSATION)
            else:
                self._take(row, token)
                claimed.append(Claimed(row, self._reader(row), verdict))
                looks += rare
                posts += verdict is None
        self._rate.sends_at = self._pace.after(self._rate.sends_at, self._now, posts)
        self._rate.looks_at = self._pace_of_looks(looks)
        return claimed

    def _reader(self, row: Outbox) -> Member | None:
        return self._readers.get(row.member_id) if row.member_id is not None else None

    def _is_muted(self, row: "Outbox | Seen") -> bool:
        reader = self._readers.get(row.member_id) if row.member_id is not None else None
        return reader is not None and notifications.is_muted(reader, row.kind)

    def _is_first(self, row: Outbox) -> bool:
        """Whether the conversation with its reader must be opened, which Slack limits as much as looking up."""
        reader = self._reader(row)
        return reader is not None and reader.dm_channel is None

    def _pace_of_looks(self, taken: int) -> datetime:
        return pacing.LOOK_UPS.after(self._rate.looks_at, self._now, taken)

    async def _look_around(self, rows: Sequence[Outbox]) -> None:
        """What these readers and channels have had lately and still wait for."""
        for row in rows:
            if place_of(row) not in self._places:
                reader = self._reader(row)
                today = day_of(reader, self._now) if reader is not None else (self._now, self._now)
                self._places[place_of(row)] = Place(free_at=self._now, today=today)
        for seen in await around(self._session, rows, self._now):
            place = self._places[place_of(seen)]
            begins, ends = place.today
            if seen.sent_at is not None:
                # A clock that ran ahead wrote a time that is still to come: then it was just now.
                said_at = min(seen.sent_at, self._now)
                place.free_at = max(place.free_at, said_at + IN_A_CONVERSATION)
                place.day.said += begins <= said_at < ends
            elif seen.state is OutboxState.SENDING and seen.next_at > self._now:
                place.free_at = max(place.free_at, self._now + IN_A_CONVERSATION)
                place.day.said += 1
            elif seen.state is OutboxState.SENDING or seen.uncertain_since is not None:
                place.day.said += 1
            elif seen.next_at < ends and not self._is_muted(seen):
                place.day.to_come[seen.id] = RANK.get(seen.kind, AT_ONCE)

    def _lost_touch(self, row: Outbox) -> None:
        """Its lease ran out, by this clock: its holder died, or is slow, or only the clock is ahead. Whoever has it
        gets the time to finish; then it is looked up, however long ago it was."""
        row.uncertain_since = row.uncertain_since or row.next_at - LEASE
        row.attempts += 1
        row.state, row.claim_token, row.next_at = OutboxState.PENDING, None, self._now + SETTLE

    def _take(self, row: Outbox, token: UUID) -> None:
        place = self._places[place_of(row)]
        place.day.to_come.pop(row.id, None)
        if row.kind not in outbox.QUIET:
            place.day.said += row.uncertain_since is None  # an uncertain one is counted already
            place.free_at = max(place.free_at, self._now) + IN_A_CONVERSATION
        row.state, row.claim_token, row.next_at = OutboxState.SENDING, token, self._now + LEASE

    def _write(self, row: Outbox, verdict: Verdict) -> None:
        self._places[place_of(row)].day.to_come.pop(row.id, None)
        row.state, row.next_at, row.why = verdict.state, verdict.next_at or row.next_at, verdict.why
        if verdict.state is not OutboxState.PENDING:
            self.decided.append((row, str(verdict.state)))
        elif row.next_at - self._now > UNREMARKABLE:
            self.decided.append((row, "postponed"))

    def _verdict(self, row: Outbox) -> Verdict | None:
        """None when it may be sent now."""
        now, place = self._now, self._places[place_of(row)]
        reader = self._reader(row)
        if self._is_muted(row):
            return Verdict(OutboxState.CANCELLED, why=Why.SWITCHED_OFF)
        readable_at = outbox.readable_at(reader, row.kind, now) if reader is not None else now
        if readable_at is None:
            return Verdict(OutboxState.CANCELLED, why=_why_unread(reader))
        if outbox.useful_until(row) <= now:
            return Verdict(OutboxState.EXPIRED)
        if row.attempts >= MOST_ATTEMPTS:
            return Verdict(OutboxState.DEAD)
        # Planned for working hours, but an outage, a back-off or a move to another zone may have brought it elsewhere.
        if readable_at > now:
            return Verdict(OutboxState.PENDING, readable_at)
        if reader is not None and row.kind in RANK and row.uncertain_since is None:
            comes_at = cap.comes_at(reader, row, place.day, now, outbox.useful_until(row))
            if comes_at is None:
                return Verdict(OutboxState.EXPIRED)
            if comes_at > now:
                return Verdict(OutboxState.PENDING, comes_at)
        if place.free_at > now and row.kind not in outbox.QUIET:
            free_at, place.free_at = place.free_at, place.free_at + IN_A_CONVERSATION
            return Verdict(OutboxState.PENDING, free_at)
        return None


def _why_unread(reader: Member | None) -> Why:
    return Why.GONE if reader is not None and reader.deactivated_at is not None else Why.LEFT


class Seen(NamedTuple):
    """What is asked about a message near one that is due."""

    id: UUID
    member_id: int | None
    channel_id: str | None
    kind: str
    state: OutboxState
    next_at: datetime
    uncertain_since: datetime | None
    sent_at: datetime | None


def place_of(row: Outbox | Seen) -> object:
    return row.channel_id or row.member_id


COLUMNS = [getattr(Outbox, name) for name in Seen._fields]


async def around(session: AsyncSession, rows: Sequence[Outbox], now: datetime) -> Iterator[Seen]:
    """All that was sent to the same places lately or is on its way, in one statement for people and one for channels:
    what becomes sent meanwhile is seen as one or the other, never as neither."""
    people = [*{row.member_id for row in rows if row.member_id is not None and row.channel_id is None}]
    channels = [*{row.channel_id for row in rows if row.channel_id is not None}]
    found: list[Any] = []
    if people:
        found += await session.execute(*_around_people(people, now - LONGEST_DAY, now + LONGEST_DAY))
    if channels:
        found += await session.execute(*_around_channels(rows[0].workspace_id, channels, now - IN_A_CONVERSATION))
    return (Seen(*row) for row in found if row.kind not in outbox.QUIET)


def around_people(people: Sequence[int], since: datetime, until: datetime) -> CompoundSelect[Any]:
    mine = Outbox.member_id.in_(people)
    return union_all(
        select(*COLUMNS).where(mine, Outbox.sent_at >= since),
        select(*COLUMNS).where(mine, UNSENT_ROWS, Outbox.next_at < until),
    )


def around_channels(workspace_id: str, channels: Sequence[str], since: datetime) -> Select[Any]:
    # Of the same workspace: another's may have the same ids.
    theirs = Outbox.workspace_id == workspace_id, Outbox.channel_id.in_(channels), Outbox.channel_id.is_not(None)
    lately = or_(Outbox.sent_at >= since, Outbox.sent_at.is_(None))
    return select(*COLUMNS).where(*theirs, lately, Outbox.state.in_((OutboxState.SENDING, OutboxState.SENT)))


_around_people, _around_channels = once(around_people), once(around_channels)
