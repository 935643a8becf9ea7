"""Their pairs, and what came of them."""

from collections.abc import Mapping, Sequence

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.export.shapes import Row, other_of, side_of
from models import Agreement, Feedback, Interview, Kudos, Member, MentoringSession, Pair, Pulse, WorkbookItem


async def pairs(session: AsyncSession, member: Member) -> Sequence[Pair]:
    mine = or_(Pair.mentor_id == member.id, Pair.mentee_id == member.id)
    return (await session.scalars(select(Pair).where(mine).order_by(Pair.id))).all()


def pair(row: Pair, member: Member, names: Mapping[int, str]) -> Row:
    side = side_of(row, member)
    return {
        "my_side": side,
        "with": names.get(other_of(row, member), ""),
        "state": row.state,
        "rhythm_days": row.rhythm_days,
        "minutes": row.minutes,
        "place": row.place,
        "ends_on": row.ends_on.isoformat() if row.ends_on else None,
        "paused_until": row.paused_until,
        "i_said_it_clicked": row.mentor_clicked if side == "mentor" else row.mentee_clicked,
        "introduced_at": row.introduced_at,
        "answer_click_by": row.answer_click_by,
        "active_since": row.active_since,
        "ended_at": row.ended_at,
    }


async def agreements(
    session: AsyncSession, member: Member, pairs: Sequence[Pair], names: Mapping[int, str]
) -> Sequence[Row]:
    """Every version: both have read each of them."""
    partner = {pair.id: names.get(other_of(pair, member), "") for pair in pairs}
    versions = await session.scalars(
        select(Agreement).where(Agreement.pair_id.in_(partner)).order_by(Agreement.pair_id, Agreement.version)
    )
    return [
        {
            "with": partner[one.pair_id],
            "version": one.version,
            "state": one.state,
            "mine": one.proposed_by == member.id,
            "mentee_goals": one.mentee_goals,
            "mentor_goals": one.mentor_goals,
            "expectations": one.expectations,
            "confidentiality": one.confidentiality,
            "rhythm_days": one.rhythm_days,
            "minutes": one.minutes,
            "place": one.place,
            "ends_on": one.ends_on.isoformat() if one.ends_on else None,
            "proposed_at": one.proposed_at,
            "signed_at": one.signed_at,
        }
        for one in versions
    ]


async def workbook(
    session: AsyncSession, member: Member, pairs: Sequence[Pair], names: Mapping[int, str]
) -> Sequence[Row]:
    partner = {pair.id: names.get(other_of(pair, member), "") for pair in pairs}
    items = await session.scalars(
        select(WorkbookItem).where(WorkbookItem.pair_id.in_(partner)).order_by(WorkbookItem.pair_id, WorkbookItem.id)
    )
    return [
        {
            "with": partner[item.pair_id],
            "item": item.text,
            "state": item.state,
            "mine": item.proposed_by == member.id,
            "evidence": item.evidence,
            "proposed_at": item.created_at,
            "done_at": item.done_at,
        }
        for item in items
    ]


async def sessions(
    session: AsyncSession, member: Member, pairs: Sequence[Pair], names: Mapping[int, str]
) -> Sequence[Row]:
    partner = {pair.id: names.get(other_of(pair, member), "") for pair in pairs}
    met = await session.scalars(
        select(MentoringSession).where(MentoringSession.pair_id.in_(partner)).order_by(MentoringSession.id)
    )
    return [
        {
            "with": partner[meeting.pair_id],
            "state": meeting.state,
            "introduction": meeting.is_introduction,
            "starts_at": meeting.starts_at,
            "minutes": meeting.minutes,
            "place": meeting.place,
            "settled_at": meeting.settled_at,
        }
        for meeting in met
    ]


async def feedback(session: AsyncSession, member: Member) -> Sequence[Row]:
    rows = await session.execute(
        select(Feedback, MentoringSession.starts_at)
        .join(MentoringSession, MentoringSession.id == Feedback.session_id)
        .where(Feedback.writer_id == member.id)
        .order_by(Feedback.id)
    )
    return [
        {
            "starts_at": starts_at,
            "useful": mine.useful,
            "gained": mine.gained,
            "plans": mine.plans,
            "learned": mine.learned,
            "next_step": mine.next_step,
            "practised": list(mine.practised),
            "written_at": mine.written_at,
        }
        for mine, starts_at in rows
    ]


async def pulses(session: AsyncSession, member: Member) -> Sequence[Row]:
    mine = await session.scalars(select(Pulse).where(Pulse.writer_id == member.id).order_by(Pulse.id))
    return [
        {"asked_at": one.asked_at, "score": one.score, "words": one.words, "answered_at": one.answered_at}
        for one in mine
    ]


async def interviews(session: AsyncSession, member: Member) -> Sequence[Row]:
    mine = await session.scalars(select(Interview).where(Interview.writer_id == member.id).order_by(Interview.id))
    return [
        {
            "moment": one.moment,
            "asked_at": one.asked_at,
            "score": one.score,
            "answers": [f"{question} {answer}" for question, answer in one.answers],
            "answered_at": one.answered_at,
        }
        for one in mine
    ]


async def thanks(
    session: AsyncSession, member: Member, pairs: Sequence[Pair], names: Mapping[int, str]
) -> Sequence[Row]:
    """What I wrote and what was written to me."""
    partner = {pair.id: names.get(other_of(pair, member), "") for pair in pairs}
    rows = await session.scalars(select(Kudos).where(Kudos.pair_id.in_(partner)).order_by(Kudos.id))
    return [
        {
            "with": partner[one.pair_id],
            "mine": one.writer_id == member.id,
            "words": one.words,
            "written_at": one.written_at,
        }
        for one in rows
    ]
