"""Changing the list: members propose, those who run networks accept, rename and say what belongs under what."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, audit, outbox
from bot.domain.errors import InvalidInput, NotFound
from bot.domain.rows import insert_new
from bot.domain.topics.known import changed, lexicon
from bot.domain.topics.lexicon import LONGEST_ALIAS, LONGEST_NAME
from bot.domain.topics.words import fold
from models import Member, Topic, TopicAlias, TopicParent


async def add(session: AsyncSession, workspace_id: str, name: str, *, now: datetime, by: Member) -> int:
    """The id of the topic of that name, made if no name or alias says it yet. Raises InvalidInput for one without a
    letter.

    It is usable at once by whoever proposes it, and waits for somebody who may change the list to accept it, unless
    they propose it themselves.
    """
    alias = fold(name)[:LONGEST_ALIAS]
    if not alias:
        raise InvalidInput("name", "needs_letters")
    meaning = select(TopicAlias.topic_id).where(TopicAlias.workspace_id == workspace_id, TopicAlias.alias == alias)
    known = await session.scalar(meaning)
    if known is not None:
        return known
    changed(session, workspace_id)
    await insert_new(
        session,
        Topic,
        workspace_id=workspace_id,
        name=_tidy(name),
        accepted=await access.holds(session, by, access.CHANGE_TOPICS),
        proposed_by=by.id,
        created_at=now,
    )
    topic_id = (
        await session.scalars(select(Topic.id).where(Topic.workspace_id == workspace_id, Topic.name == _tidy(name)))
    ).one()
    await insert_new(session, TopicAlias, workspace_id=workspace_id, topic_id=topic_id, alias=alias)
    return topic_id


async def accept(session: AsyncSession, by: Member, topic_id: int, now: datetime) -> Topic:
    """From now on it is offered to everybody. Safe to do twice. Raises NotFound."""
    topic = await held(session, by, topic_id)
    if not topic.accepted:
        topic.accepted = True
        changed(session, by.workspace_id)
        await tell_proposer(session, "topic.accepted", topic, by, now)
        audit.note(session, by.workspace_id, audit.TOPIC_ACCEPTED, by=by, now=now, topic=topic.name)
    return topic


async def tell_proposer(session: AsyncSession, kind: str, topic: Topic, by: Member, now: datetime, **also: Any) -> None:
    """What became of a proposal, to who made it, once. `also`: the names by which it is known now."""
    if topic.proposed_by is None or topic.proposed_by == by.id:
        return
    proposer = await session.get_one(Member, topic.proposed_by)
    await outbox.plan(session, kind, proposer, about=("topic", topic.id), due=now, topic=topic.name, **also)


async def change(
    session: AsyncSession,
    by: Member,
    topic_id: int,
    *,
    name: str,
    name_nl: str,
    aliases: Sequence[str],
    parents: Sequence[int],
    now: datetime,
) -> Topic:
    """Rename a topic, and say its other words and its wider topics anew. The old names stay as aliases, so nobody who
    knew it by them searches in vain; that also makes a rename easy to take back. Accepts it too.

    Raises NotFound; InvalidInput for a name or alias that means another topic, or a wider topic that is narrower.
    """
    topic = await held(session, by, topic_id)
    name, name_nl = _tidy(name), _tidy(name_nl)
    old = [topic.name, topic.name_nl] if (topic.name, topic.name_nl) != (name, name_nl) else []
    wanted = dict.fromkeys(fold(words)[:LONGEST_ALIAS] for words in (name, name_nl, *old, *aliases))
    if not fold(name):
        raise InvalidInput("name", "needs_letters")
    taken = await _taken(session, by.workspace_id, topic_id, wanted, name)
    if taken:
        raise InvalidInput(
            "name" if taken == fold(name) else "name_nl" if taken == fold(name_nl) else "aliases", "taken"
        )
    if await _wraps(session, by.workspace_id, topic_id, parents):
        raise InvalidInput("parents", "in_a_circle")
    if not topic.accepted:
        await tell_proposer(session, "topic.accepted", topic, by, now)
    before, topic.name, topic.name_nl, topic.accepted = topic.name, name, name_nl, True
    mine = TopicAlias.workspace_id == by.workspace_id, TopicAlias.topic_id == topic_id
    await session.execute(delete(TopicAlias).where(*mine))
    session.add_all(
        TopicAlias(workspace_id=by.workspace_id, topic_id=topic_id, alias=alias) for alias in wanted if alias
    )
    await session.execute(delete(TopicParent).where(TopicParent.topic_id == topic_id))
    await session.flush()
    for parent in dict.fromkeys(parents):
        await insert_new(session, TopicParent, workspace_id=by.workspace_id, topic_id=topic_id, parent_id=parent)
    changed(session, by.workspace_id)
    audit.note(session, by.workspace_id, audit.TOPIC_CHANGED, by=by, now=now, topic=_renamed(before, name))
    return topic


def _renamed(before: str, after: str) -> str:
    return after if before == after else f"{before} → {after}"


async def held(session: AsyncSession, by: Member, topic_id: int) -> Topic:
    """The topic, of the person's own workspace, nobody else's to change until the transaction ends. Raises NotFound."""
    topic = await session.get(Topic, topic_id, with_for_update=True, populate_existing=True)
    if topic is None or topic.workspace_id != by.workspace_id:
        raise NotFound("topic")
    return topic


def _tidy(name: str) -> str:
    return " ".join(name.split())[:LONGEST_NAME]


async def _taken(
    session: AsyncSession, workspace_id: str, topic_id: int, aliases: Iterable[str], name: str
) -> str | None:
    """The first of these that means another topic."""
    others = TopicAlias.workspace_id == workspace_id, TopicAlias.topic_id != topic_id
    said = await session.scalar(select(TopicAlias.alias).where(*others, TopicAlias.alias.in_(list(aliases))).limit(1))
    if said is not None:
        return said
    same = Topic.workspace_id == workspace_id, Topic.id != topic_id, Topic.name == name
    return fold(name) if await session.scalar(select(Topic.id).where(*same)) is not None else None


async def _wraps(session: AsyncSession, workspace_id: str, topic_id: int, parents: Sequence[int]) -> bool:
    """Whether one of `parents` is the topic itself, a part of it, or of another workspace."""
    known = await lexicon(session, workspace_id)
    return any(parent not in known.names or topic_id in known.above(parent) for parent in parents)
