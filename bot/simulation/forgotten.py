"""Pairs that nobody thinks of any more, and what there is to say of each: for whoever looks for the cause."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import away, pairs
from models import HealthCheck, Member, MentoringSession, Outbox, OutboxState, Pair, PairCare, PairState

LEFT_ALONE = timedelta(days=45)
"""So long without a message about it, or a session to come, and a pair that is not paused is forgotten. By design none
is silent for much more than four weeks: then both are asked to book (bot/domain/sessions.py). What is said may wait for
its reader's hours and days; whoever does not want to be asked to book hears the rest."""
BACK = timedelta(days=3)
"""After a pause, until they are asked to book: a weekend may lie between."""
SHOWN = 12
"""Messages about it, the latest last."""


@dataclass(frozen=True)
class Forgotten:
    pair_id: int
    story: str
    """Its state, when it was what, who its people are and what was said of it, in lines."""


async def forgotten_pairs(session: AsyncSession, now: datetime) -> set[int]:
    """Ids of pairs that run and that nobody thinks of: nothing was said of them of late, nothing is planned."""
    since = now - LEFT_ALONE
    said = {
        *await session.scalars(
            select(Outbox.subject).where(or_(Outbox.sent_at > since, Outbox.state == OutboxState.PENDING)).distinct()
        )
    }
    running = (await session.scalars(select(Pair).where(Pair.state != PairState.ENDED))).all()
    thought_of = {pair.id for pair in running if f"pair:{pair.id}" in said}
    sessions = select(MentoringSession.id, MentoringSession.pair_id, MentoringSession.starts_at)
    for number, pair_id, starts_at in await session.execute(
        sessions.where(MentoringSession.pair_id.in_([pair.id for pair in running]))
    ):
        if f"session:{number}" in said or (starts_at is not None and starts_at > since):
            thought_of.add(pair_id)
    # Who was asked gently stands, until that is settled, before their coordinators; and settled lately is thought of.
    asked = or_(HealthCheck.settled_at.is_(None), HealthCheck.settled_at > since)
    thought_of |= set(await session.scalars(select(HealthCheck.pair_id).where(asked)))
    # Who was told that the other one takes a break knows until when.
    told_until = select(Outbox.subject_id).where(
        Outbox.kind == away.TOLD,
        Outbox.state.in_((OutboxState.SENT, OutboxState.PENDING)),
        Outbox.expires_at > now - BACK,
    )
    thought_of |= set(await session.scalars(told_until))
    asleep = set(await session.scalars(select(Member.id).where(Member.paused_until > now - BACK)))
    return {
        pair.id
        for pair in running
        if pair.id not in thought_of and not _rests(pair, now) and not {pair.mentor_id, pair.mentee_id} <= asleep
    }


def _rests(pair: Pair, now: datetime) -> bool:
    """It has just begun, or pauses until a day to come."""
    if pair.state is PairState.PAUSED:
        return pair.paused_until is None or pair.paused_until > now - BACK
    return max(pair.introduced_at, pair.active_since or pair.introduced_at) > now - LEFT_ALONE


async def told(session: AsyncSession, found: Collection[int], now: datetime) -> list[Forgotten]:
    """What there is to say of each of these, as things are `now`."""
    return [Forgotten(number, await _story(session, number, now)) for number in sorted(found)]


async def _story(session: AsyncSession, pair_id: int, now: datetime) -> str:
    pair = await session.get_one(Pair, pair_id)
    care = await session.get(PairCare, pair_id)
    mentor, mentee = await pairs.both(session, pair)
    sessions = await session.scalars(
        select(MentoringSession).where(MentoringSession.pair_id == pair_id).order_by(MentoringSession.id)
    )
    meetings = sessions.all()
    checks = select(HealthCheck).where(HealthCheck.pair_id == pair_id).order_by(HealthCheck.id)
    about = [f"pair:{pair_id}", *(f"session:{one.id}" for one in meetings)]
    planned = select(Outbox).where(Outbox.subject.in_(about)).order_by(Outbox.due_at.desc()).limit(SHOWN)
    lines = [
        f"pair {pair_id} on {_when(now)}: {pair.state}",
        f"introduced {_when(pair.introduced_at)}, active {_when(pair.active_since)}, every {pair.rhythm_days} days",
        f"ends {pair.ends_on or '-'}, paused until {_when(pair.paused_until)}, asked to book {_when(pair.prompt_at)}",
        *([_care(care)] if care is not None else []),
        f"mentor {_member(mentor)}",
        f"mentee {_member(mentee)}",
        *(
            f"session {one.id}: {one.state}, at {_when(one.starts_at)}, asked {one.asked}x, settled"
            f" {_when(one.settled_at)}"
            for one in meetings
        ),
        *(
            f"check: {check.state}, asked {_when(check.asked_at)}, settled {_when(check.settled_at)}"
            for check in await session.scalars(checks)
        ),
        *(
            f"{one.kind} to {one.member_id}: {one.state}, due {_when(one.due_at)}, sent {_when(one.sent_at)}"
            f"{f', {one.why}' if one.why else ''}"
            for one in reversed((await session.scalars(planned)).all())
        ),
    ]
    return "\n    ".join(lines)


def _care(care: PairCare) -> str:
    return (
        f"looked after {_when(care.look_at)}, alive {_when(care.alive_at)}, pulse {_when(care.pulse_at)}, warned"
        f" {_when(care.warned_at)}, end asked {care.end_asked or '-'}, reminded {care.end_reminded or '-'}"
    )


def _member(one: Member) -> str:
    marks = {"paused until": one.paused_until, "left": one.left_at, "gone": one.deactivated_at}
    return f"{one.id} ({one.tz}){''.join(f', {mark} {_when(at)}' for mark, at in marks.items() if at is not None)}"


def _when(moment: datetime | None) -> str:
    return f"{moment:%d %b %H:%M}" if moment is not None else "-"
