"""What is worked out once about a list of topics, so that reading a few words takes microseconds."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.domain.topics.words import common, fold, grammar, joined, stems


@dataclass(frozen=True)
class Entry:
    """A name or alias of several words."""

    topic: int
    words: int
    """How many of them must be there."""


@dataclass(frozen=True)
class Table:
    compact: Mapping[str, int]
    """A name or alias written as one word -> topic."""
    longest: int
    """Words in the longest name or alias; a hyphen may be written as a space."""
    vocabulary: frozenset[str]
    """Every word of every name and alias."""
    entries: Sequence[Entry]
    postings: Mapping[str, Sequence[tuple[int, int]]]
    """Stem -> (number of the entry, position in it)."""
    single_stems: Mapping[str, Sequence[int]]
    """Stem of a name or alias of one word -> topics."""

    @classmethod
    def of(cls, names: Mapping[int, tuple[str, str]], meanings: Mapping[str, int]) -> "Table":
        own = {fold(name) for pair in names.values() for name in pair}
        # Names come before aliases, so that where two are written alike the name has it.
        ways = sorted(meanings.items(), key=lambda way: way[0] not in own)
        compact: dict[str, int] = {}
        entries: list[Entry] = []
        postings: dict[str, list[tuple[int, int]]] = {}
        single_stems: dict[str, list[int]] = {}
        for alias, topic in ways:
            compact.setdefault(joined(alias), topic)
            words = alias.replace("-", " ").split()
            content = [word for word in words if word not in grammar()]
            if len(words) == 1 and content:
                for key in stems(words[0]) if words[0] not in common() else ():
                    topics = single_stems.setdefault(key, [])
                    if topic not in topics:
                        topics.append(topic)
            elif any(word not in common() for word in content):  # else only in just these words
                needed = content if len(content) > 1 else words
                for position, word in enumerate(needed):
                    for key in stems(word):
                        postings.setdefault(key, []).append((len(entries), position))
                entries.append(Entry(topic, len(needed)))
        spaced = [alias.replace("-", " ").split() for alias in meanings]
        known = {word for alias in meanings for word in alias.split()}
        known.update(word for words in spaced for word in words)
        return cls(
            compact=compact,
            longest=max(map(len, spaced), default=0),
            vocabulary=frozenset(known),
            entries=entries,
            postings=postings,
            single_stems=single_stems,
        )

    def knows(self, word: str) -> bool:
        """Whether the word, in this or another form, is in any name or alias."""
        if word in self.vocabulary or joined(word) in self.compact:
            return True
        return any(key in self.postings or key in self.single_stems for key in stems(word))

    @cached_property
    def _spellings(self) -> Sequence[str]:
        """The words that a misspelt one may be: those of all names and aliases, and what is written as one word."""
        return sorted(word for word in {*self.vocabulary, *self.compact} if len(word) > 3 and word not in grammar())

    @cached_property
    def by_start(self) -> Mapping[str, Sequence[str]]:
        """Those words by their first letter."""
        return _grouped(self._spellings, lambda word: word[0])

    @cached_property
    def by_end(self) -> Mapping[str, Sequence[str]]:
        """Those words by their last two letters."""
        return _grouped(self._spellings, lambda word: word[-2:])


def _grouped(words: Iterable[str], by: Callable[[str], str]) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for word in words:
        found.setdefault(by(word), []).append(word)
    return found
