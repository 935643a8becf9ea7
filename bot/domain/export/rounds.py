"""The rounds of one person, as data: for the files of `/mentor privacy`."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.rounds import wishes
from bot.domain.topics import Lexicon
from models import Member, Round, RoundAbstention, RoundSignUp


async def rounds_of(session: AsyncSession, member: Member, known: Lexicon, language: str) -> Sequence[dict[str, Any]]:
    """Those they signed up for, opened or said "not this time" to. Whom a preview would have brought them together with
    is not theirs before it is released; what was released stands among their pairs."""
    rows = await session.execute(
        select(Round, RoundSignUp, RoundAbstention)
        .outerjoin(RoundSignUp, (RoundSignUp.round_id == Round.id) & (RoundSignUp.member_id == member.id))
        .outerjoin(RoundAbstention, (RoundAbstention.round_id == Round.id) & (RoundAbstention.member_id == member.id))
        .where(
            Round.workspace_id == member.workspace_id,
            or_(
                RoundSignUp.member_id == member.id,
                RoundAbstention.member_id == member.id,
                Round.opened_by == member.id,
            ),
        )
        .order_by(Round.id)
    )
    found = []
    for row, mine, abstained in rows.all():
        wished = await wishes.of(session, row, member)
        found.append(
            {
                "name": row.name,
                "opened_by_me": row.opened_by == member.id,
                **(_signed(mine, known, language) if mine is not None else {}),
                **({"wished_for": [other.name for other in wished]} if wished else {}),
                **({"not_this_time_at": abstained.said_at} if abstained is not None else {}),
            }
        )
    return found


def _signed(mine: RoundSignUp, known: Lexicon, language: str) -> dict[str, Any]:
    return {
        "as_mentor": mine.as_mentor,
        "as_mentee": mine.as_mentee,
        "motivation": mine.motivation,
        "goals": mine.goals,
        "wants": [known.name(topic, language) for topic in mine.topics if topic in known.names],
        "hours": mine.hours,
        "capacity": mine.places if mine.as_mentor else None,
        "signed_up_at": mine.signed_at,
        "withdrawn_at": mine.withdrawn_at,
    }
