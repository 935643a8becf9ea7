"""Changing the list: members propose, those who run networks accept, rename, merge."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.rows import insert_new
from bot.domain.topics.known import changed
from bot.domain.topics.lexicon import LONGEST_ALIAS, LONGEST_NAME
from bot.domain.topics.words import fold
from models import Member, Topic, TopicAlias


async def add(session: AsyncSession, workspace_id: str, name: str, *, now: datetime, by: Member) -> int:
    """The id of the topic of that name, made if no name or alias says it yet."""
    alias = fold(name)[:LONGEST_ALIAS]
    meaning = select(TopicAlias.topic_id).where(TopicAlias.workspace_id == workspace_id, TopicAlias.alias == alias)
    known = await session.scalar(meaning)
    if known is not None:
        return known
    changed(session, workspace_id)
    clean = " ".join(name.split())[:LONGEST_NAME]
    await insert_new(session, Topic, workspace_id=workspace_id, name=clean, proposed_by=by.id, created_at=now)
    topic_id = (
        await session.scalars(select(Topic.id).where(Topic.workspace_id == workspace_id, Topic.name == clean))
    ).one()
    await insert_new(session, TopicAlias, workspace_id=workspace_id, topic_id=topic_id, alias=alias)
    return topic_id
