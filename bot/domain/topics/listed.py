"""The list as people look through it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access
from bot.domain.errors import NotFound
from bot.domain.topics.known import lexicon
from bot.domain.topics.lexicon import Lexicon
from bot.domain.topics.words import fold
from models import Member, MentorProfile, MentorTopic, Topic

PAGE = 20
MOST_WAITING = 10
"""Proposals shown at once to who may accept them."""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One topic of the list, in the reader's language."""

    id: int
    name: str
    above: str
    """Its first wider topic; empty for one that has none."""
    mentors: int
    proposed: bool = False


@dataclass(frozen=True, kw_only=True)
class Listing:
    words: str
    topics: Sequence[Listed]
    page: int
    more: bool
    may_change: bool
    waiting: Sequence[Listed] = ()
    """Proposals, for those who may accept them."""


@dataclass(frozen=True, kw_only=True)
class Card:
    """Everything about one topic."""

    id: int
    name: str
    """English."""
    name_nl: str
    aliases: Sequence[str]
    """Folded, without the names themselves."""
    parents: Sequence[tuple[int, str]]
    children: Sequence[str]
    mentors: int
    proposed: bool
    may_change: bool


async def listing(session: AsyncSession, reader: Member, words: str, page: int, language: str) -> Listing:
    """A page of the list by name, or what `words` mean. Proposals are shown to who made them and to who may accept."""
    known = await lexicon(session, reader.workspace_id)
    may_change = await access.holds(session, reader, access.CHANGE_TOPICS)
    seen = [topic for topic in known.names if may_change or known.proposed.get(topic, reader.id) == reader.id]
    if words:
        meant = dict.fromkeys([*known.understand(words), *known.suggest(words, language, reader=reader.id)])
        chosen = [topic for topic in meant if topic in seen]
    else:
        chosen = sorted(seen, key=lambda topic: known.name(topic, language).casefold())
    first = page * PAGE
    waiting = list(known.proposed)[:MOST_WAITING] if may_change and not page else []
    shown = chosen[first : first + PAGE]
    counts = await _mentors(session, reader.workspace_id, [*shown, *waiting])
    return Listing(
        words=words,
        topics=[_listed(known, topic, counts, language) for topic in shown],
        page=page,
        more=len(chosen) > first + PAGE,
        may_change=may_change,
        waiting=[_listed(known, topic, counts, language) for topic in waiting],
    )


async def card(session: AsyncSession, reader: Member, topic_id: int, language: str) -> Card:
    """Raises NotFound, also for what another person proposed and nobody accepted yet."""
    known = await lexicon(session, reader.workspace_id)
    may_change = await access.holds(session, reader, access.CHANGE_TOPICS)
    hidden = not may_change and known.proposed.get(topic_id, reader.id) != reader.id
    if topic_id not in known.names or hidden:
        raise NotFound("topic")
    name, name_nl = known.names[topic_id]
    own = {fold(name), fold(name_nl)}
    parents = known.parents.get(topic_id, ())
    return Card(
        id=topic_id,
        name=name,
        name_nl=name_nl,
        aliases=[alias for alias, topic in known.meanings.items() if topic == topic_id and alias not in own],
        parents=[(parent, known.name(parent, language)) for parent in parents],
        children=[known.name(child, language) for child in known.related(topic_id) if child not in parents],
        mentors=(await _mentors(session, reader.workspace_id, [topic_id])).get(topic_id, 0),
        proposed=topic_id in known.proposed,
        may_change=may_change,
    )


def _listed(known: Lexicon, topic: int, counts: dict[int, int], language: str) -> Listed:
    return Listed(
        id=topic,
        name=known.name(topic, language),
        above=known.wider(topic, language),
        mentors=counts.get(topic, 0),
        proposed=topic in known.proposed,
    )


async def living(session: AsyncSession, workspace_id: str, ids: Sequence[int]) -> list[int]:
    """Those of these topics that are still there, in their order: another replica may remember one that was merged."""
    there = set(await session.scalars(select(Topic.id).where(Topic.workspace_id == workspace_id, Topic.id.in_(ids))))
    return [topic for topic in ids if topic in there]


async def _mentors(session: AsyncSession, workspace_id: str, ids: Sequence[int]) -> dict[int, int]:
    """Topic id -> how many active mentors offer it."""
    rows = await session.execute(
        select(MentorTopic.topic_id, func.count())
        .join(MentorProfile, MentorProfile.member_id == MentorTopic.member_id)
        .where(
            MentorTopic.workspace_id == workspace_id,
            MentorTopic.topic_id.in_(ids),
            MentorProfile.active.is_(True),
        )
        .group_by(MentorTopic.topic_id)
    )
    return dict(rows.all())
