"""What mentors of a topic usually pass on, line by line: kept by those who run networks, offered to empty workbooks.

In any of the languages that Klik speaks: readers see theirs, or another where theirs has none. A line that stands in
all of them alike has no language.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import audit
from bot.domain.errors import InvalidInput, NotFound
from models import Member, Topic, WorkbookTemplate

MOST = 20
"""Lines that one writes about a topic; after merging there may be more, and these many are offered."""
LONGEST = 75
"""Characters: what a box to tick takes."""


async def of_topic(session: AsyncSession, topic_id: int | None, language: str) -> Sequence[WorkbookTemplate]:
    """What a reader of this language is offered."""
    return _in(await _all(session, topic_id), language)[:MOST] if topic_id is not None else ()


async def _all(session: AsyncSession, topic_id: int) -> Sequence[WorkbookTemplate]:
    mine = (
        select(WorkbookTemplate)
        .where(WorkbookTemplate.topic_id == topic_id)
        .order_by(WorkbookTemplate.place, WorkbookTemplate.id)
    )
    return (await session.scalars(mine)).all()


def _in(lines: Sequence[WorkbookTemplate], language: str) -> Sequence[WorkbookTemplate]:
    for one in (language, *sorted({line.language for line in lines})):
        if found := [line for line in lines if line.language in (one, "")]:
            return found
    return ()


async def counts(session: AsyncSession, workspace_id: str, language: str) -> Mapping[int, int]:
    """How many lines each topic has for a reader of this language, of those that have any."""
    rows = await session.scalars(select(WorkbookTemplate).where(WorkbookTemplate.workspace_id == workspace_id))
    by_topic: dict[int, list[WorkbookTemplate]] = {}
    for line in rows:
        by_topic.setdefault(line.topic_id, []).append(line)
    return {topic_id: len(_in(lines, language)) for topic_id, lines in by_topic.items()}


async def to_change(session: AsyncSession, by: Member, topic_id: int, language: str) -> Sequence[str]:
    """The lines in one language, without another one's. Raises NotFound for a topic that this workspace does not
    have."""
    await _topic(session, by, topic_id)
    return [line.text for line in await _all(session, topic_id) if line.language in (language, "")]


async def _topic(session: AsyncSession, by: Member, topic_id: int) -> Topic:
    topic = await session.scalar(select(Topic).where(Topic.workspace_id == by.workspace_id, Topic.id == topic_id))
    if topic is None:
        raise NotFound("topic")
    return topic


async def save(
    session: AsyncSession, by: Member, topic_id: int, texts: Mapping[str, Sequence[str]], now: datetime
) -> None:
    """In place of what there was, by language; no lines is none. The caller has checked that `by` keeps topics.
    Workbooks keep what they took. Raises NotFound, InvalidInput of the field `template_` and the language."""
    topic = await _topic(session, by, topic_id)
    for language, lines in texts.items():
        if len(lines) > MOST:
            raise InvalidInput(f"template_{language}", "too_many_lines")
        if any(len(text) > LONGEST for text in lines):
            raise InvalidInput(f"template_{language}", "line_too_long")
    new = _rows(texts)
    if new == [(line.place, line.text, line.language) for line in await _all(session, topic_id)]:
        return
    await session.execute(delete(WorkbookTemplate).where(WorkbookTemplate.topic_id == topic_id))
    session.add_all(
        WorkbookTemplate(
            workspace_id=by.workspace_id, topic_id=topic_id, place=place, text=text, language=language,
            written_by=by.id, written_at=now,
        )
        for place, text, language in new
    )  # fmt: skip
    audit.note(session, by.workspace_id, audit.TEMPLATE_CHANGED, by=by, now=now, topic=topic.name)


def _rows(texts: Mapping[str, Sequence[str]]) -> Sequence[tuple[int, str, str]]:
    """(place, text, language), each text once: what is the same in several languages stands there for all."""
    found: dict[str, tuple[int, str]] = {}
    for language, lines in texts.items():
        for place, text in enumerate(lines):
            found[text] = (found[text][0], "") if text in found else (place, language)
    return sorted((place, text, language) for text, (place, language) in found.items())
