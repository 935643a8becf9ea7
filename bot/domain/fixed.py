""" "Every two weeks at this time": a pair that keeps to one time books its next session by itself.

The wall clock of whoever chose it holds: ten o'clock there stays ten o'clock when the clocks change. A time at which
one of the two has something else is skipped for once, and people are asked instead.
"""

from datetime import datetime, timedelta

from sqlalchemy import Select, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import around, diary, sessions, times
from bot.domain.errors import InvalidInput, SessionGone
from bot.domain.rows import insert_new, once
from bot.i18n import zone
from models import FixedTime, Member, MentoringSession, Pair, PairState, SessionState

SHORTEST_DAYS, LONGEST_DAYS = 7, 60
AT_LEAST_AHEAD = timedelta(days=2)
"""The next one is never booked for tomorrow: people plan their days."""


async def of(session: AsyncSession, pair: Pair) -> FixedTime | None:
    found: FixedTime | None = await session.scalar(*_of(pair.id))
    return found


@once
def _of(pair_id: int) -> Select[FixedTime]:
    return select(FixedTime).where(FixedTime.pair_id == pair_id)


async def keep(session: AsyncSession, by: Member, session_id: int) -> tuple[FixedTime, MentoringSession, Pair]:
    """From this booked session on: as often as the pair's rhythm says, by the clock of who says so. Raises NotFound,
    SessionGone; InvalidInput for a first talk, after which nothing is certain yet."""
    meeting, pair = await sessions.get(session, by, session_id, lock=True)
    if meeting.state not in (SessionState.BOOKED, SessionState.HELD) or meeting.starts_at is None:
        raise SessionGone(meeting.state, meeting.starts_at)
    if pair.state is not PairState.ACTIVE:
        raise InvalidInput("every", "not_yet")
    every = min(max(round(pair.rhythm_days / 7) * 7, SHORTEST_DAYS), LONGEST_DAYS)
    await session.execute(delete(FixedTime).where(FixedTime.pair_id == pair.id))
    values = {"first_at": meeting.starts_at, "tz": times.zone_of(by).key, "every_days": every}
    await insert_new(session, FixedTime, pair_id=pair.id, workspace_id=pair.workspace_id, **values)
    found = await of(session, pair)
    assert found is not None
    return found, meeting, pair


async def stop(session: AsyncSession, by: Member, session_id: int) -> tuple[MentoringSession, Pair]:
    """What is booked stays; the next ones are asked for again. Raises NotFound."""
    meeting, pair = await sessions.get(session, by, session_id, lock=True)
    await session.execute(delete(FixedTime).where(FixedTime.pair_id == pair.id))
    return meeting, pair


def after(one: FixedTime, moment: datetime) -> datetime:
    """The first of the pair's fixed times after `moment`."""
    where = zone(one.tz)
    # The count of days between two dates says how many rhythms have passed; the wall clock adds the rest.
    days = (moment.astimezone(where).date() - one.first_at.astimezone(where).date()).days
    number = max(0, days // one.every_days - 1)
    while (found := times.after_days(one.first_at, number * one.every_days, where)) <= moment:
        number += 1
    return found


async def book_next(session: AsyncSession, pair: Pair, last: MentoringSession, now: datetime) -> bool:
    """Book the pair's next fixed time and tell both; False when it has none, or somebody is taken then."""
    chosen = await of(session, pair)
    if chosen is None or pair.state is not PairState.ACTIVE:
        return False
    starts_at = after(chosen, max(now + AT_LEAST_AHEAD, last.starts_at or now))
    people = (pair.mentor_id, pair.mentee_id)
    taken = await diary.booked(session, people, starts_at) + await diary.busy(session, people, starts_at)
    if times.overlaps(starts_at, timedelta(minutes=pair.minutes), taken):
        return False
    meeting = await sessions.make(session, pair)
    if meeting.state is not SessionState.PROPOSED:
        return False
    await sessions.claim(
        session, meeting, SessionState.PROPOSED,
        state=SessionState.BOOKED, starts_at=starts_at, changed_at=now, revision=MentoringSession.revision + 1,
    )  # fmt: skip
    await around.booked(session, meeting, pair, None, "session.booked_again", now)
    return True
