"""Looking after a pair, when its row says so: a pause that is over, a planned end, silence, and what stays afterwards.

One look is one transaction with the pair locked. It says what is due, once, and when to look next.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import away, care, checks, interviews, outbox, pairs, pausing, pulses
from bot.domain.health import Facts, Weights, quiet_limit
from bot.domain.rows import once
from bot.domain.times import instant, zone_of
from bot.domain.workspaces import served
from models import EndReason, Feedback, Member, MentoringSession, Moment, Pair, PairCare, PairState, SessionState

FARTHEST = timedelta(days=30)
"""However quiet it is, a pair is looked at so often."""
END_ASKED = timedelta(days=14)
"""Before the planned end, and after it when nobody has said anything."""
QUIET_WARNED, QUIET_ENDED = timedelta(days=83), timedelta(days=90)
WARNED_FOR = timedelta(days=7)
BEGUN = timedelta(days=1)
"""From becoming a pair to the first questions: the day itself is for the two of them."""
HALFWAY = timedelta(days=90)
"""When no end is planned."""
APART = timedelta(days=7)
STAYS_ASKED = timedelta(days=91)
"""After the end."""
RECENT = 20
"""How many sessions are read, the latest first."""


@dataclass(frozen=True, kw_only=True)
class Life:
    """What shows that a pair is alive."""

    since: datetime
    """The last talk; before the first one, since they are a pair or went on after a pause."""
    booked: datetime | None
    """The session to come, or the one of which nobody said yet whether it was held."""
    missed_in_a_row: int


async def due(session: AsyncSession, now: datetime, limit: int = 200) -> Sequence[int]:
    """Ids of pairs to look at, for the job."""
    found: Sequence[int] = (await session.scalars(*_due(now, limit))).all()
    return found


@once
def _due(now: datetime, limit: int) -> Select[int]:
    wanted = PairCare.look_at <= now, served(PairCare.workspace_id)
    return select(PairCare.pair_id).where(*wanted).order_by(PairCare.look_at, PairCare.pair_id).limit(limit)


@once
def _locked(pair_id: int) -> Select[Pair]:
    found = select(Pair).where(Pair.id == pair_id).with_for_update(key_share=True)
    return found.execution_options(populate_existing=True)


@once
def _row(pair_id: int, now: datetime) -> Select[PairCare]:
    wanted = PairCare.pair_id == pair_id, PairCare.look_at <= now, served(PairCare.workspace_id)
    return select(PairCare).where(*wanted).execution_options(populate_existing=True)


async def look(session: AsyncSession, pair_id: int, now: datetime, weights: Weights) -> None:
    """Do for one pair what is due. Safe to run twice, at once, on several machines."""
    pair: Pair | None = await session.scalar(*_locked(pair_id))
    row: PairCare | None = await session.scalar(*_row(pair_id, now))
    if pair is None or row is None:
        return  # somebody looked in the meantime
    if pair.state is PairState.PAUSED and pair.paused_until is not None and pair.paused_until > now:
        row.look_at = pair.paused_until
    elif pair.state is PairState.PAUSED:
        await pausing.over(session, pair, now)
        row.look_at = now + FARTHEST
    elif pair.state is PairState.ACTIVE:
        await _look_after(session, pair, row, now, weights)
    else:
        await _afterwards(session, pair, row, now)


async def _afterwards(session: AsyncSession, pair: Pair, row: PairCare, now: datetime) -> None:
    """The last questions, and once more three months later."""
    ended = pair.ended_at or now
    if now < ended + STAYS_ASKED:
        await interviews.ask(session, pair, Moment.AFTER, now)
        row.look_at = ended + STAYS_ASKED
    else:
        await interviews.ask(session, pair, Moment.LATER, now)
        row.look_at = None


async def _look_after(session: AsyncSession, pair: Pair, row: PairCare, now: datetime, weights: Weights) -> None:
    people = await pairs.both(session, pair)
    back_at = await away.note(session, pair, row, people, now)
    if back_at is not None:
        row.look_at = min(back_at, now + FARTHEST)  # nothing is asked of one while the other is away
        return
    life = await life_of(session, pair, row)
    if await _planned_end(session, pair, row, life, people, now) or await _quiet(session, pair, row, life, now):
        return
    await _ask_how_it_goes(session, pair, row, now)
    decided = await checks.look(session, pair, await facts_of(session, pair, life, now), weights, now)
    moments = [*_next(pair, row, life, people, now), *([decided] if decided is not None else [])]
    row.look_at = min(moment for moment in moments if moment > now)


async def _ask_how_it_goes(session: AsyncSession, pair: Pair, row: PairCare, now: datetime) -> None:
    """The interviews on the way and the pulse. Of two that fall due together the pulse waits for a week."""
    due = [moment for moment, at in interviews_at(pair) if now >= at]
    asked = bool(due) and await interviews.ask(session, pair, due[-1], now)
    row.pulse_at = row.pulse_at or now + care.PULSE_EVERY
    if now >= row.pulse_at and asked:
        row.pulse_at = now + APART
    elif now >= row.pulse_at:
        await pulses.ask(session, pair, now)
        row.pulse_at = now + care.PULSE_EVERY


def interviews_at(pair: Pair) -> Sequence[tuple[Moment, datetime]]:
    """When a running pair is interviewed: once it has begun, and in the middle of what is planned."""
    if pair.active_since is None:
        return ()
    before = pair.active_since + BEGUN
    if pair.ends_on is None:
        return (Moment.BEFORE, before), (Moment.HALFWAY, pair.active_since + HALFWAY)
    end = instant(pair.ends_on, time(0), ZoneInfo("UTC"))
    middle = max(pair.active_since + (end - pair.active_since) / 2, before + APART)
    return (Moment.BEFORE, before), (Moment.HALFWAY, middle)


async def facts_of(session: AsyncSession, pair: Pair, life: Life, now: datetime) -> Facts:
    """What the pair's health is worked out from."""
    rated: dict[int, list[int]] = {}
    for writer, useful in await session.execute(*_useful(pair.id)):
        rated.setdefault(writer, []).append(useful)
    return Facts(
        missed_in_a_row=life.missed_in_a_row,
        quiet_days=0 if life.booked is not None else max(0, (now - life.since).days),
        rhythm_days=pair.rhythm_days,
        pulses=await pulses.latest(session, pair, now),
        useful=[sum(scores[:2]) / 2 for scores in rated.values() if len(scores) > 1],
    )


@once
def _useful(pair_id: int) -> Select[int, int]:
    return (
        select(Feedback.writer_id, Feedback.useful)
        .join(MentoringSession, MentoringSession.id == Feedback.session_id)
        .where(MentoringSession.pair_id == pair_id, MentoringSession.is_introduction.is_(False))
        .order_by(MentoringSession.starts_at.desc())
        .limit(RECENT)
    )


async def life_of(session: AsyncSession, pair: Pair, row: PairCare) -> Life:
    rows = (await session.execute(*_lately(pair.id))).all()
    held = [at for state, at in rows if state is SessionState.HELD and at is not None]
    over = [state for state, _ in rows if state is not SessionState.BOOKED]
    return Life(
        since=max([row.alive_at, *held[:1]]),
        booked=next((at for state, at in rows if state is SessionState.BOOKED), None),
        missed_in_a_row=next((n for n, state in enumerate(over) if state is SessionState.HELD), len(over)),
    )


@once
def _lately(pair_id: int) -> Select[SessionState, datetime | None]:
    states = (SessionState.HELD, SessionState.MISSED, SessionState.BOOKED)
    return (
        select(MentoringSession.state, MentoringSession.starts_at)
        .where(MentoringSession.pair_id == pair_id, MentoringSession.state.in_(states))
        .order_by(MentoringSession.starts_at.desc())
        .limit(RECENT)
    )


async def _planned_end(
    session: AsyncSession, pair: Pair, row: PairCare, life: Life, people: Sequence[Member], now: datetime
) -> bool:
    """Two weeks ahead and on the day itself both are asked: longer, or done? Whether it has ended now."""
    ends_on = pair.ends_on
    if ends_on is None:
        return False
    if now >= _day(ends_on, END_ASKED, people):
        goes_on = life.booked is not None or life.since >= _day(ends_on, timedelta(0), people)
        if not goes_on:
            await pairs.lapse(session, pair, EndReason.PLANNED, "pair.completed", now)
            return True
        pair.ends_on = None  # they were told that meeting on is going on
        return False
    last_call = now >= _day(ends_on, timedelta(0), people)
    if last_call and row.end_reminded != ends_on and row.end_asked == ends_on:
        row.end_reminded = ends_on
        await _ask_about_end(session, pair, people, "last", now)
    elif now >= _day(ends_on, -END_ASKED, people) and row.end_asked != ends_on:
        row.end_asked = ends_on
        if last_call:
            row.end_reminded = ends_on
        await _ask_about_end(session, pair, people, "first", now)
    return False


async def _ask_about_end(
    session: AsyncSession, pair: Pair, people: Sequence[Member], which: str, now: datetime
) -> None:
    assert pair.ends_on is not None
    expires = _day(pair.ends_on, END_ASKED if which == "last" else timedelta(0), people)
    for member in people:
        await outbox.plan(
            session, "pair.ending", member, about=("pair", pair.id), key=f"{pair.ends_on.isoformat()}:{which}",
            due=now, expires=max(expires, now + timedelta(days=3)),
        )  # fmt: skip


def _day(day: date, after: timedelta, people: Sequence[Member]) -> datetime:
    """When that day begins where the mentee is."""
    return instant(day + after, time(0), zone_of(people[1]))


async def _quiet(session: AsyncSession, pair: Pair, row: PairCare, life: Life, now: datetime) -> bool:
    """A warning after 83 quiet days, the end after 90, and a week between the two at least. Whether it has ended."""
    being_asked = pair.ends_on is not None and row.end_asked == pair.ends_on  # whether it is over: once is enough
    quiet = timedelta(0) if life.booked is not None or being_asked else now - life.since
    if quiet < QUIET_WARNED:
        row.warned_at = None
        return False
    if row.warned_at is None:
        row.warned_at = now
        for member in await pairs.both(session, pair):
            await outbox.plan(
                session, "pair.quiet_warning", member, about=("pair", pair.id), key=now.date().isoformat(), due=now,
                expires=now + WARNED_FOR,
            )  # fmt: skip
        return False
    if quiet < QUIET_ENDED or now < row.warned_at + WARNED_FOR:
        return False
    await pairs.lapse(session, pair, EndReason.QUIET, "pair.quiet_ended", now)
    return True


def _next(pair: Pair, row: PairCare, life: Life, people: Sequence[Member], now: datetime) -> Sequence[datetime]:
    """When something may be due; those that have passed are left to the caller to drop."""
    moments = [now + FARTHEST, life.since + QUIET_WARNED, life.since + QUIET_ENDED]
    moments.append(life.since + timedelta(days=quiet_limit(pair.rhythm_days)))
    moments += [due for _, due in interviews_at(pair)]
    if row.pulse_at is not None:
        moments.append(row.pulse_at)
    if row.warned_at is not None:
        moments.append(row.warned_at + WARNED_FOR)
    if pair.ends_on is not None:
        moments += [_day(pair.ends_on, after, people) for after in (-END_ASKED, timedelta(0), END_ASKED)]
    return moments
