"""The list that every workspace starts with."""

from datetime import datetime
from functools import cache
from pathlib import Path

import yaml
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.rows import insert_all_new
from bot.domain.topics.known import changed
from bot.domain.topics.words import fold
from models import Topic, TopicAlias, TopicParent

STARTER_LIST = Path(__file__).parents[2] / "data" / "topics.yaml"
ABOVE = "^"
"""Begins the English name of a wider topic in the list."""


@cache
def _loaded() -> dict[str, list[str]]:
    loaded: dict[str, list[str]] = yaml.safe_load(STARTER_LIST.read_text("utf-8"))
    return loaded


@cache
def starter_list() -> dict[str, list[str]]:
    """English name -> [Dutch name, aliases ...]."""
    return {name: [word for word in said if not str(word).startswith(ABOVE)] for name, said in _loaded().items()}


@cache
def starter_parents() -> dict[str, list[str]]:
    """English name -> English names of wider topics."""
    above = {
        name: [str(word).removeprefix(ABOVE).strip() for word in said if str(word).startswith(ABOVE)]
        for name, said in _loaded().items()
    }
    return {name: parents for name, parents in above.items() if parents}


async def plant(session: AsyncSession, workspace_id: str, now: datetime) -> None:
    """Give a workspace without topics the starter list. One that has topics is its coordinators' own: it is left as it
    is."""
    if await session.scalar(select(Topic.id).where(Topic.workspace_id == workspace_id).limit(1)):
        return
    changed(session, workspace_id)
    starters = starter_list().items()
    common = {"workspace_id": workspace_id}
    await insert_all_new(
        session,
        Topic,
        [{**common, "name": name, "name_nl": dutch, "created_at": now} for name, (dutch, *_) in starters],
    )
    ids = {
        name: topic_id
        for topic_id, name in await session.execute(
            select(Topic.id, Topic.name).where(Topic.workspace_id == workspace_id)
        )
    }
    aliases = {fold(words): ids[name] for name, said in starters for words in (name, *said)}
    await insert_all_new(
        session, TopicAlias, [{**common, "topic_id": topic_id, "alias": alias} for alias, topic_id in aliases.items()]
    )
    above = [
        {**common, "topic_id": ids[name], "parent_id": ids[parent]}
        for name, parents in starter_parents().items()
        for parent in parents
    ]
    await insert_all_new(session, TopicParent, above)
