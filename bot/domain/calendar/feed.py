"""The private address of somebody's calendar: whoever has it reads when they meet, so it is a secret like a password.

Only its hash is kept. The token is 256 random bits, which nobody guesses, so a plain hash will do, and looking a hash
up tells nothing by how long it takes.
"""

import hmac
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.calendar import appointments
from bot.domain.workspaces import served
from models import Calendar, Member


def hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()


async def make(session: AsyncSession, member: Member, now: datetime) -> str:
    """A new token, told this once; an older one opens nothing any more."""
    mine = await appointments.kept(session, member)
    token = token_urlsafe(32)
    mine.token_hash, mine.token_made_at = hashed(token), now
    return token


async def take_back(session: AsyncSession, member: Member) -> None:
    mine = await appointments.of(session, member)
    if mine is not None:
        mine.token_hash = mine.token_made_at = None


async def owner(session: AsyncSession, token: str) -> Member | None:
    """Whose calendar it opens; None for a token that never was, was taken back, or whose owner is gone."""
    wanted = hashed(token)
    row = (
        await session.execute(
            select(Member, Calendar.token_hash)
            .join(Calendar, Calendar.member_id == Member.id)
            .where(
                Calendar.token_hash == wanted,
                Member.left_at.is_(None),
                Member.deactivated_at.is_(None),
                served(Calendar.workspace_id),
            )
        )
    ).first()
    return row[0] if row is not None and hmac.compare_digest(str(row[1]), wanted) else None
