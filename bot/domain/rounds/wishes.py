"""Whom somebody would like in a round: theirs alone to read, and the matching's.

A wish adds points, and nothing else: nobody is promised, and "rather not" goes first. That somebody is wished for shows
only where both wish, so nothing that another sees may hang on the wish of one: neither the score as it is shown
(results.py) nor who is brought together without a topic (bot/domain/matching/ruling.py).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import members
from bot.domain.errors import InvalidInput
from models import Member, Round, RoundAbstention, RoundWish

MOST = 3


async def of(session: AsyncSession, row: Round, member: Member) -> Sequence[Member]:
    """Whom they named, the first first."""
    named = (
        select(Member)
        .join(RoundWish, RoundWish.other_id == Member.id)
        .where(RoundWish.round_id == row.id, RoundWish.member_id == member.id)
        .order_by(RoundWish.rank)
    )
    return (await session.scalars(named)).all()


async def say(session: AsyncSession, row: Round, member: Member, slack_ids: Sequence[str]) -> None:
    """These, in the place of those they named before. Whether somebody takes part, or ever will, plays no part: an
    answer would tell. Raises InvalidInput for oneself and for more than MOST, NotFound for whom nobody here has met.
    """
    chosen = list(dict.fromkeys(slack_ids))
    if member.slack_id in chosen:
        raise InvalidInput("round_wishes", "not_oneself")
    if len(chosen) > MOST:
        raise InvalidInput("round_wishes", "invalid")
    others = [await members.get(session, member.workspace_id, slack_id) for slack_id in chosen]
    await session.execute(
        delete(RoundWish)
        .where(RoundWish.round_id == row.id, RoundWish.member_id == member.id)
        .execution_options(synchronize_session=False)
    )
    session.add_all(
        RoundWish(workspace_id=row.workspace_id, round_id=row.id, member_id=member.id, other_id=other.id, rank=rank)
        for rank, other in enumerate(others, start=1)
    )
    await session.flush()


async def of_all(session: AsyncSession, row: Round) -> Mapping[int, Sequence[int]]:
    """Whom each named, the first first; for the matching."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = select(RoundWish.member_id, RoundWish.other_id).where(RoundWish.round_id == row.id).order_by(RoundWish.rank)
    for member_id, other_id in await session.execute(rows):
        found[member_id].append(other_id)
    return found


async def forget(session: AsyncSession, row: Round) -> None:
    """The introductions are out, or there will be none: nobody needs to know any more who wished, and who did not."""
    for table in (RoundWish, RoundAbstention):
        await session.execute(
            delete(table).where(table.round_id == row.id).execution_options(synchronize_session=False)
        )
