"""What they looked for and asked, and what was asked of them."""

from collections.abc import Mapping, Sequence

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import members
from bot.domain.export.shapes import Row, other_of, side_of
from bot.domain.topics import Lexicon
from models import Avoidance, Member, MentorWait, OfficeSlot, Request, RequestNote, SavedSearch, UnmetNeed


async def requests(session: AsyncSession, member: Member) -> Sequence[Request]:
    mine = or_(Request.mentor_id == member.id, Request.mentee_id == member.id)
    return (await session.scalars(select(Request).where(mine).order_by(Request.id))).all()


def request(row: Request, member: Member, names: Mapping[int, str], known: Lexicon, language: str) -> Row:
    side, topic = side_of(row, member), row.topic_id
    said: Row = {
        "my_side": side,
        "with": names.get(other_of(row, member), ""),
        "topic": _topic(known, topic, language),
        "question": row.question,
        "state": row.state,
        "asked_at": row.asked_at,
        "expires_at": row.expires_at,
        "answered_at": row.answered_at,
    }
    if side == "mentor":
        said["decline_reason"] = row.decline_reason
    return said


async def notes(
    session: AsyncSession, member: Member, requests: Sequence[Request], names: Mapping[int, str]
) -> Sequence[Row]:
    """What both said before a request was answered: each read the other's."""
    of = {request.id: names.get(other_of(request, member), "") for request in requests}
    rows = select(RequestNote).where(RequestNote.request_id.in_(of)).order_by(RequestNote.id)
    return [
        {
            "with": of[note.request_id],
            "mine": note.author_id == member.id,
            "words": note.text,
            "written_at": note.written_at,
        }
        for note in await session.scalars(rows)
    ]


async def searches(session: AsyncSession, member: Member) -> Sequence[Row]:
    mine = await session.scalars(select(UnmetNeed).where(UnmetNeed.member_id == member.id).order_by(UnmetNeed.id))
    return [
        {
            "words": need.words,
            "waiting": need.waiting,
            "waiting_since": need.waiting_since,
            "created_at": need.created_at,
        }
        for need in mine
    ]


async def saved(session: AsyncSession, member: Member, known: Lexicon, language: str) -> Sequence[Row]:
    mine = await session.scalars(select(SavedSearch).where(SavedSearch.member_id == member.id).order_by(SavedSearch.id))
    return [
        {
            "words": one.words,
            "topic": known.name(one.topic_id, language)
            if one.topic_id is not None and one.topic_id in known.names
            else None,
            "filters": [f"{name}: {value}" for name, value in one.filters.items()],
            "saved_at": one.created_at,
        }
        for one in mine
    ]


async def waits(session: AsyncSession, member: Member) -> Sequence[Row]:
    """Mentors whom I wait or waited for. Who waits for me is theirs alone."""
    rows = await session.execute(
        select(MentorWait, Member.name)
        .join(Member, Member.id == MentorWait.mentor_id)
        .where(MentorWait.member_id == member.id)
        .order_by(MentorWait.id)
    )
    return [
        {
            "with": name,
            "waiting": wait.waiting,
            "waiting_since": wait.waiting_since,
            "told_at": wait.offered_at,
            "created_at": wait.created_at,
        }
        for wait, name in rows
    ]


def _topic(known: Lexicon, topic: int | None, language: str) -> str | None:
    return known.name(topic, language) if topic is not None and topic in known.names else None


async def office_hours(session: AsyncSession, member: Member) -> Sequence[Row]:
    """What I offered and what I booked; of a talk, the other side's question is theirs and mine to read."""
    mine = or_(OfficeSlot.mentor_id == member.id, OfficeSlot.mentee_id == member.id)
    rows = (await session.scalars(select(OfficeSlot).where(mine).order_by(OfficeSlot.starts_at))).all()
    others = {row.id: row.mentee_id if row.mentor_id == member.id else row.mentor_id for row in rows}
    names = await members.names(session, member.workspace_id, [other for other in others.values() if other])
    return [
        {
            "my_side": "mentor" if row.mentor_id == member.id else "mentee",
            "with": names[other].name if (other := others[row.id]) in names else None,
            "starts_at": row.starts_at,
            "minutes": row.minutes,
            "question": row.question,
            "booked_at": row.booked_at,
            "withdrawn_at": row.withdrawn_at,
        }
        for row in rows
    ]


async def avoidances(session: AsyncSession, member: Member) -> Sequence[Row]:
    """Whom I named. Who named me is theirs alone."""
    rows = await session.execute(
        select(Member.name, Avoidance.created_at)
        .join(Avoidance, Avoidance.other_id == Member.id)
        .where(Avoidance.member_id == member.id)
        .order_by(Avoidance.created_at)
    )
    return [{"with": name, "at": at} for name, at in rows]
