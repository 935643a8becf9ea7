"""What is planned around a session: the other side is told, both are reminded and asked afterwards, and each gets the
file for their calendar."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import members, outbox, times
from models import Member, MentoringSession, Pair, Why

OUTCOME_AFTER = timedelta(minutes=15)
ASKED_AGAIN_AFTER = timedelta(days=2)
"""Who has not said how it was is asked once more, and then no more."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Clicked(NamedTuple):
    """A message of Klik's in somebody's own conversation with it: where the file goes for who clicked there."""

    channel: str
    ts: str


def subject(meeting: MentoringSession) -> str:
    return f"session:{meeting.id}"


async def both(session: AsyncSession, pair: Pair) -> list[Member]:
    people = await members.names(session, pair.workspace_id, (pair.mentor_id, pair.mentee_id))
    return [people[pair.mentor_id], people[pair.mentee_id]]


async def booked(
    session: AsyncSession,
    meeting: MentoringSession,
    pair: Pair,
    by: Member | None,
    kind: str,
    now: datetime,
    under: Clicked | None = None,
) -> None:
    """It has a time: tell the other side (both when `by` is None), remind both a day and an hour before, ask
    afterwards. Older plans are withdrawn. Nobody is reminded on the day, or in the hour, in which they hear of it."""
    assert meeting.starts_at is not None
    pair.prompt_at = None
    why = Why.MOVED if kind == "session.moved" else Why.ANSWERED
    await outbox.cancel(session, meeting.workspace_id, subject(meeting), why)
    about, key = ("session", meeting.id), f"rev{meeting.revision}"
    starts, ends = meeting.starts_at, meeting.starts_at + timedelta(minutes=meeting.minutes)
    for member in await both(session, pair):
        known_at, said = now, {}
        if by is not None and member.id == by.id:
            await give_file(session, meeting, member, now, under)
        elif not await _is_told_with_the_introduction(session, meeting, pair, member):
            known_at = outbox.readable_at(member, kind, now) or now
            if now < starts - HOUR <= known_at:
                said = {"news": True}  # the first that they read of it is "in an hour"
            else:
                await outbox.plan(session, kind, member, about=about, key=key, due=now, expires=starts)
        day_before, zone = times.previous_working_moment(member, starts - DAY), times.zone_of(member)
        if day_before > now and day_before.astimezone(zone).date() != known_at.astimezone(zone).date():
            await outbox.plan(
                session, "session.tomorrow", member, about=about, key=key, due=day_before, expires=starts - 2 * HOUR
            )
        if now < starts - HOUR and (said or known_at < starts - 2 * HOUR):
            await outbox.plan(
                session, "session.soon", member, about=about, key=key, due=starts - HOUR, expires=starts, **said
            )
        asks = ends + OUTCOME_AFTER
        await outbox.plan(session, "session.outcome", member, about=about, key=key, due=asks)
        await outbox.plan(session, "session.outcome_again", member, about=about, key=key, due=asks + ASKED_AGAIN_AFTER)


async def _is_told_with_the_introduction(
    session: AsyncSession, meeting: MentoringSession, pair: Pair, member: Member
) -> bool:
    """Whether they have not yet read that there is an introduction: what says so then says what is booked, too."""
    return meeting.is_introduction and await outbox.is_held_back(
        session, member, f"pair:{pair.id}", ("introduction.opened", "introduction.guide")
    )


async def called_off(
    session: AsyncSession, meeting: MentoringSession, pair: Pair, by: Member, now: datetime, under: Clicked | None
) -> None:
    await outbox.cancel(session, meeting.workspace_id, subject(meeting), Why.CALLED_OFF)
    for member in await both(session, pair):
        if member.id == by.id:
            await give_file(session, meeting, member, now, under)
        else:
            await outbox.plan(session, "session.cancelled", member, about=("session", meeting.id), due=now)


async def give_file(
    session: AsyncSession, meeting: MentoringSession, by: Member, now: datetime, under: Clicked | None = None
) -> None:
    """The file for who decided: under the message they clicked in; elsewhere (a command, the home tab) in a message."""
    about, key = ("session", meeting.id), f"rev{meeting.revision}"
    if under is not None and under.channel == by.dm_channel:
        await outbox.plan(
            session, "session.file", by, about=about, key=key, due=now, channel=under.channel, ts=under.ts
        )
    else:
        await outbox.plan(session, "session.calendar", by, about=about, key=key, due=now)
