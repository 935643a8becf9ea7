"""With whom somebody could change places, by name."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.rounds import standing
from bot.domain.topics import fold
from models import Member, Round, RoundMatch

MOST = 50


async def matches(
    session: AsyncSession, row: Round, match: RoundMatch, words: str
) -> Sequence[tuple[RoundMatch, Member, Member]]:
    """(match, mentor, mentee) whose names have all `words` in them."""
    mentor, mentee = aliased(Member), aliased(Member)
    found = (
        select(RoundMatch, mentor, mentee)
        .join(mentor, mentor.id == RoundMatch.mentor_id)
        .join(mentee, mentee.id == RoundMatch.mentee_id)
        .where(RoundMatch.round_id == row.id, RoundMatch.id != match.id)
        .order_by(mentee.name, RoundMatch.id)
        .limit(MOST)
    )
    for word in fold(words).split():
        found = found.where(
            or_(mentor.name_key.contains(word, autoescape=True), mentee.name_key.contains(word, autoescape=True))
        )
    return [(one, first, second) for one, first, second in await session.execute(found)]


async def peers(
    session: AsyncSession, row: Round, match: RoundMatch, words: str
) -> Sequence[tuple[Member, Sequence[Member]]]:
    """(somebody of another match, with whom they are), by name; their names have all `words` in them."""
    wanted = fold(words).split()
    found = [
        (person, [other for other in shown.people if other is not person])
        for shown in await standing.matches(session, row)
        if shown.row.id != match.id and (not match.trio or shown.row.trio != match.trio)
        for person in shown.people
        if all(any(word in one.name_key for one in shown.people) for word in wanted)
    ]
    return sorted(found, key=lambda one: (one[0].name, one[0].id))[:MOST]
