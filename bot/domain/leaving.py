"""Leaving, being deactivated, coming back: everything that hangs on a person is settled in one place."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import away, groups, lapses, members, networks, office, outbox, pairs
from bot.domain.calendar import appointments
from bot.domain.rounds import joining
from bot.domain.search import needs, waits
from models import Member, MenteeProfile, MentorProfile


async def leave(session: AsyncSession, member: Member, now: datetime) -> None:
    """End everything that runs, and stop every message. What was counted stays counted, without a name."""
    await members.locked(session, member.id)
    # First of all: their places come free below, and are for nobody.
    for profile in (MentorProfile, MenteeProfile):
        await session.execute(update(profile).where(profile.member_id == member.id).values(active=False))
    await lapses.drop_all(session, member, now)
    await pairs.drop_all(session, member, now)
    await office.drop_all(session, member, now)
    await groups.drop_all(session, member, now)
    await joining.drop_all(session, member, now)
    await appointments.forget(session, member)
    await outbox.cancel_for(session, member)
    await needs.stop_all(session, member)
    await waits.drop_all(session, member, now)
    await networks.leave_all(session, member, now)
    member.left_at, member.joined_at, member.paused_until = now, None, None


async def pause(session: AsyncSession, member: Member, until: datetime, now: datetime) -> None:
    """No messages and no new requests until then; pairs stay, the others in them are told. Who asked them in vain is
    helped on. Raises NotJoined."""
    before = member.paused_until
    await members.pause(session, member, until, now)
    if before != until:
        await away.begins(session, member, now)
    await lapses.drop_unread(session, member, now)
    await office.drop_all(session, member, now, until)


async def resume(session: AsyncSession, member: Member, now: datetime) -> None:
    """The pause ends before its day. Of somebody who has not paused, nothing changes."""
    until = member.paused_until
    await members.resume(session, member, now)
    if until is not None:
        await away.ends_early(session, member, until, now)


async def deactivate(session: AsyncSession, member: Member, now: datetime) -> None:
    """Slack says the account is gone: places are freed, partners told kindly. Safe to hear twice."""
    if member.deactivated_at is not None:
        return
    member.deactivated_at = now
    await leave(session, member, now)


async def reactivate(member: Member) -> None:
    """The account is back. They join again themselves: nobody enrols somebody else."""
    if member.deactivated_at is not None:
        member.deactivated_at = member.left_at = None
