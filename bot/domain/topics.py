"""Topics: the workspace's list, and understanding what somebody meant by a few words."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path

import yaml
from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.rows import insert_all_new, insert_new
from models import Member, MentorTopic, Topic, TopicAlias

STARTER_LIST = Path(__file__).parents[1] / "data" / "topics.yaml"
LONGEST_NAME, LONGEST_ALIAS = 75, 150
SPELLING = 80
"""Least similarity, 0-100, at which a misspelt word still means a topic: one or two edits in a word of ten."""
SPELLING_SHORT = 90
"""In words of up to five letters one edit makes another word: "learn" is not "lean"."""


def fold(text: str) -> str:
    """Lower case, no accents, only letters of any script, digits and + # & / . inside words, single spaces."""
    parts = unicodedata.normalize("NFKD", text.replace("’", "'"))
    plain = "".join(part for part in parts if not unicodedata.combining(part))
    return " ".join(re.findall(r"[\w+#&/.'-]*\w[+#]*", plain.casefold()))


@dataclass(frozen=True)
class Lexicon:
    """Every way to say a topic of one workspace."""

    names: Mapping[int, tuple[str, str]]
    """Topic id -> (English, Dutch) name."""
    meanings: Mapping[str, int]
    """Folded name or alias -> topic id."""

    @cached_property
    def longest(self) -> int:
        """Words in the longest way to say any topic."""
        return max((alias.count(" ") + 1 for alias in self.meanings), default=0)

    def name(self, topic_id: int, language: str) -> str:
        english, dutch = self.names[topic_id]
        return (dutch or english) if language == "nl" else english

    def understand(self, words: str) -> list[int]:
        """The topics meant by `words`, best first: whole words and aliases, then spelling. "AI" is never "retail"."""
        tokens = fold(words).split()
        exact = self._phrases(tokens, self.meanings.get)
        return exact or self._phrases(tokens, self._spelt)

    def _phrases(self, tokens: Sequence[str], meaning: Callable[[str], int | None]) -> list[int]:
        """Topics of the longest phrases of `tokens`, each token counted once."""
        found: dict[int, None] = {}
        free = [True] * len(tokens)
        for size in range(min(self.longest, len(tokens)), 0, -1):
            for start in range(len(tokens) - size + 1):
                span = range(start, start + size)
                if not all(free[place] for place in span):
                    continue
                topic = meaning(" ".join(tokens[place] for place in span)[:LONGEST_ALIAS])
                if topic is not None:
                    found[topic] = None
                    for place in span:
                        free[place] = False
        return list(found)

    def _spelt(self, phrase: str) -> int | None:
        if len(phrase) < 4:
            return None
        best = process.extractOne(
            phrase,
            self.meanings.keys(),
            scorer=fuzz.ratio,
            score_cutoff=SPELLING if len(phrase) > 5 else SPELLING_SHORT,
        )
        return self.meanings[best[0]] if best else None

    def nearest(self, words: str, count: int = 3) -> list[int]:
        """Topics that come closest when nothing matched, for "did you mean"."""
        close = process.extract(fold(words), self.meanings.keys(), scorer=fuzz.ratio, limit=count * 3, score_cutoff=45)
        return list(dict.fromkeys(self.meanings[alias] for alias, _, _ in close))[:count]

    def suggest(self, typed: str, language: str, count: int = 20) -> list[int]:
        """Topics for what has been typed so far: any word of a name or alias that starts so, then spelling."""
        start = fold(typed)
        starts = [
            topic for alias, topic in self.meanings.items() if start and re.search(rf"(^|\s){re.escape(start)}", alias)
        ]
        found = list(dict.fromkeys(starts)) if start else list(self.names)
        found.sort(key=lambda topic: self.name(topic, language).casefold())
        return (found or self.nearest(typed))[:count]


async def lexicon(session: AsyncSession, workspace_id: str) -> Lexicon:
    """The workspace's topics and aliases."""
    names = {
        topic_id: (name, name_nl)
        for topic_id, name, name_nl in await session.execute(
            select(Topic.id, Topic.name, Topic.name_nl).where(Topic.workspace_id == workspace_id)
        )
    }
    aliases = await session.execute(
        select(TopicAlias.alias, TopicAlias.topic_id).where(TopicAlias.workspace_id == workspace_id)
    )
    return Lexicon(names, {row.alias: row.topic_id for row in aliases})


@cache
def starter_list() -> dict[str, list[str]]:
    """English name -> [Dutch name, aliases ...]."""
    loaded: dict[str, list[str]] = yaml.safe_load(STARTER_LIST.read_text("utf-8"))
    return loaded


async def plant(session: AsyncSession, workspace_id: str, now: datetime) -> None:
    """Give a workspace without topics the starter list."""
    if await session.scalar(select(Topic.id).where(Topic.workspace_id == workspace_id).limit(1)):
        return
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


async def offered(session: AsyncSession, member: Member, language: str) -> list[str]:
    """Names of the topics a mentor offers, in the reader's language."""
    rows = await session.execute(
        select(Topic.name, Topic.name_nl)
        .join(MentorTopic, MentorTopic.topic_id == Topic.id)
        .where(MentorTopic.member_id == member.id)
        .order_by(Topic.name)
    )
    return [(dutch or english) if language == "nl" else english for english, dutch in rows]


async def add(session: AsyncSession, workspace_id: str, name: str, *, now: datetime, by: Member) -> int:
    """The id of the topic of that name, made if no name or alias says it yet."""
    alias = fold(name)[:LONGEST_ALIAS]
    meaning = select(TopicAlias.topic_id).where(TopicAlias.workspace_id == workspace_id, TopicAlias.alias == alias)
    known = await session.scalar(meaning)
    if known is not None:
        return known
    clean = " ".join(name.split())[:LONGEST_NAME]
    await insert_new(session, Topic, workspace_id=workspace_id, name=clean, proposed_by=by.id, created_at=now)
    topic_id = (
        await session.scalars(select(Topic.id).where(Topic.workspace_id == workspace_id, Topic.name == clean))
    ).one()
    await insert_new(session, TopicAlias, workspace_id=workspace_id, topic_id=topic_id, alias=alias)
    return topic_id
