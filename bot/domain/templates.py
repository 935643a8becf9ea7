"""What mentors of a topic usually pass on, line by line: kept by those who run networks, offered to empty workbooks."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import audit
from bot.domain.errors import InvalidInput, NotFound
from models import Member, Topic, WorkbookTemplate

MOST = 20
"""Lines that one writes about a topic; after merging there may be more, and these many are offered."""
LONGEST = 75
"""Characters: what a box to tick takes."""


async def of_topic(session: AsyncSession, topic_id: int | None) -> Sequence[WorkbookTemplate]:
    if topic_id is None:
        return ()
    mine = (
        select(WorkbookTemplate)
        .where(WorkbookTemplate.topic_id == topic_id)
        .order_by(WorkbookTemplate.place, WorkbookTemplate.id)
    )
    return (await session.scalars(mine.limit(MOST))).all()


async def counts(session: AsyncSession, workspace_id: str) -> Mapping[int, int]:
    """How many lines each topic has that has any."""
    rows = await session.execute(
        select(WorkbookTemplate.topic_id, func.count().label("lines"))
        .where(WorkbookTemplate.workspace_id == workspace_id)
        .group_by(WorkbookTemplate.topic_id)
    )
    return {row.topic_id: row.lines for row in rows}


async def to_change(session: AsyncSession, by: Member, topic_id: int) -> Sequence[WorkbookTemplate]:
    """Raises NotFound for a topic that this workspace does not have."""
    await _topic(session, by, topic_id)
    return await of_topic(session, topic_id)


async def _topic(session: AsyncSession, by: Member, topic_id: int) -> Topic:
    topic = await session.scalar(select(Topic).where(Topic.workspace_id == by.workspace_id, Topic.id == topic_id))
    if topic is None:
        raise NotFound("topic")
    return topic


async def save(session: AsyncSession, by: Member, topic_id: int, texts: Sequence[str], now: datetime) -> None:
    """In place of what there was; no lines is none. The caller has checked that `by` keeps topics. Workbooks keep what
    they took. Raises NotFound, InvalidInput."""
    topic = await _topic(session, by, topic_id)
    if len(texts) > MOST:
        raise InvalidInput("template", "too_many_lines")
    if any(len(text) > LONGEST for text in texts):
        raise InvalidInput("template", "line_too_long")
    if list(texts) == [line.text for line in await of_topic(session, topic_id)]:
        return
    await session.execute(delete(WorkbookTemplate).where(WorkbookTemplate.topic_id == topic_id))
    session.add_all(
        WorkbookTemplate(
            workspace_id=by.workspace_id, topic_id=topic_id, place=place, text=text, written_by=by.id, written_at=now
        )
        for place, text in enumerate(texts)
    )
    audit.note(session, by.workspace_id, audit.TEMPLATE_CHANGED, by=by, now=now, topic=topic.name)
