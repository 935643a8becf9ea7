"""Filters that are typed among the words of a search: `/mentor find kubernetes in:nl team:Sales soon`.

Everything is understood in every language that Klik speaks, whoever types it. What looks like a filter and is none is
left out of the search and said, never swallowed.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from bot.domain.search.arguments import LONGEST_TEAM
from bot.domain.search.query import NO_FILTERS, Filters, Unknown
from bot.domain.topics import fold
from bot.i18n import LANGUAGES, Texts
from bot.views import common
from models import Level

TYPED = re.compile(r'(?<!\S)([^\W\d_]{2,20}):(?!//)("[^"]*"|“[^”]*”|„[^“”]*[“”]|[^\s"“„]\S*)')
"""name:value, without a space between, the value in quotation marks or one word. Never an address."""
NAMES = {
    "in": "language", "lang": "language", "language": "language", "speaks": "language", "taal": "language",
    "spreekt": "language", "team": "team", "afdeling": "team", "level": "level", "niveau": "level",
    "within": "within", "binnen": "within", "only": "must", "alleen": "must",
}  # fmt: skip
MUSTS = {
    "soon": "soon", "binnenkort": "soon", "office": "office_hours", "spreekuur": "office_hours",
    "trained": "trained", "getraind": "trained",
}  # fmt: skip
SPAN = re.compile(r"(\d{1,2})-?\s*(d|day|days|dag|dagen|w|week|weeks|weken)?$")
SOON_DAYS = 14


@dataclass(frozen=True)
class Typed:
    words: str
    """What is left to search."""
    filters: Filters = NO_FILTERS
    unknown: Sequence[Unknown] = ()
    loose: Sequence[tuple[str, str]] = ()
    """Words at the beginning or the end that may be filters, or may belong to what is searched ("microsoft office"):
    (the word, the filter). They stand in `words` still."""

    def without_loose(self) -> "Typed":
        """The same, with the loose words as filters."""
        said = {word for word, _ in self.loose}
        words = " ".join(word for word in self.words.split() if word.casefold() not in said)
        filters = self.filters
        for _, must in self.loose:
            filters = _must(filters, must)
        return Typed(words, filters, self.unknown)


def _must(filters: Filters, must: str) -> Filters:
    return replace(
        filters,
        soon=filters.soon or must == "soon",
        office_hours=filters.office_hours or must == "office_hours",
        trained=filters.trained or must == "trained",
    )


def read(text: str) -> Typed:
    filters, unknown = NO_FILTERS, list[Unknown]()
    for found in TYPED.finditer(text):
        name, value = found[1].casefold(), found[2].strip('"“”„ ').strip()
        meant = NAMES.get(name, "")
        one = _filter(filters, meant, value)
        if one is None:
            unknown.append(Unknown(found[1], value, meant))
        else:
            filters = one
    words = " ".join(TYPED.sub(" ", text).split())
    return Typed(words, filters, unknown, _loose(words.split()))


def _filter(filters: Filters, meant: str, value: str) -> Filters | None:
    key = fold(value)
    if meant == "language" and (code := _languages().get(key)):
        return replace(filters, language=code)
    if meant == "team" and value:
        return replace(filters, team=value[:LONGEST_TEAM])
    if meant == "level" and (level := _levels().get(key)):
        return replace(filters, level=level)
    if meant == "within" and _is_soon(key):
        return replace(filters, soon=True)
    if meant == "must" and (must := MUSTS.get(key)):
        return _must(filters, must)
    return None


def _is_soon(value: str) -> bool:
    found = SPAN.match(value)
    if found is None:
        return False
    return int(found[1]) * (1 if (found[2] or "d").startswith("d") else 7) == SOON_DAYS


def _loose(words: Sequence[str]) -> Sequence[tuple[str, str]]:
    """Those of MUSTS that stand in a row at the beginning or at the end."""
    found: dict[str, str] = {}
    for row in (words, words[::-1]):
        for word in row:
            must = MUSTS.get(word.casefold())
            if must is None:
                break
            found[word.casefold()] = must
    return list(found.items())


@cache
def _languages() -> Mapping[str, str]:
    """Codes and names of languages, in all of ours."""
    names = {fold(code): code for code in common.CODES}
    for language in LANGUAGES:
        t = Texts.of(language, "UTC")
        names |= {fold(t.language_name(code)): code for code in common.CODES}
    return names


@cache
def _levels() -> Mapping[str, Level]:
    names = {fold(level.name): level for level in Level}
    for language in LANGUAGES:
        t = Texts.of(language, "UTC")
        for level in Level:
            said = fold(common.level(t, level))
            names |= {said: level, said.split()[0]: level}
    return names
