"""What was searched in vain: counted for the coordinators, and the waiting list of who searched."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, members, outbox
from bot.domain.errors import NotJoined
from bot.domain.search.allowed import is_free
from models import Member, MentorTopic, UnmetNeed


async def count(session: AsyncSession, mentee: Member, words: str, asked: Sequence[int], now: datetime) -> int | None:
    if not words:
        return None
    before = await session.scalar(
        select(UnmetNeed.id).where(UnmetNeed.member_id == mentee.id, UnmetNeed.words == words)
    )
    if before is not None:
        return before
    need = UnmetNeed(
        workspace_id=mentee.workspace_id,
        member_id=mentee.id,
        topic_id=asked[0] if asked else None,
        words=words,
        created_at=now,
    )
    session.add(need)
    await session.flush()
    return need.id


async def wait(session: AsyncSession, by: Member, need_id: int) -> None:
    """Be told when a mentor joins for what `by` searched in vain. Raises NotJoined, NotFound."""
    if by.left_at is not None:
        raise NotJoined  # who has left is sent nothing, so nothing is promised
    need = access.check(session, access.WAIT, by, await session.get(UnmetNeed, need_id), "need")
    need.waiting = True


async def tell_waiting(session: AsyncSession, mentor: Member, now: datetime) -> None:
    """A mentor joined or offers more: whoever asked to be told about one of their topics is, once."""
    needs = await session.scalars(
        select(UnmetNeed)
        .join(MentorTopic, MentorTopic.topic_id == UnmetNeed.topic_id)
        .where(
            UnmetNeed.workspace_id == mentor.workspace_id,
            UnmetNeed.waiting.is_(True),
            UnmetNeed.member_id != mentor.id,
            MentorTopic.member_id == mentor.id,
        )
    )
    for need in needs:
        person = await members.by_id(session, mentor.workspace_id, need.member_id)
        if not await is_free(session, person, mentor.id, now):
            continue
        need.waiting = False
        key = str(int(now.timestamp()))  # who waits once more is told once more
        await outbox.plan(session, "need.met", person, about=("need", need.id), key=key, due=now)
