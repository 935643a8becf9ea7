"""Two topics that are one: everything that hangs on the one moves to the other, and nobody loses a choice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Select, Table, UniqueConstraint, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain import audit
from bot.domain.errors import InvalidInput
from bot.domain.rows import insert_new
from bot.domain.topics.changes import held, tell_proposer
from bot.domain.topics.known import changed, lexicon
from bot.domain.topics.words import fold
from models import (
    Base,
    Member,
    MenteeTopic,
    MentorTopic,
    Request,
    RequestState,
    SavedSearch,
    Topic,
    TopicAlias,
    TopicParent,
    UnmetNeed,
)

OPEN = (RequestState.PENDING, RequestState.MORE_INFO)


@dataclass(frozen=True)
class Weight:
    """What hangs on a topic, and moves when it is merged."""

    mentors: int
    mentees: int
    open_requests: int
    waiting: int
    """People who asked to be told when a mentor joins, and searches that were saved."""


async def weigh(session: AsyncSession, topic_id: int) -> Weight:
    def count(*criteria: object, of: type[Base]) -> Select[int]:
        return select(func.count()).select_from(of).where(*criteria)  # type: ignore[arg-type]

    statements = (
        count(MentorTopic.topic_id == topic_id, of=MentorTopic),
        count(MenteeTopic.topic_id == topic_id, of=MenteeTopic),
        count(Request.topic_id == topic_id, Request.state.in_(OPEN), of=Request),
        count(UnmetNeed.topic_id == topic_id, UnmetNeed.waiting.is_(True), of=UnmetNeed),
        count(SavedSearch.topic_id == topic_id, of=SavedSearch),
    )
    mentors, mentees, asked, waiting, saved = [(await session.scalars(statement)).one() for statement in statements]
    return Weight(mentors, mentees, asked, waiting + saved)


async def merge(session: AsyncSession, by: Member, topic_id: int, into_id: int, now: datetime) -> Topic:
    """The first topic becomes the second: its names are aliases of it, and every row of every table that points at it
    points at the other one. Who had chosen both has chosen one. Raises NotFound, InvalidInput for the same topic.
    """
    if topic_id == into_id:
        raise InvalidInput("into", "same_topic")
    first, second = [await held(session, by, one) for one in sorted((topic_id, into_id))]
    gone, into = (first, second) if first.id == topic_id else (second, first)
    await _keep_strong(session, topic_id, into_id)
    for table, column in _pointing():
        await _move(session, table, column, topic_id, into_id)
    await session.execute(delete(TopicParent).where(TopicParent.topic_id == TopicParent.parent_id))
    for words in (gone.name, gone.name_nl):
        if alias := fold(words):
            await insert_new(session, TopicAlias, workspace_id=by.workspace_id, topic_id=into_id, alias=alias)
    if not gone.accepted:
        await tell_proposer(session, "topic.merged", gone, by, now, into=into_id)
    if not into.accepted:
        await tell_proposer(session, "topic.accepted", into, by, now)
    await session.delete(gone)
    into.accepted = True
    await session.flush()
    changed(session, by.workspace_id)
    await _open_circles(session, by.workspace_id, into_id)
    merged = f"{gone.name} → {into.name}"
    audit.note(session, by.workspace_id, audit.TOPIC_MERGED, by=by, now=now, topic=merged)
    return into


def _pointing() -> Sequence[tuple[Table, Column[int]]]:
    """Every column of every table that points at a topic: one that is new is not forgotten here."""
    topic = Topic.__table__.c.id
    return [
        (table, column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column is topic for key in column.foreign_keys)
    ]


async def _move(session: AsyncSession, table: Table, column: Column[int], topic_id: int, into_id: int) -> None:
    unique = [constraint.columns for constraint in table.constraints if isinstance(constraint, UniqueConstraint)]
    for key in (table.primary_key.columns, *unique):
        if column.name in key:
            twin = table.alias()
            same = [twin.c[other.name] == other for other in key if other.name != column.name]
            has_both = exists().where(twin.c[column.name] == into_id, *same)
            await session.execute(delete(table).where(column == topic_id, has_both))
    await session.execute(update(table).where(column == topic_id).values({column.name: into_id}))


async def _keep_strong(session: AsyncSession, topic_id: int, into_id: int) -> None:
    """Who others come to for the one is who they come to for the other."""
    other = aliased(MentorTopic)
    was_strong = exists().where(
        other.member_id == MentorTopic.member_id, other.topic_id == topic_id, other.strong.is_(True)
    )
    await session.execute(
        update(MentorTopic)
        .where(MentorTopic.topic_id == into_id, was_strong)
        .values(strong=True)
        .execution_options(synchronize_session=False)
    )


async def _open_circles(session: AsyncSession, workspace_id: str, into_id: int) -> None:
    """What was above the one and below the other is a part of it from now on."""
    known = await lexicon(session, workspace_id)
    round_about = [parent for parent in known.parents.get(into_id, ()) if into_id in known.above(parent)]
    await session.execute(
        delete(TopicParent).where(TopicParent.topic_id == into_id, TopicParent.parent_id.in_(round_about))
    )
