"""Where requests stand, for both sides: what is open, what was said about it, and what was answered lately."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import cards, members, requests
from bot.domain.rows import once
from models import Member, MentorProfile, Request, RequestNote

LATELY = timedelta(days=30)
MOST_PAST = 10


@dataclass(frozen=True, kw_only=True)
class Standing:
    request: Request
    other: Member
    """Whom one asked, or who asks."""
    notes: Sequence[RequestNote] = ()
    """What was said about it, the newest last."""
    read_at: datetime | None = None
    """When the mentor got it; None when that is still to come."""
    reads_at: datetime | None = None
    """When they will, if they have not."""
    reminded_at: datetime | None = None
    """When they are reminded, if that is still to come."""
    answers_within: float | None = None
    """Hours this mentor usually takes; None before the first answers."""


async def notes_of(session: AsyncSession, request_ids: Sequence[int]) -> Mapping[int, list[RequestNote]]:
    """By request, the oldest first."""
    found: dict[int, list[RequestNote]] = {request_id: [] for request_id in request_ids}
    if found:
        for note in await session.scalars(*_notes([*found])):
            found[note.request_id].append(note)
    return found


@once
def _notes(request_ids: Sequence[int]) -> Select[RequestNote]:
    return select(RequestNote).where(RequestNote.request_id.in_(request_ids)).order_by(RequestNote.id)


async def notes(session: AsyncSession, request: Request) -> Sequence[RequestNote]:
    return (await notes_of(session, [request.id]))[request.id]


async def open_for(
    session: AsyncSession, member: Member, now: datetime
) -> tuple[Sequence[Standing], Sequence[Standing]]:
    """(what the member asked, what they are asked), the oldest first."""
    found = await requests.open_of(session, member)
    people = await members.names(
        session, member.workspace_id, [number for one in found for number in (one.mentor_id, one.mentee_id)]
    )
    said = await notes_of(session, [request.id for request in found])
    mine = [
        await _asked(session, request, people[request.mentor_id], said[request.id], now)
        for request in found
        if request.mentee_id == member.id
    ]
    to_me = [
        Standing(request=request, other=people[request.mentee_id], notes=said[request.id])
        for request in found
        if request.mentor_id == member.id
    ]
    return mine, to_me


async def _asked(
    session: AsyncSession, request: Request, mentor: Member, said: Sequence[RequestNote], now: datetime
) -> Standing:
    profile = await members.mentor_profile(session, mentor)
    read_at = await cards.read_at(session, request)
    reminded_at = (read_at or now) + cards.REMIND_AFTER
    return Standing(
        request=request,
        other=mentor,
        notes=said,
        read_at=read_at,
        reads_at=await cards.reads_at(session, request, now) if read_at is None else None,
        reminded_at=reminded_at if read_at and now < reminded_at < request.expires_at else None,
        answers_within=usually(profile),
    )


def usually(profile: MentorProfile | None) -> float | None:
    """Hours a mentor usually takes to answer."""
    return profile.answer_seconds / profile.answered / 3600 if profile and profile.answered else None


async def lately(session: AsyncSession, member: Member, now: datetime) -> Sequence[tuple[Request, Member]]:
    """What was settled in the last 30 days with the other side of it, the newest first."""
    rows = (
        await session.scalars(
            select(Request)
            .where(
                or_(Request.mentee_id == member.id, Request.mentor_id == member.id),
                Request.state.not_in(requests.OPEN),
                Request.answered_at > now - LATELY,
            )
            .order_by(Request.answered_at.desc(), Request.id.desc())
            .limit(MOST_PAST)
        )
    ).all()
    others = [row.mentor_id if row.mentee_id == member.id else row.mentee_id for row in rows]
    people = await members.names(session, member.workspace_id, others)
    return [(row, people[other]) for row, other in zip(rows, others, strict=True)]
