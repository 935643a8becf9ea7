"""The list of a workspace, read from the database or remembered by this process.

A search needs the whole list (340 topics, 2,000 names and aliases), which hardly ever changes. So each process
remembers it for 30 seconds by the clock, and forgets it at once when a transaction of its own that changed it commits.
Other replicas go on with the list as it was for up to 30 seconds: there a new name is not understood yet, and a topic
that was merged away still has its old name. Nothing is decided by what is remembered: what is saved is checked by the
database.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from bot.domain.topics.lexicon import Lexicon
from models import Member, MentorTopic, Topic, TopicAlias, TopicParent

FRESH = timedelta(seconds=30)
EARLY = timedelta(seconds=5)
"""So long before that, one of those who ask reads it anew: else all who are there at that moment would."""
MOST_REMEMBERED = 64
"""Workspaces whose list one process keeps, 2 MB each with all that was worked out about it."""
LEXICONS = "klik.lexicons"
"""In a session's notes: what this process remembers."""
CHANGED = "klik.topics.changed"
"""In a session's notes: the workspaces whose list this transaction changed."""


@dataclass
class _Held:
    lexicon: Lexicon
    read_at: datetime
    renewed: bool = False
    """Whether somebody is reading it anew."""


class Lexicons:
    """The lists that this process remembers, the longest unused forgotten first."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self._held: OrderedDict[str, _Held] = OrderedDict()
        self._changes: dict[str, int] = {}

    def recall(self, workspace_id: str, now: datetime) -> Lexicon | None:
        """The list as it was less than 30 seconds ago, without a session; None when it must be read anew."""
        held = self._held.get(workspace_id)
        if held is None or not timedelta(0) <= now - held.read_at < (FRESH if held.renewed else FRESH - EARLY):
            return None
        self._held.move_to_end(workspace_id)
        return held.lexicon

    def renew(self, workspace_id: str) -> int:
        """To be called before reading anew: the others go on with what there is. How often the list was changed here,
        to be said when holding what was read."""
        if (held := self._held.get(workspace_id)) is not None:
            held.renewed = True
        return self._changes_of(workspace_id)

    def _changes_of(self, workspace_id: str) -> int:
        return self._changes.get(workspace_id, 0)

    def hold(self, workspace_id: str, read: Lexicon, read_at: datetime, changes: int) -> Lexicon:
        """Remember what was read, unless it was changed meanwhile. The same list as before keeps what was worked out
        about it."""
        before = self._held.get(workspace_id)
        known = before.lexicon if before is not None and before.lexicon == read else read
        if changes == self._changes_of(workspace_id):
            self._held[workspace_id] = _Held(known, read_at)
            self._held.move_to_end(workspace_id)
            if len(self._held) > MOST_REMEMBERED:
                self._held.popitem(last=False)
        return known

    def drop(self, workspace_id: str) -> None:
        self._changes[workspace_id] = self._changes_of(workspace_id) + 1
        self._held.pop(workspace_id, None)


def lexicons_of(session: AsyncSession) -> Lexicons | None:
    """What the process of this session remembers; None for sessions made without a memory."""
    found: Lexicons | None = session.info.get(LEXICONS)
    return found


async def lexicon(session: AsyncSession, workspace_id: str) -> Lexicon:
    """The workspace's topics and aliases: with this transaction's own changes, and else at most 30 seconds old."""
    memory = lexicons_of(session)
    if memory is None or workspace_id in session.info.get(CHANGED, ()):
        return await _read(session, workspace_id)
    now = memory.clock()
    known = memory.recall(workspace_id, now)
    if known is not None:
        return known
    changes = memory.renew(workspace_id)
    return memory.hold(workspace_id, await _read(session, workspace_id), now, changes)


def changed(session: AsyncSession, workspace_id: str) -> None:
    """To be called by whatever changes the list: from here on this transaction reads it anew, and when it commits this
    process forgets what it remembered."""
    if workspace_id in session.info.setdefault(CHANGED, set()):
        return
    session.info[CHANGED].add(workspace_id)
    memory = lexicons_of(session)

    @event.listens_for(session.sync_session, "after_commit", once=True)
    def _forget(_: Session) -> None:
        if memory is not None:
            memory.drop(workspace_id)
        session.info.get(CHANGED, set()).discard(workspace_id)


async def _read(session: AsyncSession, workspace_id: str) -> Lexicon:
    names: dict[int, tuple[str, str]] = {}
    proposed: dict[int, int | None] = {}
    for topic_id, name, name_nl, accepted, proposed_by in await session.execute(
        select(Topic.id, Topic.name, Topic.name_nl, Topic.accepted, Topic.proposed_by)
        .where(Topic.workspace_id == workspace_id)
        .order_by(Topic.id)
    ):
        names[topic_id] = (name, name_nl)
        if not accepted:
            proposed[topic_id] = proposed_by
    aliases = await session.execute(
        select(TopicAlias.alias, TopicAlias.topic_id)
        .where(TopicAlias.workspace_id == workspace_id)
        .order_by(TopicAlias.id)
    )
    parents: dict[int, list[int]] = {}
    for topic_id, parent_id in await session.execute(
        select(TopicParent.topic_id, TopicParent.parent_id)
        .where(TopicParent.workspace_id == workspace_id)
        .order_by(TopicParent.topic_id, TopicParent.parent_id)
    ):
        parents.setdefault(topic_id, []).append(parent_id)
    return Lexicon(names, {row.alias: row.topic_id for row in aliases}, parents, proposed)


async def offered(session: AsyncSession, member: Member, language: str) -> list[str]:
    """Names of the topics a mentor offers, in the reader's language."""
    rows = await session.execute(
        select(Topic.name, Topic.name_nl)
        .join(MentorTopic, MentorTopic.topic_id == Topic.id)
        .where(MentorTopic.member_id == member.id)
        .order_by(Topic.name)
    )
    return [(dutch or english) if language == "nl" else english for english, dutch in rows]
