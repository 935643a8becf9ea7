"""Understanding what somebody meant by a few words: whole words, stems and aliases first, spelling second."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property, lru_cache
from itertools import islice

from rapidfuzz import fuzz, process

from bot.domain.topics.table import Table
from bot.domain.topics.words import before_names, common, fold, grammar, joined, stems

LONGEST_NAME, LONGEST_ALIAS = 75, 150
SPELLING, SPELLING_SHORT, SHORT = 80, 88, 6
"""Least similarity, 0-100, of a misspelt word to the right one: one or two edits in a word of ten. In words of up to
six letters one letter exchanged for another makes another word ("hiking" is not "hiring"); one too many, one too few or
two that changed places are slips there too: "exel" is Excel, "pyhton" is Python."""
OTHER_START = 90
"""The same when even the first letter differs, which slips seldom change; then the word must end alike."""
MISSPELT = 4
"""Letters from which on a word can be misspelt: every word of three is one edit from many others."""
FAR = 1
"""Words that may stand between those of a phrase: "management of all stakeholders"."""
RARE = 4
"""Topics that a single word of a longer name may stand for, when nothing else was understood."""
MOST_REMEMBERED = 2000
"""Searches whose words were understood and need not be read again: people search for the same few things."""
MOST = 8
"""Topics that a few words mean at most."""


class How(IntEnum):
    """How words were understood, the surest first."""

    WORD = 0
    """A name or alias, written in any way."""
    STEM = 1
    """Another form of one, or its words in another order."""
    SPELT = 2
    """After mending the spelling."""
    PART = 3
    """A rare word of a longer name, when nothing else was understood."""


@dataclass(frozen=True)
class Meaning:
    topic: int
    how: How
    words: int
    """How many of the words say it."""
    place: int
    """Of the first of them."""


@dataclass(frozen=True)
class Lexicon:
    """Every way to say a topic of one workspace."""

    names: Mapping[int, tuple[str, str]]
    """Topic id -> (English, Dutch) name."""
    meanings: Mapping[str, int]
    """Folded name or alias -> topic id."""
    parents: Mapping[int, Sequence[int]] = field(default_factory=dict)
    """Topic id -> wider topics."""
    proposed: Mapping[int, int | None] = field(default_factory=dict)
    """Topics that no coordinator has accepted yet -> the member who proposed them."""

    @cached_property
    def _table(self) -> Table:
        return Table.of(self.names, self.meanings)

    @cached_property
    def _children(self) -> Mapping[int, Sequence[int]]:
        children: dict[int, list[int]] = {}
        for topic, parents in self.parents.items():
            for parent in parents:
                children.setdefault(parent, []).append(topic)
        return {parent: sorted(found, key=lambda topic: self.names[topic][0]) for parent, found in children.items()}

    def name(self, topic_id: int, language: str) -> str:
        english, dutch = self.names[topic_id]
        return (dutch or english) if language == "nl" else english

    def wider(self, topic_id: int, language: str) -> str:
        """The name of the first wider topic, which tells "Presenting · Communications" from its namesakes; empty for
        one that has none."""
        above = self.parents.get(topic_id)
        return self.name(above[0], language) if above else ""

    def related(self, topic_id: int) -> list[int]:
        """Narrower topics first, then wider ones: a mentor for a part of it may help, and one for the whole too."""
        return list(dict.fromkeys([*self._children.get(topic_id, ()), *self.parents.get(topic_id, ())]))

    def above(self, topic_id: int) -> set[int]:
        """The topic itself and everything wider, however far."""
        found, waiting = set[int](), [topic_id]
        while waiting:
            topic = waiting.pop()
            if topic not in found:
                found.add(topic)
                waiting += self.parents.get(topic, ())
        return found

    @cached_property
    def _understood(self) -> Callable[[str], Sequence[int]]:
        return lru_cache(MOST_REMEMBERED)(
            lambda words: tuple(dict.fromkeys(meaning.topic for meaning in self.read(words)))[:MOST]
        )

    def understand(self, words: str) -> list[int]:
        """The topics meant by `words`, best first. "AI" is never "retail"."""
        return list(self._understood(words))

    def read(self, words: str) -> list[Meaning]:
        """What `words` mean and how that was understood: the surest first, then the longest, then in their order.

        Each word counts once, in the longest phrase that it belongs to.
        """
        said = fold(words)
        if len(said) > LONGEST_ALIAS and (topic := self.meanings.get(said[:LONGEST_ALIAS])) is not None:
            return [Meaning(topic, How.WORD, said.count(" ") + 1, 0)]  # one letter can fold into four: "㏂" is "a.m."
        return sorted(_Reading(self._table, words).meanings(), key=lambda one: (one.how, -one.words, one.place))

    def nearest(self, words: str, count: int = 3) -> list[int]:
        """Topics that come closest when nothing matched, for "did you mean"."""
        close = process.extract(fold(words), self.meanings.keys(), scorer=fuzz.ratio, limit=count * 3, score_cutoff=45)
        return list(dict.fromkeys(self.meanings[alias] for alias, _, _ in close))[:count]

    @cached_property
    def _starts(self) -> tuple[list[str], list[int]]:
        """Every alias from each of its words on, in order, and the topics beside it."""
        found = []
        for alias, topic in self.meanings.items():
            words = alias.split(" ")
            found += [(" ".join(words[place:]), topic) for place in range(len(words))]
        found.sort()
        return [start for start, _ in found], [topic for _, topic in found]

    def suggest(
        self, typed: str, language: str, count: int = 20, *, reader: int | None = None, everything: bool = False
    ) -> list[int]:
        """Topics for what has been typed so far: any word of a name or alias that starts so, then what it means, then
        what is spelt nearly so. Those that wait to be accepted are offered to who proposed them, `reader`, with
        `everything` to who accepts them, and to who types their whole name."""
        start = fold(typed)
        if start:
            starts, topics = self._starts
            first, last = bisect_left(starts, start), bisect_left(starts, start + "\U0010ffff")
            found = list(dict.fromkeys(topics[first:last]))
        else:
            found = list(self.names)
        found.sort(key=lambda topic: self.name(topic, language).casefold())
        found = found or self.understand(typed) or self.nearest(typed)
        named = self.meanings.get(start)
        offered = (
            topic for topic in found if everything or topic == named or self.proposed.get(topic, reader) == reader
        )
        return list(islice(offered, count))


class _Reading:
    """One reading of a few words: which of them are still free, and what was found."""

    def __init__(self, table: Table, words: str) -> None:
        self.table = table
        self.found: list[Meaning] = []
        self.tokens = self._split(fold(words).split())
        self.mended = [False] * len(self.tokens)
        self.free = [True] * len(self.tokens)
        self.plain = [token in grammar() for token in self.tokens]

    def meanings(self) -> list[Meaning]:
        self._mend()
        self._phrases()
        if sum(self.free) > 1:
            self._scattered()
        self._singles()
        if not self.found:
            self._said_alone()
        if not self.found:
            self._parts()
        return self.found

    def _split(self, tokens: Sequence[str]) -> list[str]:
        """ "ai/ml" is two words, unless it is one that is known."""
        found: list[str] = []
        for token in tokens:
            if token.isalnum() or token in self.table.vocabulary or joined(token) in self.table.compact:
                found.append(token)
            else:
                pieces = token.replace("/", " ").replace("-", " ").replace("&", " ").replace(".", " ").split()
                found += pieces or [token]
        return found

    def _take(self, topic: int, how: How, places: Sequence[int]) -> None:
        how = How.SPELT if any(self.mended[place] for place in places) else how
        self.found.append(Meaning(topic, how, len(places), places[0]))
        for place in places:
            self.free[place] = False

    def _mend(self) -> None:
        """Put the right word for each misspelt one. What is known, small or short is left as it is."""
        table = self.table
        for place, token in enumerate(self.tokens):
            if len(token) < MISSPELT or self.plain[place] or token in common() or table.knows(token):
                continue
            right = _respelt(token, table.by_start.get(token[0], ()), SPELLING)
            if right is None and len(token) > SHORT:
                right = _respelt(token, table.by_end.get(token[-2:], ()), OTHER_START)
            if right is not None:
                self.tokens[place] = right
                self.mended[place] = True

    def _phrases(self) -> None:
        """The longest names and aliases of two words and more, one after the other, however they are joined."""
        tokens, table = self.tokens, self.table
        for size in range(min(table.longest, len(tokens)), 1, -1):
            for start in range(len(tokens) - size + 1):
                places = range(start, start + size)
                if not all(self.free[place] for place in places):
                    continue
                topic = table.compact.get(joined("".join(tokens[start : start + size])))
                if topic is not None:
                    self._take(topic, How.WORD, places)

    def _scattered(self) -> None:
        """All the words of a name or alias in any form and order, close together."""
        hits: dict[int, dict[int, int]] = {}
        for place, token in enumerate(self.tokens):
            if self.free[place]:
                for key in stems(token):
                    for alias, position in self.table.postings.get(key, ()):
                        hits.setdefault(alias, {}).setdefault(position, place)
        complete = []
        for alias, places in hits.items():
            entry = self.table.entries[alias]
            wide = sorted(set(places.values()))
            if len(places) == entry.words == len(wide) and self._between(wide) <= FAR:
                complete.append((-entry.words, wide[0], wide, entry.topic))
        for _, _, wide, topic in sorted(complete):
            if all(self.free[place] for place in wide):
                self._take(topic, How.STEM, wide)

    def _between(self, places: Sequence[int]) -> int:
        """Words, but those of grammar, between the first and the last of these places that are not among them."""
        inside = range(places[0], places[-1])
        return sum(1 for place in inside if place not in places and not self.plain[place])

    def _singles(self) -> None:
        table = self.table
        for place, token in enumerate(self.tokens):
            if not self.free[place] or token in common():
                continue
            if self.plain[place]:
                if token in table.compact and self._stands_for_itself(place):
                    self._take(table.compact[token], How.WORD, [place])
                continue
            topic = table.compact.get(joined(token))
            if topic is not None:
                self._take(topic, How.WORD, [place])
                continue
            for other in dict.fromkeys(topic for key in stems(token) for topic in table.single_stems.get(key, ())):
                self._take(other, How.STEM, [place])

    def _stands_for_itself(self, place: int) -> bool:
        """Whether a word of grammar that is also a name is used as one: "learn Go", but not "how do I go about"."""
        if place + 1 < len(self.tokens) and self.plain[place + 1]:
            return False
        return place == 0 or not self.plain[place - 1] or self.tokens[place - 1] in before_names()

    def _said_alone(self) -> None:
        """What every search may say is meant when nothing else was said: "learning" alone is a topic."""
        for place, token in enumerate(self.tokens):
            topic = self.table.compact.get(token)
            if topic is not None and token in common():
                self._take(topic, How.WORD, [place])

    def _parts(self) -> None:
        """A word that only a few longer names have: "pension plans" is about retiring."""
        shares: dict[int, tuple[float, int]] = {}
        for place, token in enumerate(self.tokens):
            if self.plain[place] or token in common() or self.mended[place]:
                continue
            topics: dict[int, float] = {}
            for key in stems(token):
                for alias, _ in self.table.postings.get(key, ()):
                    entry = self.table.entries[alias]
                    topics[entry.topic] = max(topics.get(entry.topic, 0), 1 / entry.words)
            if len(topics) <= RARE:
                for topic, share in topics.items():
                    shares[topic] = max(shares.get(topic, (0.0, 0)), (share, -place))
        for topic, (_, place) in sorted(shares.items(), key=lambda one: one[1], reverse=True):
            self._take(topic, How.PART, [-place])


def _respelt(word: str, known: Sequence[str], least: float) -> str | None:
    best = process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=least)
    if best is None:
        return None
    right, likeness, _ = best
    sure = len(word) > SHORT or likeness >= SPELLING_SHORT or sorted(word) == sorted(right)
    return right if sure else None
